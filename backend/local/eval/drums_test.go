//go:build eval && linux

package eval_test

import (
	"path/filepath"
	"testing"

	"partlift/backend/local/eval"
	"partlift/backend/music"
)

// What the drums must reach to be worth showing.
const (
	leastKick  = 0.8  // F1; of snares too
	falseDrums = 0.05 // share of songs without drums
)

func TestEvalLocalDrums(t *testing.T) {
	_, fonts := settings(t)
	songs, drumless := eval.Drummed(seconds), eval.Drumless(40, seconds)
	for _, s := range eval.Songs(seconds) {
		if s.Drums() == nil {
			drumless = append(drumless, s)
		}
	}
	var alone, within, without float64 // pitched notes' F1
	wrong, quiet := 0, 0
	for _, font := range fonts {
		name := filepath.Base(font)
		solo, band := map[uint8]*eval.Score{}, map[uint8]*eval.Score{}
		heard := hear(t, songs, font)
		for i, s := range songs {
			scores := band
			if len(s.Tracks) == 1 {
				scores = solo
			} else {
				within += eval.Onsets(s.Pitched(), heard[i].notes).F1()
				alone++
			}
			count(scores, s.Drums(), heard[i].drums)
		}
		tell(t, name+": drums alone", solo)
		tell(t, name+": drums with a band", band)
		all := map[uint8]*eval.Score{}
		for i, s := range songs {
			count(all, s.Drums(), heard[i].drums)
		}
		tell(t, name+": both", all)
		for _, key := range [...]uint8{36, 38} {
			if f := all[key].F1(); f < leastKick {
				t.Errorf("%s: F1 of %d is %.3f", name, key, f)
			}
		}
		stripped := make([]eval.Song, 0, len(songs))
		for _, s := range songs {
			if n := len(s.Tracks) - 1; n > 0 {
				stripped = append(stripped, eval.Song{Song: music.Song{Tracks: s.Tracks[:n]}})
			}
		}
		for i, o := range hear(t, stripped, font) {
			without += eval.Onsets(stripped[i].Pitched(), o.notes).F1()
		}
		for i, o := range hear(t, drumless, font) {
			if quiet++; o.drums != nil {
				wrong++
				t.Logf("  %s: %d drums heard in %s, which has none", name, len(o.drums), drumless[i].Title)
			}
		}
	}
	t.Logf("drums in %d of %d songs without", wrong, quiet)
	t.Logf("pitched notes' F1 of the bands: %.3f with their drums, %.3f without", within/alone, without/alone)
	if float64(wrong) > falseDrums*float64(quiet) {
		t.Error("drums are heard where there are none")
	}
}

// hear renders songs and lets our engine listen.
func hear(t *testing.T, songs []eval.Song, font string) []outcome {
	t.Helper()
	sounds := make([][]float32, len(songs))
	for i, s := range songs {
		sounds[i] = render(t, s, font)
	}
	out, _ := run(t, ourselves(t, spooled(t, sounds)), len(songs))
	return out
}

// count adds the scores of each kind of drum.
func count(scores map[uint8]*eval.Score, truth, heard []music.Note) {
	for _, kind := range [...]uint8{36, 38, 42, 46, 47} {
		of := func(notes []music.Note) (out []music.Note) {
			for _, n := range notes {
				if k, _ := eval.Drum(n.Pitch); k == kind {
					n.Pitch = kind
					out = append(out, n)
				}
			}
			return out
		}
		if scores[kind] == nil {
			scores[kind] = &eval.Score{}
		}
		s := eval.Onsets(of(truth), of(heard))
		scores[kind].Hit += s.Hit
		scores[kind].Heard += s.Heard
		scores[kind].True += s.True
	}
}

func tell(t *testing.T, name string, scores map[uint8]*eval.Score) {
	t.Helper()
	t.Logf("%s: F1 of kick %.3f, snare %.3f, hi-hat %.3f, open %.3f; toms heard where there are no toms: %d", name,
		scores[36].F1(), scores[38].F1(), scores[42].F1(), scores[46].F1(), scores[47].Heard)
}
