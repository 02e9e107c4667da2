package app

import (
	"context"
	"slices"
	"strings"
)

// OpenSong shows a song of the library. It needs no network.
func (m *Model) OpenSong(id string) {
	m.opens++
	number, kept := m.opens, m.queues["song"]
	m.background("open", func(ctx context.Context) func() {
		if kept != nil {
			<-kept // what was just changed about the song is in the library
		}
		p, err := m.studio.Page(ctx, id)
		return func() {
			if number != m.opens || m.fail("open", "open the song", err) {
				return
			}
			now := m.Page.Now()
			same := now != nil && now.ID == p.ID
			if same && kept != m.queues["song"] {
				m.OpenSong(id) // it was changed while it was read
				return
			}
			m.Dismiss(ready + id)
			m.Report.Set(nil)
			if !same {
				m.newSong(p)
			}
			m.grids++ // what is still being worked out belongs to the notes before
			m.applies++
			m.reach(p)
			m.Page.Set(p)
		}
	})
}

// CloseSong goes back to the start page.
func (m *Model) CloseSong() {
	m.opens++
	m.Report.Set(nil)
	m.Page.Set(nil)
}

// CloseReport goes back from the receipt to the song.
func (m *Model) CloseReport() { m.Report.Set(nil) }

// Rename gives the open song another title.
func (m *Model) Rename(title string) {
	p := m.Page.Now()
	if p == nil || strings.TrimSpace(title) == "" {
		return
	}
	if title = oneLine(title); title == p.Title {
		return
	}
	next := *p
	next.Title, next.Song.Title = title, title
	m.Page.Set(&next)
	m.inOrder("song", func(ctx context.Context) func() {
		err := m.studio.Rename(context.WithoutCancel(ctx), p.ID, title)
		return func() {
			m.fail("rename", "rename the song", err)
			m.reload()
		}
	})
}

// Mute switches a part of the open song off, or on again.
func (m *Model) Mute(part int, muted bool) {
	m.switchParts(func(p *Part) {
		if p.Index == part {
			p.Muted = muted
		}
	})
}

// Solo adds a part of the open song to those that alone are heard and exported,
// or takes it away from them. The mutes stay as they are: a muted part is
// silent even when it is soloed.
func (m *Model) Solo(part int, on bool) {
	m.switchParts(func(p *Part) {
		if p.Index == part {
			p.Solo = on
		}
	})
}

// MuteAll mutes every part of the open song, or takes all of them back in,
// whether they are muted or others are soloed.
func (m *Model) MuteAll(muted bool) {
	m.switchParts(func(p *Part) { p.Muted, p.Solo = muted, p.Solo && muted })
}

// switchParts changes which parts of the open song are muted and soloed.
func (m *Model) switchParts(change func(*Part)) {
	p := m.Page.Now()
	if p == nil {
		return
	}
	next := *p
	next.Parts = slices.Clone(p.Parts)
	for i := range next.Parts {
		change(&next.Parts[i])
	}
	hush(next.Parts)
	m.Page.Set(&next)
	muted, soloed := next.muted(), next.soloed()
	m.inOrder("song", func(ctx context.Context) func() {
		// Also when the window closes now.
		err := m.studio.SaveSwitches(context.WithoutCancel(ctx), p.ID, muted, soloed)
		return func() { m.fail("mute", "keep the choice of parts", err) }
	})
}

// hush tells every part whether it is silent.
func hush(parts []Part) {
	soloed := slices.ContainsFunc(parts, func(p Part) bool { return p.Solo })
	for i := range parts {
		parts[i].Silent = parts[i].Muted || soloed && !parts[i].Solo
	}
}

// What says which files an export writes.
type What struct {
	Combined bool  // one file with all parts
	Each     bool  // one file for each part
	Parts    []int // indexes into Song.Tracks; nil = all that are not silent
}

// Export writes the open song's parts to a folder, after every file was read
// back and checked. The outcome goes to Report.
func (m *Model) Export(dir string, what What) {
	p := m.Page.Now()
	if p == nil {
		return
	}
	s := m.Settings.Now().ExportTo(dir)
	m.SaveSettings(s)
	// The song goes as it is on screen: the library may not have heard of the
	// last click yet.
	m.busy(m.say("Exporting…"), func(ctx context.Context) func() {
		r, err := m.studio.ExportSong(ctx, p.ID, ExportOptions{Dir: dir, What: what, Drums: s.Drums, Keep: true, page: p})
		return func() {
			if m.fail("export", "export “"+p.Title+"”", err) {
				return
			}
			if open := m.Page.Now(); open == nil || open.ID != p.ID {
				m.Notify(Notice{Name: "exported", Level: Success, Text: m.say("“{{.Title}}” was exported.", with{"Title": p.Title}), Path: dir})
				return
			}
			m.Report.Set(&r)
			m.exported(p.ID)
		}
	})
}

// exported brings the list of written files of the open page up to date.
func (m *Model) exported(id string) {
	m.background("exports", func(ctx context.Context) func() {
		written, err := m.studio.Written(ctx, id)
		return func() {
			p := m.Page.Now()
			if m.fail("exports", "list the exported files", err) || p == nil || p.ID != id {
				return
			}
			next := *p
			next.Exports = written
			m.Page.Set(&next)
		}
	})
}
