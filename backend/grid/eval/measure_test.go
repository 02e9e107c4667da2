//go:build eval

package eval

import (
	"math"
	"testing"

	"partlift/backend/music"
)

func even(bpm float64, n int, from float64) []float64 {
	var out []float64
	for k := range n {
		out = append(out, from+float64(k)*60/bpm)
	}
	return out
}

func every(beats []float64, n int) []float64 {
	var out []float64
	for i := 0; i < len(beats); i += n {
		out = append(out, beats[i])
	}
	return out
}

func TestMeasuresTellRightFromWrong(t *testing.T) {
	beats := even(120, 200, 1)
	truth := Truth{Beats: beats, Downbeats: every(beats, 4), Bar: 4, Constant: true, Level: true, Key: "Am"}
	off := even(120, 200, 1.25)
	drift := even(120.05, 200, 1)
	for name, c := range map[string]struct {
		g                          Guess
		acc1, acc2, f, exact, lock float64
	}{
		"right":             {Guess{Beats: beats, Downbeats: every(beats, 4), BPM: 120, Constant: true, Bar: 4}, 1, 1, 1, 1, 1},
		"half":              {Guess{Beats: every(beats, 2), BPM: 60, Constant: true, Bar: 4}, 0, 1, 2.0 / 3, 0, 1},
		"off-beats":         {Guess{Beats: off, BPM: 120, Constant: true, Bar: 4}, 1, 1, 0, 0, 1},
		"slightly too fast": {Guess{Beats: drift, BPM: 120.05, Constant: true, Bar: 4}, 1, 1, 1, 0, 1},
		"nothing":           {Guess{Refused: true}, 0, 0, 0, 0, 0},
	} {
		got := Judge(truth, c.g)
		if got.Acc1 != c.acc1 || got.Acc2 != c.acc2 || math.Abs(got.F-c.f) > 0.01 || got.Exact != c.exact {
			t.Errorf("%s: %+v", name, got)
		}
		if name != "slightly too fast" && got.Lock != c.lock {
			t.Errorf("%s: lock %v", name, got.Lock)
		}
	}
	if got := Judge(truth, Guess{Beats: drift, BPM: 120.05, Constant: true}); got.F20 > 0.99 {
		t.Errorf("a drift of 40 ms in 100 s has F20 %v", got.F20)
	}
}

func TestKeysAreWeightedAsUsual(t *testing.T) {
	for _, c := range []struct {
		truth, got string
		want       float64
	}{{"C", "C", 1}, {"C", "G", 0.5}, {"C", "F", 0.5}, {"C", "Am", 0.3}, {"Am", "C", 0.3}, {"C", "Cm", 0.2}, {"C", "D", 0}, {"Db", "C#", 1}, {"C", "", 0}} {
		if got := keyWeight(c.truth, c.got); got != c.want {
			t.Errorf("%s for %s counts %v, want %v", c.got, c.truth, got, c.want)
		}
	}
}

func TestTriads(t *testing.T) {
	for s, want := range map[string]string{"C#:min7/b3": "min", "C:maj": "maj", "Gm7": "min", "Gmaj7": "maj", "G7": "maj", "G": "maj",
		"Asus4": "", "A:sus2": "", "Bdim": "", "N": "", "Bb/D": "maj"} {
		if _, got := triad(s); got != want {
			t.Errorf("%s is %q, want %q", s, got, want)
		}
	}
}

// TestPublishedTrackersWork makes sure that the others are given a fair chance.
func TestPublishedTrackersWork(t *testing.T) {
	var tr music.Track
	for _, b := range even(100, 120, 0.5) {
		tr.Notes = append(tr.Notes, music.Note{Pitch: 40, Velocity: 100, Start: b, End: b + 0.3})
	}
	song := music.Song{Tracks: []music.Track{tr}}
	for _, s := range Systems()[1:] {
		if g := s.Guess(song); !close(g.BPM, 100, 0.01, 1) || FMeasure(even(100, 120, 0.5), g.Beats, 0.07) < 0.95 {
			t.Errorf("%s hears %v BPM with %d beats in a plain pulse", s.Name, g.BPM, len(g.Beats))
		}
	}
}

func TestMinimiserFindsTheBottom(t *testing.T) {
	w := []float64{5, -3, 2}
	f := func(w, g []float64) float64 {
		sum := 0.0
		for i := range w {
			d := w[i] - float64(i)
			sum += float64(i+1) * d * d
			g[i] = 2 * float64(i+1) * d
		}
		return sum
	}
	if v := minimise(w, f, 100); v > 1e-9 {
		t.Errorf("stopped at %v, value %v", w, v)
	}
}
