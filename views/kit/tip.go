package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"partlift/views/look"
)

// Tips shows what the control under the pointer is called. It lies over the
// whole window and hears nothing itself.
type Tips struct {
	Layer *fyne.Container
	card  fyne.CanvasObject
	words *Text
	timer *fyne.Animation
	over  fyne.CanvasObject // the control that is told about, nil for none
}

// tipDelay is how long the pointer must rest on a control.
const tipDelay = 500 * time.Millisecond

// tipGap is the room between a control and its tip, in points.
const tipGap = 6

// NewTips returns tips, none of them shown.
func NewTips() *Tips {
	t := &Tips{words: NewSmall("")}
	t.words.color = theme.ColorNameForeground
	t.card = container.NewStack(NewPlate(look.ColorCard, look.ColorLine, 6), Margins(4, 4, 8, 8, t.words))
	t.card.Hide()
	t.Layer = container.NewWithoutLayout(t.card)
	return t
}

// Show tells the name of a control once the pointer has rested on it; an empty
// name ends that.
func (t *Tips) Show(over fyne.CanvasObject, name string) {
	if name == "" && over != t.over {
		return // the pointer came to the next control before it left this one
	}
	t.Hide()
	if name == "" {
		return
	}
	t.over = over
	t.timer = fyne.NewAnimation(tipDelay, func(done float32) {
		if done == 1 && t.over == over {
			t.Tell(over, name)
		}
	})
	t.timer.Start()
}

// Hide takes the tip away.
func (t *Tips) Hide() {
	if t.timer != nil {
		t.timer.Stop()
	}
	t.timer, t.over = nil, nil
	if t.card.Visible() {
		t.card.Hide()
		t.Layer.Refresh()
	}
}

// Tell shows the tip of a control at once.
func (t *Tips) Tell(over fyne.CanvasObject, name string) {
	t.over = over
	t.place(name)
}

// place puts the tip below its control, or above where there is no room, and
// inside the window.
func (t *Tips) place(name string) {
	d := fyne.CurrentApp().Driver()
	c := d.CanvasForObject(t.over)
	if c == nil || c != d.CanvasForObject(t.Layer) || c.Overlays().Top() != nil || !t.over.Visible() {
		return
	}
	t.words.Set(name)
	at := d.AbsolutePositionForObject(t.over).Subtract(d.AbsolutePositionForObject(t.Layer))
	size, room, its := t.card.MinSize(), t.Layer.Size(), t.over.Size()
	x := min(max(at.X+(its.Width-size.Width)/2, 4), room.Width-size.Width-4)
	y := at.Y + its.Height + tipGap
	if y+size.Height > room.Height-4 {
		y = at.Y - size.Height - tipGap
	}
	Place(t.card, x, y, size.Width, size.Height)
	t.card.Show()
	t.Layer.Refresh()
}
