package grid_test

import (
	"math/rand/v2"
	"testing"

	"partlift/backend/grid"
	"partlift/backend/music"
)

// dance plays a tune over chords: bars of six eighths in beats of three or of two.
func dance(beat int, bpm float64, seed uint64) music.Song {
	r := rand.New(rand.NewPCG(seed, 9))
	var tune, chords music.Track
	eighth := 60 / bpm / float64(beat)
	add := func(t *music.Track, at, length float64, pitch int) {
		t.Notes = append(t.Notes, music.Note{Pitch: uint8(pitch), Velocity: 80, Start: 1 + at*eighth, End: 1 + (at+0.9*length)*eighth})
	}
	scale := []int{0, 2, 4, 5, 7, 9, 11, 12}
	for bar := range 48 {
		root := []int{0, 5, 7, 0, 9, 5, 7, 0}[bar%8]
		for at := 0; at < 6; at += beat {
			t := float64(6*bar + at)
			pitch := func() int { return 72 + scale[r.IntN(len(scale))] }
			switch x := r.Float64(); {
			case bar%8 == 7 && at+beat == 6:
				add(&tune, t, float64(beat), 72)
			case beat == 3 && x < 0.6:
				add(&tune, t, 2, pitch())
				add(&tune, t+2, 1, pitch())
			case x < 0.75:
				for i := range beat {
					add(&tune, t+float64(i), 1, pitch())
				}
			default:
				add(&tune, t, float64(beat), pitch())
			}
			if beat == 3 || at == 0 {
				add(&chords, t, float64(beat), 36+root)
			}
			for _, tone := range []int{0, 4, 7} {
				if at > 0 || beat == 3 {
					add(&chords, t, float64(beat), 60+(root+tone)%12)
				}
			}
		}
	}
	return music.Song{Tracks: []music.Track{tune, chords}}
}

// Six eighths are no fast three quarters, and three quarters are no six eighths.
func TestThreeQuartersAndSixEighthsAreToldApart(t *testing.T) {
	for name, c := range map[string]struct {
		beat     int
		bpm      float64
		numbers  []int // of beats a bar in the file's meter
		quarters float64
	}{
		"slow air":   {3, 52, []int{6, 12}, 78},
		"jig":        {3, 112, []int{6, 12}, 168},
		"slow waltz": {2, 96, []int{3}, 96},
		"waltz":      {2, 150, []int{3}, 150},
	} {
		wrong := 0
		for seed := range uint64(5) {
			r := grid.Find(dance(c.beat, c.bpm, seed), grid.Options{})
			if r.Grid == nil {
				t.Fatal(name, r.Reason)
			}
			q := r.Grid.Tempo[0].BPM / c.quarters
			// Four dotted beats may be written as quarters with triplets.
			plain := c.beat == 3 && r.Grid.Meter.Numerator == 4 && q > 0.66 && q < 0.67
			right := q > 0.999 && q < 1.001 && (r.Grid.Meter.Numerator == c.numbers[0] || r.Grid.Meter.Numerator == c.numbers[len(c.numbers)-1])
			if !right && !plain {
				wrong++
				t.Logf("%s, %d: %s at %.2f", name, seed, meterName(r.Grid.Meter), r.Grid.Tempo[0].BPM)
				if r.Confidence.Level >= 0.9 {
					t.Errorf("%s, %d: claimed with %v", name, seed, r.Confidence.Level)
				}
			}
		}
		if wrong > 0 {
			t.Errorf("%s: %d of 5 wrong", name, wrong)
		}
	}
}
