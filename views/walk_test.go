package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"partlift/views/kit"
)

// walk visits every visible object of a tree, parents first.
func walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if !o.Visible() {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			walk(child, visit)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			walk(child, visit)
		}
	}
}

// textOf returns what an object itself writes on the screen.
func textOf(o fyne.CanvasObject) string {
	if t, ok := o.(*canvas.Text); ok {
		return t.Text
	}
	return ""
}

// buttonsOf returns the visible buttons below an object.
func buttonsOf(o fyne.CanvasObject) (out []*kit.Button) {
	walk(o, func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok {
			out = append(out, b)
		}
	})
	return out
}
