package grid

import (
	"math"
	"math/rand/v2"
	"testing"
)

// swaying is the second of bent time in a song whose tempo sways by so many
// seconds.
func swaying(by float64) func(float64) float64 {
	return func(u float64) float64 { return 2 + u + by*math.Sin(u/9) + by/2*math.Sin(u/4) }
}

// onLines16 plays some of the lines of a lattice, loosely, by bent time.
func onLines16(second func(float64) float64, step, length, jitter float64) []onset {
	r := rand.New(rand.NewPCG(1, 9))
	var out []onset
	for k := 0; float64(k)*step < length; k++ {
		if k%4 != 0 && r.Float64() < 0.4 {
			continue
		}
		out = append(out, onset{second(float64(k)*step) + jitter*r.NormFloat64(), 1})
	}
	return out
}

// evenly is a straight curve with a knot a beat.
func evenly(first, beat float64, beats int) curve {
	c := curve{mean: beat}
	for k := range beats {
		c.at = append(c.at, float64(k)*beat)
		c.seconds = append(c.seconds, first+float64(k)*beat)
	}
	return c
}

func TestAnEasedCurveIsWhereTheOnsetsAre(t *testing.T) {
	for _, c := range []struct{ by, jitter, worst float64 }{
		{0, 0, 0.0001},
		{0, 0.012, 0.003},
		{0.015, 0, 0.002},
		{0.015, 0.003, 0.002},
		{0.015, 0.012, 0.009},
		{-0.020, 0.008, 0.009},
	} {
		second := swaying(c.by)
		onsets := onLines16(second, 0.125, 120, c.jitter)
		l := lattice{step: 0.125, sigma: max(c.jitter, 0.006), inside: 0.95}
		got, usual, gain := evenly(second(0), 0.5, 241).eased(l, onsets)
		if c.by != 0 && gain < swayGain || c.by == 0 && gain > swayGain {
			t.Errorf("%+v: swaying is %v likelier than not", c, gain)
		}
		if c.by == 0 && usual.bend > 0.0002 {
			t.Errorf("%+v: a steady tempo is thought to be of %+v", c, usual)
		}
		worst := 0.0
		for u := 1.0; u < 119; u += 0.5 {
			worst = max(worst, math.Abs(got.second(u)-second(u)))
		}
		if worst > c.worst {
			t.Errorf("%+v: the curve is %.1f ms off", c, 1000*worst)
		}
	}
}

// dense solves equations by elimination and returns the logarithm of their
// determinant.
func dense(m [][]float64, b []float64) (x []float64, log float64) {
	n := len(b)
	x = append(x, b...)
	for i := range n {
		log += math.Log(m[i][i])
		for j := i + 1; j < n; j++ {
			by := m[j][i] / m[i][i]
			for k := i; k < n; k++ {
				m[j][k] -= by * m[i][k]
			}
			x[j] -= by * x[i]
		}
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			x[i] -= m[i][k] * x[k]
		}
		x[i] /= m[i][i]
	}
	return x, log
}

