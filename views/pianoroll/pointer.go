package pianoroll

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"partlift/views/words"
)

// pointer is what mouse and keyboard are doing.
type pointer struct {
	gesture gesture // between press and release; nil: none
	down    point   // where the press was
	moved   bool    // since the press
	focused bool
	held    fyne.KeyModifier // seen by KeyDown and KeyUp
	hover   Hover
	cursor  desktop.StandardCursor
	box     *[2]place // corners of the box that is being drawn; nil: none
}

// point is a position in points of the widget.
type point struct{ x, y float64 }

// place is a position in the song.
type place struct{ second, pitch float64 }

// zone is a part of the widget.
type zone uint8

const (
	onNotes zone = iota
	onRuler
	onKeys
	onFoot    // the velocities
	onDivider // the line above them
	onStrip   // the overview
)

func pointOf(p fyne.Position) point { return point{float64(p.X), float64(p.Y)} }

// zone returns which part a point is on.
func (r *Roll) zone(p point) zone {
	switch {
	case p.y < rulerHeight:
		return onRuler
	case r.strip() > 0 && p.y >= float64(r.Size().Height)-r.strip():
		return onStrip
	case r.foot() > 0 && math.Abs(p.y-r.footTop()) <= grip:
		return onDivider
	case r.foot() > 0 && p.y >= r.footTop():
		return onFoot
	case p.x < r.margin():
		return onKeys
	}
	return onNotes
}

// place returns where in the song a point is.
func (r *Roll) placeOf(p point) place {
	return place{r.view.Second(p.x - r.margin()), r.view.Pitch(p.y - rulerHeight)}
}

// grip is how near to something a pointer must be to mean it, in points.
const grip = 3

// noteAt returns the note at a point.
func (r *Roll) noteAt(p point) (mark, Ref, bool) {
	if r.zone(p) != onNotes {
		return mark{}, Ref{}, false
	}
	at := r.placeOf(p)
	wide := shortest(r.view.PerSecond, 1)
	wide[0], wide[1] = wide[0]/r.view.PerSecond, wide[1]/r.view.PerSecond
	m, ok := r.index.hit(&r.picked, int(math.Floor(at.pitch)), at.second, grip/r.view.PerSecond, wide)
	return m, Ref{int(m.track), int(m.note)}, ok
}

// MouseDown begins a gesture and takes the keyboard.
func (r *Roll) MouseDown(e *desktop.MouseEvent) {
	r.takeFocus()
	r.settle()
	p := pointOf(e.Position)
	r.pointer.down, r.pointer.moved = p, false
	r.pointer.gesture = r.begin(p, e.Button, e.Modifier)
}

// Dragged goes on with a gesture.
func (r *Roll) Dragged(e *fyne.DragEvent) {
	if g := r.pointer.gesture; g != nil {
		r.pointer.moved = true
		g.move(r, pointOf(e.Position))
	}
}

// MouseUp ends a gesture.
func (r *Roll) MouseUp(*desktop.MouseEvent) { r.release() }

// DragEnd ends a gesture, unless MouseUp did.
func (r *Roll) DragEnd() { r.release() }

func (r *Roll) release() {
	g := r.pointer.gesture
	if g == nil {
		return
	}
	r.pointer.gesture = nil
	g.end(r, r.pointer.moved)
}

// DoubleTapped takes out the note under the pointer or brings it back, draws one
// at an empty place, and on the ruler ends the loop. While drawing, each press is
// a note already.
func (r *Roll) DoubleTapped(e *fyne.PointEvent) {
	p := pointOf(e.Position)
	switch r.zone(p) {
	case onRuler:
		r.setLoop(0, 0)
	case onNotes:
		if _, ref, ok := r.noteAt(p); ok {
			r.edit(r.deleteOrRestore([]Ref{ref}), []Ref{ref})
		} else if d, ok := r.noteFrom(r.placeOf(p)); ok && !r.hand.draw {
			r.add([]Drawn{d})
		}
	}
}

// TappedSecondary asks for a menu on the note under the pointer, which it
// selects, or on what is selected.
func (r *Roll) TappedSecondary(e *fyne.PointEvent) {
	if m, _, ok := r.noteAt(pointOf(e.Position)); ok && !r.picked.has(r.index.number(m)) {
		r.pick(func() {
			r.picked.reset(r.index.notes)
			r.picked.set(r.index.number(m), true)
		})
	}
	if r.OnMenu != nil {
		r.OnMenu(e.AbsolutePosition)
	}
}

