package grid_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"partlift/backend/grid"
	"partlift/backend/music"
)

// placed returns notes of random pitches at given times.
func placed(n int, at func(i int) float64) music.Song {
	r := rand.New(rand.NewPCG(1, 1))
	var track music.Track
	for i := range n {
		start := at(i)
		track.Notes = append(track.Notes, music.Note{Pitch: uint8(30 + r.IntN(60)), Velocity: 80, Start: start, End: start + 0.2})
	}
	return music.Song{Tracks: []music.Track{track}}
}

// walk returns times that go on by as many seconds as pace says.
func walk(pace func(i int) float64) func(int) float64 {
	at := 0.0
	return func(i int) float64 {
		at += pace(i)
		return at
	}
}

// extremes are songs that nobody plays.
func extremes() map[string]music.Song {
	r := rand.New(rand.NewPCG(1, 1))
	held := scattered(100000, 7200, 1)
	for i := range held.Tracks[0].Notes {
		n := &held.Tracks[0].Notes[i]
		n.End = n.Start + 1000
	}
	return map[string]music.Song{
		"ten notes":                   placed(10, func(i int) float64 { return float64(i) }),
		"all at once":                 placed(100000, func(int) float64 { return 1 }),
		"a thousand within a second":  placed(1000, func(int) float64 { return r.Float64() }),
		"and one much later":          placed(1000, func(i int) float64 { return float64(i/999)*3000 + r.Float64() }),
		"many, and a few much later":  placed(100000, func(i int) float64 { return float64(max(i-99900, 0))*72 + r.Float64() }),
		"now and then a thousand":     placed(100000, func(i int) float64 { return float64(i/1000)*72 + r.Float64() }),
		"two hours":                   placed(20000, func(i int) float64 { return 0.36 * float64(i) }),
		"two hours of 16ths":          placed(100000, func(i int) float64 { return 0.072 * float64(i) }),
		"two hours that wander":       placed(100000, walk(func(i int) float64 { return 0.07 + 0.005*math.Sin(float64(i)/300) })),
		"two hours of free playing":   placed(50000, walk(func(int) float64 { return 0.14 * math.Exp(0.1*r.NormFloat64()) })),
		"two hours at random":         scattered(100000, 7200, 1),
		"held for ever":               held,
		"20,000 at random":            scattered(20000, 240, 1),
		"as close as chords":          placed(100000, func(i int) float64 { return 0.031 * float64(i) }),
		"many notes in a short while": placed(100000, func(i int) float64 { return float64(i/100) * 0.125 }),
		"not a number":                placed(100, func(i int) float64 { return math.NaN() }),
		"without end":                 placed(100, func(i int) float64 { return math.Inf(1 - 2*(i%2)) }),
		"before the start":            placed(100, func(i int) float64 { return -float64(i) }),
	}
}

// Whatever the notes, time and memory stay within bounds and what comes out
// can be written.
func TestExtremeSongs(t *testing.T) {
	for name, s := range extremes() {
		t.Run(name, func(t *testing.T) { check(t, grid.Find(s, grid.Options{})) })
	}
}

func TestTwoHoursHaveAGrid(t *testing.T) {
	const bars = 3400
	for name, second := range map[string]func(float64) float64{
		"constant": steadily(113.371, 1.5),
		"wander":   func(beat float64) float64 { return 1 + beat*0.5293 + 0.2*math.Sin(beat/40) },
	} {
		t.Run(name, func(t *testing.T) {
			g := grid.Find(band{second: second, beats: 4, bars: bars}.play(), grid.Options{}).Grid
			if g == nil || g.Constant() != (name == "constant") {
				t.Fatalf("%+v", g)
			}
			off := 0
			for beat := range 4 * bars {
				want := second(float64(beat))
				if d := math.Abs(g.Second(math.Round(4*g.Beat(want))/4) - want); d > 0.010 {
					off++
				}
			}
			if off > bars/100 {
				t.Errorf("%d of %d beats are off the lines", off, 4*bars)
			}
		})
	}
}

// benchmark counts notes a second.
func benchmark(b *testing.B, song music.Song) {
	b.ReportAllocs()
	for b.Loop() {
		grid.Find(song, grid.Options{})
	}
	b.ReportMetric(float64(song.NoteCount()), "notes")
}

func BenchmarkFind(b *testing.B) {
	for name, second := range map[string]func(float64) float64{
		"constant": steadily(123.4, 1),
		"wander":   func(beat float64) float64 { return 1 + beat*0.49 + 0.2*math.Sin(beat/40) },
	} {
		b.Run(name, func(b *testing.B) { benchmark(b, crowded(second, 20000)) })
	}
	b.Run("piano", func(b *testing.B) { benchmark(b, piano(20000)) })
}

// piano plays syncopated sixteenths, loosely, each hand on its own, for as long
// as that many notes take.
func piano(notes int) music.Song {
	r := rand.New(rand.NewPCG(4, 4))
	var hands [2]music.Track
	for step := 0; len(hands[0].Notes)+len(hands[1].Notes) < notes; step++ {
		for h := range hands {
			if r.Float64() < 0.3 {
				continue
			}
			at := 1 + 0.11*float64(step) + 0.012*r.NormFloat64()
			for range 1 + r.IntN(3) {
				hands[h].Notes = append(hands[h].Notes, music.Note{Pitch: uint8(40 + 24*h + r.IntN(24)), Velocity: uint8(60 + r.IntN(40)), Start: at, End: at + 0.2})
			}
		}
	}
	return music.Song{Tracks: hands[:]}
}

// crowded is a band doubled until it plays that many notes.
func crowded(second func(float64) float64, notes int) music.Song {
	song := band{second: second, beats: 4, bars: 128}.play()
	for tracks := song.Clone().Tracks; song.NoteCount() < notes; {
		song.Tracks = append(song.Tracks, tracks...)
	}
	return song
}

func BenchmarkFindExtremes(b *testing.B) {
	for name, song := range extremes() {
		b.Run(name, func(b *testing.B) { benchmark(b, song) })
	}
}

// Tracks may cost allocations, notes may not.
func TestMoreNotesAreNoMoreAllocations(t *testing.T) {
	for name, second := range map[string]func(float64) float64{
		"constant": steadily(123.4, 1),
		"wander":   func(beat float64) float64 { return 1 + beat*0.49 + 0.2*math.Sin(beat/40) },
	} {
		count := func(notes int) float64 {
			song := crowded(second, notes)
			return testing.AllocsPerRun(3, func() { grid.Find(song, grid.Options{}) })
		}
		few, many := count(2500), count(20000)
		if many > 2*few {
			t.Errorf("%s: %v allocations for 20,000 notes, %v for 2,500", name, many, few)
		}
	}
}
