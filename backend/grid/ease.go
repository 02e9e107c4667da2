package grid

import "math"

// A curve is eased: of all curves with a knot a second or so, whose tempo changes
// little from knot to knot and is never far from its mean, and which come back to
// a straight line, it is the one that the onsets make likeliest. How little and how
// far is what makes the onsets likeliest of all.

// A temper is how the tempo of a song wanders.
type temper struct {
	bend  float64 // share by which it changes from one beat to the next
	stray float64 // share by which it is off its mean
	far   float64 // seconds by which beats are off a straight line
}

var (
	easeBends  = [...]float64{0.0001, 0.0002, 0.0004, 0.0008, 0.0016, 0.0032}
	easeStrays = [...]float64{0.001, 0.002, 0.004, 0.008, 0.016, 0.064}
	easeFars   = [...]float64{10, 0.060, 0.030, 0.015} // the first is as far as can be
)

const (
	easeTrust = 0.5   // what an onset counts, since parts are late together
	easeSame  = 0.004 // seconds by which a knot may be off a straight piece, to be left out
)

// eased returns the curve eased, and its temper.
func (c curve) eased(l lattice, onsets []onset) (out curve, usual temper, gain float64) {
	beats := max(math.Round(1/c.mean), 1)
	f := &fitter{}
	n := int(math.Round((c.at[len(c.at)-1]-c.at[0])/c.mean/beats)) + 1
	for i := range n {
		f.places = append(f.places, c.at[0]+float64(i)*beats*c.mean)
	}
	out = c
	e := newEaser(f.places, beats, c.mean)
	for range 3 {
		f.stick(out, l, onsets)
		e.pin(f.pins)
		next, like := e.likeliest()
		fresh := curve{at: f.places, seconds: next, mean: c.mean}
		if usual = e.usual(); next == nil || !fresh.rising() {
			return out, usual, gain
		}
		out, gain = fresh, like
	}
	return out, usual, gain
}

// An easer fits the seconds of knots to pins, their first differences to those of
// a straight line, and their second differences to none. Its equations have five
// diagonals.
type easer struct {
	places       []float64
	beats, span  float64 // from knot to knot, and in seconds
	first, slope float64 // of the straight line
	main, one, b []float64
	equations    band5
	// The likeliest of easeBends, easeStrays and easeFars; bend is -1 before any is known.
	bend, stray, far int
	// before are the logarithms of the determinants without pins, 0 for those that
	// were not needed yet.
	before [len(easeBends)][len(easeStrays)][len(easeFars)]float64
}

func newEaser(places []float64, beats, mean float64) *easer {
	n := len(places)
	room := make([]float64, 6*n)
	return &easer{places: places, beats: beats, span: beats * mean, bend: -1, main: room[:n], one: room[n : 2*n], b: room[2*n : 3*n],
		equations: band5{room[3*n : 4*n], room[4*n : 5*n], room[5*n:]}}
}

// pin writes down the equations of pins.
func (e *easer) pin(pins []pin) {
	e.line(pins)
	clear(e.main)
	clear(e.one)
	clear(e.b)
	piece := 0
	for _, p := range pins {
		for piece+2 < len(e.places) && e.places[piece+1] <= p.x {
			piece++
		}
		u := (p.x - e.places[piece]) / (e.places[piece+1] - e.places[piece])
		v := 1 - u
		w, y := easeTrust*p.w, p.y-e.at(p.x)
		e.main[piece] += w * v * v
		e.main[piece+1] += w * u * u
		e.one[piece] += w * u * v
		e.b[piece] += w * v * y
		e.b[piece+1] += w * u * y
	}
}

// likeliest returns the seconds of the knots by the temper that makes the pins
// likeliest, and their log-likelihood. Once one is known only those beside it are
// tried.
func (e *easer) likeliest() (seconds []float64, like float64) {
	like = math.Inf(-1)
	seconds, y := make([]float64, len(e.places)), make([]float64, len(e.places))
	beside := func(i, k, far int) {
		bend, stray := e.bend, e.stray
		for b := max(i-1, 0); b < min(i+2, len(easeBends)); b++ {
			for s := max(k-1, 0); s < min(k+2, len(easeStrays)); s++ {
				if v := e.solve(b, s, far, y); v > like {
					seconds, y, like = y, seconds, v
					bend, stray, e.far = b, s, far
				}
			}
		}
		e.bend, e.stray = bend, stray
	}
	low, high := max(e.far-1, 0), min(e.far+2, len(easeFars))
	if e.bend < 0 {
		high = len(easeFars)
		for i := 1; i < len(easeBends); i += 3 {
			for k := 1; k < len(easeStrays); k += 3 {
				beside(i, k, 0)
			}
		}
	}
	for far := low; far < high; far++ {
		beside(e.bend, e.stray, far)
	}
	for bend, stray := -1, -1; bend != e.bend || stray != e.stray; {
		bend, stray = e.bend, e.stray
		beside(bend, stray, e.far)
	}
	if math.IsInf(like, -1) {
		return nil, like
	}
	return seconds, like
}

