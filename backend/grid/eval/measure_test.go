//go:build eval

package eval

import (
	"encoding/binary"
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
		"dotted":            {Guess{Beats: even(80, 134, 1), BPM: 80, Constant: true, Bar: 4, Compound: true}, 0, 0, 0.4, 0, 1},
		"slower by a third": {Guess{Beats: even(80, 134, 1), BPM: 80, Constant: true, Bar: 4}, 0, 0, 0.4, 0, 0},
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

func TestComposedSongsHaveTheirTruth(t *testing.T) {
	metres := map[[2]bool]bool{}
	for _, s := range Compose(40) {
		if len(s.Truth.Beats) < 40 || len(s.Truth.Downbeats) < 8 || s.Truth.Bar < 2 || s.Notes.NoteCount() < 100 {
			t.Errorf("%s: %d beats, %d bars of %d, %d notes", s.ID, len(s.Truth.Beats), len(s.Truth.Downbeats), s.Truth.Bar, s.Notes.NoteCount())
		}
		metres[[2]bool{s.Truth.Compound, s.Truth.Bar > 4}] = true
		if !straight(s.Truth.Beats, 0.02) && FMeasure(every(s.Truth.Beats, s.Truth.Bar), s.Truth.Downbeats, 0.02) > 0.99 {
			t.Errorf("%s: beats are uneven without a dropped one", s.ID)
		}
	}
	if len(metres) < 3 {
		t.Errorf("only %v", metres)
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

func TestMetresOfFilesHaveTheirBeats(t *testing.T) {
	for m, want := range map[metre][2]float64{
		{0, 4, 4}: {1, 4}, {0, 3, 4}: {1, 3}, {0, 6, 8}: {1.5, 2}, {0, 12, 8}: {1.5, 4}, {0, 7, 8}: {0.5, 7}, {0, 3, 8}: {0.5, 3}, {0, 2, 2}: {2, 2},
	} {
		if quarters, count := m.beat(); quarters != want[0] || float64(count) != want[1] {
			t.Errorf("%d/%d has %d beats of %v quarters", m.num, m.unit, count, quarters)
		}
	}
}

// TestArchivesAreUnpacked reads the directory of an archive with one tune and
// another thing.
func TestArchivesAreUnpacked(t *testing.T) {
	tune := []byte("MThd and so on")
	data := append([]byte("PWAD\x02\x00\x00\x00\x0c\x00\x00\x00"), make([]byte, 32)...)
	binary.LittleEndian.PutUint32(data[12:], uint32(len(data)))
	binary.LittleEndian.PutUint32(data[16:], uint32(len(tune)))
	copy(data[20:], "D_TUNE")
	binary.LittleEndian.PutUint32(data[28:], 4)
	binary.LittleEndian.PutUint32(data[32:], 1<<30)
	data = append(data, tune...)
	for name, got := range unpack("some.wad", data) {
		if name != "/D_TUNE" || string(got) != string(tune) {
			t.Errorf("%q: %q", name, got)
		}
	}
	for range unpack("some.wad", data[:30]) {
		t.Error("something came out of a cut archive")
	}
}

// Bars that all chords leave for a while are no truth.
func TestBarsThatChordsLeaveAreNotTrusted(t *testing.T) {
	for name, c := range map[string]struct {
		late func(bar int) float64
		want bool
	}{
		"on every bar":      {func(int) float64 { return 0 }, false},
		"later by a beat":   {func(bar int) float64 { return map[bool]float64{true: 0.5}[bar >= 20] }, true},
		"later at the end":  {func(bar int) float64 { return map[bool]float64{true: 1}[bar >= 25] }, true},
		"late once or more": {func(bar int) float64 { return map[bool]float64{true: 1}[bar%3 == 1] }, false},
	} {
		truth := Truth{Bar: 4}
		for bar := range 30 {
			at := 2 * float64(bar)
			truth.Downbeats = append(truth.Downbeats, at)
			truth.Chords = append(truth.Chords, Span{From: at + c.late(bar), To: at + 2})
		}
		if got := chordsLeave(truth); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
