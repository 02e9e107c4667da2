package handout

import (
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
	"partlift/app/edit"
	"partlift/views/dragsource"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// File is a line in a list of files.
type File struct {
	Name, Note, tag, Path string
	Icon                  fyne.Resource
	stem                  *edit.Stem // audio of the library, to be handed out under a name
}

// List shows files with a button that shows each in its folder.
type List struct {
	m     *app.Model
	desk  *Desk
	Rows  *kit.RowList
	Files []File
	empty *kit.Text
}

// NewList returns a list of no files yet; name says what is listed, and empty
// what stands where nothing is.
func NewList(m *app.Model, d *Desk, name, empty string) *List {
	v := &List{m: m, desk: d, empty: kit.NewSmall(empty)}
	v.empty.Align = fyne.TextAlignCenter
	v.Rows = kit.NewRowList(name, func() int { return len(v.Files) }, func() fyne.CanvasObject { return newRow(d) }, v.update)
	v.Rows.OnMenu = v.menu
	v.Rows.Say = func(i int) string { return v.Files[i].Name + ", " + v.Files[i].Note }
	v.Rows.OnKey = func(name fyne.KeyName) bool {
		switch {
		case name == fyne.KeyEscape:
			d.Back()
		case (name == fyne.KeyReturn || name == fyne.KeyEnter) && v.Rows.Cursor < len(v.Files):
			d.Show(v.Files[v.Rows.Cursor].Path)
		}
		return true
	}
	return v
}

// menu opens the menu of the file under the cursor.
func (v *List) menu(at fyne.Position) {
	v.desk.MenuAt(Menu(v.m, v.desk, func() ([]string, error) { return v.give(v.Files[v.Rows.Cursor]) }), at)
}

// give writes a file where others can take it.
func (v *List) give(f File) ([]string, error) {
	if f.stem != nil {
		return v.m.StemFiles(*f.stem)
	}
	return []string{f.Path}, nil
}

// Content returns what a page shows.
func (v *List) Content() fyne.CanvasObject {
	return container.NewStack(v.Rows, container.NewVBox(kit.Margins(32, 0, 0, 0, v.empty)))
}

// Set lists other files.
func (v *List) Set(files []File) {
	v.Files = files
	kit.Show(len(files) == 0, v.empty)
	v.Rows.Clamp()
	v.Rows.Refresh()
}

func (v *List) update(i int, o fyne.CanvasObject) {
	if i >= len(v.Files) {
		return
	}
	f, r := v.Files[i], o.(*row)
	r.tapped = func() { v.Rows.Take(i) }
	r.open.OnTapped = func() { v.desk.Show(f.Path) }
	give := func() ([]string, error) { return v.give(f) }
	r.Out, r.Prepare = v.desk.Out, func() (dragsource.Load, error) {
		files, err := give()
		return dragsource.Load{Label: f.Name, Files: files}, err
	}
	r.menu = func(at fyne.Position) { v.desk.MenuAt(Menu(v.m, v.desk, give), at) }
	r.set(f, v.Rows.Has(i))
}

// row is one file: icon, name, tag, a note at the right, and a button.
type row struct {
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

func newRow(d *Desk) *row {
	r := &row{ground: kit.NewPlate("", "", 8), icon: widget.NewIcon(nil), name: kit.NewText("").Shrinking(), tag: kit.NewSmall(""), note: kit.NewSmall("")}
	r.tag.SetColor(look.ColorWarn)
	r.name.Tail = true
	r.open = kit.NewChip(d.Window, theme.FolderOpenIcon(), "", words.L("Show in folder"), nil)
	icon := container.NewGridWrap(fyne.NewSquareSize(18), r.icon)
	r.body = container.NewStack(r.ground, kit.Margins(4, 4, 10, 8,
		kit.Edged(nil, nil, kit.Inline(10, icon), kit.Inline(12, r.note, r.open), kit.Margins(0, 0, 8, 8, kit.Inline(10, r.name, r.tag)))))
	r.ExtendBaseWidget(r)
	return r
}

func (r *row) set(f File, cursor bool) {
	r.name.Set(f.Name)
	r.tag.Set(f.tag)
	kit.Show(f.tag != "", r.tag)
	r.note.Set(f.Note)
	r.icon.SetResource(theme.NewColoredResource(f.Icon, look.ColorMuted))
	r.ground.Mark(false, cursor)
	r.body.Refresh()
}

// Tapped puts the cursor on the file.
func (r *row) Tapped(*fyne.PointEvent) { r.tapped() }

// TappedSecondary opens the file's menu.
func (r *row) TappedSecondary(e *fyne.PointEvent) { r.menu(e.AbsolutePosition) }

// CreateRenderer builds the row.
func (r *row) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.body) }

// Stems lists the audio that is kept with a song.
func Stems(p *edit.Page) []File {
	var out []File
	add := func(s edit.Stem, icon fyne.Resource) {
		f := File{Name: s.Name, Note: words.Size(s.Size), Path: s.Path, Icon: icon, stem: &s}
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

// Exports lists what was exported earlier.
func Exports(p *edit.Page, now time.Time) []File {
	var out []File
	for _, w := range p.Exports {
		out = append(out, File{Name: filepath.Base(w.Path), Note: filepath.Base(filepath.Dir(w.Path)) + " · " + words.Ago(now, w.At), Path: w.Path, Icon: theme.DocumentIcon()})
	}
	return out
}
