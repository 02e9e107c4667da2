package grid

import (
	"math"
	"slices"
	"testing"
)

// gliding is the second of bent time in a song whose tempo is faster and slower
// by a share.
func gliding(by, every float64) func(float64) float64 {
	return func(u float64) float64 { return 3 + u + by*every*math.Sin(u/every) }
}

func gliderOf(onsets []onset, mean float64) (*glider, lattice) {
	l := lattice{step: mean / 4, sigma: 0.006, inside: 0.95}
	return newGlider(onsets, newMix(l), mean, glideBin, glideUsual), l
}

func TestAPathIsWhereTheLinesAre(t *testing.T) {
	for name, c := range map[string]struct {
		second func(float64) float64
		mean   float64
		from   float64 // beats left out up to
		to     float64
	}{
		"steady":            {gliding(0, 1), 0.5, 0, 0},
		"glides":            {gliding(0.008, 20), 0.5, 0, 0},
		"glides, slow beat": {gliding(0.008, 20), 0.97, 0, 0},
		"glides, fast beat": {gliding(0.008, 20), 0.31, 0, 0},
		"pauses":            {gliding(0.006, 25), 0.5, 50, 58},
	} {
		onsets := slices.DeleteFunc(onLines16(c.second, c.mean/4, 120, 0.003), func(o onset) bool {
			return o.t > c.second(c.from) && o.t < c.second(c.to)
		})
		g, l := gliderOf(onsets, c.mean)
		got, ok := g.curve(l, c.mean)
		if !ok {
			t.Fatalf("%s: no curve", name)
		}
		worst := 0.0
		for i, at := range got.at {
			if s := got.seconds[i]; s > c.second(1) && s < c.second(118) && (s < c.second(c.from)-1 || s > c.second(c.to)+1) {
				worst = max(worst, offLines16(c.second, c.mean/4, s))
			}
			if i > 0 && math.Abs(at-got.at[i-1]-float64(g.beats)*c.mean) > 1e-9 {
				t.Errorf("%s: knots at %v and %v", name, got.at[i-1], at)
			}
		}
		if worst > 2*glideBin {
			t.Errorf("%s: a knot is %.1f ms off the lines", name, 1000*worst)
		}
		want := (onsets[len(onsets)-1].t - onsets[0].t) / (float64(g.beats) * c.mean)
		if math.Abs(float64(len(got.at))-want) > 3 {
			t.Errorf("%s: %d knots for %.0f spans", name, len(got.at), want)
		}
	}
}

// offLines16 is how many seconds a second is off the nearest line.
func offLines16(second func(float64) float64, step, s float64) float64 {
	best := math.Inf(1)
	for u := 0.0; u < 125; u += step {
		best = min(best, math.Abs(second(u)-s))
	}
	return best
}

func TestAPathThatIsTooShortIsNone(t *testing.T) {
	g, l := gliderOf([]onset{{1, 1}, {1.5, 1}}, 0.5)
	if c, ok := g.curve(l, 0.5); ok {
		t.Errorf("%+v from two onsets", c)
	}
	if knots := g.knots(-1, 0); knots != nil {
		t.Errorf("%v from nothing", knots)
	}
}

// Spans are as wide as a tempo may stray, and never more than a byte can say.
func TestSpansAreAsWideAsATempoStrays(t *testing.T) {
	onsets := onLines16(gliding(0, 1), 0.125, 60, 0)
	for _, c := range []struct {
		mean, stray, bin float64
		low, high        int
	}{
		{0.5, 0.016, 0.006, 323, 344},
		{0.5, 0.004, 0.006, 330, 337},
		{0.5, 1, 0.006, 323, 344},
		{1, 0.016, 0.001, 1940, 2003},
	} {
		g := newGlider(onsets, newMix(lattice{step: c.mean / 4, sigma: 0.006, inside: 0.9}), c.mean, c.bin, temper{bend: 0.0012, stray: c.stray})
		if g.low != c.low || g.high != c.high {
			t.Errorf("%+v: spans of %d to %d bins", c, g.low, g.high)
		}
	}
}

func TestPricesOfSpans(t *testing.T) {
	if priceOf(0) != 0 || priceOf(2) != 2*glideUnit || priceOf(-2) != priceOf(2) {
		t.Errorf("prices %d, %d, %d", priceOf(0), priceOf(2), priceOf(-2))
	}
	for _, v := range []float64{0.3, 1.7, 50, math.Inf(1)} {
		if p := priceOf(v); p < 0 || p&glideFrom != 0 || p > 1e6*glideUnit {
			t.Errorf("%v deviations cost %d", v, p)
		}
	}
}

// followedBeats is a frame of a song as a tracker would have drawn it: a knot every
// beat, some of them off.
func followedBeats(second func(float64) float64, jitter, off float64) *frame {
	onsets := onLines16(second, 0.125, 180, jitter)
	c := curve{mean: 0.5}
	for k := range 361 {
		u := 0.5 * float64(k)
		c.at, c.seconds = append(c.at, u), append(c.seconds, second(u)+off*math.Sin(float64(k*k)))
	}
	f := &frame{onsets: onsets, curve: c}
	f.lattice = lattice{step: 0.125}.judge(c.bendAll(onsets))
	return f
}

