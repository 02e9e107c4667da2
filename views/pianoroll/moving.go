package pianoroll

import (
	"math"
	"slices"

	"fyne.io/fyne/v2"
)

const (
	shiftKey = fyne.KeyModifierShift
	altKey   = fyne.KeyModifierAlt
	copyKeys = fyne.KeyModifierControl | fyne.KeyModifierSuper
)

// side is where on a note a press was.
type side int

const (
	onBody side = iota
	onStart
	onEnd
)

// The room at the ends of a note that stretches it, in points, and how long a
// note must be to have some.
const (
	edgeRoom    = 6.0
	leastEdged  = 10.0
	leastMotion = 4.0 // points that a drag moves before it moves through time
)

// sideOf returns which side of a note a point is on. Notes of drums have none.
func (r *Roll) sideOf(ref Ref, p point) side {
	n := r.note(ref)
	x := p.x - r.margin()
	a, b := r.view.X(n.Start), r.view.X(n.End)
	room := math.Min(edgeRoom, (b-a)/4)
	switch {
	case r.scene.Tracks[ref.Track].Drums || b-a < leastEdged:
		return onBody
	case x >= b-room:
		return onEnd
	case x <= a+room:
		return onStart
	}
	return onBody
}

// moving is a drag of the selected notes, or of one of their ends.
type moving struct {
	picking
	from    point
	at      place // of the press
	grabbed Ref
	side    side
	copies  bool // notes stay and others like them are added
	change  Change
}

func (r *Roll) beginMove(p point, mods fyne.KeyModifier, ref Ref, pick picking) *moving {
	n := r.note(ref)
	r.hand.track, r.hand.velocity = ref.Track, max(n.Velocity, 1)
	g := &moving{picking: pick, from: p, at: r.placeOf(p), grabbed: ref, side: r.sideOf(ref, p)}
	g.copies = mods&copyKeys != 0 && g.side == onBody
	return g
}

func (g *moving) move(r *Roll, to point) {
	if !slices.Contains(r.Selection(), g.grabbed) { // the press took it out
		r.picked.set(r.index.base[g.grabbed.Track]+uint32(g.grabbed.Note), true)
	}
	r.nudge(to)
	on := r.Selection()
	g.change = g.wish(r, to, r.extent(on))
	changes := g.change.all(on)
	if g.copies {
		r.preview(r.drawnAs(changes), nil)
		return
	}
	r.preview(r.drawnAs(changes), on)
}

// wish returns the change that a drag to a point asks for, as far as notes of
// an extent can take part.
func (g *moving) wish(r *Roll, to point, e extent) (c Change) {
	n, at := r.note(g.grabbed), r.placeOf(to)
	by := at.second - g.at.second
	if math.Abs(by)*r.view.PerSecond < leastMotion {
		by = 0
	}
	snapped := func(edge float64) float64 {
		if by == 0 {
			return 0
		}
		return r.snap(edge+by) - edge
	}
	switch g.side {
	case onEnd:
		c.Longer = math.Max(snapped(n.End), e.shrink())
	case onStart:
		c.Later = bound(snapped(n.Start), -e.start, -e.shrink())
		c.Longer = -c.Later
	default:
		c.Later = math.Max(snapped(n.Start), -e.start)
		up := int(math.Floor(at.pitch)) - int(math.Floor(g.at.pitch))
		c.Semitones = min(max(up, -e.low), pitches-1-e.high)
	}
	return c
}

func (g *moving) end(r *Roll, moved bool) {
	if !moved || g.change == (Change{}) {
		r.settle()
		g.picking.end(r, false)
		return
	}
	r.announce(g.was)
	on := r.Selection()
	switch {
	case g.copies:
		r.add(r.drawnAs(g.change.all(on)))
	default:
		r.report(g.change.all(on))
	}
}

// drawing is a drag that draws a note.
type drawing struct {
	note Drawn
	step float64 // seconds to the next line
}

// beginDrawing begins to draw; nil: nothing can be drawn there.
func (r *Roll) beginDrawing(p point) gesture {
	n, ok := r.noteFrom(r.placeOf(p))
	if !ok {
		return nil
	}
	g := &drawing{n, n.End - n.Start}
	r.pick(func() { r.picked.reset(r.index.notes) })
	r.preview([]Drawn{g.note}, nil)
	return g
}

func (g *drawing) move(r *Roll, to point) {
	least := g.note.Start + g.step
	if r.loose() {
		least = g.note.Start + leastLength
	}
	g.note.End = math.Max(r.snap(r.placeOf(to).second), least)
	r.nudge(to)
	r.preview([]Drawn{g.note}, nil)
}

func (g *drawing) end(r *Roll, _ bool) { r.add([]Drawn{g.note}) }