// The equations of five diagonals have the solution and the likelihood of all
// that is written out.
func TestEasingIsTheLikeliestOfAllCurves(t *testing.T) {
	const n, beats, mean = 7, 2.0, 0.5
	places := make([]float64, n)
	for i := range places {
		places[i] = float64(i) * beats * mean
	}
	pins := []pin{{0.1, 0.12, 900}, {0.9, 0.93, 400}, {1.7, 1.71, 900}, {3.2, 3.29, 100}, {4.4, 4.38, 900}, {5.9, 5.95, 700}, {6, 6.01, 300}}
	e := newEaser(places, beats, mean)
	e.pin(pins)
	for i := range len(easeBends) * len(easeStrays) * len(easeFars) {
		bend, stray, far := i%len(easeBends), i/len(easeBends)%len(easeStrays), i/len(easeBends)/len(easeStrays)
		q := 1 / math.Pow(easeBends[bend]*beats*beats*mean, 2)
		r := 1 / math.Pow(easeStrays[stray]*beats*mean, 2)
		prior, post, b := make([][]float64, n), make([][]float64, n), make([]float64, n)
		add := func(row map[int]float64, w, y float64, pinned bool) {
			for i, v := range row {
				for k, u := range row {
					if !pinned {
						prior[i][k] += w * v * u
					}
					post[i][k] += w * v * u
				}
				b[i] += w * v * y
			}
		}
		for i := range n {
			prior[i], post[i] = make([]float64, n), make([]float64, n)
		}
		for i := range n {
			add(map[int]float64{i: 1}, 1/(easeFars[far]*easeFars[far]), 0, false)
			if i+1 < n {
				add(map[int]float64{i: -1, i + 1: 1}, r, 0, false)
			}
			if i+2 < n {
				add(map[int]float64{i: 1, i + 1: -2, i + 2: 1}, q, 0, false)
			}
		}
		for _, p := range pins {
			i := min(int(p.x/(beats*mean)), n-2)
			u := (p.x - places[i]) / (beats * mean)
			add(map[int]float64{i: 1 - u, i + 1: u}, easeTrust*p.w, p.y-e.at(p.x), true)
		}
		want, after := dense(post, append([]float64(nil), b...))
		fit := 0.0
		for i := range want {
			fit += want[i] * b[i]
		}
		_, before := dense(prior, make([]float64, n))
		got := make([]float64, n)
		like := e.solve(bend, stray, far, got)
		if math.Abs(like-0.5*(fit+before-after)) > 1e-6*(1+math.Abs(like)) {
			t.Errorf("%d %d %d: log-likelihood %v, want %v", bend, stray, far, like, 0.5*(fit+before-after))
		}
		if again := e.solve(bend, stray, far, got); again != like {
			t.Errorf("%d %d %d: log-likelihood %v the second time, %v the first", bend, stray, far, again, like)
		}
		for i := range got {
			if math.Abs(got[i]-want[i]-e.at(places[i])) > 1e-7 {
				t.Errorf("%d %d %d: knot %d is at %v, want %v", bend, stray, far, i, got[i], want[i]+e.at(places[i]))
			}
		}
	}
}

// Once a temper is known only those beside it are tried, which must lead to the
// likeliest of all.
func TestTheTemperIsTheLikeliestOfAll(t *testing.T) {
	onsets := onLines16(swaying(0.02), 0.125, 120, 0.006)
	l := lattice{step: 0.125, sigma: 0.006, inside: 0.95}
	c := evenly(2, 0.5, 241)
	var places []float64
	for i := range 121 {
		places = append(places, float64(i))
	}
	f := &fitter{places: places}
	f.stick(c, l, onsets)
	e := newEaser(places, 2, 0.5)
	e.pin(f.pins)
	_, best := e.likeliest()
	y := make([]float64, len(places))
	for i := range easeBends {
		for k := range easeStrays {
			for far := range easeFars {
				if v := e.solve(i, k, far, y); v > best {
					t.Errorf("%v %v %v is likelier than %+v", easeBends[i], easeStrays[k], easeFars[far], e.usual())
				}
			}
		}
	}
	e.bend = max(e.bend-1, 0)
	if _, again := e.likeliest(); again != best {
		t.Errorf("from beside it %v is found, not %v", again, best)
	}
}

func TestSparseKnotsAreWhereCurvesBend(t *testing.T) {
	bent := func(u float64) float64 {
		switch {
		case u < 10:
			return u
		case u < 20:
			return 10 + 1.1*(u-10)
		}
		return 21 + 0.9*(u-20)
	}
	for _, c := range []struct {
		second func(float64) float64
		off    float64
		want   []float64
	}{
		{func(u float64) float64 { return 3 + 1.2*u }, 0.004, []float64{0, 30}},
		{bent, 0.004, []float64{0, 10, 20, 30}},
		{bent, 2, []float64{0, 30}},
		{func(u float64) float64 { return bent(u) + 0.003*math.Cos(math.Pi*u) }, 0.012, []float64{0, 10, 20, 30}},
	} {
		in := curve{mean: 0.5}
		for u := 0.0; u <= 30; u++ {
			in.at, in.seconds = append(in.at, u), append(in.seconds, c.second(u))
		}
		got := in.sparse(c.off)
		if len(got.at) != len(c.want) || got.mean != in.mean {
			t.Errorf("knots at %v, want %v", got.at, c.want)
			continue
		}
		for i, u := range c.want {
			if got.at[i] != u || got.seconds[i] != c.second(u) {
				t.Errorf("a knot at %v, %v, want %v, %v", got.at[i], got.seconds[i], u, c.second(u))
			}
		}
	}
}

