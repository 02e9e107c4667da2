package music_test

import (
	"testing"

	"partlift/backend/music"
)

func TestBeatsOfAMeter(t *testing.T) {
	for _, c := range []struct {
		num, den  int
		beat, bar float64
	}{
		{4, 4, 1, 4}, {3, 4, 1, 3}, {6, 8, 1.5, 3}, {9, 8, 1.5, 4.5}, {12, 8, 1.5, 6}, {7, 8, 0.5, 3.5}, {3, 8, 0.5, 1.5}, {2, 2, 2, 4}, {5, 4, 1, 5},
	} {
		m := music.Meter{Numerator: c.num, Denominator: c.den}
		if m.Beat() != c.beat || m.Beats() != c.bar {
			t.Errorf("%d/%d: a beat of %v and a bar of %v quarters, want %v and %v", c.num, c.den, m.Beat(), m.Beats(), c.beat, c.bar)
		}
	}
}
