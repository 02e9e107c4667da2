package grid_test

import (
	"fmt"
	"math"
	"testing"

	"partlift/backend/grid"
	"partlift/backend/music"
)

// swings returns a song whose second notes of pairs of that many beats come late.
func swings(bpm, amount, pair float64, bars int, jitter float64, drums bool) (music.Song, func(float64) float64) {
	straight := steadily(bpm, 0.9)
	second := func(beat float64) float64 {
		k := float64(int(beat/pair+1e-9)) * pair
		if in := (beat - k) / pair; in > 0.49 && in < 0.51 {
			return straight(k + amount*pair)
		} else if in > 0.01 {
			return straight(k + pair*(in*0.999)) // no line
		}
		return straight(beat)
	}
	song := band{second: second, beats: 4, bars: bars, jitter: jitter}.play()
	if pair == 1 { // no sixteenths
		for i := range song.Tracks {
			t := &song.Tracks[i]
			var kept []music.Note
			for _, n := range t.Notes {
				beat := (n.Start - 0.9) * bpm / 60
				in := beat - float64(int(beat+0.01))
				if in < 0.1 || in > amount-0.06 && in < amount+0.06 {
					kept = append(kept, n)
				}
			}
			t.Notes = kept
		}
	}
	if !drums {
		song.Tracks = song.Tracks[1:]
	}
	return song, straight
}

func TestSwingIsNoMeterOfFiveOrSeven(t *testing.T) {
	for _, pair := range []float64{1, 0.5} {
		for _, bpm := range []float64{84, 137} {
			for _, amount := range []float64{0.5, 0.54, 0.56, 0.58, 0.6, 0.62, 0.667, 0.7, 0.72} {
				for _, drums := range []bool{true, false} {
					t.Run(fmt.Sprintf("%v %v BPM, %v, drums %v", pair, bpm, amount, drums), func(t *testing.T) {
						song, second := swings(bpm, amount, pair, 40, 0.004, drums)
						r := grid.Find(song, grid.Options{})
						if r.Grid == nil {
							t.Fatal(r.Reason)
						}
						if worst := offLines(r.Grid, second, 160); worst > 0.012 {
							t.Errorf("a beat lies %.0f ms off", 1000*worst)
						}
						if !r.Grid.Constant() || octaves(r.Grid.Tempo[0].BPM, bpm) > 1e-4 || r.Grid.Meter.Numerator%2 > 0 {
							t.Errorf("%v BPM for %v, %s", r.Grid.Tempo[0].BPM, bpm, meterName(r.Grid.Meter))
						}
						if said, _ := grid.Swing(song, r.Grid); amount > 0.57 && amount < 0.68 && math.Abs(said-amount) > 0.02 {
							t.Errorf("a swing of %v is said to be %v", amount, said)
						}
					})
				}
			}
		}
	}
}
