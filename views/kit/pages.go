package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// StackOfPages lies pages over each other of which one is seen. The others are
// not laid out before they are, which would cost every start their text.
func StackOfPages(pages ...fyne.CanvasObject) *fyne.Container {
	return container.New(pagesLayout{}, pages...)
}

type pagesLayout struct{}

func (pagesLayout) MinSize(pages []fyne.CanvasObject) (least fyne.Size) {
	for _, p := range pages {
		if p.Visible() {
			least = least.Max(p.MinSize())
		}
	}
	return least
}

func (pagesLayout) Layout(pages []fyne.CanvasObject, size fyne.Size) {
	for _, p := range pages {
		if p.Visible() {
			p.Move(fyne.NewPos(0, 0))
			p.Resize(size)
		}
	}
}

// Turn lays a stack of pages out after another page was shown.
func Turn(stack *fyne.Container) {
	stack.Layout.Layout(stack.Objects, stack.Size())
}
