package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"partlift/app"
	"partlift/views/dragsource"
	"partlift/views/handout"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// load prepares parts of the open song for a drag; nil are all that are not
// muted.
func load(m *app.Model, near interface{ Theme() fyne.Theme }, parts []int) (dragsource.Load, error) {
	files, label, err := m.PartFiles(parts)
	l := dragsource.Load{Label: label, Files: files}
	if p := m.Page.Now(); p != nil && len(parts) == 1 {
		th, variant := kit.ThemeOf(near)
		part := p.Parts[parts[0]]
		l.Color = look.PartColor(part.Program, part.Drums, look.IsDark(th, variant))
	}
	return l, err
}

// taken are the parts that go along when a row is dragged: all that are chosen
// if it is one of them.
func (v *List) taken(i int) []int {
	if chosen := v.Selection(); v.picks.Has(i) && len(chosen) > 1 {
		return chosen
	}
	return []int{v.parts()[i].Index}
}

// menuOf is the menu of a part.
func menuOf(m *app.Model, h Host, part int, taken []int) *fyne.Menu {
	items := handout.Items(m, h.Desk, "write the files", func() ([]string, error) {
		files, _, err := m.PartFiles(taken)
		return files, err
	})
	edit := kit.IconItem(words.L("Change…"), theme.DocumentCreateIcon(), func() { Ask(m, h.Window, part) })
	first := []*fyne.MenuItem{edit, fyne.NewMenuItemSeparator()}
	if h.Roll != nil {
		first = append([]*fyne.MenuItem{kit.IconItem(words.L("Open in the piano roll"), look.RollIcon, func() { h.Roll(part) })}, first...)
	}
	return fyne.NewMenu("", append(first, items...)...)
}
