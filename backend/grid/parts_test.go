package grid_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"partlift/backend/grid"
	"partlift/backend/music"
)

// uneven plays a song whose drums, bass, keys and lead are each late by some
// seconds and jitter by some.
func uneven(second func(float64) float64, late, jitter [4]float64) music.Song {
	song := band{second: second, beats: 4, bars: 80}.play()
	r := rand.New(rand.NewPCG(3, 3))
	for i := range song.Tracks {
		notes := song.Tracks[i].Notes
		for k := range notes {
			notes[k].Start = math.Round((notes[k].Start+late[i]+jitter[i]*r.NormFloat64())*192) / 192
			notes[k].End = max(notes[k].End, notes[k].Start+0.01)
		}
		music.Sort(notes)
	}
	return song
}

func TestLinesAreThoseOfTheSharpestInstruments(t *testing.T) {
	for name, c := range map[string]struct{ late, jitter [4]float64 }{
		"all quantized":                    {},
		"drums by hand":                    {jitter: [4]float64{0.012}},
		"drums by hand and late":           {[4]float64{0.025}, [4]float64{0.012}},
		"drums quantized, band by hand":    {jitter: [4]float64{0, 0.012, 0.012, 0.012}},
		"drums quantized, band late":       {[4]float64{0, 0.02, 0.02, 0.03}, [4]float64{0, 0.012, 0.012, 0.015}},
		"lead late":                        {late: [4]float64{0, 0, 0, 0.03}},
		"drums late":                       {late: [4]float64{0.03}},
		"keys late":                        {late: [4]float64{0, 0, 0.04}},
		"bass late":                        {late: [4]float64{0, 0.02}},
		"drums quantized, the others late": {[4]float64{0, 0.02, 0.03, 0.025}, [4]float64{0, 0.01, 0.01, 0.01}},
	} {
		for tempo, second := range map[string]func(float64) float64{
			"constant":  steadily(117.3, 1.1),
			"wandering": func(beat float64) float64 { return 1.1 + beat*0.51 + 0.2*math.Sin(beat/30) },
		} {
			t.Run(name+", "+tempo, func(t *testing.T) {
				r := grid.Find(uneven(second, c.late, c.jitter), grid.Options{})
				if r.Grid == nil {
					t.Fatal(r.Reason)
				}
				if r.Grid.Constant() != (tempo == "constant") {
					t.Fatalf("%d tempo points", len(r.Grid.Tempo))
				}
				limit := 0.001
				if tempo != "constant" {
					limit = 0.010
				}
				mean := 0.0
				for k := range 320 {
					want := second(float64(k))
					d := want - r.Grid.Second(math.Round(4*r.Grid.Beat(want))/4)
					mean += d / 320
					if math.Abs(d) > limit {
						t.Fatalf("beat %d lies %.1f ms off the lines", k, 1000*d)
					}
				}
				if math.Abs(mean) > 0.001 {
					t.Errorf("the lines are %.1f ms off as a whole", -1000*mean)
				}
			})
		}
	}
}
