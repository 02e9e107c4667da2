package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// field is a stock entry that passes Escape on.
type field struct {
	widget.Entry
	name   string // "" where the placeholder says it
	back   func()
	onDown func()
	reveal func(fyne.CanvasObject)
}

// newField returns an empty entry; back is what Escape does, and may be nil.
func newField(placeholder string, back func()) *field {
	f := &field{back: back}
	f.PlaceHolder = placeholder
	f.ExtendBaseWidget(f)
	return f
}

// newSecret returns an entry that hides what is typed.
func newSecret(placeholder string, back func()) *field {
	f := newField(placeholder, back)
	f.Password = true
	return f
}

// FocusGained shows the focus and scrolls to it.
func (f *field) FocusGained() {
	f.Entry.FocusGained()
	if f.reveal != nil {
		f.reveal(f)
	}
}

// TypedKey handles Escape, and Down where something waits below the entry.
func (f *field) TypedKey(e *fyne.KeyEvent) {
	switch {
	case e.Name == fyne.KeyEscape && f.back != nil:
		f.back()
	case e.Name == fyne.KeyDown && f.onDown != nil:
		f.onDown()
	default:
		f.Entry.TypedKey(e)
	}
}
