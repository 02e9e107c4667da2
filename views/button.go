package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// button is a stock button that also answers to Enter, and passes Escape on.
type button struct {
	widget.Button
	name   string // of one without words
	back   func()
	reveal func(fyne.CanvasObject)                   // scroll there when the keyboard comes; may be nil
	space  func() bool                               // takes Space away from the button where it reports true; may be nil
	tip    func(over fyne.CanvasObject, name string) // may be nil
}

// newButton returns a button with words, an icon or both; back is what Escape does,
// and may be nil.
func newButton(label string, icon fyne.Resource, tapped, back func()) *button {
	b := &button{back: back}
	b.Text, b.Icon, b.OnTapped = label, icon, tapped
	b.ExtendBaseWidget(b)
	return b
}

// as sets the importance and returns the button.
func (b *button) as(i widget.Importance) *button {
	b.Importance = i
	return b
}

// lit draws the button as one that is on, or not.
func (b *button) lit(on bool) {
	want := widget.LowImportance
	if on {
		want = widget.MediumImportance
	}
	if b.Importance != want {
		b.Importance = want
		b.Refresh()
	}
}

// MouseIn has a button without words tell its name.
func (b *button) MouseIn(e *desktop.MouseEvent) {
	b.Button.MouseIn(e)
	if b.tip != nil && b.Text == "" {
		b.tip(b, b.name)
	}
}

// MouseOut ends that.
func (b *button) MouseOut() {
	b.Button.MouseOut()
	if b.tip != nil {
		b.tip(b, "")
	}
}

// Tapped does what the button is for; its name need not be told any more.
func (b *button) Tapped(e *fyne.PointEvent) {
	if b.tip != nil {
		b.tip(b, "")
	}
	b.Button.Tapped(e)
}

// FocusGained shows the focus and scrolls to it.
func (b *button) FocusGained() {
	b.Button.FocusGained()
	if b.reveal != nil {
		b.reveal(b)
	}
}

// TypedKey answers to Space, Enter and Escape. Unlike a tap, a key leaves the
// keyboard where it is.
func (b *button) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if taken(e, b.space) {
			return
		}
		dangerous := b.Importance == widget.DangerImportance && e.Name != fyne.KeySpace
		if !b.Disabled() && !dangerous {
			b.OnTapped()
		}
	case fyne.KeyEscape:
		if b.back != nil {
			b.back()
		}
	}
}

// leaveSpace has the controls on a page leave Space to somebody else where space
// reports that it was taken: they are pressed by Enter or the mouse there.
func leaveSpace(o fyne.CanvasObject, space func() bool) {
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			leaveSpace(child, space)
		}
	case *container.Scroll:
		leaveSpace(o.Content, space)
	case *button:
		o.space = space
	case *tick:
		o.space = space
	case *choice:
		o.space = space
	case *slider:
		o.space = space
	case *title:
		o.edit.space = space
	}
}

// taken reports whether a key is Space and somebody else's.
func taken(e *fyne.KeyEvent, space func() bool) bool {
	return e.Name == fyne.KeySpace && space != nil && space()
}