// swayed is a frame on a straight lattice.
func swayed(onsets []onset) frame {
	l := lattice{origin: 2, step: 0.125}
	l = l.fit(onsets, onsets[0].t, onsets[len(onsets)-1].t).judge(onsets)
	return frame{onsets: onsets, lattice: l, bendings: []bending{{}}}
}

func TestTimeSwaysOnlyWhereTheOnsetsDo(t *testing.T) {
	late := func(u float64) float64 { // a cut that was laid late
		if u > 90 {
			return 2.02 + u
		}
		return 2 + u
	}
	for name, c := range map[string]struct {
		second         func(float64) float64
		length, jitter float64
		sways          bool
	}{
		"steady":           {swaying(0), 120, 0.004, false},
		"steady and loose": {swaying(0), 120, 0.013, false},
		"sways":            {swaying(0.03), 120, 0.004, true},
		"sways, loose":     {swaying(0.018), 120, 0.010, true},
		"sways, but long":  {swaying(0.012), longSong + 60, 0.004, false},
		"laid late":        {late, 120, 0.002, false},
	} {
		f := swayed(onLines16(c.second, 0.125, c.length, c.jitter))
		before := f.lattice.sigma
		f.sway()
		if f.curve.straight() == c.sways {
			t.Errorf("%s: straight %v with %d knots", name, f.curve.straight(), len(f.curve.at))
			continue
		}
		if !c.sways {
			continue
		}
		if f.bendings != nil || f.lattice.sigma >= before {
			t.Errorf("%s: onsets lie %.1f ms off the lines, before %.1f; other curves %v", name, 1000*f.lattice.sigma, 1000*before, f.bendings)
		}
		for u := 1.0; u < c.length-1; u++ {
			_, rest := f.lattice.line(f.curve.bend(c.second(u)))
			if math.Abs(rest) > 0.010 {
				t.Errorf("%s: second %v lies %.1f ms off", name, u, 1000*rest)
			}
		}
	}
}

func TestABentCurveNeverSways(t *testing.T) {
	f := swayed(onLines16(swaying(0.012), 0.125, 120, 0.004))
	f.curve = evenly(2, 0.5, 241)
	f.sway()
	if len(f.curve.at) != 241 {
		t.Errorf("%d knots", len(f.curve.at))
	}
}

// Where hardly anything is played any more, an eased curve comes back to the even
// beats that the song has kept to.
func TestAnEasedCurveComesBack(t *testing.T) {
	second := func(u float64) float64 { return 2 + u + 0.025*math.Sin(u/3) }
	var onsets []onset
	for _, o := range onLines16(second, 0.125, 160, 0.003) {
		if o.t < second(120) {
			onsets = append(onsets, o)
		}
	}
	onsets = append(onsets, onset{second(160), 0.2}) // the last one is loose
	onsets[len(onsets)-1].t += 0.02
	l := lattice{step: 0.125, sigma: 0.006, inside: 0.95}
	got, usual, _ := evenly(2, 0.5, 321).eased(l, onsets)
	if usual.far > 1 {
		t.Errorf("beats are thought to go %v s away", usual.far)
	}
	for u := 124.0; u < 150; u += 0.5 {
		if off := math.Abs(got.second(u) - 2 - u); off > 0.035 {
			t.Errorf("%.1f ms off even beats at %v", 1000*off, u)
		}
	}
}
