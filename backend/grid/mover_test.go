package grid_test

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"partlift/backend/grid"
	"partlift/backend/music"
)

// starts lists where the notes of a song's first track start.
func starts(s music.Song) []float64 {
	var out []float64
	for _, n := range s.Tracks[0].Notes {
		out = append(out, math.Round(n.Start*1e6)/1e6)
	}
	return out
}

func TestQuantizeKeepsNotesApart(t *testing.T) {
	quarters := grid.Quantize{Division: 4, Strength: 1}
	for name, c := range map[string]struct {
		q    grid.Quantize
		in   []music.Note
		want []float64
		kept int
	}{
		"other pitches may meet":                 {quarters, []music.Note{n(60, 0.95, 1), n(64, 1.04, 1.1)}, []float64{1, 1}, 0},
		"the nearer of one pitch takes the line": {quarters, []music.Note{n(60, 0.98, 1), n(60, 1.04, 1.1)}, []float64{1, 1.04}, 1},
		"also when it is the later":              {quarters, []music.Note{n(60, 0.95, 1), n(60, 1.04, 1.1)}, []float64{0.95, 1}, 1},
		"what would overtake stays too":          {quarters, []music.Note{n(60, 0.98, 1), n(60, 1.04, 1.1), n(67, 1.05, 1.2)}, []float64{1, 1.04, 1.05}, 2},
		"before the line as well":                {quarters, []music.Note{n(67, 0.93, 1), n(60, 0.95, 1), n(60, 1.04, 1.1)}, []float64{0.93, 0.95, 1}, 2},
		"chords move together":                   {quarters, []music.Note{n(60, 0.98, 1), n(64, 0.98, 1), n(60, 1.04, 1.1)}, []float64{1, 1, 1.04}, 1},
		"one note given twice goes twice":        {quarters, []music.Note{n(60, 0.98, 1), n(60, 0.98, 1)}, []float64{1, 1}, 0},
		"by default as well":                     {grid.Quantize{}, []music.Note{n(60, 0.9974, 1), n(60, 1.0026, 1.1)}, []float64{1, 1.0026}, 1},
		"nothing goes before the audio":          {grid.Quantize{Division: 4, Strength: 1}, []music.Note{n(60, 0.01, 0.2)}, []float64{0}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			out, changes := c.q.Apply(song(c.in...), at120)
			if got := starts(out); !slices.Equal(got, c.want) {
				t.Errorf("starts %v, want %v", got, c.want)
			}
			if changes.Kept != c.kept {
				t.Errorf("kept %d, want %d", changes.Kept, c.kept)
			}
		})
	}
}

func TestQuantizeOnSwungLines(t *testing.T) {
	late := 2.0 / 3
	for name, c := range map[string]struct {
		q     grid.Quantize
		start float64
		want  float64
	}{
		"sixteenths of swung eighths keep the late eighth": {grid.Quantize{Division: 16, Swing: late, SwingDivision: 8, Strength: 1}, 0.5 + 0.32, 0.5 + late/2},
		"the sixteenth before it lies half way":            {grid.Quantize{Division: 16, Swing: late, SwingDivision: 8, Strength: 1}, 0.5 + 0.16, 0.5 + late/4},
		"swung sixteenths":                                 {grid.Quantize{Division: 16, Swing: late, Strength: 1}, 0.5 + 0.16, 0.5 + late/4},
		"quarters do not swing":                            {grid.Quantize{Division: 4, Swing: late, SwingDivision: 8, Strength: 1}, 0.6, 0.5},
	} {
		t.Run(name, func(t *testing.T) {
			out, _ := c.q.Apply(song(n(60, c.start, c.start+0.1)), at120)
			if got := out.Tracks[0].Notes[0].Start; math.Abs(got-c.want) > 1e-9 {
				t.Errorf("%v went to %v, want %v", c.start, got, c.want)
			}
		})
	}
}

func TestTripletsAreNoSwing(t *testing.T) {
	var triplets, sixteenths, shuffled []music.Note
	for k := range 96 {
		at := float64(k) / 6
		triplets = append(triplets, n(60, at, at+0.1))
		pair := float64(k) / 4
		sixteenths = append(sixteenths, n(60, pair, pair+0.05), n(62, pair+0.62/4, pair+0.2))
	}
	for k := range 48 {
		at := float64(k) / 2
		shuffled = append(shuffled, n(60, at, at+0.1), n(60, at+1.0/3, at+0.4))
	}
	if got, division := grid.Swing(song(triplets...), at120); division != 0 {
		t.Errorf("triplets swing by %v of 1/%d", got, division)
	}
	if got, division := grid.Swing(song(sixteenths...), at120); division != 16 || math.Abs(got-0.62) > 0.005 {
		t.Errorf("swung sixteenths are seen as %v of 1/%d", got, division)
	}
	if got, division := grid.Swing(song(shuffled...), at120); division != 8 || math.Abs(got-2.0/3) > 0.005 {
		t.Errorf("a shuffle is seen as %v of 1/%d", got, division)
	}
}

// FuzzQuantize moves any notes by any setting and wants the same notes in the
// same order, counted in ticks, with none of a pitch falling together that
// were apart.
func FuzzQuantize(f *testing.F) {
	f.Add([]byte{60, 10, 60, 12, 64, 3, 60, 1}, byte(2), byte(100), byte(0), false)
	f.Add([]byte{60, 200, 61, 1, 60, 1, 61, 1, 60, 0, 64, 0}, byte(3), byte(40), byte(66), true)
	f.Fuzz(func(t *testing.T, data []byte, division, strength, swing byte, triplets bool) {
		var notes []music.Note
		at := 0.0
		for i := 0; i+1 < len(data) && i < 400; i += 2 {
			at += float64(data[i+1]) / 192
			notes = append(notes, n(data[i]&127, at, at+0.1))
		}
		q := grid.Quantize{Division: []int{0, 4, 8, 16, 32}[division%5], Triplets: triplets, Swing: float64(swing%100) / 100, SwingDivision: int(swing&1) * 8, Strength: float64(strength%101) / 100}
		in := song(notes...)
		out, _ := q.Apply(in, at120)
		tick := func(s float64) int { return int(math.Round(s * 960)) }
		order := make([]int, len(notes))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int {
			return cmp.Or(cmp.Compare(tick(notes[a].Start), tick(notes[b].Start)), cmp.Compare(notes[a].Pitch, notes[b].Pitch))
		})
		last := map[uint8]int{}
		latest := -1
		for _, i := range order {
			was, is := in.Tracks[0].Notes[i], out.Tracks[0].Notes[i]
			to := tick(is.Start)
			if is.Pitch != was.Pitch || is.Velocity != was.Velocity || is.Start < 0 || is.End <= is.Start {
				t.Fatalf("%+v became %+v", was, is)
			}
			if to < latest {
				t.Fatalf("the note at %v overtakes: tick %d after %d", was.Start, to, latest)
			}
			if before, ok := last[is.Pitch]; ok && tick(in.Tracks[0].Notes[before].Start) != tick(was.Start) && tick(out.Tracks[0].Notes[before].Start) == to {
				t.Fatalf("two notes of pitch %d fall together on tick %d", is.Pitch, to)
			}
			latest, last[is.Pitch] = to, i
		}
	})
}
