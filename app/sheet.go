package app

import (
	"context"
	"path/filepath"
	"strings"

	"partlift/app/studio"
	"partlift/backend/say"
)

// Sheet writes sheet music of a kind of the open song to its folder in a folder.
func (m *Exports) Sheet(dir, kind string) {
	p := m.model.Page.Now()
	if p == nil {
		return
	}
	s := m.goesTo(dir)
	m.busy(m.say("Writing sheet music…"), func(ctx context.Context) func() {
		r, err := m.studio.ExportSheet(ctx, p.ID, exportOf(p, s, studio.What{}), kind)
		return func() {
			if m.fail("sheet", "write sheet music of “{{.Title}}”", err, say.With{"Title": p.Title}) || len(r.Files) == 0 {
				return
			}
			m.Notify(say.Notice{Name: "sheet", Level: say.Success, Path: r.Files[0].Path, Hint: m.sheetHint(r),
				Text: m.words.CountWith(len(r.Files), "{{.Count}} file of sheet music of “{{.Title}}” is written.", "{{.Count}} files of sheet music of “{{.Title}}” are written.", say.With{"Title": p.Title})})
			m.exported(p.ID)
		}
	})
}

// sheetHint says where sheet music lies, and what gave way so that it can be read.
func (m *Exports) sheetHint(r studio.SheetReport) string {
	out := []string{m.say("It lies in “{{.Folder}}”.", say.With{"Folder": filepath.Base(filepath.Dir(r.Files[0].Path))})}
	if r.Moved > 0 {
		out = append(out, m.count(r.Moved, "{{.Count}} note is written on the nearest line: quantize under Timing to make it easier to read.", "{{.Count}} notes are written on the nearest line: quantize under Timing to make it easier to read."))
	}
	if r.Low > 0 {
		out = append(out, m.count(r.Low, "{{.Count}} note is too low to be written.", "{{.Count}} notes are too low to be written."))
	}
	return strings.Join(out, " ")
}
