package grid_test

import (
	"math"
	"testing"

	"partlift/backend/grid"
)

// Drums show the beat of a band that keeps to none, whatever the others do.
func TestDrumsCarryABandThatKeepsNoTime(t *testing.T) {
	for name, second := range map[string]func(float64) float64{
		"steadily":  steadily(107.3, 1.1),
		"wandering": func(beat float64) float64 { return 1.1 + beat*0.56 + 0.025*math.Sin(beat/17) },
	} {
		t.Run(name, func(t *testing.T) {
			song := band{second: second, beats: 4, bars: 60, jitter: 0.003}.play()
			song.Tracks = song.Tracks[:1]
			for seed := range uint64(3) {
				song.Tracks = append(song.Tracks, scattered(700, second(240), seed).Tracks[0])
			}
			r := grid.Find(song, grid.Options{})
			if r.Grid == nil {
				t.Fatal(r.Reason)
			}
			if worst := offLines(r.Grid, second, 240); worst > 0.010 {
				t.Errorf("a beat lies %.1f ms off", 1000*worst)
			}
			for _, l := range r.Lags {
				if l.LeftOut != (l.Track > 0) {
					t.Errorf("track %d is left out: %v", l.Track, l.LeftOut)
				}
			}
		})
	}
}