func TestGlidingCurvesAreRedrawn(t *testing.T) {
	second := gliding(0.007, 15)
	f := followedBeats(second, 0.006, 0.004)
	f.glide()
	if !f.glided || len(f.curve.at) > 120 {
		t.Fatalf("redrawn %v, %d knots", f.glided, len(f.curve.at))
	}
	for u := 1.0; u < 179; u += 0.5 {
		if _, rest := f.lattice.line(f.curve.bend(second(u))); math.Abs(rest) > 0.008 {
			t.Errorf("second %.1f lies %.1f ms off its line", second(u), 1000*rest)
		}
	}
}

func TestOtherCurvesAreLeftAlone(t *testing.T) {
	for name, change := range map[string]func(f *frame){
		"straight":             func(f *frame) { f.curve = curve{} },
		"sections":             func(f *frame) { f.sections = []section{{}} },
		"lines beside beats":   func(f *frame) { f.lattice.step = 0.117 },
		"no lines in a beat":   func(f *frame) { f.lattice.step = 2 },
		"a song that is long":  func(f *frame) { f.onsets = append(f.onsets, onset{f.onsets[0].t + longSong + 9, 1}) },
		"a tempo that changes": func(f *frame) { *f = *followedBeats(gliding(0.08, 15), 0.004, 0.002) },
		"a tempo that is one":  func(f *frame) { *f = *followedBeats(gliding(0, 1), 0.004, 0) },
	} {
		f := followedBeats(gliding(0.007, 15), 0.004, 0.002)
		change(f)
		knots := slices.Clone(f.curve.seconds)
		f.glide()
		if f.glided || !slices.Equal(f.curve.seconds, knots) {
			t.Errorf("%s: redrawn with %d knots", name, len(f.curve.at))
		}
	}
}

func TestCurvesGlideNearTheirMean(t *testing.T) {
	onsets := onLines16(gliding(0, 1), 0.125, 100, 0)
	for name, c := range map[string]struct {
		slopes []float64 // of four pieces of a fourth of the song
		want   bool
	}{
		"near":          {[]float64{0.99, 1.01, 1, 1}, true},
		"a little far":  {[]float64{0.99, 1.01, 1, 1.03}, false},
		"far and short": {[]float64{1, 1, 1, 1}, true},
	} {
		k := curve{mean: 0.5, at: []float64{0}, seconds: []float64{3}}
		for i, s := range c.slopes {
			k.seconds = append(k.seconds, k.seconds[i]+25)
			k.at = append(k.at, k.at[i]+25/s)
		}
		if name == "far and short" {
			k.at, k.seconds = append(k.at, k.at[4]+5), append(k.seconds, k.seconds[4]+7)
		}
		if got := k.glides(onsets); got != c.want {
			t.Errorf("%s: glides %v", name, got)
		}
	}
}

func TestFreePassagesHoldNoCurve(t *testing.T) {
	second := gliding(0.007, 15)
	onsets := onLines16(second, 0.125, 120, 0.004)
	free := func(o onset) bool { return o.t > 60 && o.t < 75 }
	for i, o := range onsets {
		if free(o) {
			onsets[i].t += 0.06 * math.Sin(float64(i*i)) // anywhere between the lines
		}
	}
	slices.SortFunc(onsets, func(a, b onset) int { return int(math.Copysign(1, a.t-b.t)) })
	c := curve{mean: 0.5}
	for u := 0.0; u <= 120; u += 0.5 {
		c.at, c.seconds = append(c.at, u), append(c.seconds, second(u))
	}
	m := newMix(lattice{step: 0.125, sigma: 0.005, inside: 0.95})
	got := m.bound(c, onsets)
	wrong := 0
	for i, o := range got {
		if o.t != onsets[i].t {
			t.Fatalf("onset %d moved from %v to %v", i, onsets[i].t, o.t)
		}
		if want := onsets[i].w; free(o) && o.w == want || !free(o) && o.w != want {
			wrong++
		}
	}
	if wrong > 12 {
		t.Errorf("%d onsets are on the wrong side", wrong)
	}
}

func TestAnEndThatSlowsDownIsKept(t *testing.T) {
	even := gliding(0.007, 15)
	slows := func(u float64) float64 { return even(min(u, 108)) + 1.08*max(u-108, 0) + 0.1*max(u-113, 0) }
	onsets := onLines16(slows, 0.125, 117, 0.003)
	m := newMix(lattice{step: 0.125, sigma: 0.005, inside: 0.95})
	old, next := curve{mean: 0.5}, curve{mean: 0.5}
	for u := 0.0; u <= 118; u += 0.5 {
		if u <= 108 || u == 113 || u == 118 {
			old.at, old.seconds = append(old.at, u), append(old.seconds, slows(u))
		}
		next.at, next.seconds = append(next.at, u), append(next.seconds, even(u))
	}
	got := m.slower(next, old, onsets)
	if d := math.Abs(got.second(116.5) - slows(116.5)); d > 0.02 {
		t.Errorf("the end is %.0f ms off", 1000*d)
	}
	steady := onLines16(even, 0.125, 117, 0.003)
	if got := m.slower(next, old, steady); len(got.at) != len(next.at) || got.seconds[len(got.at)-1] != next.seconds[len(got.at)-1] {
		t.Errorf("a song that does not slow down ends at %v", got.seconds[len(got.at)-1])
	}
}
