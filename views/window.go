package views

import (
	"time"

	"fyne.io/fyne/v2"
)

// surroundings is what a widget or a page may ask of the window it stands in.
type surroundings struct {
	back    func()                                                // one step back: what Escape does
	focus   func(fyne.Focusable)                                  // put the keyboard there
	tip     func(over fyne.CanvasObject, name string)             // tell what a control is called, "" to end that
	menu    func(m *fyne.Menu, beside fyne.CanvasObject)          // open a small menu
	menuAt  func(m *fyne.Menu, at fyne.Position)                  // the same at a place on the canvas
	sheet   func(content fyne.CanvasObject, first fyne.Focusable) // open a dialog, with the keyboard on one of its controls
	unsheet func()                                                // close it
	after   func(d time.Duration, do func()) (stop func())        // do something later, on the screen's goroutine
}
