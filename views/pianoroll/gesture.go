package pianoroll

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// gesture is what goes on between press and release.
type gesture interface {
	move(r *Roll, to point)
	end(r *Roll, moved bool)
}

// adding are the modifiers that keep what is selected.
const adding = fyne.KeyModifierShift | fyne.KeyModifierControl | fyne.KeyModifierSuper

// begin chooses the gesture of a press.
func (r *Roll) begin(p point, button desktop.MouseButton, mods fyne.KeyModifier) gesture {
	switch {
	case button == desktop.MouseButtonTertiary, button == desktop.MouseButtonPrimary && mods&fyne.KeyModifierAlt != 0 && r.zone(p) == onNotes:
		return &panning{last: p}
	case button != desktop.MouseButtonPrimary:
		return nil
	}
	switch r.zone(p) {
	case onRuler:
		return r.beginLoop(p, mods)
	case onKeys:
		return &sliding{last: p, add: mods&adding != 0}
	case onDivider:
		return dividing{}
	case onFoot:
		return r.beginStriking(p)
	case onStrip:
		scanning{}.move(r, p)
		return scanning{}
	}
	return r.beginOnNotes(p, mods)
}

// panning moves the view with the pointer.
type panning struct{ last point }

func (g *panning) move(r *Roll, to point) {
	r.turn(r.view.Pan(to.x-g.last.x, to.y-g.last.y))
	g.last = to
}

func (g *panning) end(*Roll, bool) {}

// sliding is a press on the keyboard: a drag scrolls through the pitches, a
// click selects all notes of one.
type sliding struct {
	last point
	add  bool
}

func (g *sliding) move(r *Roll, to point) {
	r.turn(r.view.Pan(0, to.y-g.last.y))
	g.last = to
}

func (g *sliding) end(r *Roll, moved bool) {
	if moved {
		return
	}
	pitch := int(math.Floor(r.placeOf(g.last).pitch))
	r.pick(func() {
		if !g.add {
			r.picked.reset(r.index.notes)
		}
		r.index.within(area{0, r.index.length, pitch, pitch}, func(m mark) { r.picked.set(r.index.number(m), true) })
	})
}

// picking is what a press on the notes selects.
type picking struct {
	before []Ref // what stays selected
	only   *Ref  // a selected note that was clicked: it alone stays unless dragged
	was    []Ref // the selection at the press
}

// boxing is a press on the notes: a click selects one or none, a drag all that
// it frames.
type boxing struct {
	picking
	from place
}

// beginOnNotes moves what is pressed on, and draws or frames notes beside.
func (r *Roll) beginOnNotes(p point, mods fyne.KeyModifier) gesture {
	m, ref, ok := r.noteAt(p)
	if !ok && r.hand.draw && mods&adding == 0 {
		if g := r.beginDrawing(p); g != nil {
			return g
		}
	}
	pick := r.pickAt(m, ref, ok, mods)
	if ok && m.style != taken {
		return r.beginMove(p, mods, ref, pick)
	}
	return &boxing{pick, r.placeOf(p)}
}

// pickAt selects what a press is on.
func (r *Roll) pickAt(m mark, ref Ref, ok bool, mods fyne.KeyModifier) picking {
	g := picking{was: r.picked.refs(r.index)}
	n := r.index.number
	switch {
	case ok && mods&adding != 0:
		r.picked.set(n(m), !r.picked.has(n(m)))
	case ok && r.picked.has(n(m)):
		g.only = &ref
	case ok:
		r.picked.reset(r.index.notes)
		r.picked.set(n(m), true)
	case mods&adding == 0:
		r.picked.reset(r.index.notes)
	}
	if mods&adding != 0 {
		g.before = r.picked.refs(r.index)
	}
	r.changed()
	return g
}

func (g *boxing) move(r *Roll, to point) {
	r.nudge(to)
	p := r.pane()
	at := r.placeOf(point{bound(to.x, r.margin(), r.margin()+p.width), bound(to.y, rulerHeight, rulerHeight+p.height)})
	r.pointer.box = &[2]place{g.from, at}
	r.picked.from(r.index, &r.scene, g.before)
	r.index.within(span(g.from.second, at.second, g.from.pitch, at.pitch), func(m mark) {
		r.picked.set(r.index.number(m), true)
	})
	r.changed()
}