// usual is the temper that was likeliest.
func (e *easer) usual() temper {
	return temper{easeBends[max(e.bend, 0)], easeStrays[e.stray], easeFars[e.far]}
}

// line draws the straight line through the pins.
func (e *easer) line(pins []pin) {
	var sw, sx, sy, sxx, sxy float64
	x0 := e.places[len(e.places)/2]
	for _, p := range pins {
		x, y := p.x-x0, p.y-x0
		sw += p.w
		sx += p.w * x
		sy += p.w * y
		sxx += p.w * x * x
		sxy += p.w * x * y
	}
	e.slope = 1
	if det := sw*sxx - sx*sx; det > 0 {
		e.slope = (sw*sxy - sx*sy) / det
		e.first = x0 + (sy-e.slope*sx)/sw - e.slope*x0
	}
}

// at is the second of a place on the straight line.
func (e *easer) at(place float64) float64 { return e.first + e.slope*place }

// A band5 is a symmetric matrix with five diagonals.
type band5 struct{ d, o, t []float64 }

// wander writes the equations of knots whose second and first differences, and they
// themselves, are as large as that.
func (m band5) wander(bend, stray, far float64) {
	clear(m.d)
	clear(m.o)
	clear(m.t)
	n := len(m.d)
	q, r := 1/(bend*bend), 1/(stray*stray)
	for i := 0; i+2 < n; i++ {
		m.d[i] += q
		m.d[i+1] += 4 * q
		m.d[i+2] += q
		m.o[i] -= 2 * q
		m.o[i+1] -= 2 * q
		m.t[i] += q
	}
	for i := 0; i+1 < n; i++ {
		m.d[i] += r
		m.d[i+1] += r
		m.o[i] -= r
	}
	for i := range m.d {
		m.d[i] += 1 / (far * far)
	}
}

// split splits the matrix into its factors, turns y along, and returns the
// logarithm of the determinant.
func (m band5) split(y []float64) float64 {
	log, n := 0.0, len(m.d)
	product := 1.0 // of some, since their logarithms take time
	for i := range n {
		if product *= m.d[i]; !(product > 1e-100 && product < 1e100) {
			log += math.Log(product)
			product = 1
		}
		if i+1 < n {
			by := m.o[i] / m.d[i]
			m.d[i+1] -= by * m.o[i]
			m.o[i+1] -= by * m.t[i]
			y[i+1] -= by * y[i]
		}
		if i+2 < n {
			by := m.t[i] / m.d[i]
			m.d[i+2] -= by * m.t[i]
			y[i+2] -= by * y[i]
		}
	}
	return log + math.Log(product)
}

// solve writes the seconds of knots whose second and first differences, and they
// themselves, are as large as that, and returns the log-likelihood of the pins,
// whatever the knots.
func (e *easer) solve(bend, stray, far int, y []float64) (like float64) {
	m, n := e.equations, len(y)
	b, s, d := easeBends[bend]*e.beats*e.span, easeStrays[stray]*e.span, easeFars[far]
	before := &e.before[bend][stray][far]
	if *before == 0 {
		m.wander(b, s, d)
		*before = m.split(y)
	}
	m.wander(b, s, d)
	for i := range n {
		m.d[i] += e.main[i]
		m.o[i] += e.one[i]
	}
	copy(y, e.b)
	after := m.split(y)
	fit := 0.0
	for i := n - 1; i >= 0; i-- {
		fit += y[i] * y[i] / m.d[i]
		v := y[i] / m.d[i]
		if i+1 < n {
			v -= m.o[i] / m.d[i] * y[i+1]
		}
		if i+2 < n {
			v -= m.t[i] / m.d[i] * y[i+2]
		}
		y[i] = v
	}
	for i := range y {
		y[i] += e.at(e.places[i])
	}
	return 0.5 * (fit + *before - after)
}

// sparse leaves out the knots of a curve that are no farther than some seconds
// off the straight pieces between the others.
func (c curve) sparse(off float64) curve {
	keep := make([]bool, len(c.at))
	last := len(c.at) - 1
	keep[0], keep[last] = true, true
	var split func(a, b int)
	split = func(a, b int) {
		worst, at := off, -1
		slope := (c.seconds[b] - c.seconds[a]) / (c.at[b] - c.at[a])
		for i := a + 1; i < b; i++ {
			if d := math.Abs(c.seconds[i] - c.seconds[a] - slope*(c.at[i]-c.at[a])); d > worst {
				worst, at = d, i
			}
		}
		if at >= 0 {
			keep[at] = true
			split(a, at)
			split(at, b)
		}
	}
	split(0, last)
	out := curve{mean: c.mean}
	for i, k := range keep {
		if k {
			out.at, out.seconds = append(out.at, c.at[i]), append(out.seconds, c.seconds[i])
		}
	}
	return out
}
