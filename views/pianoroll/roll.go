package pianoroll

import (
	"image"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

var (
	_ fyne.Widget            = (*Roll)(nil)
	_ fyne.Scrollable        = (*Roll)(nil)
	_ fyne.Draggable         = (*Roll)(nil)
	_ fyne.DoubleTappable    = (*Roll)(nil)
	_ fyne.SecondaryTappable = (*Roll)(nil)
	_ fyne.Focusable         = (*Roll)(nil)
	_ fyne.Shortcutable      = (*Roll)(nil)
	_ desktop.Mouseable      = (*Roll)(nil)
	_ desktop.Hoverable      = (*Roll)(nil)
	_ desktop.Cursorable     = (*Roll)(nil)
	_ desktop.Keyable        = (*Roll)(nil)
)

// Roll shows a scene and reports what its user asks for. All fields may be nil.
// Everything runs on the goroutine of the screen.
type Roll struct {
	widget.BaseWidget

	OnSeek     func(second float64)   // play from here
	OnLoop     func(from, to float64) // repeat this stretch; 0, 0 repeats nothing
	OnSelect   func(notes []Ref)      // other notes are selected; the slice may be kept
	OnEdit     func(v Verb, on []Ref) // change these notes; the slice may be kept
	OnChange   func(changes []Change) // move, stretch or strike notes; the slice may be kept
	OnDraw     func(notes []Drawn)    // add these notes; the slice may be kept
	OnHand     func()                 // Drawing, Snap or Velocities changed by a key
	OnHover    func(h Hover)          // the pointer went over something else
	OnFollow   func(on bool)          // following began to rest, or goes on
	OnMenu     func(at fyne.Position) // the secondary button; at is on the canvas
	OnKey      func(e *fyne.KeyEvent) // a key the roll has no use for, such as Space
	OnShortcut func(s fyne.Shortcut)  // a shortcut the roll has no use for
	OnView     func()                 // another part is shown: see View

	scene   Scene
	index   *index
	time    timeline
	picked  selection
	view    Viewport
	bare    bool // there is nothing but the ruler
	chosen  bool // the view is not just what fits all
	follow  follower
	loop    [2]float64
	pointer pointer
	hand    hand
	seen    preview
	canvas  canvases
	paint   painting
}

// painting is what it takes to paint, and what was painted.
type painting struct {
	painter painter
	raster  *canvas.Raster
	asked   version // of the picture that the toolkit is to show
	shown   version // of the picture on the sheet
	changes int     // of scene, selection and theme
	colors  bool    // the painter has the colors of scene and theme
	stats   Stats
}

// version says whether two pictures are the same.
type version struct {
	view    Viewport
	changes int
	w, h    int
}

// New returns a roll without notes.
func New() *Roll {
	r := &Roll{}
	r.index = newIndex(&r.scene)
	r.time = newTimeline(&r.scene)
	r.follow = follower{mode: Pages, head: -1}
	r.hand.velocity = 90
	r.build()
	r.ExtendBaseWidget(r)
	return r
}

// SetScene shows other notes, or the same ones after an edit.
func (r *Roll) SetScene(s Scene) {
	other, refs := s.Song != r.scene.Song, []Ref(nil)
	same := !other && s.plays(&r.scene)
	first := r.index.front == 0
	if !other {
		refs = r.picked.refs(r.index)
	}
	r.scene, r.index, r.time = s, newIndex(&s), newTimeline(&s)
	r.picked.from(r.index, &r.scene, refs)
	if !same {
		r.drop()
	}
	r.paint.colors = false
	if other || first {
		r.chosen, r.view = false, r.pane().fit()
	}
	r.view = r.pane().limit(r.view)
	r.pointer.hover = Hover{}
	r.changed()
}

// drop ends a gesture about notes that are no longer there, and its preview.
func (r *Roll) drop() {
	switch r.pointer.gesture.(type) {
	case *moving, *drawing, *striking:
		r.pointer.gesture = nil
	}
	r.seen.notes = nil
	r.seen.lifted.reset(r.index.notes)
}

// SetPlayhead puts the playhead at a second; a negative one hides it. While
// following, the view goes with it. It is cheap enough for every frame.
func (r *Roll) SetPlayhead(second float64) {
	resting := r.follow.resting
	v := r.follow.move(second, r.view, r.pane().width)
	if resting && !r.follow.resting && r.OnFollow != nil {
		r.OnFollow(true)
	}
	if v != r.view {
		r.chosen = true
		r.look(v)
		return
	}
	r.placeHead()
}

// SetLoop shows the stretch that is repeated; 0, 0 shows none. It does not call
// OnLoop.
func (r *Roll) SetLoop(from, to float64) {
	r.loop = [2]float64{from, to}
	r.placeLoop()
}

// SetSelection selects notes without calling OnSelect. Notes that are not there
// or not in front are left out.
func (r *Roll) SetSelection(notes []Ref) {
	r.picked.from(r.index, &r.scene, notes)
	r.changed()
}

// Selection returns the selected notes by track and place.
func (r *Roll) Selection() []Ref { return r.picked.refs(r.index) }

// SetFollow says how the view goes with the playhead, and ends a rest. A new
// roll follows by Pages.
func (r *Roll) SetFollow(f Follow) {
	r.follow.mode, r.follow.resting = f, false
	r.SetPlayhead(r.follow.head)
}

// Following reports whether the view goes with the playhead now.
func (r *Roll) Following() bool { return r.follow.mode != Stay && !r.follow.resting }

// Fit shows all notes.
func (r *Roll) Fit() {
	r.turn(r.pane().fit())
	r.chosen = false
}

// FitSelection shows the selected notes, or all when none are.
func (r *Roll) FitSelection() {
	p, ok := r.around()
	if !ok {
		r.Fit()
		return
	}
	r.turn(r.pane().frame(p))
}

// Zoom magnifies time and pitch by factors, as the keys do: time about the
// playhead if it is in view, else all about the middle.
func (r *Roll) Zoom(time, pitch float64) {
	p, x := r.pane(), r.view.X(r.follow.head)
	if r.follow.head < 0 || x < 0 || x > p.width {
		x = p.width / 2
	}
	r.turn(r.view.ZoomTime(time, x).ZoomPitch(pitch, p.height/2))
}

// Reveal scrolls a second into the view.
func (r *Roll) Reveal(second float64) {
	if x, w := r.view.X(second), r.pane().width; x < 0 || x > w {
		r.view.Start = second - w*pageFrom/r.view.PerSecond
		r.look(r.view)
	}
}

// View returns what is shown, in points.
func (r *Roll) View() Viewport { return r.view }

// SetView shows a part, as near as the limits of zoom and song allow.
func (r *Roll) SetView(v Viewport) {
	r.chosen = true
	r.look(v)
}

// Stats returns the counters.
func (r *Roll) Stats() Stats { return r.paint.stats }

// pane returns the room for notes.
func (r *Roll) pane() pane {
	s := r.Size()
	height := float64(s.Height) - rulerHeight - r.foot() - r.strip()
	if r.bare {
		height = bareHeight
	}
	return pane{
		width: float64(s.Width) - r.margin(), height: height,
		length: r.index.length, low: r.index.low, high: r.index.high,
	}
}

// margin returns the width of the keyboard.
func (r *Roll) margin() float64 {
	if r.bare {
		return 0
	}
	return margin(r.scene.kits())
}

// look shows another part and moves what lies over the notes.
func (r *Roll) look(v Viewport) {
	was := r.view
	r.view = r.pane().limit(v)
	r.place()
	r.repaint()
	if r.view != was && r.OnView != nil {
		r.OnView()
	}
}

// turn is look for a part that the user chose, so following rests.
func (r *Roll) turn(v Viewport) {
	r.chosen = true
	start, scale := r.view.Start, r.view.PerSecond
	r.look(v)
	if r.view.Start == start && r.view.PerSecond == scale {
		return
	}
	was := r.follow.resting
	r.follow.scrolled()
	if !was && r.follow.resting && r.OnFollow != nil {
		r.OnFollow(false)
	}
}

// changed makes a new picture of a new scene, selection or theme.
func (r *Roll) changed() {
	r.paint.changes++
	r.place()
	r.repaint()
}

// repaint asks the toolkit for a picture if it would differ from the last. The
// toolkit asks back once a frame, however often it was told.
func (r *Roll) repaint() {
	next := version{view: r.view, changes: r.paint.changes}
	if r.paint.asked == next || r.paint.raster == nil {
		return
	}
	r.paint.asked = next
	r.paint.raster.Refresh()
}

// generate returns the picture in pixels, painted only if it has changed.
func (r *Roll) generate(w, h int) image.Image {
	p := &r.paint
	p.stats.Frames++
	next := version{view: r.view, changes: p.changes, w: w, h: h}
	if p.shown == next && p.painter.sheet != nil {
		return p.painter.img
	}
	began := time.Now()
	if !p.colors {
		r.dress()
	}
	s := picture{w: w, h: h, scale: 1, view: r.view, kits: r.scene.kits(), bare: r.bare, index: r.index, picked: &r.picked, time: &r.time,
		foot: r.foot(), strip: r.strip(), seen: r.seen}
	if width := r.Size().Width; width > 0 {
		s.scale = float64(w) / float64(width)
	}
	img := p.painter.paint(&s)
	p.shown = next
	p.stats.painted(time.Since(began))
	return img
}
