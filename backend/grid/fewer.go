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
	m := newMix(l).learn(c, onsets)
	price := endPrice
	if wanders(c, onsets) {
		price = runPrice
	}
	c = m.straighterEnd(c, onsets, price)
	back := make([]onset, len(onsets))
	for i, o := range onsets {
		back[len(onsets)-1-i] = onset{-o.t, o.w}
	}
	c = m.mirrored().straighterEnd(c.mirrored(), back, price).mirrored()
	for run := min(runMost, len(c.at)-2); run > 0; run-- {
		c = m.withoutRuns(c, onsets, run)
	}
	return c
}

// A song is steady but for some passages if such a share of it has the tempo of
// the curve's main piece, to within a part of it.
const mostlySteady, steadyTempo = 0.4, 0.001

// wanders reports whether the tempo of a curve changes all the time: then knots
// are what is usual, at its ends as well.
func wanders(c curve, onsets []onset) bool {
	weight := pieceWeights(c, onsets)
	main := c.slope(largest(weight))
	var same, all float64
	for i, w := range weight {
		all += w
		if math.Abs(c.slope(i)/main-1) < steadyTempo {
			same += w
		}
	}
	return same < mostlySteady*all
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
	// usage is how often each line of a beat is played, 1 on average; nil when all
	// are played alike.
	usage []float64
}

func newMix(l lattice) mix {
	l.sigma = max(l.sigma, sharpest)
	peak, scale := l.bell()
	return mix{origin: l.origin, step: l.step, peak: l.inside * peak, scale: scale, rest: 1 - l.inside}
}

// leastUsed is the least share of notes that a line is thought to have, of what
// an even share would be; any line may be played once.
const leastUsed = 0.2

// learn returns the mix with how often each line of a beat is played along a
// curve: a piece of it that slips by a line must pay for it, though the notes
// lie on lines as well.
func (m mix) learn(c curve, onsets []onset) mix {
	n := int(math.Round(c.mean / m.step))
	if n < 2 || n > maxLines || math.Abs(c.mean/m.step-float64(n)) > 0.01 {
		return m
	}
	usage := make([]float64, n)
	sum := 0.0
	for _, o := range onsets {
		u := (c.bend(o.t) - m.origin) / m.step
		k := math.Round(u)
		near := m.peak * math.Exp((u-k)*(u-k)*m.step*m.step*m.scale)
		near *= o.w / (near + m.rest)
		usage[place(k, n)] += near
		sum += near
	}
	for i, v := range usage {
		usage[i] = (v*float64(n)/max(sum, 1e-9) + leastUsed) / (1 + leastUsed)
	}
	m.usage = usage
	return m
}

// used is how often the kth line is played, 1 on average.
func (m mix) used(k float64) float64 {
	if m.usage == nil {
		return 1
	}
	return m.usage[place(k, len(m.usage))]
}

// place is the place of the kth line in a beat of so many.
func place(k float64, lines int) int {
	i := int(k) % lines
	if i < 0 {
		i += lines
	}
	return i
}

func (m mix) mirrored() mix {
	m.origin = -m.origin
	if n := len(m.usage); n > 0 {
		back := make([]float64, n)
		for i, v := range m.usage {
			back[(n-i)%n] = v
		}
		m.usage = back
	}
	return m
}

// piece is the log-likelihood of onsets on a straight piece of a curve through
// a knot.
func (m mix) piece(onsets []onset, at, second, slope float64) float64 {
	sum := 0.0
	for _, o := range onsets {
		u := (at + (o.t-second)/slope - m.origin) / m.step
		k := math.Round(u)
		rest := (u - k) * m.step * slope
		near := m.peak * math.Exp(rest*rest*m.scale) * m.used(k)
		sum += o.w * math.Log(near+m.rest)
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
func (m mix) straighterEnd(c curve, onsets []onset, price float64) curve {
	n := len(c.at)
	best, at, second := 0.0, -1, 0.0
	bent, to := 0.0, math.Inf(1)
	for i := n - 2; i > 0 && i >= n-1-endMost && c.at[n-1]-c.at[i] <= endSpread*c.mean; i-- {
		bent += m.piece(within(onsets, c.seconds[i], to), c.at[i], c.seconds[i], c.slope(i))
		to = c.seconds[i]
		end := within(onsets, to, math.Inf(1))
		for _, slope := range c.usual(i) {
			gain := m.piece(end, c.at[i], to, slope) - bent + price*float64(n-1-i)
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
