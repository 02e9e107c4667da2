//go:build eval && linux

package eval_test

import (
	"math"
	"path/filepath"
	"testing"

	"partlift/backend/local"
	"partlift/backend/local/eval"
	"partlift/backend/music"
)

// What a recording out of tune may lose in F1 against one that is in tune.
const detuneLoss = 0.02

func TestEvalLocalTuning(t *testing.T) {
	_, fonts := settings(t)
	for _, font := range fonts {
		f1 := map[float64]float64{}
		off, n := 0.0, 0.0
		for i, s := range eval.Songs(seconds) {
			if i%2 > 0 {
				continue
			}
			n++
			sound := render(t, s, font)
			in := 0.0 // how the font itself is tuned
			for _, cents := range []float64{0, -40, 40} {
				x := faster(sound, cents)
				song, err := local.Transcribe(t.Context(), &reel{x, len(x)}, nil)
				if err != nil {
					t.Fatal(err)
				}
				if cents == 0 {
					in = song.Cents
				} else {
					d := math.Mod(song.Cents-in-cents+150, 100) - 50 // half a semitone sharp is half of one flat
					off = max(off, math.Abs(d))
				}
				f1[cents] += eval.Onsets(slower(s.Pitched(), cents), pitched(song)).F1()
			}
		}
		t.Logf("%s: F1 in tune %.3f, 40 cents flat %.3f, 40 cents sharp %.3f; the tuning is at most %.1f cents off", filepath.Base(font), f1[0]/n, f1[-40]/n, f1[40]/n, off)
		for _, cents := range []float64{-40, 40} {
			if f1[cents]/n < f1[0]/n-detuneLoss {
				t.Errorf("%s: %+.0f cents cost %.3f", filepath.Base(font), cents, (f1[0]-f1[cents])/n)
			}
		}
	}
}

// faster plays sound faster and so as many cents higher.
func faster(in []float32, cents float64) []float32 {
	step := math.Exp2(cents / 1200)
	out := make([]float32, int(float64(len(in)-2)/step))
	for i := range out {
		x := float64(i) * step
		k := int(x)
		f := float32(x - float64(k))
		out[i] = in[k]*(1-f) + in[k+1]*f
	}
	return out
}

// slower are notes where they sound when they are played faster.
func slower(notes []music.Note, cents float64) []music.Note {
	step := math.Exp2(cents / 1200)
	out := make([]music.Note, len(notes))
	for i, n := range notes {
		n.Start, n.End = n.Start/step, n.End/step
		out[i] = n
	}
	return out
}

func pitched(song music.Song) (notes []music.Note) {
	for _, track := range song.Tracks {
		if !track.Drums {
			notes = append(notes, track.Notes...)
		}
	}
	return notes
}
