package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"partlift/views/look"
)

// sheetWidth is how wide a dialog is.
const sheetWidth = 520

// Sheet is the content of a dialog: a title, a body and a row of buttons.
// What does not fit the window is scrolled to.
func Sheet(title string, body fyne.CanvasObject, buttons ...fyne.CanvasObject) fyne.CanvasObject {
	return ListSheet(title, Scrolling(body), buttons...)
}

// ListSheet is a sheet whose body scrolls by itself.
func ListSheet(title string, body fyne.CanvasObject, buttons ...fyne.CanvasObject) fyne.CanvasObject {
	head := NewHeading(title, theme.SizeNameSubHeadingText).Shrinking()
	content := container.New(sheetLayout{14}, head, body, Margins(4, 0, 0, 0, container.New(flowLayout{8}, buttons...)))
	return container.NewStack(NewPlate("", look.ColorLine, 12), Wide(sheetWidth, Inset(22, content)))
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
	Place(objects[0], 0, 0, size.Width, head)
	Place(objects[1], 0, head+l.gap, size.Width, size.Height-head-foot-2*l.gap)
	Place(objects[2], 0, size.Height-foot, size.Width, foot)
}

// flowLayout lays buttons out with the first one at the right; without room
// for that, under each other with the first one on top.
type flowLayout struct{ gap float32 }

// rows reports whether the buttons go under each other.
func (l flowLayout) rows(objects []fyne.CanvasObject, width float32) bool {
	sum := -l.gap
	for _, o := range objects {
		sum += o.MinSize().Width + l.gap
	}
	return sum > width
}

func (l flowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for i, o := range objects {
		least := o.MinSize()
		size.Width = max(size.Width, least.Width)
		if l.rows(objects, sheetWidth-44) {
			size.Height += least.Height
			if i > 0 {
				size.Height += l.gap
			}
		} else {
			size.Height = max(size.Height, least.Height)
		}
	}
	return size
}

func (l flowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if l.rows(objects, sheetWidth-44) {
		y := float32(0)
		for _, o := range objects {
			h := o.MinSize().Height
			Place(o, 0, y, size.Width, h)
			y += h + l.gap
		}
		return
	}
	x := size.Width
	for _, o := range objects {
		least := o.MinSize()
		x -= least.Width
		Place(o, x, 0, least.Width, least.Height)
		x -= l.gap
	}
}
