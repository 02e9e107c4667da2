package views

import "fyne.io/fyne/v2"

// show shows or hides objects.
func show(visible bool, objects ...fyne.CanvasObject) {
	for _, o := range objects {
		if visible && !o.Visible() {
			o.Show()
		} else if !visible && o.Visible() {
			o.Hide()
		}
	}
}

// place moves and sizes an object.
func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(w, 0), h))
}

// enable makes a widget usable or not.
func enable(on bool, b fyne.Disableable) {
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}

// able makes widgets usable or not, where they are not already.
func able(on bool, widgets ...fyne.Disableable) {
	for _, w := range widgets {
		if w.Disabled() == on {
			enable(on, w)
		}
	}
}
