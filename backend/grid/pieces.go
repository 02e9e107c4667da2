package grid

import "math"

// A tempo map should have as few events as the notes need. The curve of a
// tracker follows every jitter, so it is redrawn: as straight pieces that
// meet at knots, fitted to the onsets by the number of their line, from which
// every knot is taken out again that the onsets do not pay for. Sections of one
// tempo come out as one piece, whose tempo is as exact as that of a whole song.

// knotPrice is what the onsets must gain from a knot, in units of the
// log-likelihood of an onset of weight 1. It stands for two numbers, a place
// and a tempo, and for onsets that jitter together.
const knotPrice = 12

// doubt is how far in seconds the tracker's beats may be off where there are
// no onsets to say better.
const doubt = 0.03

// A pin is an onset that belongs to a line: a point where the curve should
// pass.
type pin struct {
	x, y float64 // bent time, second
	w    float64 // weight over the square of the spread
}

// straighten redraws a curve with as few knots as the onsets on its lattice
// need. Lines keep their numbers: no beat is lost or gained.
func straighten(c curve, l lattice, onsets []onset) curve {
	f := newFitter(c, l)
	drawn := c
	for range 2 {
		f.stick(drawn, l, onsets)
		if len(f.pins) < fewest {
			return c
		}
		f.begin(c)
		for f.solve(); f.prune(); f.solve() {
		}
		next := curve{at: f.x, seconds: f.y, mean: c.mean}
		if !next.rising() {
			return drawn
		}
		drawn = next
	}
	return drawn
}

// A fitter fits the seconds of knots to pins by least squares. A pin touches
// the two knots around it, so the equations have three diagonals.
type fitter struct {
	places      []float64 // in bent time, where knots may be
	pins        []pin
	x, y, prior []float64 // of the knots; what the tracker says
	diag, off   []float64 // of the equations; off[i] joins knots i and i+1
	fold        []float64 // of the factors; fold[i] joins knots i and i+1
	inverse     []float64 // diagonal of the inverse
	gain        []float64 // what each knot is worth
}

// newFitter allows knots on the line nearest to each beat of the tracker.
func newFitter(c curve, l lattice) *fitter {
	f := &fitter{}
	for _, at := range c.at {
		k, _ := l.line(at)
		at = l.origin + k*l.step
		if n := len(f.places); n == 0 || at > f.places[n-1]+l.step/2 {
			f.places = append(f.places, at)
		}
	}
	n := len(f.places)
	room := make([]float64, 5*n)
	f.diag, f.off, f.fold, f.inverse, f.gain = room[:n], room[n:2*n], room[2*n:3*n], room[3*n:4*n], room[4*n:]
	return f
}

// stick pins the onsets to their lines on a curve, as far as they belong.
func (f *fitter) stick(c curve, l lattice, onsets []onset) {
	f.pins = f.pins[:0]
	sigma := max(l.sigma, sharpest)
	peak := l.inside * l.step / (sigma * math.Sqrt(2*math.Pi))
	for _, o := range onsets {
		k, _ := l.line(c.bend(o.t))
		at := l.origin + k*l.step
		rest := o.t - c.second(at)
		near := peak * math.Exp(-0.5*rest*rest/(sigma*sigma))
		if in := near / (near + 1 - l.inside); in > 0.05 {
			f.pins = append(f.pins, pin{at, o.t, o.w * in / (sigma * sigma)})
		}
	}
}

// begin puts a knot at every place.
func (f *fitter) begin(c curve) {
	f.x = append([]float64(nil), f.places...)
	f.prior = make([]float64, len(f.x))
	f.y = make([]float64, len(f.x))
	for i, at := range f.x {
		f.prior[i] = c.second(at)
	}
}

// solve finds the seconds of the knots and what each knot is worth.
func (f *fitter) solve() {
	n := len(f.x)
	for i := range n {
		f.diag[i], f.off[i] = 1/(doubt*doubt), 0
		f.y[i] = f.prior[i] / (doubt * doubt)
	}
	piece := 0
	for _, p := range f.pins {
		for piece+2 < n && f.x[piece+1] <= p.x {
			piece++
		}
		u := (p.x - f.x[piece]) / (f.x[piece+1] - f.x[piece])
		v := 1 - u
		f.diag[piece] += p.w * v * v
		f.diag[piece+1] += p.w * u * u
		f.off[piece] += p.w * u * v
		f.y[piece] += p.w * v * p.y
		f.y[piece+1] += p.w * u * p.y
	}
	for i := 1; i < n; i++ {
		f.fold[i-1] = f.off[i-1] / f.diag[i-1]
		f.diag[i] -= f.fold[i-1] * f.off[i-1]
		f.y[i] -= f.fold[i-1] * f.y[i-1]
	}
	f.y[n-1] /= f.diag[n-1]
	f.inverse[n-1] = 1 / f.diag[n-1]
	for i := n - 2; i >= 0; i-- {
		f.y[i] = f.y[i]/f.diag[i] - f.fold[i]*f.y[i+1]
		f.inverse[i] = 1/f.diag[i] + f.fold[i]*f.fold[i]*f.inverse[i+1]
	}
	for i := 1; i+1 < n; i++ {
		f.gain[i] = f.worth(i)
	}
}

// worth is what the pins would lose if a knot had to lie on the straight line
// between its neighbors and all others moved as suits best.
func (f *fitter) worth(i int) float64 {
	b := (f.x[i] - f.x[i-1]) / (f.x[i+1] - f.x[i-1])
	a := 1 - b
	bend := a*f.y[i-1] + b*f.y[i+1] - f.y[i]
	behind := -f.fold[i-1] * f.inverse[i] // of the inverse: i-1 and i
	ahead := -f.fold[i] * f.inverse[i+1]  // i and i+1
	across := -f.fold[i-1] * ahead        // i-1 and i+1
	spread := a*a*f.inverse[i-1] + b*b*f.inverse[i+1] + f.inverse[i] + 2*(a*b*across-a*behind-b*ahead)
	return bend * bend / (2 * spread)
}

// prune takes out knots that are worth less than they cost, the worst of each
// neighbourhood first. It reports whether there were any.
func (f *fitter) prune() bool {
	n := len(f.x)
	least := math.Inf(1)
	for i := 1; i+1 < n; i++ {
		least = min(least, f.gain[i])
	}
	if least >= knotPrice {
		return false
	}
	level := min(knotPrice, max(4*least, 0.25))
	kept := 1
	removed := false
	for i := 1; i < n; i++ {
		poor := i+1 < n && f.gain[i] < level && !removed &&
			(i+2 >= n || f.gain[i] <= f.gain[i+1]) && (i == 1 || f.gain[i] <= f.gain[i-1])
		removed = poor
		if !poor {
			f.x[kept], f.prior[kept] = f.x[i], f.prior[i]
			kept++
		}
	}
	f.x, f.y, f.prior = f.x[:kept], f.y[:kept], f.prior[:kept]
	return kept < n
}
