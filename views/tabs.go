package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// tabs shows one of several panels, chosen by a row of buttons that the
// keyboard reaches.
type tabs struct {
	bar     *fyne.Container
	body    *fyne.Container
	buttons []*button
	panels  []fyne.CanvasObject
	at      int
}

// newTabs returns a row of buttons, one a panel; the first panel is shown.
func newTabs(h *surroundings, names []string, panels []fyne.CanvasObject) *tabs {
	t := &tabs{panels: panels}
	var objects []fyne.CanvasObject
	for i, name := range names {
		b := newButton(name, nil, func() { t.pick(i) }, h.back)
		t.buttons = append(t.buttons, b)
		objects = append(objects, b)
	}
	t.bar = inline(4, objects...)
	t.body = container.NewStack(panels...)
	t.pick(0)
	return t
}

// name labels a tab.
func (t *tabs) name(i int, label string) {
	t.buttons[i].SetText(label)
	t.bar.Refresh()
}

// pick shows a panel.
func (t *tabs) pick(at int) {
	t.at = at
	for i, b := range t.buttons {
		b.Importance = widget.LowImportance
		if i == at {
			b.Importance = widget.MediumImportance
		}
		b.Refresh()
		show(i == at, t.panels[i])
	}
}
