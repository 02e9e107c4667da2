package grid_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"partlift/backend/grid"
	"partlift/backend/music"
)

// free plays notes whose pace changes from one to the next by a share of it.
func free(loose float64, seed uint64) music.Song {
	r := rand.New(rand.NewPCG(seed, 3))
	at, pace := 0.0, 0.25
	var track music.Track
	for range 800 {
		pace = min(max(pace*math.Exp(loose*r.NormFloat64()), 0.12), 0.6)
		at += pace * []float64{1, 1, 2, 3}[r.IntN(4)]
		track.Notes = append(track.Notes, music.Note{Pitch: uint8(50 + r.IntN(30)), Velocity: 80, Start: at, End: at + pace})
	}
	return music.Song{Tracks: []music.Track{track}}
}

func TestWhatDoesNotPayForATempoMapHasNone(t *testing.T) {
	songs := map[string]music.Song{}
	for seed := range uint64(3) {
		songs[fmt.Sprint("100 random notes ", seed)] = scattered(100, 120, seed)
		songs[fmt.Sprint("300 random notes ", seed)] = scattered(300, 120, seed)
		songs[fmt.Sprint("free playing ", seed)] = free(0.1, seed)
	}
	for name, song := range songs {
		if r := grid.Find(song, grid.Options{}); r.Grid != nil || r.Reason == "" {
			t.Errorf("%s: a map of %d tempi, confidence %v", name, len(r.Grid.Tempo), r.Confidence.Tempo)
		}
	}
}

// Whatever the notes, time and memory stay within bounds and what comes out
// can be written.
func TestExtremeSongs(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	song := func(n int, at func(i int) float64) music.Song {
		var track music.Track
		for i := range n {
			start := at(i)
			track.Notes = append(track.Notes, music.Note{Pitch: uint8(30 + r.IntN(60)), Velocity: 80, Start: start, End: start + 0.2})
		}
		return music.Song{Tracks: []music.Track{track}}
	}
	for name, s := range map[string]music.Song{
		"ten notes":                   song(10, func(i int) float64 { return float64(i) }),
		"all at once":                 song(2000, func(int) float64 { return 1 }),
		"a thousand within a second":  song(1000, func(int) float64 { return r.Float64() }),
		"and one much later":          song(1000, func(i int) float64 { return float64(i/999)*3000 + r.Float64() }),
		"two hours":                   song(20000, func(i int) float64 { return 0.36 * float64(i) }),
		"many notes in a short while": song(100000, func(i int) float64 { return float64(i/100) * 0.125 }),
		"not a number":                song(100, func(i int) float64 { return math.NaN() }),
		"without end":                 song(100, func(i int) float64 { return math.Inf(1 - 2*(i%2)) }),
		"before the start":            song(100, func(i int) float64 { return -float64(i) }),
	} {
		t.Run(name, func(t *testing.T) { check(t, grid.Find(s, grid.Options{})) })
	}
}
