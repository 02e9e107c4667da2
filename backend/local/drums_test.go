package local_test

import (
	"context"
	"math"
	"testing"

	"partlift/backend/local"
)

// kit returns a plain beat: a falling sine, a burst of noise with a tone in it,
// and a short hiss.
func kit(seconds int) *tape {
	samples := make([]float32, seconds*local.Rate)
	noise := uint32(1)
	strike := func(at, fall, tone, hiss float64, hz func(t float64) float64) {
		phase := 0.0
		dark := 0.0
		for i := range local.Rate / 3 {
			t := float64(i) / local.Rate
			noise = noise*1664525 + 1013904223
			white := float64(int32(noise)) / (1 << 31)
			bright := white - dark
			dark = white
			phase += 2 * math.Pi * hz(t) / local.Rate
			if k := int(at*local.Rate) + i; k < len(samples) {
				samples[k] += float32(math.Exp(-t/fall) * (tone*math.Sin(phase) + hiss*bright))
			}
		}
	}
	for i := range 4*seconds - 4 {
		at := 0.5 + float64(i)/4
		strike(at, 0.03, 0, 0.08, func(float64) float64 { return 0 })
		switch i % 4 {
		case 0:
			strike(at, 0.09, 0.7, 0.02, func(t float64) float64 { return 50 + 120*math.Exp(-t/0.02) })
		case 2:
			strike(at, 0.06, 0.25, 0.3, func(t float64) float64 { return 185 + 60*math.Exp(-t/0.01) })
		}
	}
	return &tape{length: len(samples), sample: func(i int) float32 { return samples[i] }}
}

func TestDrumsAreATrackOfTheirOwn(t *testing.T) {
	song, err := local.Transcribe(context.Background(), kit(12), nil)
	if err != nil {
		t.Fatal(err)
	}
	drums := song.Tracks[len(song.Tracks)-1]
	if !drums.Drums || !drums.Known || drums.Name != "Drums" || drums.Program != 0 {
		t.Fatalf("tracks are %+v", song.Tracks)
	}
	found := map[uint8]int{}
	for _, n := range drums.Notes {
		place := (n.Start - 0.5) * 4
		step := int(math.Round(place))
		if math.Abs(place-float64(step)) > 0.12 {
			t.Errorf("drum %+v is beside the beat", n)
		}
		if n.Pitch == 36 && step%4 == 0 || n.Pitch == 38 && step%4 == 2 {
			found[n.Pitch]++
		}
	}
	if found[36] < 9 || found[38] < 9 {
		t.Errorf("of 11 kicks and snares each, %v were heard in %+v", found, drums.Notes)
	}
}
