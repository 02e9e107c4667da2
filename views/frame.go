package views

import (
	"fyne.io/fyne/v2"

	"partlift/views/kit"
)

// frameLayout gives the sidebar a share of the window within limits and the
// rest to the content.
type frameLayout struct{}

// sideWidth is how wide the sidebar is in a window of a width.
func sideWidth(window float32) float32 { return min(max(window*0.25, 280), 400) }

// MinSize is the same whatever is shown: the toolkit makes a window larger whose
// content asks for more, also beyond the edge of the screen.
func (frameLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(leastSize.Width, leastSize.Height-menuHeight)
}

func (frameLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := sideWidth(size.Width)
	kit.Place(objects[0], 0, 0, w, size.Height)
	kit.Place(objects[1], w, 0, size.Width-w, size.Height)
}

var _ fyne.Layout = frameLayout{}
