package views

import (
	"fyne.io/fyne/v2"

	"partlift/views/kit"
)

// frameLayout gives the sidebar a share of the window within limits and the
// rest to the content.
type frameLayout struct {
	folded func(width float32) bool // whether a window of that width is the content's alone
	told   func(folded bool)        // hears of it
}

// sideWidth is how wide the sidebar is in a window of a width.
func sideWidth(window float32) float32 { return min(max(window*0.25, 280), 400) }

// MinSize is the same whatever is shown: the toolkit makes a window larger whose
// content asks for more, also beyond the edge of the screen.
func (frameLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(leastSize.Width, leastSize.Height-menuHeight)
}

func (l frameLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := sideWidth(size.Width)
	folded := l.folded(size.Width)
	if kit.Show(!folded, objects[0]); folded {
		w = 0
	} else {
		kit.Place(objects[0], 0, 0, w, size.Height)
	}
	l.told(folded)
	kit.Place(objects[1], w, 0, size.Width-w, size.Height)
}

var _ fyne.Layout = frameLayout{}

// besideADAW is the width below which a song has the window for itself until
// somebody asks for the sidebar.
const besideADAW = 1000

// folded reports whether the sidebar makes room for the open song.
func (w *window) folded(width float32) bool {
	switch w.m.Settings.Now().Sidebar {
	case sidebarShown:
		return false
	case sidebarHidden:
		return w.pages.song.Visible()
	}
	return w.pages.song.Visible() && width < besideADAW
}

// Values of the setting for the sidebar; "" is as the window has room.
const (
	sidebarShown  = "shown"
	sidebarHidden = "hidden"
)

// foldSide hides the sidebar beside a song, or shows it.
func (w *window) foldSide() {
	if w.folded(w.win.Canvas().Size().Width) {
		w.setSide(sidebarShown)
	} else {
		w.setSide(sidebarHidden)
	}
}

// toSide puts the keyboard on something in the sidebar, which is shown for that.
func (w *window) toSide(f fyne.Focusable) {
	if w.folded(w.win.Canvas().Size().Width) {
		w.setSide(sidebarShown)
	}
	w.host.Focus(f)
}

func (w *window) setSide(to string) {
	s := w.m.Settings.Now()
	s.Sidebar = to
	w.m.SaveSettings(s)
	w.frame.Refresh()
	if to == sidebarHidden && w.side.Has(w.win.Canvas().Focused()) {
		w.win.Canvas().Unfocus()
	}
}
