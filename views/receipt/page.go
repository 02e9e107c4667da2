// Package receipt is the page of an export: what was written, what was repaired
// and what each rule of the checklist says.
package receipt

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/app/studio"
	"partlift/views/handout"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// Page is the outcome of an export: what was written, what was repaired and
// what each line of the checklist says.
type Page struct {
	m      *app.Model
	desk   *handout.Desk
	icon   *widget.Icon
	title  *kit.Text
	dir    *kit.Text
	path   string
	fixes  *widget.Label
	Files  *handout.List
	Checks *CheckList
	counts *kit.Text
	list   *kit.Text
	left   *fyne.Container
}

// New returns the page of the model's report.
func New(m *app.Model, d *handout.Desk) *Page {
	v := &Page{m: m, desk: d, icon: widget.NewIcon(nil), title: kit.NewHeading("", look.SizeTitleText).Shrinking(), dir: kit.NewSmall("").Shrinking(), fixes: kit.Paragraph(""), counts: kit.NewSmall(""), list: kit.NewHeading("", theme.SizeNameText)}
	v.Files, v.Checks = handout.NewList(m, d, words.L("Files"), ""), newCheckList(m, d.Window)
	v.fixes.SizeName = look.SizeSmallText
	m.Report.Watch(v.show)
	return v
}

// Content returns what the window shows; call it once.
func (v *Page) Content() fyne.CanvasObject {
	back := kit.NewButton(words.L("Back to song"), theme.NavigateBackIcon(), v.desk.Back, v.desk.Back)
	folder := kit.NewButton(words.L("Show in folder"), theme.FolderOpenIcon(), func() { v.desk.Show(v.path) }, v.desk.Back).As(widget.HighImportance)
	path := kit.NewButton(words.L("Copy path"), theme.ContentCopyIcon(), func() { v.desk.Copy(v.path) }, v.desk.Back)
	icon := container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(40), v.icon))
	head := kit.Edged(nil, nil, icon, nil, kit.Margins(0, 0, 10, 0, kit.Stacked(2, v.title, v.dir)))
	top := kit.Stacked(16, head, kit.Inline(8, folder, path, back))

	written := kit.Edged(kit.Margins(14, 6, 16, 16, v.list), nil, nil, nil, kit.Margins(0, 8, 8, 8, v.Files.Content()))
	repairs := kit.Margins(12, 12, 16, 16, kit.Stacked(8, kit.NewHeading(words.L("What was done"), theme.SizeNameText), kit.Flush(v.fixes)))
	v.left = container.New(kit.FootLayout{Gap: 12}, kit.Panel(written), kit.Panel(repairs))
	heading := kit.Inline(10, kit.NewHeading(words.L("Checklist"), theme.SizeNameText), v.counts)
	right := kit.Panel(kit.Edged(kit.Margins(14, 6, 16, 16, heading), nil, nil, nil, kit.Margins(0, 8, 8, 8, v.Checks.Rows)))
	body := container.New(twoLayout{}, v.left, right)
	return kit.Margins(22, 20, 24, 24, kit.Centered(1600, kit.Edged(kit.Margins(0, 16, 0, 0, top), nil, nil, nil, body)))
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

func (v *Page) show(r *studio.Report) {
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
	v.Files.Set(files)
	v.list.Set(words.N(len(files), "{{.Count}} file", "{{.Count}} files"))
	v.Checks.set(r.Receipt.Checks)
	v.counts.Set(tally(r.Receipt.Checks))
}
