package app

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/say"
)

// OpenSong shows a song of the library. It needs no network.
func (m *Song) OpenSong(id string) {
	m.model.CloseJob()
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
			m.model.Report.Set(nil)
			if same {
				p.Trial = now.Trial
			} else {
				m.newSong(p)
			}
			m.grids++ // what is still being worked out belongs to the notes before
			m.applies++
			m.reach(p)
			m.Page.Set(p)
			m.listen(p, same)
		}
	})
}

// CloseSong goes back to the start page.
func (m *Song) CloseSong() {
	m.opens++
	m.model.Report.Set(nil)
	m.endListening()
	m.Comparing.Set(0)
	m.Page.Set(nil)
}

// Exported is the name of the notice that the open song was exported. Report has
// what was checked.
const Exported = "exported"

// Rename gives the open song another title.
func (m *Song) Rename(title string) {
	p := m.Page.Now()
	if p == nil || strings.TrimSpace(title) == "" {
		return
	}
	if title = studio.OneLine(title); title == p.Title {
		return
	}
	next := *p
	next.Title, next.Song.Title = title, title
	m.Page.Set(&next)
	m.inOrder("song", func(ctx context.Context) func() {
		err := m.studio.Rename(context.WithoutCancel(ctx), p.ID, title)
		return func() {
			m.fail("rename", "rename the song", err)
			m.model.reload()
		}
	})
}

// RenameSong gives any song of the history another title.
func (m *Song) RenameSong(id, title string) {
	if p := m.Page.Now(); p != nil && p.ID == id {
		m.Rename(title)
		return
	}
	if title = studio.OneLine(title); title == "" {
		return
	}
	m.inOrder("song", func(ctx context.Context) func() {
		err := m.studio.Rename(context.WithoutCancel(ctx), id, title)
		return func() {
			m.fail("rename", "rename the song", err)
			m.model.reload()
		}
	})
}

// Mute switches a part of the open song off, or on again.
func (m *Song) Mute(part int, muted bool) {
	m.switchParts(func(p *edit.Part) {
		if p.Into == part {
			p.Muted = muted
		}
	})
}

// Solo adds a part of the open song to those that alone are heard,
// or takes it away from them. The mutes stay as they are: a muted part is
// silent even when it is soloed.
func (m *Song) Solo(part int, on bool) {
	m.switchParts(func(p *edit.Part) {
		if p.Into == part {
			p.Solo = on
		}
	})
}

// LeaveOut leaves a part of the open song out of exports, or takes it back in.
// Whether it is heard is another matter.
func (m *Song) LeaveOut(part int, left bool) {
	m.switchParts(func(p *edit.Part) {
		if p.Into == part {
			p.Left = left
		}
	})
}

// MuteAll mutes every part of the open song, or lets all of them be heard,
// whether they are muted or others are soloed.
func (m *Song) MuteAll(muted bool) {
	m.switchParts(func(p *edit.Part) { p.Muted, p.Solo = muted, p.Solo && muted })
}

// switchParts changes which parts of the open song are muted and soloed.
func (m *Song) switchParts(change func(*edit.Part)) {
	p := m.Page.Now()
	if p == nil {
		return
	}
	next := *p
	next.Parts = slices.Clone(p.Parts)
	for i := range next.Parts {
		change(&next.Parts[i])
	}
	edit.Hush(next.Parts)
	m.Page.Set(&next)
	muted, soloed, left := next.Muted(), next.Soloed(), next.LeftOutParts()
	m.inOrder("song", func(ctx context.Context) func() {
		// Also when the window closes now.
		ctx = context.WithoutCancel(ctx)
		err := errors.Join(m.studio.SaveSwitches(ctx, p.ID, muted, soloed), m.studio.SaveLeft(ctx, p.ID, left))
		return func() { m.fail("mute", "keep the choice of parts", err) }
	})
}

// goesTo makes a folder the one that exports go to, and returns the settings.
func (m *Exports) goesTo(dir string) studio.Settings {
	s := m.model.Settings.Now().ExportTo(dir)
	m.model.SaveSettings(s)
	return s
}

// exportOf is an export of a song, as it is on screen, to its folder in the one of
// the settings. Files that somebody changed since stay.
func exportOf(p *edit.Page, s studio.Settings, what studio.What) studio.ExportOptions {
	return studio.ExportOptions{Dir: studio.SongDir(s.ExportDir, p.Title), What: what, Drums: s.Drums, Keep: true, Page: p}
}

// Export writes the open song's parts to its folder in a folder, after every file was read
// back and checked. The outcome goes to Report.
func (m *Exports) Export(dir string, what studio.What) {
	p := m.model.Page.Now()
	if p == nil {
		return
	}
	s := m.goesTo(dir)
	// The song goes as it is on screen: the library may not have heard of the
	// last click yet.
	m.busy(m.say("Exporting…"), func(ctx context.Context) func() {
		r, err := m.studio.ExportSong(ctx, p.ID, exportOf(p, s, what))
		return func() {
			if m.fail("export", "export “{{.Title}}”", err, say.With{"Title": p.Title}) {
				return
			}
			if r.Receipt.OK {
				n := len(r.Receipt.Files)
				m.Notify(say.Notice{Name: Exported, Level: say.Success, Path: r.Receipt.Files[0].Path,
					Text: m.say("“{{.Title}}” is exported.", say.With{"Title": p.Title}),
					Hint: m.words.CountWith(n, "{{.Count}} file in “{{.Folder}}”, read back and checked.", "{{.Count}} files in “{{.Folder}}”, read back and checked.", say.With{"Folder": filepath.Join(filepath.Base(filepath.Dir(r.Dir)), filepath.Base(r.Dir))})})
			}
			if open := m.model.Page.Now(); open == nil || open.ID != p.ID {
				return
			}
			m.Report.Set(&r)
			m.exported(p.ID)
		}
	})
}

// exported brings the list of written files of the open page up to date.
func (m *Exports) exported(id string) {
	m.background("exports", func(ctx context.Context) func() {
		written, err := m.studio.Written(ctx, id)
		return func() {
			p := m.model.Page.Now()
			if m.fail("exports", "list the exported files", err) || p == nil || p.ID != id {
				return
			}
			next := *p
			next.Exports = written
			m.model.Page.Set(&next)
		}
	})
}
