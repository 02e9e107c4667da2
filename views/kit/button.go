package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Button is a stock button that also answers to Enter, and passes Escape on.
type Button struct {
	widget.Button
	name    string // of one without words, or with short ones
	back    func()
	Reveal  func(fyne.CanvasObject)                   // scroll there when the keyboard comes; may be nil
	space   func() bool                               // takes Space away from the button where it reports true; may be nil
	Careful bool                                      // Enter, which is typed by habit, does not press it
	tip     func(over fyne.CanvasObject, name string) // may be nil
}

// NewButton returns a button with words, an icon or both; back is what Escape does,
// and may be nil.
func NewButton(label string, icon fyne.Resource, tapped, back func()) *Button {
	b := &Button{back: back}
	b.Text, b.Icon, b.OnTapped = label, icon, tapped
	b.ExtendBaseWidget(b)
	return b
}

// As sets the importance and returns the button.
func (b *Button) As(i widget.Importance) *Button {
	b.Importance = i
	return b
}

// Lit draws the button as one that is on, or not.
func (b *Button) Lit(on bool) {
	want := widget.LowImportance
	if on {
		want = widget.MediumImportance
	}
	if b.Importance != want {
		b.Importance = want
		b.Refresh()
	}
}

// Called gives a button without words another name, or one whose words are short
// a longer one, and returns it.
func (b *Button) Called(name string) *Button {
	b.name = name
	return b
}

// MouseIn has a button tell its name where its words do not.
func (b *Button) MouseIn(e *desktop.MouseEvent) {
	b.Button.MouseIn(e)
	if b.tip != nil && b.name != "" {
		b.tip(b, b.name)
	}
}

// MouseOut ends that.
func (b *Button) MouseOut() {
	b.Button.MouseOut()
	if b.tip != nil {
		b.tip(b, "")
	}
}

// Tapped does what the button is for; its name need not be told any more.
func (b *Button) Tapped(e *fyne.PointEvent) {
	if b.tip != nil {
		b.tip(b, "")
	}
	b.Button.Tapped(e)
}

// FocusGained shows the focus and scrolls to it.
func (b *Button) FocusGained() {
	b.Button.FocusGained()
	if b.Reveal != nil {
		b.Reveal(b)
	}
}

// TypedKey answers to Space, Enter and Escape. Unlike a tap, a key leaves the
// keyboard where it is.
func (b *Button) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if taken(e, b.space) {
			return
		}
		unmeant := b.Careful && e.Name != fyne.KeySpace
		if !b.Disabled() && !unmeant {
			b.OnTapped()
		}
	case fyne.KeyEscape:
		if b.back != nil {
			b.back()
		}
	}
}

// LeaveSpace has the controls on a page leave Space to somebody else where space
// reports that it was taken: they are pressed by Enter or the mouse there.
func LeaveSpace(o fyne.CanvasObject, space func() bool) {
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			LeaveSpace(child, space)
		}
	case *container.Scroll:
		LeaveSpace(o.Content, space)
	case *Button:
		o.space = space
	case *Tick:
		o.space = space
	case *Choice:
		o.space = space
	case *Slider:
		o.space = space
	case *Title:
		o.Edit.space = space
	}
}

// taken reports whether a key is Space and somebody else's.
func taken(e *fyne.KeyEvent, space func() bool) bool {
	return e.Name == fyne.KeySpace && space != nil && space()
}
