package app

import (
	"context"
	"path/filepath"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/say"
)

// ExportSongs writes songs of the library to their folders in a folder, each as its page would be
// exported: with what was left out there, and how its notes are timed.
func (m *Exports) ExportSongs(ids []string, dir string, what studio.What) {
	s := m.goesTo(dir)
	files := 0
	m.eachSong(ids, "export “{{.Title}}”", func(ctx context.Context, p *edit.Page, _ func(done, total int64)) error {
		r, err := m.studio.ExportSong(ctx, p.ID, exportOf(p, s, what))
		if err != nil {
			return err
		}
		if !r.Receipt.OK {
			return unchecked(p.Title)
		}
		files += len(r.Receipt.Files)
		return nil
	}, func(n int) {
		m.Notify(say.Notice{Name: "exported songs", Level: say.Success, Path: dir, Text: m.count(n, "{{.Count}} song is exported.", "{{.Count}} songs are exported."),
			Hint: m.words.CountWith(files, "{{.Count}} file in “{{.Folder}}”, read back and checked.", "{{.Count}} files in “{{.Folder}}”, read back and checked.", say.With{"Folder": filepath.Base(dir)})})
	})
}

// SessionSongs writes songs of the library to their folders in a folder, each as a session of a
// kind.
func (m *Exports) SessionSongs(ids []string, dir, kind string) {
	s := m.goesTo(dir)
	m.eachSong(ids, "write the session of “{{.Title}}”", func(ctx context.Context, p *edit.Page, tell func(done, total int64)) error {
		so := s.Session(kind)
		so.Progress = tell
		r, err := m.studio.ExportSession(ctx, p.ID, exportOf(p, s, studio.What{Parts: p.Outgoing()}), so)
		if err != nil {
			return err
		}
		if !r.OK {
			return unchecked(p.Title)
		}
		return nil
	}, func(n int) {
		m.Notify(say.Notice{Name: "exported songs", Level: say.Success, Path: dir, Text: m.count(n, "{{.Count}} session is written and checked.", "{{.Count}} sessions are written and checked.")})
	})
}

// unchecked is why a song of several was not written.
func unchecked(title string) error {
	return say.Refuse("Export it by itself: its receipt says which check failed.", "“{{.Title}}” did not pass its checks, so nothing was written of it.", say.With{"Title": title})
}

// eachSong does something with one song after the other, and can be stopped
// between them and within one. What fails is told song by song and holds up none
// of the others; then is told how many there were that did not.
func (m *Exports) eachSong(ids []string, doing string, do func(ctx context.Context, p *edit.Page, tell func(done, total int64)) error, then func(done int)) {
	if len(ids) == 0 {
		return
	}
	open := m.model.Page.Now() // the library may not have heard of the last click there
	text := m.count(len(ids), "Exporting {{.Count}} song…", "Exporting {{.Count}} songs…")
	m.busyWith("session", &slowWork{Busy: Busy{Text: text, CanStop: true}}, func(ctx context.Context, tell func(int)) func() {
		done := 0
		var told []func()
		all := percents(tell)
		for i, id := range ids {
			p, title, err := open, "", error(nil)
			if p == nil || p.ID != id {
				p, err = m.studio.Page(ctx, id)
			}
			if err == nil {
				title = p.Title
				err = do(ctx, p, func(part, of int64) { all(int64(i)*1000+1000*part/max(of, 1), int64(len(ids))*1000) })
			}
			if ctx.Err() != nil {
				break
			}
			all(int64(i+1), int64(len(ids)))
			if err == nil {
				done++
				continue
			}
			told = append(told, func() { m.failOf(kindBatch, title, doing, err) })
		}
		return func() {
			for _, tell := range told {
				tell()
			}
			if done > 0 {
				then(done)
			}
			if p := m.model.Page.Now(); p != nil {
				m.exported(p.ID)
			}
		}
	})
}
