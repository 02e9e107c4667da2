package grid

import (
	"math"
	"math/rand/v2"
	"testing"
)

// lined returns onsets of a part of a song: so many, a step apart, some left out,
// with a jitter in seconds; or anywhere where there is no step.
func lined(r *rand.Rand, from, to, step, jitter float64) []onset {
	var out []onset
	if step == 0 {
		for t := from; t < to; t += 0.15 + 0.2*r.Float64() {
			out = append(out, onset{t, 1})
		}
		return out
	}
	for t := from; t < to-step/2; t += step {
		if r.Float64() < 0.8 {
			out = append(out, onset{t + jitter*r.NormFloat64(), 1})
		}
	}
	return out
}

func TestSectionsAreWhereTheTempoChanges(t *testing.T) {
	for name, c := range map[string]struct {
		parts [][3]float64 // from, to, step
		want  []float64    // steps
	}{
		"one tempo":                     {[][3]float64{{1, 90, 0.1}}, []float64{0.1}},
		"with a free end":               {[][3]float64{{1, 80, 0.1}, {80, 92, 0}}, []float64{0.1}},
		"with a free beginning":         {[][3]float64{{1, 14, 0}, {14, 90, 0.1}}, []float64{0.1}},
		"with a free passage":           {[][3]float64{{1, 41, 0.1}, {41, 52, 0}, {52, 90, 0.1}}, []float64{0.1}},
		"another tempo":                 {[][3]float64{{1, 45, 0.1}, {45, 90, 0.113}}, []float64{0.1, 0.113}},
		"another tempo for 8 s":         {[][3]float64{{1, 45, 0.1}, {45, 53, 0.113}, {53, 90, 0.093}}, []float64{0.1, 0.113, 0.093}},
		"another tempo and a free end":  {[][3]float64{{1, 45, 0.1}, {45, 80, 0.113}, {80, 90, 0}}, []float64{0.1, 0.113}},
		"a pause":                       {[][3]float64{{1, 45, 0.1}, {46.05, 90, 0.1}}, []float64{0.1, 0.1}},
		"a pause that lines go through": {[][3]float64{{1, 45, 0.1}, {47, 90, 0.1}}, []float64{0.1}},
	} {
		r := rand.New(rand.NewPCG(1, 2))
		var onsets []onset
		for _, p := range c.parts {
			onsets = append(onsets, lined(r, p[0], p[1], p[2], 0.005)...)
		}
		sections := sectionsOf(onsets)
		if len(sections) != len(c.want) {
			t.Errorf("%s: %d sections, not %d", name, len(sections), len(c.want))
			continue
		}
		for i, s := range sections {
			lines := s.lattice.step / c.want[i]
			if whole := math.Round(12*lines) / 12; math.Abs(lines/whole-1) > 1e-3 {
				t.Errorf("%s: section %d has lines %.5f apart, not %.5f", name, i, s.lattice.step, c.want[i])
			}
		}
	}
}

func TestWanderingIsNoJump(t *testing.T) {
	onsets := lined(rand.New(rand.NewPCG(3, 4)), 0, 60, 0.125, 0)
	section := func(first, end int, beat, from float64) counted {
		return counted{section: section{first: first, end: end}, beat: beat, origin: from}
	}
	middle := len(onsets) / 2
	at := onsets[middle].t
	for name, c := range map[string]struct {
		beat, late float64
		want       bool
	}{
		"another tempo":       {0.53, 0, true},
		"nearly the same":     {0.504, 0, false},
		"a pause":             {0.5, 0.2, true},
		"late by a little":    {0.5, 0.02, false},
		"half the tempo":      {1, 0, false},
		"twice another tempo": {0.265, 0, true},
	} {
		all := []counted{section(0, middle, 0.5, at-30), section(middle, len(onsets), c.beat, at+c.late)}
		if got := jump(all, onsets); got != c.want {
			t.Errorf("%s: jump is %v", name, got)
		}
	}
}
