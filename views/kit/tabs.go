package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Tabs shows one of several panels, chosen by a row of buttons that the
// keyboard reaches.
type Tabs struct {
	Bar     *fyne.Container
	Body    *fyne.Container
	buttons []*Button
	panels  []fyne.CanvasObject
	At      int          // the panel that is shown
	Chosen  func(at int) // told of the tab that a person picks; may be nil
	Turned  func(at int) // told of every panel before it is shown; may be nil
}

// NewTabs returns a row of buttons, one a panel; the first panel is shown.
func NewTabs(h *Window, names []string, panels []fyne.CanvasObject) *Tabs {
	t := &Tabs{panels: panels}
	var objects []fyne.CanvasObject
	for i, name := range names {
		b := NewButton(name, nil, func() { t.choose(i) }, h.Back)
		t.buttons = append(t.buttons, b)
		objects = append(objects, b)
	}
	t.Bar = Inline(4, objects...)
	t.Body = container.NewStack(panels...)
	t.Pick(0)
	return t
}

// Name labels a tab.
func (t *Tabs) Name(i int, label string) {
	t.buttons[i].SetText(label)
	t.Bar.Refresh()
}

func (t *Tabs) choose(at int) {
	t.Pick(at)
	if t.Chosen != nil {
		t.Chosen(at)
	}
}

// Pick shows a panel.
func (t *Tabs) Pick(at int) {
	t.At = at
	if t.Turned != nil {
		t.Turned(at)
	}
	for i, b := range t.buttons {
		b.Importance = widget.LowImportance
		if i == at {
			b.Importance = widget.MediumImportance
		}
		b.Refresh()
		Show(i == at, t.panels[i])
	}
}
