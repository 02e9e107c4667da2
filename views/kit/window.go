package kit

import (
	"time"

	"fyne.io/fyne/v2"
)

// Window is what a widget or a page may ask of the window it stands in.
type Window struct {
	Back    func()                                                // one step back: what Escape does
	Focus   func(fyne.Focusable)                                  // put the keyboard there
	Tip     func(over fyne.CanvasObject, name string)             // tell what a control is called, "" to end that
	Menu    func(m *fyne.Menu, beside fyne.CanvasObject)          // open a small menu
	MenuAt  func(m *fyne.Menu, at fyne.Position)                  // the same at a place on the canvas
	Sheet   func(content fyne.CanvasObject, first fyne.Focusable) // open a dialog, with the keyboard on one of its controls
	Unsheet func()                                                // close it
	After   func(d time.Duration, do func()) (stop func())        // do something later, on the screen's goroutine
}
