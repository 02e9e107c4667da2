package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Field is a stock entry that passes Escape on.
type Field struct {
	widget.Entry
	name   string // "" where the placeholder says it
	back   func()
	OnDown func()
	Reveal func(fyne.CanvasObject)
}

// NewField returns an empty entry; back is what Escape does, and may be nil.
func NewField(placeholder string, back func()) *Field {
	f := &Field{back: back}
	f.PlaceHolder = placeholder
	f.ExtendBaseWidget(f)
	return f
}

// NewSecret returns an entry that hides what is typed.
func NewSecret(placeholder string, back func()) *Field {
	f := NewField(placeholder, back)
	f.Password = true
	return f
}

// FocusGained shows the focus and scrolls to it.
func (f *Field) FocusGained() {
	f.Entry.FocusGained()
	if f.Reveal != nil {
		f.Reveal(f)
	}
}

// TypedKey handles Escape, and Down where something waits below the entry.
func (f *Field) TypedKey(e *fyne.KeyEvent) {
	switch {
	case e.Name == fyne.KeyEscape && f.back != nil:
		f.back()
	case e.Name == fyne.KeyDown && f.OnDown != nil:
		f.OnDown()
	default:
		f.Entry.TypedKey(e)
	}
}
