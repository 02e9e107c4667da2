package kit

import "fyne.io/fyne/v2"

// HeadLayout is the head of a page with three objects: the way back, a title, and
// buttons, beside the title or, without room there, below.
type HeadLayout struct {
	Least float32 // width of the title; 0 is HeadTitle, and below 0 it is as wide as it must be
	width float32
}

// HeadTitle is the least width of the title, headGap the room around it.
const (
	HeadTitle = 230
	headGap   = 12
)

// below reports whether the buttons go below the title in a width.
func (l *HeadLayout) below(objects []fyne.CanvasObject) bool {
	least := l.Least
	switch {
	case least == 0:
		least = HeadTitle
	case least < 0:
		least = objects[1].MinSize().Width
	}
	return l.width > 0 && objects[0].MinSize().Width+least+headGap+objects[2].MinSize().Width > l.width
}

// MinSize has the buttons where they were laid out last.
func (l *HeadLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	back, title, buttons := objects[0].MinSize(), objects[1].MinSize(), objects[2].MinSize()
	size := fyne.NewSize(max(back.Width+title.Width, buttons.Width), max(back.Height, title.Height))
	if l.below(objects) {
		size.Height += headGap + buttons.Height
	} else {
		size.Height = max(size.Height, buttons.Height)
	}
	return size
}

// Layout gives the title what is left.
func (l *HeadLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	back, title, buttons := objects[0].MinSize(), objects[1].MinSize(), objects[2].MinSize()
	top := max(back.Height, title.Height)
	room := size.Width - back.Width
	if l.below(objects) {
		Place(objects[2], back.Width, top+headGap, min(buttons.Width, room), buttons.Height)
	} else {
		top = size.Height
		room -= buttons.Width + headGap
		Place(objects[2], size.Width-buttons.Width, (top-buttons.Height)/2, buttons.Width, buttons.Height)
	}
	Place(objects[0], 0, (top-back.Height)/2, back.Width, back.Height)
	Place(objects[1], back.Width, (top-title.Height)/2, room, title.Height)
}
