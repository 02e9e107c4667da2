//go:build eval && linux

package eval_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"partlift/backend/local"
	"partlift/backend/local/eval"
	"partlift/backend/music"
)

// stemFloor is the mean F1 of stems that was reached and must not be lost.
const stemFloor = 0.93

// roles are what the names of stems say.
var roles = map[string]local.Role{
	"drums":   {Drums: true},
	"bass":    {Pitched: true, Mono: true, Low: 23, High: 67},
	"pitched": {Pitched: true},
}

// stemsAs hears a song of one track by the role of its stem.
func stemsAs(t *testing.T, sound []float32, track music.Track) []music.Note {
	t.Helper()
	role, ok := roles[track.Name]
	if !ok {
		role = roles["pitched"]
	}
	return allNotes(t, func() (music.Song, error) {
		return local.TranscribeStem(context.Background(), &reel{rest: sound, length: len(sound)}, role, nil)
	}, role.Drums)
}

// allNotes are the drums or the others of what was heard.
func allNotes(t *testing.T, hear func() (music.Song, error), drums bool) (out []music.Note) {
	t.Helper()
	song, err := hear()
	if err != nil && !local.Unheard(err) {
		t.Fatal(err)
	}
	for _, track := range song.Tracks {
		if track.Drums == drums {
			out = append(out, track.Notes...)
		}
	}
	return out
}

// TestEvalStems compares hearing each stem of a band by itself with a sketch of
// the mix: F1 of each part's notes, and of all pitched notes together.
func TestEvalStems(t *testing.T) {
	list := os.Getenv("EVAL_SOUNDFONTS")
	if list == "" {
		t.Fatal("set EVAL_SOUNDFONTS; eval_test.go says to what")
	}
	type sums struct{ n, stem, mixed float64 }
	parts := map[string]*sums{}
	var all, mean sums
	for _, font := range filepath.SplitList(list) {
		for _, song := range eval.Bands(seconds) {
			mixed := render(t, song, font)
			sketch := map[bool][]music.Note{}
			for _, drums := range []bool{false, true} {
				sketch[drums] = allNotes(t, func() (music.Song, error) {
					return local.Transcribe(context.Background(), &reel{rest: mixed, length: len(mixed)}, nil)
				}, drums)
			}
			var together []music.Note
			for _, track := range song.Tracks {
				one := eval.Song{}
				one.Tracks = []music.Track{track}
				heard := stemsAs(t, render(t, one, font), track)
				if !track.Drums {
					together = append(together, heard...)
				}
				s := parts[track.Name]
				if s == nil {
					s = &sums{}
					parts[track.Name] = s
				}
				stem, mix := eval.Onsets(track.Notes, heard).F1(), eval.Onsets(track.Notes, sketch[track.Drums]).F1()
				s.n, s.stem, s.mixed = s.n+1, s.stem+stem, s.mixed+mix
				mean.n, mean.stem, mean.mixed = mean.n+1, mean.stem+stem, mean.mixed+mix
			}
			music.Sort(together)
			stem, mix := eval.Onsets(song.Pitched(), together).F1(), eval.Onsets(song.Pitched(), sketch[false]).F1()
			all.n, all.stem, all.mixed = all.n+1, all.stem+stem, all.mixed+mix
			t.Logf("%s, %s: all pitched notes: stems %.3f, mix %.3f", filepath.Base(font), song.Title, stem, mix)
		}
	}
	for name, s := range parts {
		t.Logf("  %-8s stem %.3f, in the sketch of the mix %.3f, of %.0f", name, s.stem/s.n, s.mixed/s.n, s.n)
	}
	t.Logf("parts: stems %.3f, mix %.3f; all pitched notes: stems %.3f, mix %.3f", mean.stem/mean.n, mean.mixed/mean.n, all.stem/all.n, all.mixed/all.n)
	if mean.stem/mean.n < stemFloor {
		t.Errorf("the stems' F1 is below %.2f", stemFloor)
	}
}

// reel is sound in memory.
type reel struct {
	rest   []float32
	length int
}

func (r *reel) Shape() (int, int, int64) { return local.Rate, 1, int64(r.length) }

func (r *reel) Read(p []float32) (int, error) {
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}
