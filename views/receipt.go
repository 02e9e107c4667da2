package views

import (
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/backend/smf/verify"
	"partlift/views/handout"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// receipt is the outcome of an export: what was written, what was repaired and
// what each line of the checklist says.
type receipt struct {
	m      *app.Model
	host   *host
	icon   *widget.Icon
	title  *kit.Text
	dir    *kit.Text
	path   string
	fixes  *widget.Label
	files  *handout.List
	checks *checkList
	counts *kit.Text
	list   *kit.Text
	left   *fyne.Container
}

func newReceipt(m *app.Model, h *host) *receipt {
	v := &receipt{m: m, host: h, icon: widget.NewIcon(nil), title: kit.NewHeading("", look.SizeTitleText).Shrinking(), dir: kit.NewSmall("").Shrinking(), fixes: kit.Paragraph(""), counts: kit.NewSmall(""), list: kit.NewHeading("", theme.SizeNameText)}
	v.files, v.checks = handout.NewList(m, h.Desk, words.L("Files"), ""), newCheckList(m, h)
	v.fixes.SizeName = look.SizeSmallText
	m.Report.Watch(v.show)
	return v
}

func (v *receipt) content() fyne.CanvasObject {
	back := kit.NewButton(words.L("Back to song"), theme.NavigateBackIcon(), v.host.Back, v.host.Back)
	folder := kit.NewButton(words.L("Show in folder"), theme.FolderOpenIcon(), func() { v.host.Show(v.path) }, v.host.Back).As(widget.HighImportance)
	path := kit.NewButton(words.L("Copy path"), theme.ContentCopyIcon(), func() { v.host.Copy(v.path) }, v.host.Back)
	icon := container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(40), v.icon))
	head := kit.Edged(nil, nil, icon, nil, kit.Margins(0, 0, 10, 0, kit.Stacked(2, v.title, v.dir)))
	top := kit.Stacked(16, head, kit.Inline(8, folder, path, back))

	written := kit.Edged(kit.Margins(14, 6, 16, 16, v.list), nil, nil, nil, kit.Margins(0, 8, 8, 8, v.files.Content()))
	repairs := kit.Margins(12, 12, 16, 16, kit.Stacked(8, kit.NewHeading(words.L("What was done"), theme.SizeNameText), kit.Flush(v.fixes)))
	v.left = container.New(kit.FootLayout{Gap: 12}, kit.Panel(written), kit.Panel(repairs))
	heading := kit.Inline(10, kit.NewHeading(words.L("Checklist"), theme.SizeNameText), v.counts)
	right := kit.Panel(kit.Edged(kit.Margins(14, 6, 16, 16, heading), nil, nil, nil, kit.Margins(0, 8, 8, 8, v.checks.list)))
	body := container.New(twoLayout{}, v.left, right)
	return kit.Margins(22, 20, 24, 24, kit.Centred(1600, kit.Edged(kit.Margins(0, 16, 0, 0, top), nil, nil, nil, body)))
}

// twoLayout puts two panels beside each other, the second one wider.
type twoLayout struct{}

func (twoLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	a, b := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(a.Width+12+b.Width, max(a.Height, b.Height))
}

func (twoLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := (size.Width - 12) * 0.4
	kit.Place(objects[0], 0, 0, w, size.Height)
	kit.Place(objects[1], w+12, 0, size.Width-12-w, size.Height)
}

func (v *receipt) show(r *app.Report) {
	if r == nil {
		return
	}
	v.path = r.Dir
	v.dir.Set(r.Dir)
	v.title.Set(words.L("Exported, read back and checked"))
	v.icon.SetResource(theme.NewColoredResource(theme.ConfirmIcon(), look.ColorGood))
	if !r.Receipt.OK {
		v.title.Set(words.L("A check failed: do not rely on these files"))
		v.icon.SetResource(theme.NewColoredResource(theme.ErrorIcon(), look.ColorBad))
	}
	v.fixes.SetText(done(r))
	if v.left != nil {
		v.left.Refresh()
	}
	var files []handout.File
	for _, f := range r.Receipt.Files {
		path := f.Path
		if !filepath.IsAbs(path) {
			path = filepath.Join(r.Dir, path)
		}
		files = append(files, handout.File{Name: filepath.Base(f.Path), Note: words.Notes(f.Notes), Path: path, Icon: theme.DocumentIcon()})
	}
	v.files.Set(files)
	v.list.Set(words.N(len(files), "{{.Count}} file", "{{.Count}} files"))
	v.checks.set(r.Receipt.Checks)
	v.counts.Set(tally(r.Receipt.Checks))
}

