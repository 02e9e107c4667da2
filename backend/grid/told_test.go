package grid_test

import (
	"fmt"
	"math"
	"testing"

	"partlift/backend/grid"
	"partlift/backend/music"
)

// swinging plays eighths that swing by a share of a beat.
func swinging(bpm, late float64, bars int) music.Song {
	song := band{second: steadily(bpm, 0.7), beats: 4, bars: bars}.play()
	for _, t := range song.Tracks {
		for i := range t.Notes {
			n := &t.Notes[i]
			beat := (n.Start - 0.7) * bpm / 60
			if in := beat - math.Floor(beat+0.02); math.Abs(in-0.5) < 0.02 {
				n.Start += (late - 0.5) * 60 / bpm
				n.End = max(n.End, n.Start+0.02)
			}
		}
	}
	return song
}

// voice keeps the tune of a song.
func voice(s music.Song) music.Song {
	s.Tracks = s.Tracks[len(s.Tracks)-1:]
	return s
}

func few(n int) music.Song { return placed(n, func(i int) float64 { return 0.5 + 0.61*float64(i*i) }) }

// Whoever types or taps a tempo gets bars at it.
func TestATypedTempoAlwaysYieldsAGrid(t *testing.T) {
	songs := map[string]music.Song{
		"a band":           band{second: steadily(100, 0.5), beats: 4, bars: 20}.play(),
		"three in a bar":   band{second: steadily(140, 0.5), beats: 3, bars: 20}.play(),
		"light swing":      swinging(120, 0.57, 20),
		"heavy swing":      swinging(96, 0.66, 20),
		"one voice":        voice(band{second: steadily(100, 0.5), beats: 4, bars: 20}.play()),
		"15 seconds":       band{second: steadily(100, 0.5), beats: 4, bars: 6}.play(),
		"5 seconds":        band{second: steadily(100, 0.5), beats: 4, bars: 2}.play(),
		"one voice, short": voice(band{second: steadily(100, 0.5), beats: 4, bars: 6}.play()),
		"wandering":        band{second: func(b float64) float64 { return 1 + b*0.6 + 0.2*math.Sin(b/20) }, beats: 4, bars: 20}.play(),
		"free playing":     free(0.1, 1),
		"random notes":     scattered(300, 120, 1),
		"no notes":         {Tracks: []music.Track{{}}},
		"no tracks":        {},
		"one note":         few(1),
		"two notes":        few(2),
		"five notes":       few(5),
		"not a number":     placed(100, func(int) float64 { return math.NaN() }),
		"all at once":      placed(100, func(int) float64 { return 3 }),
	}
	for name, song := range songs {
		for _, bpm := range []float64{22, 47, 75, 133.33, 240, 900} {
			t.Run(fmt.Sprint(name, bpm), func(t *testing.T) {
				r := grid.Find(song, grid.Options{Tempo: bpm})
				if r.Grid == nil {
					t.Fatalf("no grid: %s", r.Reason)
				}
				check(t, r)
				mean := r.Grid.Tempo[0].BPM
				if n := len(r.Grid.Tempo); n > 1 {
					last := r.Grid.Tempo[n-1]
					mean = 60 * last.Beat / (last.Second - r.Grid.Tempo[0].Second)
				}
				if math.Abs(mean/bpm-1) > 0.041 {
					t.Errorf("%v BPM, typed %v", mean, bpm)
				}
			})
		}
	}
}

// The bars of a tempo that the notes do not have are not claimed.
func TestATempoThatTheNotesDoNotHaveIsNotClaimed(t *testing.T) {
	for name, song := range map[string]music.Song{"free": free(0.1, 1), "random": scattered(300, 120, 2), "two notes": few(2)} {
		r := grid.Find(song, grid.Options{Tempo: 97.3})
		if r.Grid == nil || r.Grid.Tempo[0].BPM != 97.3 || len(r.Grid.Tempo) != 1 {
			t.Fatalf("%s: %+v", name, r.Grid)
		}
		if c := r.Confidence; max(c.Tempo, c.Level, c.Phase, c.Meter, c.Bar, r.Grid.MeterConfidence) > 0.4 {
			t.Errorf("%s: claims %+v", name, c)
		}
	}
}

// What is typed lies where the notes are.
func TestTypedBarsStartOnTheFirstNote(t *testing.T) {
	song := placed(8, func(i int) float64 { return 2.3 + 0.5*float64(i) })
	r := grid.Find(song, grid.Options{Tempo: 120})
	if r.Grid == nil || math.Abs(r.Grid.Downbeat-2.3) > 0.003 {
		t.Errorf("bar one at %v", r.Grid.Downbeat)
	}
	later := grid.Find(song, grid.Options{Tempo: 120, Shift: 1})
	if math.Abs(later.Grid.Downbeat-2.8) > 0.003 {
		t.Errorf("bar one a beat later at %v", later.Grid.Downbeat)
	}
	if half := grid.Find(song, grid.Options{Tempo: 120, Octave: -1}); math.Abs(half.Grid.Tempo[0].BPM-60) > 0.1 {
		t.Errorf("half of 120 is %v", half.Grid.Tempo[0].BPM)
	}
}
