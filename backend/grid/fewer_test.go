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
