package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// scrolling puts content into a scroller that the wheel moves wherever the
// pointer is: fields of text, which would keep the wheel to themselves, have
// only one line.
func scrolling(content fyne.CanvasObject) *container.Scroll {
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

// sheetLayout puts the title of a dialog above its body and the buttons below.
// A body that is a scroller asks for the height of what is in it; any gives way
// in a low window.
type sheetLayout struct{ gap float32 }

func (l sheetLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	head, body, foot := objects[0].MinSize(), objects[1].MinSize(), objects[2].MinSize()
	if s, ok := objects[1].(*container.Scroll); ok {
		body = s.Content.MinSize()
	}
	return fyne.NewSize(max(head.Width, body.Width, foot.Width), head.Height+body.Height+foot.Height+2*l.gap)
}

func (l sheetLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	head, foot := objects[0].MinSize().Height, objects[2].MinSize().Height
	place(objects[0], 0, 0, size.Width, head)
	place(objects[1], 0, head+l.gap, size.Width, size.Height-head-foot-2*l.gap)
	place(objects[2], 0, size.Height-foot, size.Width, foot)
}
