package grid

import "math"

// Many songs of one tempo slow down at their end. That is the one way in which
// a tempo leaves its line for good while the song is still the same, so a
// ritardando at the end stays in the map although the rest is constant.

const (
	endingNotes = 6    // fewest onsets that show a ritardando
	endingBeats = 32   // longest ritardando
	endingSlow  = 1.05 // how much slower its last piece is at least
	endingSpan  = 4.0  // seconds at the end that are looked at
)

// ends reports whether a straight lattice holds to the last onset.
func ends(onsets []onset, l lattice) bool {
	last := onsets[len(onsets)-1].t
	var w window
	count := 0
	for i := len(onsets) - 1; i >= 0 && (onsets[i].t > last-endingSpan || count < endingNotes); i-- {
		_, rest := l.line(onsets[i].t)
		s, c := math.Sincos(2 * math.Pi * rest / l.step)
		w.weight += onsets[i].w
		w.re += onsets[i].w * c
		w.im += onsets[i].w * s
		count++
	}
	return math.Hypot(w.re, w.im) >= windowInside*l.blur()*w.weight
}

// ritardando returns the curve made straight up to where it slows down at the
// end, if it does so, and the rest of it lies on the line of a lattice.
func ritardando(c curve, l, line lattice, onsets []onset) (curve, bool) {
	core := mainPiece(c, onsets)
	usual := c.slope(core)
	// The line must be the core's, or the core's must be cut finer or coarser.
	_, early := line.line(c.second(l.origin + math.Ceil((c.at[core]-l.origin)/l.step)*l.step))
	if math.Abs(early) > sameLine || math.Abs(usual*l.step/line.step-1) > 1e-3 {
		return c, false
	}
	end := core + 1
	if end+1 >= len(c.at) || c.at[len(c.at)-1]-c.at[end] > endingBeats*c.mean {
		return c, false
	}
	for i := end; i+1 < len(c.at); i++ {
		if c.slope(i) < usual*0.99 {
			return c, false
		}
	}
	if c.slope(len(c.at)-2) < usual*endingSlow {
		return c, false
	}
	out := curve{mean: c.mean}
	out.at = append(append(out.at, c.at[0]), c.at[end:]...)
	out.seconds = append(append(out.seconds, c.seconds[end]-(c.at[end]-c.at[0])*usual), c.seconds[end:]...)
	straight := curve{at: []float64{c.at[0], c.at[end]}, seconds: out.seconds[:2], mean: c.mean}
	from, to := c.seconds[end], math.Inf(1)
	gain := out.explains(l, onsets, from, to) - straight.explains(l, onsets, from, to)
	return out, gain > knotPrice*float64(len(c.at)-end)
}

// explains returns the log-likelihood of the onsets between two seconds.
func (c curve) explains(l lattice, onsets []onset, from, to float64) float64 {
	sigma := max(l.sigma, sharpest)
	peak := l.inside * l.step / (sigma * math.Sqrt(2*math.Pi))
	sum := 0.0
	for _, o := range onsets {
		if o.t < from || o.t > to {
			continue
		}
		at := c.bend(o.t)
		k, _ := l.line(at)
		rest := o.t - c.second(l.origin+k*l.step)
		sum += o.w * math.Log(peak*math.Exp(-0.5*rest*rest/(sigma*sigma))+1-l.inside)
	}
	return sum
}
