package grid

import (
	"math"
	"slices"
)

// Notes that swing lie on no even lines, but on fifths or sevenths of beats by
// accident, and what is read from those is five or seven beats a bar. So swing
// is tried by itself: pairs of notes of which the second comes late. Two lines
// that explain the onsets are clearer than five or seven of which three are
// never played.

const (
	pairShort, pairLong   = 0.18, 1.1  // seconds of pairs that may swing
	lateLow, lateHigh     = 0.52, 0.77 // where in a pair the second note may lie
	lateShare             = 0.12       // of the onsets that must lie there
	swungGain             = 0.10       // log-likelihood a weight over the best straight lattice
	swungInside           = 0.70       // share of the onsets that must belong
	swungHeld             = 0.90       // share of the onsets that must hold on to the lines throughout
	swingSample           = 2048       // onsets that are enough to see a swing
	tripleLow, tripleHigh = 0.655, 0.68
	dottedLow, dottedHigh = 0.74, 0.76
)

// A swungPair is a swing: pairs start every pair seconds from the origin on,
// their second notes a part of the pair later.
type swungPair struct {
	origin, pair float64 // seconds
	late         float64 // of a pair, 0.5 being straight
}

// straight returns the time at which a note would lie if the pairs were even.
func (s swungPair) straight(t float64) float64 {
	return s.origin + straight(t-s.origin, s.pair, s.late)
}

// even writes the onsets as they would lie if the pairs were even.
func (s swungPair) even(out, onsets []onset) {
	for i, o := range onsets {
		out[i] = onset{s.straight(o.t), o.w}
	}
}

// onPairs reports whether every beat of a reading starts a pair.
func (s swungPair) onPairs(lat lattice, r reading) bool {
	whole := func(x float64) bool { return math.Abs(x-math.Round(x)) < 0.1 }
	return whole(lat.step*float64(r.lines)/s.pair) && whole((lat.origin+lat.step*float64(r.phase)-s.origin)/s.pair)
}

// allows reports whether a reading counts beats where they may be: what swings
// begins on them.
func (f *frame) allows(r reading, lat lattice) bool {
	return f.swing.pair == 0 || !f.curve.straight() || f.swing.onPairs(lat, r)
}

// swingIn looks for a swing that explains the onsets better than the best
// straight lattices; ok is false when there is none. Notes at two thirds or
// three quarters lie on lines as they are.
func swingIn(onsets []onset, best lattice, family []lattice, peaks []peak) (s swungPair, ok bool) {
	onsets = sampled(onsets, swingSample)
	base := best.score
	for _, l := range family {
		base = max(base, l.score)
	}
	top := base + swungGain
	even := make([]onset, len(onsets))
	for _, l := range pairsOf(onsets, best, peaks) {
		c, found := swingOn(onsets, l)
		if !found {
			continue
		}
		plain := c.late > tripleLow && c.late < tripleHigh || c.late > dottedLow && c.late < dottedHigh
		c.even(even, onsets)
		l := lattice{origin: c.origin, step: c.pair / 2}.fit(even, even[0].t, even[len(even)-1].t)
		k, _ := l.line(c.origin)
		c.origin, c.pair = l.origin+k*l.step, 2*l.step
		c.even(even, onsets)
		for _, parts := range [...]float64{2, 4} {
			l := lattice{origin: c.origin, step: c.pair / parts}.judge(even)
			if l.score > top && l.inside > swungInside {
				s, top, ok = c, l.score, !plain && held(even, l) >= swungHeld
			}
		}
	}
	return s, ok
}

// pairsOf returns the lattices whose steps may be pairs: of the peaks of the
// spectrum, and of so many lines of the best lattice.
func pairsOf(onsets []onset, best lattice, peaks []peak) []lattice {
	var out []lattice
	from, to := onsets[0].t, onsets[len(onsets)-1].t
	add := func(l lattice) {
		if l.step < pairShort || l.step > pairLong {
			return
		}
		if !slices.ContainsFunc(out, func(m lattice) bool { return math.Abs(m.step/l.step-1) < 1e-4 }) {
			out = append(out, l)
		}
	}
	multiple := func(l lattice, lines int) {
		step := l.step * float64(lines)
		if step < pairShort || step > pairLong {
			return
		}
		// The pair starts where most is played.
		var weight [16]float64
		for _, o := range onsets {
			k, _ := l.line(o.t)
			weight[int(math.Mod(math.Mod(k, float64(lines))+float64(lines), float64(lines)))] += o.w
		}
		add(lattice{origin: l.origin + l.step*float64(largest(weight[:])), step: step})
	}
	for _, p := range peaks {
		l := lattice{origin: p.phase / p.hertz, step: 1 / p.hertz}
		if l.step >= pairShort/2 && l.step <= pairLong {
			l = l.fit(onsets, from, to)
			multiple(l, 1)
			multiple(l, 2)
		}
	}
	for _, lines := range [...]int{5, 7, 8, 9, 10, 11, 12, 13, 14} {
		multiple(best, lines)
	}
	return out
}

// swingOn finds where in pairs the second note lies; false when it does not
// swing.
func swingOn(onsets []onset, l lattice) (s swungPair, ok bool) {
	const bins = 100
	var weight [bins]float64
	all := 0.0
	for _, o := range onsets {
		u := (o.t - l.origin) / l.step
		u -= math.Floor(u)
		weight[min(int(u*bins), bins-1)] += o.w
		all += o.w
	}
	around := func(i int) float64 { // within 2 % of a pair
		sum := 0.0
		for d := -2; d <= 2; d++ {
			sum += weight[(i+d+bins)%bins]
		}
		return sum
	}
	fullest := func(from, to int) (at int) {
		for i := from; i < to; i++ {
			if i == from || around(i) > around(at) {
				at = i
			}
		}
		return at
	}
	one := fullest(0, bins)
	two := fullest(one+int(bins*(1-lateHigh)), one+int(bins*lateHigh)+1)
	if around(two%bins) < lateShare*all {
		return s, false
	}
	first, second := pileAt(onsets, l, (float64(one)+0.5)/bins), pileAt(onsets, l, (float64(two)+0.5)/bins)
	s = swungPair{l.origin + first*l.step, l.step, second - first}
	if s.late < 0.5 { // the second notes are played more
		s = swungPair{l.origin + second*l.step, l.step, 1 - s.late}
	}
	return s, s.late > lateLow && s.late < lateHigh
}

// pileAt is the middle of the onsets around a place in a pair.
func pileAt(onsets []onset, l lattice, at float64) float64 {
	for range 3 {
		sum, total := 0.0, 0.0
		for _, o := range onsets {
			u := (o.t-l.origin)/l.step - at
			u -= math.Round(u)
			if q := 1 - (u/0.06)*(u/0.06); q > 0 {
				sum += o.w * q * q * u
				total += o.w * q * q
			}
		}
		at += sum / max(total, 1e-9)
	}
	return at
}

// unswung is the song as it would be without a swing.
func (f *frame) unswung(s swungPair) frame {
	out := *f
	out.swing, out.notes = s, slices.Clone(f.notes)
	for i := range out.notes {
		n := &out.notes[i]
		n.start, n.end = s.straight(n.start), max(s.straight(n.end), s.straight(n.start)+1e-3)
	}
	slices.SortStableFunc(out.notes, byStart)
	out.onsets = onsetsOf(out.notes)
	return out
}
