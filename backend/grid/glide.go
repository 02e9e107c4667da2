package grid

import (
	"math"
	"slices"
)

// The tempo of played music wanders, but slowly: from one bar to the next it
// changes by a few thousandths. A curve that only the notes draw slips to other
// lines where a song has few notes, or goes on without its drums. The likeliest
// path of a tempo that glides does not: every knot is so many beats after the
// last one, at a tempo that is likely after the one before.

const (
	glideBin    = 0.006 // seconds between the times that knots may have, at least
	glideSpan   = 2.0   // seconds from knot to knot at least, in whole beats
	glideWide   = 0.03  // share by which the tempo may leave its mean
	glideStrays = 2.5   // times what is usual that it leaves its mean at most
	glideHeld   = 0.85  // share of the onsets whose tempo must be that near
	glideReach  = 4     // bins by which a span may differ from the one before, without a jump
	glideJump   = 25.0  // price of a jump of tempo
)

// glideUsual is how songs wander that nothing is known of.
var glideUsual = temper{bend: 0.0012, stray: 0.016}

// glideStray is how many times a span pays for being off the mean tempo.
const glideStray = 2

// glides reports whether the tempo of a curve is never far from its mean.
func (c curve) glides(onsets []onset) bool {
	var near, all float64
	for i, w := range pieceWeights(c, onsets) {
		all += w
		if math.Abs(c.slope(i)-1) < glideWide*0.8 {
			near += w
		}
	}
	return near >= glideHeld*all
}

// glide redraws the curve of a tempo that wanders slowly.
func (f *frame) glide() {
	if f.curve.straight() || f.sections != nil || !wanders(f.curve, f.onsets) || !f.curve.glides(f.onsets) {
		return
	}
	n := int(math.Round(f.curve.mean / f.lattice.step))
	if math.Abs(f.curve.mean/f.lattice.step-float64(n)) > 0.01 || f.seconds() > longSong {
		return
	}
	m := newMix(f.lattice).learn(f.curve, f.onsets)
	c, usual := f.curve, glideUsual
	onsets := f.onsets
	for range 2 {
		g := newGlider(onsets, m, c.mean, glideBin, usual)
		g.stay(c)
		next, ok := g.curve(f.lattice, c.mean)
		if !ok {
			return
		}
		onsets = m.bound(next, f.onsets)
		c, usual, _ = next.eased(f.lattice, onsets)
		m = m.learn(c, onsets)
		onsets = m.bound(c, f.onsets)
	}
	c, _, _ = c.eased(f.lattice, onsets)
	if m.all(c, onsets) < m.all(f.curve, onsets)-knotPrice*float64(len(f.curve.at)-2) {
		return
	}
	f.take(m.slower(c.sparse(easeSame), f.curve, f.onsets))
	f.glided = true
}

// slower puts the end of an old curve behind a new one, where it slows down more
// than a tempo wanders, if the onsets say so.
func (m mix) slower(c, old curve, onsets []onset) curve {
	n := len(old.at)
	best, out := 0.0, c
	for i := n - 2; i > 0 && old.at[n-1]-old.at[i] <= endingBeats*old.mean && old.slope(i) > 1+glideWide; i-- {
		second := old.seconds[i]
		at := c.bend(second)
		at = m.origin + math.Round((at-m.origin)/m.step)*m.step
		next := curve{mean: c.mean}
		for k := 0; k < len(c.at) && c.seconds[k] < second-0.5*c.mean; k++ {
			next.at, next.seconds = append(next.at, c.at[k]), append(next.seconds, c.seconds[k])
		}
		for k := i; k < n; k++ {
			next.at, next.seconds = append(next.at, at+old.at[k]-old.at[i]), append(next.seconds, old.seconds[k])
		}
		if len(next.at) < 3 || !next.rising() {
			continue
		}
		if gain := m.all(next, onsets) - m.all(c, onsets) - endPrice*float64(n-1-i); gain > best {
			best, out = gain, next
		}
	}
	return out
}

// regain moves a curve that glides by some seconds to the onsets as they are now.
func (f *frame) regain(at float64) {
	c := f.curve.beats(at)
	l := f.lattice.judge(c.bendAll(f.onsets))
	c, _, _ = c.eased(l, newMix(l).learn(c, f.onsets).bound(c, f.onsets))
	f.take(c.sparse(easeSame))
}

// What free notes are thought to gain from any lines, as a share of what notes
// gain, and the price of a change between free notes and others.
const freeGain, freeSwitch = 0.45, 6.0

// freeWeight is the share that free notes count.
const freeWeight = 0.02

// bound returns the onsets, with those of passages that keep to no lines of a
// curve counting next to nothing: curves can be led through any notes.
func (m mix) bound(c curve, onsets []onset) []onset {
	out := slices.Clone(onsets)
	gain := make([]float64, len(onsets))
	sum, all := 0.0, 0.0
	for i, o := range onsets {
		gain[i] = m.at(onset{c.bend(o.t), o.w})
		sum += gain[i]
		all += o.w
	}
	usual := freeGain * sum / all
	from := make([][2]bool, len(onsets)) // whether the best path to a state comes from a free onset
	held, free := 0.0, -freeSwitch
	for i, o := range onsets {
		from[i] = [2]bool{free-freeSwitch > held, free > held-freeSwitch}
		held, free = max(held, free-freeSwitch)+gain[i], max(free, held-freeSwitch)+usual*o.w
	}
	state := free > held
	for i := len(onsets) - 1; i >= 0; i-- {
		if state {
			out[i].w *= freeWeight
			state = from[i][1]
		} else {
			state = from[i][0]
		}
	}
	return out
}

// all is the log-likelihood of all onsets on a curve.
func (m mix) all(c curve, onsets []onset) float64 {
	first, last := 0, len(c.at)-1
	sum := m.piece(within(onsets, math.Inf(-1), c.seconds[0]), c.at[0], c.seconds[0], c.slope(0))
	sum += m.piece(within(onsets, c.seconds[last], math.Inf(1)), c.at[last], c.seconds[last], c.slope(last-1))
	return sum + m.along(c, onsets, first, last)
}
