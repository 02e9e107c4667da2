// Package dragsource turns a drag on a row or a chip into a drag of files out
// of the window.
//
// A row that embeds a Gesture can be dragged; anything else is wrapped by Wrap.
// The files are prepared when the gesture begins, before anything is dragged:
// if that fails, nothing is, and the error is told. Everything happens inside
// the toolkit's own handler of the drag, once a gesture, because macOS needs
// the event that is being handled there. Nothing is kept beyond the gesture, so
// that whatever becomes of the drag, the next press starts afresh.
package dragsource

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
)

// threshold is how far the pointer goes, in points, before a press becomes a
// drag. The toolkit's own is too short for hands that only mean to click.
const threshold = 8

// Native is a window as the system knows it.
type Native struct {
	System string  // "x11", "wayland", "windows" or "mac"; "" if there is none
	Handle uintptr // X11's window id, HWND or NSWindow*
}

// Load is what one gesture carries.
type Load struct {
	Label string      // on the picture beside the pointer, such as "Bass" or "3 parts"
	Color color.Color // a mark in front of the label; nil is none
	Files []string    // complete files, by their full paths
}

// Out is the way out of one window.
type Out struct {
	Window fyne.Window
	Begin  func(w Native, files []string, picture image.Image) error // starts the system's drag
	Failed func(error)                                               // told why nothing is dragged
}

// Gesture makes the widget that embeds it draggable.
type Gesture struct {
	Out *Out // nil: nothing can be dragged
	// Prepare writes the files. It runs on the goroutine of the user interface
	// while the button is down, so it may take a moment, but not a second. No
	// files and no error mean that there is nothing to drag.
	Prepare func() (Load, error)

	press   fyne.Position
	pressed bool // press is known
	spent   bool // this gesture has tried already
}

var _ fyne.Draggable = (*Gesture)(nil)

// Dragged starts the drag once the pointer is far enough from the press.
func (g *Gesture) Dragged(e *fyne.DragEvent) {
	if !g.pressed {
		// The first movement leads back to the press.
		g.pressed, g.press = true, e.AbsolutePosition.SubtractXY(e.Dragged.DX, e.Dragged.DY)
	}
	d := e.AbsolutePosition.Subtract(g.press)
	if g.spent || math.Hypot(float64(d.X), float64(d.Y)) < threshold {
		return
	}
	g.spent = true
	if g.Out != nil && g.Prepare != nil {
		g.Out.begin(g.Prepare)
	}
}

// DragEnd makes the widget ready for the next gesture.
func (g *Gesture) DragEnd() { g.pressed, g.spent = false, false }

func (o *Out) begin(prepare func() (Load, error)) {
	load, err := prepare()
	if err == nil && len(load.Files) > 0 {
		err = o.Begin(NativeOf(o.Window), load.Files, picture(load, o.Window.Canvas().Scale()))
	}
	if err != nil && o.Failed != nil {
		o.Failed(err)
	}
}

// NativeOf asks a window for its handle.
func NativeOf(w fyne.Window) Native {
	var n Native
	nw, ok := w.(driver.NativeWindow)
	if !ok {
		return n
	}
	nw.RunNative(func(context any) {
		switch c := context.(type) {
		case driver.X11WindowContext:
			n = Native{"x11", c.WindowHandle}
		case driver.WaylandWindowContext:
			n = Native{"wayland", c.WaylandSurface}
		case driver.WindowsWindowContext:
			n = Native{"windows", c.HWND}
		case driver.MacWindowContext:
			n = Native{"mac", c.NSWindow}
		}
	})
	return n
}
