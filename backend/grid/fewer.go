package grid

import (
	"math"
	"slices"
	"sort"
)

// The fitter of a curve trusts every onset that it has given a line to, so that
// a few free notes bend time. Whether knots are worth having shows when onsets
// may lie anywhere: a straight piece in their stead must leave more of them
// beside the lines than chance would. At both ends of a song, where little is
// played, the tempo in front of the knots goes on.

const (
	runMost    = 5    // most knots that are left out together
	runPrice   = 8.0  // log-likelihood that the onsets must gain from each of them
	endMost    = 8    // most knots that are left out at an end
	endPrice   = 16.0 // log-likelihood that they must gain from each of those
	endSpread  = 48   // beats that an end may have
	usualLeast = 6    // beats in front of an end that show the tempo, at least
	usualSpan  = 16   // and at most
)

// fewer leaves out the knots that the onsets do not pay for.
func fewer(c curve, l lattice, onsets []onset) curve {
	if len(c.at) < 3 {
		return c
	}
	c = curve{slices.Clone(c.at), slices.Clone(c.seconds), c.mean}
	m := newMix(l)
	c = m.straighterEnd(c, onsets)
	back := make([]onset, len(onsets))
	for i, o := range onsets {
		back[len(onsets)-1-i] = onset{-o.t, o.w}
	}
	c = m.mirrored().straighterEnd(c.mirrored(), back).mirrored()
	for run := min(runMost, len(c.at)-2); run > 0; run-- {
		c = m.withoutRuns(c, onsets, run)
	}
	return c
}

// mirrored is the curve of a song that is played backwards.
func (c curve) mirrored() curve {
	n := len(c.at)
	out := curve{make([]float64, n), make([]float64, n), c.mean}
	for i := range n {
		out.at[n-1-i], out.seconds[n-1-i] = -c.at[i], -c.seconds[i]
	}
	return out
}

// A mix is what onsets are worth on the lines of a lattice in bent time: some
// belong to a line, the others lie anywhere.
type mix struct {
	origin, step float64
	peak, scale  float64
	rest         float64 // for those that lie anywhere
}

func newMix(l lattice) mix {
	l.sigma = max(l.sigma, sharpest)
	peak, scale := l.bell()
	return mix{l.origin, l.step, l.inside * peak, scale, 1 - l.inside}
}

func (m mix) mirrored() mix { m.origin = -m.origin; return m }

// piece is the log-likelihood of onsets on a straight piece of a curve through
// a knot.
func (m mix) piece(onsets []onset, at, second, slope float64) float64 {
	sum := 0.0
	for _, o := range onsets {
		u := (at + (o.t-second)/slope - m.origin) / m.step
		rest := (u - math.Round(u)) * m.step * slope
		sum += o.w * math.Log(m.peak*math.Exp(rest*rest*m.scale)+m.rest)
	}
	return sum
}

// along is that of onsets on the curve from one knot to another.
func (m mix) along(c curve, onsets []onset, from, to int) float64 {
	sum := 0.0
	for i := from; i < to; i++ {
		sum += m.piece(within(onsets, c.seconds[i], c.seconds[i+1]), c.at[i], c.seconds[i], c.slope(i))
	}
	return sum
}

// within returns the onsets from one second up to another.
func within(onsets []onset, from, to float64) []onset {
	first := sort.Search(len(onsets), func(i int) bool { return onsets[i].t >= from })
	end := sort.Search(len(onsets), func(i int) bool { return onsets[i].t >= to })
	return onsets[first:max(end, first)]
}

// withoutRuns leaves out so many knots in a row where a straight piece explains
// the onsets nearly as well.
func (m mix) withoutRuns(c curve, onsets []onset, run int) curve {
	for i := 0; i+run+1 < len(c.at); {
		j := i + run + 1
		slope := (c.seconds[j] - c.seconds[i]) / (c.at[j] - c.at[i])
		straight := m.piece(within(onsets, c.seconds[i], c.seconds[j]), c.at[i], c.seconds[i], slope)
		if m.along(c, onsets, i, j)-straight < runPrice*float64(run) {
			c.at, c.seconds = slices.Delete(c.at, i+1, j), slices.Delete(c.seconds, i+1, j)
			continue
		}
		i++
	}
	return c
}

// straighterEnd lets the tempo go on to the end from the knot from which on
// that explains the onsets best.
func (m mix) straighterEnd(c curve, onsets []onset) curve {
	n := len(c.at)
	best, at, second := 0.0, -1, 0.0
	bent, to := 0.0, math.Inf(1)
	for i := n - 2; i > 0 && i >= n-1-endMost && c.at[n-1]-c.at[i] <= endSpread*c.mean; i-- {
		bent += m.piece(within(onsets, c.seconds[i], to), c.at[i], c.seconds[i], c.slope(i))
		to = c.seconds[i]
		end := within(onsets, to, math.Inf(1))
		for _, slope := range c.usual(i) {
			gain := m.piece(end, c.at[i], to, slope) - bent + endPrice*float64(n-1-i)
			if gain > best {
				best, at, second = gain, i, to+(c.at[n-1]-c.at[i])*slope
			}
		}
	}
	if at < 0 {
		return c
	}
	c.at, c.seconds = append(c.at[:at+1], c.at[n-1]), append(c.seconds[:at+1], second)
	return c
}

// usual returns the slopes from knots in front of one to it: over a few beats,
// and over some more.
func (c curve) usual(knot int) []float64 {
	var out []float64
	span := 0.0
	for j := knot - 1; j >= 0 && span < usualSpan*c.mean; j-- {
		if span = c.at[knot] - c.at[j]; span >= usualLeast*c.mean || j == 0 {
			out = append(out, (c.seconds[knot]-c.seconds[j])/span)
		}
	}
	return out
}