func (g *boxing) end(r *Roll, moved bool) {
	r.pointer.box = nil
	g.picking.end(r, moved)
}

func (g *picking) end(r *Roll, moved bool) {
	if !moved && g.only != nil {
		r.picked.from(r.index, &r.scene, []Ref{*g.only})
	}
	r.changed()
	r.announce(g.was)
}

// nudge scrolls while a box is drawn out of the view.
func (r *Roll) nudge(to point) {
	p := r.pane()
	over := func(x, low, high float64) float64 { return (math.Min(x-low, 0) + math.Max(x-high, 0)) * 0.25 }
	dx, dy := over(to.x-r.margin(), 0, p.width), over(to.y-rulerHeight, 0, p.height)
	if dx != 0 || dy != 0 {
		r.turn(r.view.Pan(-dx, -dy))
	}
}

// placeBox draws the box.
func (r *Roll) placeBox() {
	b := r.pointer.box
	if b == nil {
		put(r.canvas.box, false, 0, 0, 0, 0)
		return
	}
	p := r.pane()
	x := func(at place) float64 { return bound(r.view.X(at.second), 0, p.width) }
	y := func(at place) float64 { return bound(r.view.Y(at.pitch), 0, p.height) }
	x0, x1 := math.Min(x(b[0]), x(b[1])), math.Max(x(b[0]), x(b[1]))
	y0, y1 := math.Min(y(b[0]), y(b[1])), math.Max(y(b[0]), y(b[1]))
	put(r.canvas.box, true, float32(r.margin()+x0), float32(rulerHeight+y0), float32(x1-x0), float32(y1-y0))
}

// looping is a press on the ruler: a click plays from there, a drag makes the
// loop, and a drag on an edge of the loop moves it.
type looping struct {
	fixed float64    // second of the end that stays
	to    float64    // of the other
	free  bool       // not bound to lines
	was   [2]float64 // the loop at the press
	edge  bool       // the press was on an edge
}

func (r *Roll) beginLoop(p point, mods fyne.KeyModifier) gesture {
	g := &looping{free: mods&fyne.KeyModifierAlt != 0, was: r.loop}
	if i := r.loopEdge(p); i >= 0 {
		g.fixed, g.to, g.edge = r.loop[1-i], r.loop[i], true
		return g
	}
	g.fixed = g.snap(r, p)
	g.to = g.fixed
	return g
}

// loopEdge returns which edge of the loop a point of the ruler is on, -1: none.
func (r *Roll) loopEdge(p point) int {
	if r.loop[1] <= r.loop[0] || p.x < r.margin() {
		return -1
	}
	for i, at := range r.loop {
		if math.Abs(p.x-r.margin()-r.view.X(at)) <= grip {
			return i
		}
	}
	return -1
}

// snap returns the second of a point, on the nearest line unless Alt is down.
func (g *looping) snap(r *Roll, p point) float64 {
	at := bound(r.placeOf(p).second, 0, r.pane().seconds())
	if !g.free {
		s := r.time.scale(r.view, r.pane().width)
		at = math.Max(r.time.snap(&s, at), 0)
	}
	return at
}

func (g *looping) move(r *Roll, to point) {
	g.to = g.snap(r, to)
	r.SetLoop(math.Min(g.fixed, g.to), math.Max(g.fixed, g.to))
}

func (g *looping) end(r *Roll, moved bool) {
	switch {
	case !moved && g.edge:
	case !moved:
		if r.OnSeek != nil && r.pointer.down.x >= r.margin() {
			r.OnSeek(bound(r.placeOf(r.pointer.down).second, 0, r.pane().seconds()))
		}
	case math.Abs(g.to-g.fixed)*r.view.PerSecond < grip:
		r.setLoop(0, 0)
	default:
		r.setLoop(math.Min(g.fixed, g.to), math.Max(g.fixed, g.to))
	}
}

// setLoop shows a loop that the user made, and reports it.
func (r *Roll) setLoop(from, to float64) {
	r.SetLoop(from, to)
	if r.OnLoop != nil {
		r.OnLoop(from, to)
	}
}
