package kit

import "fyne.io/fyne/v2"

// Show shows or hides objects.
func Show(visible bool, objects ...fyne.CanvasObject) {
	for _, o := range objects {
		if visible && !o.Visible() {
			o.Show()
		} else if !visible && o.Visible() {
			o.Hide()
		}
	}
}

// Place moves and sizes an object.
func Place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(w, 0), h))
}

// Enable makes a widget usable or not.
func Enable(on bool, b fyne.Disableable) {
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}

// Able makes widgets usable or not, where they are not already.
func Able(on bool, widgets ...fyne.Disableable) {
	for _, w := range widgets {
		if w.Disabled() == on {
			Enable(on, w)
		}
	}
}
