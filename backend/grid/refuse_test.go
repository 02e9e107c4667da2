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
