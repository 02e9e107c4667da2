package views

import (
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/views/dragsource"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// file is a line in a list of files.
type file struct {
	name, note, tag, path string
	icon                  fyne.Resource
	stem                  *app.Stem // audio of the library, to be handed out under a name
}

// fileList shows files with a button that shows each in its folder.
type fileList struct {
	m     *app.Model
	desk  *desk
	list  *kit.RowList
	files []file
	empty *kit.Text
}

func newFileList(m *app.Model, d *desk, name, empty string) *fileList {
	v := &fileList{m: m, desk: d, empty: kit.NewSmall(empty)}
	v.empty.Align = fyne.TextAlignCenter
	v.list = kit.NewRowList(name, func() int { return len(v.files) }, func() fyne.CanvasObject { return newFileRow(d) }, v.update)
	v.list.OnMenu = v.menu
	v.list.Say = func(i int) string { return v.files[i].name + ", " + v.files[i].note }
	v.list.OnKey = func(name fyne.KeyName) bool {
		switch {
		case name == fyne.KeyEscape:
			d.Back()
		case (name == fyne.KeyReturn || name == fyne.KeyEnter) && v.list.Cursor < len(v.files):
			d.show(v.files[v.list.Cursor].path)
		}
		return true
	}
	return v
}

// menu opens the menu of the file under the cursor.
func (v *fileList) menu(at fyne.Position) {
	v.desk.MenuAt(fileMenu(v.m, v.desk, func() ([]string, error) { return v.give(v.files[v.list.Cursor]) }), at)
}

// give writes a file where others can take it.
func (v *fileList) give(f file) ([]string, error) {
	if f.stem != nil {
		return v.m.StemFiles(*f.stem)
	}
	return []string{f.path}, nil
}

func (v *fileList) content() fyne.CanvasObject {
	return container.NewStack(v.list, container.NewVBox(kit.Margins(32, 0, 0, 0, v.empty)))
}

func (v *fileList) set(files []file) {
	v.files = files
	kit.Show(len(files) == 0, v.empty)
	v.list.Clamp()
	v.list.Refresh()
}

func (v *fileList) update(i int, o fyne.CanvasObject) {
	if i >= len(v.files) {
		return
	}
	f, r := v.files[i], o.(*fileRow)
	r.tapped = func() { v.list.Take(i) }
	r.open.OnTapped = func() { v.desk.show(f.path) }
	give := func() ([]string, error) { return v.give(f) }
	r.Out, r.Prepare = v.desk.out, func() (dragsource.Load, error) {
		files, err := give()
		return dragsource.Load{Label: f.name, Files: files}, err
	}
	r.menu = func(at fyne.Position) { v.desk.MenuAt(fileMenu(v.m, v.desk, give), at) }
	r.set(f, v.list.Has(i))
}

// fileRow is one file: icon, name, tag, a note at the right, and a button.
type fileRow struct {
	widget.BaseWidget
	dragsource.Gesture
	ground    *kit.Plate
	icon      *widget.Icon
	name      *kit.Text
	tag, note *kit.Text
	open      *kit.Chip
	body      *fyne.Container
	tapped    func()
	menu      func(at fyne.Position)
}

func newFileRow(d *desk) *fileRow {
	r := &fileRow{ground: kit.NewPlate("", "", 8), icon: widget.NewIcon(nil), name: kit.NewText("").Shrinking(), tag: kit.NewSmall(""), note: kit.NewSmall("")}
	r.tag.SetColor(look.ColorWarn)
	r.name.Tail = true
	r.open = kit.NewChip(d.Window, theme.FolderOpenIcon(), "", words.L("Show in folder"), nil)
	icon := container.NewGridWrap(fyne.NewSquareSize(18), r.icon)
	r.body = container.NewStack(r.ground, kit.Margins(4, 4, 10, 8,
		kit.Edged(nil, nil, kit.Inline(10, icon), kit.Inline(12, r.note, r.open), kit.Margins(0, 0, 8, 8, kit.Inline(10, r.name, r.tag)))))
	r.ExtendBaseWidget(r)
	return r
}

func (r *fileRow) set(f file, cursor bool) {
	r.name.Set(f.name)
	r.tag.Set(f.tag)
	kit.Show(f.tag != "", r.tag)
	r.note.Set(f.note)
	r.icon.SetResource(theme.NewColoredResource(f.icon, look.ColorMuted))
	line := fyne.ThemeColorName("")
	if cursor {
		line = theme.ColorNamePrimary
	}
	r.ground.Paint("", line)
	r.body.Refresh()
}

// Tapped puts the cursor on the file.
func (r *fileRow) Tapped(*fyne.PointEvent) { r.tapped() }

// TappedSecondary opens the file's menu.
func (r *fileRow) TappedSecondary(e *fyne.PointEvent) { r.menu(e.AbsolutePosition) }

// CreateRenderer builds the row.
func (r *fileRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.body) }

// stemFiles lists the audio that is kept with a song.
func stemFiles(p *app.Page) []file {
	var out []file
	add := func(s app.Stem, icon fyne.Resource) {
		f := file{name: s.Name, note: words.Size(s.Size), path: s.Path, icon: icon, stem: &s}
		if s.Silent {
			f.tag = "silent"
		}
		out = append(out, f)
	}
	if p.Audio != nil {
		add(*p.Audio, theme.FileAudioIcon())
	}
	for _, s := range p.Stems {
		add(s, theme.MediaMusicIcon())
	}
	return out
}

// writtenFiles lists what was exported earlier.
func writtenFiles(p *app.Page, now time.Time) []file {
	var out []file
	for _, w := range p.Exports {
		out = append(out, file{name: filepath.Base(w.Path), note: filepath.Base(filepath.Dir(w.Path)) + " · " + words.Ago(now, w.At), path: w.Path, icon: theme.DocumentIcon()})
	}
	return out
}
