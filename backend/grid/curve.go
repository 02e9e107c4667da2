package grid

import (
	"math"
	"sort"
)

// A curve bends time until the beats that a tracker found are even. It is
// drawn by knots: the bent time and the second of each. A curve without knots
// leaves time as it is.
type curve struct {
	at, seconds []float64 // rising, at least two
	mean        float64   // seconds a beat in bent time
}

// newCurve is the curve through beats, in seconds.
func newCurve(beats []float64) curve {
	n := len(beats)
	c := curve{make([]float64, n), beats, (beats[n-1] - beats[0]) / float64(n-1)}
	for i := range beats {
		c.at[i] = c.mean * float64(i)
	}
	return c
}

func (c curve) straight() bool { return c.at == nil }

// bend returns the bent time of a second.
func (c curve) bend(t float64) float64 {
	if c.straight() {
		return t
	}
	return through(c.seconds, c.at, t)
}

// second is the inverse of bend.
func (c curve) second(u float64) float64 {
	if c.straight() {
		return u
	}
	return through(c.at, c.seconds, u)
}

// through returns y at x on the line through points, extended at the ends.
func through(xs, ys []float64, x float64) float64 {
	i := pieceAt(xs, x)
	return ys[i] + (x-xs[i])*(ys[i+1]-ys[i])/(xs[i+1]-xs[i])
}

// pieceAt returns the piece between sorted points in which x lies.
func pieceAt(xs []float64, x float64) int {
	return min(max(sort.SearchFloat64s(xs, x), 1), len(xs)-1) - 1
}

// beats returns the curve with a knot at every beat, moved by some seconds.
func (c curve) beats(by float64) curve {
	out := curve{mean: c.mean}
	for at := c.at[0]; at < c.at[len(c.at)-1]+c.mean/2; at += c.mean {
		out.at, out.seconds = append(out.at, at), append(out.seconds, c.second(at)+by)
	}
	return out
}

// rising reports whether time never stands still on the curve.
func (c curve) rising() bool {
	for i := 1; i < len(c.at); i++ {
		if d := c.seconds[i] - c.seconds[i-1]; !(d > 0.1*(c.at[i]-c.at[i-1])) {
			return false
		}
	}
	return len(c.at) > 1
}

// follows reports whether the curve's beats are those of a tempo, every other
// one of them, or twice as many.
func (c curve) follows(bpm float64) bool {
	octaves := math.Log2(60 / c.mean / bpm)
	return math.Abs(octaves-math.Round(octaves)) < 0.03
}

// bendAll returns the onsets in bent time.
func (c curve) bendAll(onsets []onset) []onset {
	out := make([]onset, len(onsets))
	for i, o := range onsets {
		out[i] = onset{c.bend(o.t), o.w}
	}
	return out
}

// snaps are the places within a beat that pull onsets.
var snaps = [...]float64{0, 0.25, 1.0 / 3, 0.5, 2.0 / 3, 0.75, 1}

func snap(fraction float64) float64 {
	best, near := 0.0, math.Inf(1)
	for _, s := range snaps {
		if d := math.Abs(fraction - s); d < near {
			best, near = s, d
		}
	}
	return best
}

// A pull is an onset that says where a beat position should lie.
type pull struct{ at, rest, w float64 } // beats, seconds, weight

// smooth moves beats to where the onsets around them lie, by a straight line
// through the nearest ones on each side.
func smooth(beats []float64, onsets []onset) []float64 {
	pulls := make([]pull, 0, len(onsets))
	c := newCurve(beats)
	const limit, reach = 0.045, 3.0 // seconds, beats
	for _, o := range onsets {
		u := c.bend(o.t) / c.mean
		k := math.Floor(u)
		i := int(k)
		if i < 0 || i >= len(beats)-1 {
			continue
		}
		s := snap(u - k)
		rest := o.t - beats[i] - s*(beats[i+1]-beats[i])
		if q := 1 - (rest/limit)*(rest/limit); q > 0 {
			pulls = append(pulls, pull{k + s, rest, o.w * q * q})
		}
	}
	out := make([]float64, len(beats))
	first := 0
	for k := range beats {
		for first < len(pulls) && pulls[first].at < float64(k)-reach {
			first++
		}
		out[k] = beats[k] + shiftAt(pulls[first:], float64(k), reach)
	}
	for k := 1; k < len(out); k++ {
		if out[k] <= out[k-1]+0.1 {
			out[k] = out[k-1] + beats[k] - beats[k-1]
		}
	}
	return out
}

// shiftAt is the value at a beat of a ridge regression through the pulls.
func shiftAt(pulls []pull, at, reach float64) float64 {
	var sw, sx, sy, sxx, sxy float64
	for _, p := range pulls {
		x := p.at - at
		if x >= reach {
			break
		}
		w := p.w * (1 - math.Abs(x)/reach)
		sw += w
		sx += w * x
		sy += w * p.rest
		sxx += w * x * x
		sxy += w * x * p.rest
	}
	a, d := sw+1, sxx+0.3*reach*reach
	det := a*d - sx*sx
	if det <= 1e-9 {
		return 0
	}
	return (sy*d - sxy*sx) / det
}
