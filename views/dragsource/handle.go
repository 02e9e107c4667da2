package dragsource

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Handle makes something draggable that is not so by itself, such as a chip. It
// takes no taps, so that what lies in it keeps its own.
type Handle struct {
	widget.BaseWidget
	Gesture
	content fyne.CanvasObject
}

var (
	_ fyne.Draggable     = (*Handle)(nil)
	_ desktop.Cursorable = (*Handle)(nil)
)

// Wrap makes content draggable.
func Wrap(content fyne.CanvasObject, out *Out, prepare func() (Load, error)) *Handle {
	h := &Handle{Gesture: Gesture{Out: out, Prepare: prepare}, content: content}
	h.ExtendBaseWidget(h)
	return h
}

// Cursor is a hand, to say that this can be taken.
func (h *Handle) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer shows the content.
func (h *Handle) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(h.content) }
