package grid

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// bentBy plays eighths of 0.25 s in bent time along a curve.
func bentBy(c curve, from, to float64) []onset {
	var out []onset
	for u := from; u < to; u += 0.25 {
		out = append(out, onset{c.second(u), 1})
	}
	return out
}

func near(t *testing.T, got, want curve) {
	t.Helper()
	if len(got.at) != len(want.at) {
		t.Fatalf("%d knots at %v, want %v", len(got.at), got.at, want.at)
	}
	for i := range want.at {
		if math.Abs(got.at[i]-want.at[i]) > 1e-9 || math.Abs(got.seconds[i]-want.seconds[i]) > 0.002 {
			t.Errorf("knot %d at %v, %v s; want %v, %v s", i, got.at[i], got.seconds[i], want.at[i], want.seconds[i])
		}
	}
}

func TestKnotsThatNothingPaysForAreLeftOut(t *testing.T) {
	lines := lattice{step: 0.125, sigma: 0.004, inside: 0.9}
	plain := curve{at: []float64{0, 100}, seconds: []float64{0, 100}, mean: 0.5}
	slower := curve{at: []float64{0, 50, 100}, seconds: []float64{0, 50, 105}, mean: 0.5}
	r := rand.New(rand.NewPCG(1, 2))
	free := func(from, to float64) (out []onset) {
		for at := from; at < to; at += 0.2 + 0.4*r.Float64() {
			out = append(out, onset{at, 1})
		}
		return out
	}
	join := func(parts ...[]onset) []onset { return slices.Concat(parts...) }
	for name, c := range map[string]struct {
		drawn, want curve
		onsets      []onset
	}{
		"a straight song": {curve{at: []float64{0, 40, 60, 100}, seconds: []float64{0, 40, 60, 100}, mean: 0.5}, plain, bentBy(plain, 0, 100)},
		"a free passage": {curve{at: []float64{0, 40, 42, 44, 46, 100}, seconds: []float64{0, 40, 42.05, 43.95, 46, 100}, mean: 0.5},
			plain, join(bentBy(plain, 0, 40), free(40, 46), bentBy(plain, 46, 100))},
		"a free end": {curve{at: []float64{0, 90, 94, 97, 100}, seconds: []float64{0, 90, 94.1, 96.9, 100.2}, mean: 0.5},
			plain, join(bentBy(plain, 0, 90), free(90, 100))},
		"a free beginning": {curve{at: []float64{0, 3, 6, 10, 100}, seconds: []float64{-0.2, 3.1, 5.9, 10, 100}, mean: 0.5},
			plain, join(free(0, 10), bentBy(plain, 10, 100))},
		"another tempo":          {slower, slower, bentBy(slower, 0, 100)},
		"slower towards the end": {curve{[]float64{0, 92, 100}, []float64{0, 92, 100.9}, 0.5}, curve{[]float64{0, 92, 100}, []float64{0, 92, 100.9}, 0.5}, bentBy(curve{[]float64{0, 92, 100}, []float64{0, 92, 100.9}, 0.5}, 0, 100)},
	} {
		t.Run(name, func(t *testing.T) { near(t, fewer(c.drawn, lines, c.onsets), c.want) })
	}
}

func TestASlipIsOneForGood(t *testing.T) {
	for name, c := range map[string]struct{ path, want []int }{
		"never":            {[]int{0, 0, 0, 0}, []int{0, 0, 0, 0}},
		"for good":         {[]int{0, 0, 2, 2}, []int{0, 0, 2, 2}},
		"and back":         {[]int{0, 2, 2, 0}, []int{0, 0, 0, 0}},
		"back, bars later": {[]int{0, 2, 2, 4}, []int{0, 0, 0, 4}},
		"twice":            {[]int{0, 1, 1, 2}, []int{0, 1, 1, 2}},
		"back and on":      {[]int{0, 2, 0, 3}, []int{0, 0, 0, 3}},
		"by whole beats":   {[]int{0, 4, 4, 8}, []int{0, 4, 4, 8}},
	} {
		if got := forGood(slices.Clone(c.path), 4); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// Where only some lines of a beat are played, a piece that is a line late must
// pay for it, forwards and backwards.
func TestASlipByALineIsNotForFree(t *testing.T) {
	lines := lattice{step: 0.125, sigma: 0.004, inside: 0.9}
	c := curve{at: []float64{0, 100}, seconds: []float64{0, 100}, mean: 0.5}
	onsets := bentBy(c, 0, 100) // eighths: every other line
	back := make([]onset, len(onsets))
	for i, o := range onsets {
		back[len(onsets)-1-i] = onset{-o.t, o.w}
	}
	plain := newMix(lines)
	m := plain.learn(c, onsets)
	if a, b := plain.piece(onsets, 0, 0, 1), plain.piece(onsets, 0.125, 0, 1); math.Abs(a-b) > 1e-6 {
		t.Errorf("lines that are played alike are worth %v and %v", a, b)
	}
	for name, worth := range map[string]func(late float64) float64{
		"forwards":  func(late float64) float64 { return m.piece(onsets, late, 0, 1) },
		"backwards": func(late float64) float64 { return m.mirrored().piece(back, late, 0, 1) },
	} {
		on, off, two := worth(0), worth(0.125), worth(0.25)
		if on-off < 0.5*float64(len(onsets)) || math.Abs(on-two) > 0.1*float64(len(onsets)) {
			t.Errorf("%s: on its lines %v, one late %v, two late %v", name, on, off, two)
		}
	}
}

func TestATempoWandersIfNoneIsUsual(t *testing.T) {
	at := []float64{0, 20, 40, 60, 80, 100}
	for name, c := range map[string]struct {
		seconds []float64
		want    bool
	}{
		"one tempo":                  {[]float64{0, 20, 40, 60, 80, 100}, false},
		"a passage":                  {[]float64{0, 20, 40, 60.8, 80.8, 100.8}, false},
		"another tempo at each knot": {[]float64{0, 20, 40.3, 60.1, 80.6, 100.7}, true},
	} {
		drawn := curve{at: at, seconds: c.seconds, mean: 0.5}
		if got := wanders(drawn, bentBy(drawn, 0, 100)); got != c.want {
			t.Errorf("%s: wanders is %v", name, got)
		}
	}
}
