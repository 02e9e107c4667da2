package grid

import "sync"

// A bending is a way to bend time, and the lattice on the bent time.
type bending struct {
	curve   curve
	lattice lattice
}

// bend follows the tempo in every band and keeps the curve on whose time the
// onsets share the clearest lattice.
func (f *frame) bend() bool {
	for _, beats := range f.followed() {
		if len(beats) < 8 {
			continue
		}
		beats = smooth(beats, f.onsets)
		c := newCurve(beats)
		bent := c.bendAll(f.onsets)
		l, family := latticeOf(bent, c.mean)
		if firmness(bent, family) < bentHeld {
			continue
		}
		f.bendings = append(f.bendings, bending{c, l})
		if len(f.bendings) == 1 || l.score > f.lattice.score {
			f.curve, f.lattice = c, l
		}
	}
	return len(f.bendings) > 0
}

// followed returns the beats of every band; the bands are independent and take
// most of the time.
func (f *frame) followed() [len(bands)][]float64 {
	var out [len(bands)][]float64
	var wait sync.WaitGroup
	for i, b := range bands {
		wait.Go(func() { out[i] = pulse(f.onsets, b) })
	}
	wait.Wait()
	return out
}

// draw redraws the curve with few knots.
func (f *frame) draw() {
	c := straighten(f.curve, f.lattice, f.onsets)
	f.take(rejoin(c, f.lattice, f.onsets, courseOf(c, f.onsets)))
}

// thin leaves out the knots that free notes brought about.
func (f *frame) thin() {
	if !f.curve.straight() {
		f.take(fewer(f.curve, f.lattice, f.onsets))
	}
}

// take changes to a curve. When it has no knots but its ends, time is not bent
// at all.
func (f *frame) take(c curve) {
	if len(c.at) > 2 {
		f.curve, f.lattice = c, f.lattice.judge(c.bendAll(f.onsets))
		return
	}
	l := lattice{origin: c.second(f.lattice.origin), step: f.lattice.step * c.slope(0)}
	f.curve = curve{}
	f.lattice = l.fit(f.onsets, f.onsets[0].t, f.onsets[len(f.onsets)-1].t).judge(f.onsets)
}

// asClear is how much lower a lattice may score to be as clear as another.
const asClear = 0.03

// rebend changes to the curve that followed the very beat that was read, or
// its half or double, if its lattice is as clear; a curve that followed another
// pulse may have slipped from beats to off-beats without leaving the lattice. A
// slip across lines blurs it. It reports whether the song has to be counted
// again.
func (f *frame) rebend(bpm float64) bool {
	if f.curve.straight() || f.curve.follows(bpm) {
		return false
	}
	best, clearest := -1, 0.0
	for i, b := range f.bendings {
		clearest = max(clearest, b.lattice.score)
		if b.curve.follows(bpm) && (best < 0 || b.lattice.score > f.bendings[best].lattice.score) {
			best = i
		}
	}
	if best < 0 || f.bendings[best].lattice.score < clearest-asClear {
		return false
	}
	f.curve, f.lattice = f.bendings[best].curve, f.bendings[best].lattice
	f.draw()
	f.thin()
	f.glide()
	return true
}
