package grid

import (
	"math"
	"math/rand/v2"
	"testing"
)

// stepped plays onsets on the quarters of beats that last 0.5 s, and 0.45 s
// from beat 100 on, and returns the beats as a tracker may hear them.
func stepped(jitter float64) (beats []float64, onsets []onset) {
	r := rand.New(rand.NewPCG(2, 2))
	second := func(beat float64) float64 { return 1 + 0.5*min(beat, 100) + 0.45*max(beat-100, 0) }
	for k := range 200 {
		beats = append(beats, second(float64(k))+0.006*r.NormFloat64())
		for q := range 4 {
			if q == 0 || r.IntN(2) == 0 {
				onsets = append(onsets, onset{second(float64(k)+float64(q)/4) + jitter*r.NormFloat64(), 1})
			}
		}
	}
	return beats, onsets
}

func TestStraightenKeepsTheKnotsThatAreNeeded(t *testing.T) {
	for _, jitter := range []float64{0.001, 0.006} {
		beats, onsets := stepped(jitter)
		c := newCurve(beats)
		l := lattice{step: c.mean / 4, sigma: max(jitter, sharpest), inside: 0.95}
		got := straighten(c, l, onsets)
		if len(got.at) != 3 {
			t.Fatalf("jitter %v: %d knots for one change of tempo", jitter, len(got.at))
		}
		if d := math.Abs(got.seconds[1] - 51); d > 0.6 {
			t.Errorf("jitter %v: the tempo changes %.2f s from where it should", jitter, d)
		}
		for i, want := range []float64{0.5, 0.45} {
			if pace := got.slope(i) * c.mean; math.Abs(pace/want-1) > 0.0005 {
				t.Errorf("jitter %v: a beat of %v s, want %v", jitter, pace, want)
			}
		}
	}
}

func TestACurveThatComesBackIsPutOnItsCourse(t *testing.T) {
	c := curve{at: []float64{0, 40, 42, 44, 100, 102}, seconds: []float64{1, 41, 43.05, 45, 101, 103.4}, mean: 0.5}
	var onsets []onset
	for k := range 800 {
		onsets = append(onsets, onset{1 + float64(k)/8, 1})
	}
	got := rejoin(c, lattice{step: 0.125}, onsets, courseOf(c, onsets))
	if len(got.at) != 3 || got.at[1] != 100 {
		t.Errorf("knots at %v, want only the last one, where the song slows down", got.at)
	}
}
