package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Scrolling puts content into a scroller that the wheel moves wherever the
// pointer is: fields of text, which would keep the wheel to themselves, have
// only one line.
func Scrolling(content fyne.CanvasObject) *container.Scroll {
	w := &wheel{}
	w.ExtendBaseWidget(w)
	s := container.NewVScroll(container.NewStack(content, w))
	w.scroll = s
	return s
}

// wheel lies over the content of a scroller and hears the wheel and nothing
// else.
type wheel struct {
	widget.BaseWidget
	scroll *container.Scroll
}

var _ fyne.Scrollable = (*wheel)(nil)

// Scrolled moves the scroller.
func (w *wheel) Scrolled(e *fyne.ScrollEvent) { w.scroll.Scrolled(e) }

// CreateRenderer draws nothing.
func (w *wheel) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout())
}