// A list counts things in words.
type list []string

func (l *list) add(n int, one, many string) {
	if n > 0 {
		*l = append(*l, words.N(n, one, many))
	}
}

// done says how a song was written: its tempo, what was asked for, and what
// the layout had to repair.
func done(r *app.Report) string {
	c := r.Receipt.Changes
	var asked list
	asked.add(c.Moved, "{{.Count}} note put on a grid line", "{{.Count}} notes put on grid lines")
	asked.add(c.Kept, "{{.Count}} note left where it was to keep two apart", "{{.Count}} notes left where they were to keep two apart")
	asked.add(c.Stretched, "{{.Count}} note of another length", "{{.Count}} notes of another length")
	asked.add(c.Overlaps, "{{.Count}} overlap cut", "{{.Count}} overlaps cut")
	asked.add(c.Duplicates, "{{.Count}} double left out", "{{.Count}} doubles left out")
	asked.add(c.Ghosts, "{{.Count}} ghost left out", "{{.Count}} ghosts left out")
	k := r.Receipt.Controls
	asked.add(k.Kept, "{{.Count}} pedal, bend or controller change written", "{{.Count}} pedal, bend and controller changes written")
	asked.add(k.Repeated, "{{.Count}} that changed nothing left out", "{{.Count}} that changed nothing left out")
	asked.add(k.LeftOut, "{{.Count}} controller change after the end left out", "{{.Count}} controller changes after the end left out")
	lines := []string{}
	if r.Tempo != "" {
		lines = append(lines, r.Tempo)
	}
	if len(asked) > 0 {
		lines = append(lines, strings.Join(asked, " · "))
	}
	return strings.Join(append(lines, words.L("Repairs: {{.List}}", words.With{"List": repairs(r.Receipt.Repairs)})), "\n")
}

// repairs says what the layout changed, in words.
func repairs(r verify.Repairs) string {
	var out list
	out.add(r.Overlap, "{{.Count}} overlapping note shortened", "{{.Count}} overlapping notes shortened")
	out.add(r.Merged, "{{.Count}} double note merged", "{{.Count}} double notes merged")
	out.add(r.Short, "{{.Count}} note lengthened to the shortest length", "{{.Count}} notes lengthened to the shortest length")
	out.add(r.Clamped, "{{.Count}} value brought into range", "{{.Count}} values brought into range")
	out.add(r.Dropped, "{{.Count}} unusable note left out", "{{.Count}} unusable notes left out")
	out.add(r.UnmappedDrums, "{{.Count}} drum note outside the sounds of General MIDI", "{{.Count}} drum notes outside the sounds of General MIDI")
	out.add(r.SharedChannels, "{{.Count}} part shares a channel, because a file has only 15", "{{.Count}} parts share a channel, because a file has only 15")
	if len(out) == 0 {
		return words.L("none were needed.")
	}
	return strings.Join(out, " · ")
}

// tally counts the outcomes of the checklist.
func tally(checks []verify.Result) string {
	ok, skipped, failed := 0, 0, 0
	for _, c := range checks {
		switch {
		case c.Skipped:
			skipped++
		case c.OK:
			ok++
		default:
			failed++
		}
	}
	s := words.N(ok, "{{.Count}} passed", "{{.Count}} passed")
	if skipped > 0 {
		s += " · " + words.N(skipped, "{{.Count}} does not apply", "{{.Count}} do not apply")
	}
	if failed > 0 {
		s += " · " + words.N(failed, "{{.Count}} failed", "{{.Count}} failed")
	}
	return s
}