// Scrolled scrolls, or zooms about the pointer: with Ctrl or Cmd time, with Shift
// as well, or with Alt, which some systems keep, pitch. With Shift, and over the ruler, the wheel scrolls through time.
func (r *Roll) Scrolled(e *fyne.ScrollEvent) {
	p := pointOf(e.Position)
	r.turn(wheel(r.view, p.x-r.margin(), p.y-rulerHeight, float64(e.Scrolled.DX), float64(e.Scrolled.DY), r.mods()))
	if r.pointer.gesture == nil {
		r.hoverAt(p)
	}
}

// The pace of the wheel: zooming per point scrolled, and points scrolled for
// each that the toolkit reports.
const (
	zoomPace   = 0.008
	scrollPace = 1.6
)

// wheel returns the view after a turn of the wheel at a point of the notes.
func wheel(v Viewport, x, y, dx, dy float64, mods fyne.KeyModifier) Viewport {
	far := dy
	if math.Abs(dx) > math.Abs(dy) {
		far = dx // some systems turn the wheel sideways while Shift is down
	}
	ctrl := mods&copyKeys != 0
	switch {
	case ctrl && mods&shiftKey == 0:
		return v.ZoomTime(math.Exp(far*zoomPace), math.Max(x, 0))
	case ctrl, mods&altKey != 0:
		return v.ZoomPitch(math.Exp(far*zoomPace), math.Max(y, 0))
	case mods&fyne.KeyModifierShift != 0, y < 0:
		return v.Pan(far*scrollPace, 0)
	}
	return v.Pan(dx*scrollPace, dy*scrollPace)
}

// mods returns the modifier keys that are down, which wheel and typed keys do
// not carry.
func (r *Roll) mods() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return r.pointer.held
}

// MouseIn is part of desktop.Hoverable.
func (r *Roll) MouseIn(e *desktop.MouseEvent) { r.hoverAt(pointOf(e.Position)) }

// MouseMoved tells what the pointer is over.
func (r *Roll) MouseMoved(e *desktop.MouseEvent) { r.hoverAt(pointOf(e.Position)) }

// MouseOut is part of desktop.Hoverable.
func (r *Roll) MouseOut() {
	r.placeRow(point{}, false)
	r.say(Hover{})
}

// Cursor is the shape of the pointer.
func (r *Roll) Cursor() desktop.Cursor { return r.pointer.cursor }

func (r *Roll) hoverAt(p point) {
	r.pointer.cursor = desktop.DefaultCursor
	z := r.zone(p)
	r.placeRow(p, z == onNotes || z == onKeys)
	switch r.zone(p) {
	case onRuler:
		if r.loopEdge(p) >= 0 {
			r.pointer.cursor = desktop.HResizeCursor
		}
		r.say(Hover{Text: r.time.position(math.Max(r.placeOf(p).second, 0))})
	case onDivider:
		r.pointer.cursor = desktop.VResizeCursor
		r.say(Hover{})
	case onKeys, onStrip:
		r.say(Hover{})
	case onFoot:
		r.pointer.cursor = desktop.CrosshairCursor
		r.say(Hover{Text: words.L("velocity {{.Value}}", words.With{"Value": int(r.velocityAt(p.y))}) + " · " + r.time.position(math.Max(r.placeOf(p).second, 0))})
	case onNotes:
		m, ref, ok := r.noteAt(p)
		if !ok {
			if r.hand.draw {
				r.pointer.cursor = desktop.CrosshairCursor
			}
			r.say(Hover{})
			return
		}
		r.pointer.cursor = desktop.PointerCursor
		if m.style != taken && r.sideOf(ref, p) != onBody {
			r.pointer.cursor = desktop.HResizeCursor
		}
		if old := r.pointer.hover; old.Note && old.Ref == ref {
			return
		}
		r.say(Hover{Text: r.scene.describe(ref, &r.time), Ref: ref, Note: true})
	}
}

// say reports what the pointer is over if that is news.
func (r *Roll) say(h Hover) {
	if h == r.pointer.hover {
		return
	}
	r.pointer.hover = h
	if r.OnHover != nil {
		r.OnHover(h)
	}
}
