package grid

import (
	"cmp"
	"math"

	"partlift/backend/music"
)

// rasterError is how far in seconds a note on a line may be printed off it:
// half a step of 1/192 s, and what rounding adds. It is less than the 3 ms
// that a file may be off the notes as delivered.
const rasterError = 1.0/384 + 0.0003

// fine is in how many steps a beat is cut to tell two starts apart. Files
// have as many ticks, so what is apart here is apart there.
const fine = 480

// Quantize says how notes are moved to lines. The zero value moves only notes
// that lie on a line already, up to how exactly the service prints times; all
// others stay as played.
//
// Whatever is asked, the notes stay the same notes in the same order: where
// two of one pitch would fall together, the one nearer to the line goes there
// and the other stays, with everything that would overtake it.
type Quantize struct {
	// Division is the note value of the lines: 4, 8, 16 or 32 of a whole
	// note. 0 moves only notes that are on a line of any kind already.
	Division int
	// Triplets puts three lines where there were two.
	Triplets bool
	// Swing is where in a pair of steps the second line lies: 0.5 or 0 is
	// straight, 0.667 a triplet feel. From 0.5 to 0.75.
	Swing float64
	// SwingDivision is the note value of the pairs that swing, 8 or 16; 0 is
	// Division. Lines between theirs swing along.
	SwingDivision int
	// Strength is the part of the way that notes are moved, 0–1.
	Strength float64
	// Reach leaves notes where they are that lie farther from a line, in
	// seconds; 0 moves all.
	Reach float64
	// Ends moves note ends to lines as well. Else a note keeps its length.
	Ends bool
}

// Changes counts what settings did to a song.
type Changes struct {
	Moved      int // notes whose start moved
	Kept       int // notes that stayed so that no two fell together
	Stretched  int // notes whose length changed
	Duplicates int // notes left out that were there twice
	Flickers   int // notes that were the one before, heard again
	Tails      int // notes that only rang on
	Voices     int // notes left out that the instrument cannot have at once
	Overlaps   int // notes cut where their pitch starts again
	Ghosts     int // notes left out as ghosts
	LinedUp    int // notes moved with their part, which was late or early as a whole; not by this package
	Folded     int // tracks put into others, of which they are a piece; not by this package
	Drawn      int // notes that a person drew; not by this package
	Edited     int // delivered notes that a person moved, stretched or struck otherwise; not by this package
}

// Apply returns a song with its notes moved to the lines of a grid. The song
// that is given stays as it is, so every setting can be taken back.
func (q Quantize) Apply(song music.Song, g *music.Grid) (music.Song, Changes) {
	out := song.Clone()
	var c Changes
	if g == nil || q.Division != 0 && q.Strength <= 0 {
		return out, c
	}
	m := mover{Quantize: q, grid: g, origin: g.Beat(g.Downbeat), meters: stretchesOf(g)}
	m.first = g.Beat(0) - m.origin
	for _, t := range out.Tracks {
		m.track(t.Notes, &c)
	}
	return out, c
}

// line returns the line that a beat goes to; ok is false if it goes to none.
func (m *mover) line(beat float64) (line float64, ok bool) {
	reach, nearest := m.Reach, m.nearest
	if m.Division == 0 {
		reach, nearest = rasterError, anyLine
	}
	line = m.meters.line(beat, nearest)
	if reach > 0 && math.Abs(m.grid.Second(m.origin+line)-m.grid.Second(m.origin+beat)) > reach {
		return beat, false
	}
	return line, true
}

// nearest returns the line nearest to a beat, on a scale on which what swings
// is straight.
func (m *mover) nearest(beat float64) float64 {
	step := 4 / float64(m.Division)
	if m.Triplets {
		step *= 2.0 / 3
	}
	if m.Triplets || m.Swing <= 0.5 {
		return math.Round(beat/step) * step
	}
	pair, late := 8/float64(cmp.Or(m.SwingDivision, m.Division)), min(m.Swing, 0.75)
	return swung(math.Round(straight(beat, pair, late)/step)*step, pair, late)
}

// straight moves the middle of each pair from where it swings to the half.
func straight(beat, pair, late float64) float64 {
	k := math.Floor(beat / pair)
	in := beat/pair - k
	if in < late {
		return pair * (k + in/(2*late))
	}
	return pair * (k + 0.5 + (in-late)/(2*(1-late)))
}

// swung is the inverse of straight.
func swung(beat, pair, late float64) float64 {
	k := math.Floor(beat/pair + 1e-9)
	in := max(beat/pair-k, 0)
	if in < 0.5 {
		return pair * (k + in*2*late)
	}
	return pair * (k + late + (in-0.5)*2*(1-late))
}

// anyLine returns the nearest 32nd or 16th triplet to a beat.
func anyLine(beat float64) float64 {
	straight, triplet := math.Round(beat*8)/8, math.Round(beat*6)/6
	if math.Abs(straight-beat) <= math.Abs(triplet-beat) {
		return straight
	}
	return triplet
}
