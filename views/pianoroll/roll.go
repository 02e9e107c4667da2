package pianoroll

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Roll shows a scene and reports what its user asks for. All fields may be nil.
// Everything runs on the goroutine of the screen.
type Roll struct {
	widget.BaseWidget

	OnSeek     func(second float64)   // play from here
	OnLoop     func(from, to float64) // repeat this stretch; 0, 0 repeats nothing
	OnSelect   func(notes []Ref)      // other notes are selected; the slice may be kept
	OnEdit     func(v Verb, on []Ref) // change these notes; the slice may be kept
	OnHover    func(h Hover)          // the pointer went over something else
	OnFollow   func(on bool)          // following began to rest, or goes on
	OnMenu     func(at fyne.Position) // the secondary button; at is on the canvas
	OnKey      func(e *fyne.KeyEvent) // a key the roll has no use for, such as Space
	OnShortcut func(s fyne.Shortcut)  // a shortcut the roll has no use for

	scene Scene
}

// New returns a roll without notes.
func New() *Roll {
	r := &Roll{}
	r.ExtendBaseWidget(r)
	return r
}

// SetScene shows other notes, or the same ones after an edit.
func (r *Roll) SetScene(s Scene) { r.scene = s }

// SetPlayhead puts the playhead at a second; a negative one hides it. While
// following, the view goes with it. It is cheap enough for every frame.
func (r *Roll) SetPlayhead(second float64) {}

// SetLoop shows the stretch that is repeated; 0, 0 shows none. It does not call
// OnLoop.
func (r *Roll) SetLoop(from, to float64) {}

// SetSelection selects notes without calling OnSelect. Notes that are not there
// or not in front are left out.
func (r *Roll) SetSelection(notes []Ref) {}

// Selection returns the selected notes by track and place.
func (r *Roll) Selection() []Ref { return nil }

// SetFollow says how the view goes with the playhead, and ends a rest.
func (r *Roll) SetFollow(f Follow) {}

// Fit shows all notes.
func (r *Roll) Fit() {}

// Reveal scrolls a second into the view.
func (r *Roll) Reveal(second float64) {}

// CreateRenderer is part of fyne.Widget.
func (r *Roll) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(nil) }
