package grid

import (
	"math"
	"testing"
)

// Time is bounded by what is counted here, for the longest song that is looked
// at with as many onsets as it can have.
func TestWorkIsBounded(t *testing.T) {
	var onsets []onset
	for at := 0.0; at < longest; at += together {
		onsets = append(onsets, onset{at, 1})
	}
	if n := len(sampled(onsets, sampleSize)); n != sampleSize {
		t.Errorf("lattices are chosen by %d onsets", n)
	}
	for _, b := range bands {
		tr := newTracker(b, longest*longRate, longRate)
		if n := len(tr.record); n > 20e6 {
			t.Errorf("%v: %d beginnings of beats", b, n)
		}
		states := 0
		for _, ring := range tr.score {
			states += len(ring)
		}
		if work := states * len(onsets); work > 5e8 {
			t.Errorf("%v: %d times a state hears an onset", b, work)
		}
	}
}

func TestKnotsGoInFewRounds(t *testing.T) {
	var beats []float64
	for k := range 14400 {
		beats = append(beats, 0.5*float64(k)+0.02*math.Sin(float64(k)/7)+0.01*math.Sin(float64(k*k)))
	}
	c := newCurve(beats)
	var onsets []onset
	for _, at := range beats {
		onsets = append(onsets, onset{at, 1})
	}
	l := lattice{step: c.mean / 4, sigma: 0.01, inside: 0.9}
	f := newFitter(c, l)
	f.stick(c, l, onsets)
	f.begin(c)
	rounds := 1
	for f.solve(); f.prune(); f.solve() {
		rounds++
	}
	if rounds > 100 {
		t.Errorf("%d rounds for %d knots", rounds, len(beats))
	}
	t.Log(rounds, "rounds")
}
