package pianoroll

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// The heights of what lies under the notes, in points.
const (
	footHeight  = 64.0 // of the lane of velocities at first
	leastFoot   = 32.0
	footShare   = 0.25 // of the widget at most
	stripHeight = 20.0 // of the overview
	stripFrom   = 340  // a lower widget has none
	footRoom    = 4.0  // above the loudest bar
)

// SetVelocities shows the lane of velocities or hides it.
func (r *Roll) SetVelocities(on bool) {
	r.hand.foot = 0
	if on {
		r.hand.foot = footHeight
	}
	r.refit()
}

// Velocities reports whether the lane of velocities is shown.
func (r *Roll) Velocities() bool { return r.hand.foot > 0 }

// refit keeps the view inside a pane of another height.
func (r *Roll) refit() {
	r.changed()
	r.look(r.view)
}

// foot returns the height of the lane of velocities.
func (r *Roll) foot() float64 {
	if r.bare || r.hand.foot == 0 {
		return 0
	}
	return math.Min(r.hand.foot, footShare*float64(r.Size().Height))
}

// strip returns the height of the overview.
func (r *Roll) strip() float64 {
	if r.bare || r.Size().Height < stripFrom {
		return 0
	}
	return stripHeight
}

// footTop returns where the lane of velocities begins.
func (r *Roll) footTop() float64 { return rulerHeight + r.pane().height }

// velocityAt returns the velocity that a height in the lane stands for.
func (r *Roll) velocityAt(y float64) uint8 {
	f := r.foot()
	share := (r.footTop() + f - y) / math.Max(f-footRoom, 1)
	return uint8(bound(math.Round(share*127), 1, 127))
}

// dividing is a drag of the line above the velocities.
type dividing struct{}

func (dividing) move(r *Roll, to point) {
	r.hand.foot = bound(float64(r.Size().Height)-r.strip()-to.y, leastFoot, footShare*float64(r.Size().Height))
	r.refit()
}

func (dividing) end(*Roll, bool) {}

// striking is a drag across the bars of velocities.
type striking struct {
	last   point
	only   bool // selected notes alone
	struck map[Ref]uint8
}

// strikeRoom is how near to a bar a press must be, in points.
const strikeRoom = 4.0

func (r *Roll) beginStriking(p point) gesture {
	g := &striking{last: p, struck: map[Ref]uint8{}}
	r.starting(p.x-strikeRoom, p.x+strikeRoom, func(m mark) { g.only = g.only || r.picked.has(r.index.number(m)) })
	g.strike(r, p, p)
	return g
}

// starting calls visit for the notes in front that start between two places.
func (r *Roll) starting(x0, x1 float64, visit func(mark)) {
	from, to := instantOf(r.view.Second(x0-r.margin())), instantOf(r.view.Second(x1-r.margin()))
	for p := range r.index.rows {
		row := &r.index.rows[p]
		for i := row.from(from); i < len(row.marks) && row.marks[i].start <= to; i++ {
			if row.marks[i].style != taken {
				visit(row.marks[i])
			}
		}
	}
}

// strike gives the notes between two points the velocities of the line between
// these.
func (g *striking) strike(r *Roll, a, b point) {
	if a.x > b.x {
		a, b = b, a
	}
	r.starting(a.x-strikeRoom, b.x+strikeRoom, func(m mark) {
		if g.only && !r.picked.has(r.index.number(m)) {
			return
		}
		x := r.margin() + r.view.X(float64(m.start)/perSecond)
		share := 1.0
		if b.x > a.x {
			share = bound((x-a.x)/(b.x-a.x), 0, 1)
		}
		g.struck[m.ref()] = r.velocityAt(a.y + (b.y-a.y)*share)
	})
	r.preview(r.drawnAs(g.changes(r)), slices.Collect(maps.Keys(g.struck)))
}

func (g *striking) move(r *Roll, to point) {
	g.strike(r, g.last, to)
	g.last = to
}

// changes lists what was struck, in the order of the notes.
func (g *striking) changes(r *Roll) []Change {
	var out []Change
	for ref, v := range g.struck {
		out = append(out, Change{Ref: ref, Velocity: v})
	}
	slices.SortFunc(out, func(a, b Change) int { return cmp.Or(a.Track-b.Track, a.Note-b.Note) })
	return out
}

func (g *striking) end(r *Roll, _ bool) {
	all := g.changes(r)
	out := slices.DeleteFunc(slices.Clone(all), func(c Change) bool { return c.Velocity == r.note(c.Ref).Velocity })
	if len(out) == 0 {
		r.settle()
		return
	}
	r.hand.velocity = out[len(out)-1].Velocity
	r.report(out)
}

// scanning is a drag on the overview: the view goes where the pointer is.
type scanning struct{}

func (scanning) move(r *Roll, to point) {
	p := r.pane()
	v := r.view
	v.Start = bound((to.x-r.margin())/p.width, 0, 1)*r.whole() - p.width/v.PerSecond/2
	r.turn(v)
}

func (scanning) end(*Roll, bool) {}

// whole returns how many seconds the overview shows.
func (r *Roll) whole() float64 { return math.Max(r.pane().seconds(), 0.001) }
