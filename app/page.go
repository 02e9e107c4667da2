package app

import (
	"context"
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
				m.newSong()
			}
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

// Mute leaves a part of the open song out of exports, or takes it back in.
func (m *Model) Mute(part int, muted bool) {
	m.mute(func(p Part) bool {
		if p.Index == part {
			return muted
		}
		return p.Muted
	})
}

// MuteAll mutes or unmutes every part of the open song.
func (m *Model) MuteAll(muted bool) { m.mute(func(Part) bool { return muted }) }

// Solo mutes every part of the open song but one.
func (m *Model) Solo(part int) { m.mute(func(p Part) bool { return p.Index != part }) }

func (m *Model) mute(want func(Part) bool) {
	p := m.Page.Now()
	if p == nil {
		return
	}
	next := *p
	next.Parts = append([]Part(nil), p.Parts...)
	var muted []int
	for i := range next.Parts {
		next.Parts[i].Muted = want(next.Parts[i])
		if next.Parts[i].Muted {
			muted = append(muted, next.Parts[i].Index)
		}
	}
	m.Page.Set(&next)
	m.inOrder("song", func(ctx context.Context) func() {
		err := m.studio.SaveMuted(context.WithoutCancel(ctx), p.ID, muted) // also when the window closes now
		return func() { m.fail("mute", "keep the choice of parts", err) }
	})
}

// What says which files an export writes.
type What struct {
	Combined bool  // one file with all parts
	Each     bool  // one file for each part
	Parts    []int // indexes into Song.Tracks; nil = all that are not muted
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
