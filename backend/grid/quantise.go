package grid

import (
	"math"
	"slices"

	"partlift/backend/music"
)

// rasterError is how far in seconds a note on a line may be printed off it:
// half a step of 1/192 s, and what the fit may add.
const rasterError = 1.0/384 + 0.0009

// shortestNote is what is left of a note in seconds however it is moved.
const shortestNote = 1.0 / 192

// Quantise says how notes are moved to lines. The zero value moves only notes
// that lie on a line already, up to how exactly the service prints times; all
// others stay as played.
type Quantise struct {
	// Division is the note value of the lines: 4, 8, 16 or 32 of a whole
	// note. 0 moves only notes that are on a line of any kind already.
	Division int
	// Triplets puts three lines where there were two.
	Triplets bool
	// Swing is where in a pair of steps the second line lies: 0.5 or 0 is
	// straight, 0.667 a triplet feel. From 0.5 to 0.75.
	Swing float64
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
	Stretched  int // notes whose length changed
	Duplicates int // notes left out that were there twice
	Overlaps   int // notes cut where their pitch starts again
	Ghosts     int // notes left out as ghosts
}

// Apply returns a song with its notes moved to the lines of a grid. The song
// that is given stays as it is, so every setting can be taken back.
func (q Quantise) Apply(song music.Song, g *music.Grid) (music.Song, Changes) {
	out := song.Clone()
	var c Changes
	if g == nil || q.Division != 0 && q.Strength <= 0 {
		return out, c
	}
	for _, t := range out.Tracks {
		for i := range t.Notes {
			n := &t.Notes[i]
			was := *n
			n.Start = q.move(g, n.Start)
			n.End += n.Start - was.Start
			if q.Ends {
				n.End = q.move(g, was.End)
			}
			n.End = max(n.End, n.Start+shortestNote)
			if n.Start != was.Start {
				c.Moved++
			}
			if math.Abs(n.End-n.Start-was.End+was.Start) > 1e-9 {
				c.Stretched++
			}
		}
	}
	return out, c
}

// move returns where a second goes.
func (q Quantise) move(g *music.Grid, second float64) float64 {
	beat := g.Beat(second)
	if q.Division == 0 {
		to := max(g.Second(anyLine(beat)), 0)
		if math.Abs(to-second) <= rasterError {
			return to
		}
		return second
	}
	to := g.Second(q.line(g, beat))
	if q.Reach > 0 && math.Abs(to-second) > q.Reach {
		return second
	}
	return max(second+min(q.Strength, 1)*(to-second), 0)
}

// line returns the line nearest to a beat. Lines count from the downbeat, so
// that pairs swing from the bar line on.
func (q Quantise) line(g *music.Grid, beat float64) float64 {
	step := 4 / float64(q.Division)
	if q.Triplets {
		step *= 2.0 / 3
	}
	origin := g.Beat(g.Downbeat)
	if q.Triplets || q.Swing <= 0.5 {
		return origin + math.Round((beat-origin)/step)*step
	}
	pair := 2 * step
	in := (beat - origin) / pair
	k := math.Floor(in)
	best := k
	for _, line := range [...]float64{k + min(q.Swing, 0.75), k + 1} {
		if math.Abs(in-line) < math.Abs(in-best) {
			best = line
		}
	}
	return origin + best*pair
}

// anyLine returns the nearest 32nd or 16th triplet to a beat.
func anyLine(beat float64) float64 {
	straight, triplet := math.Round(beat*8)/8, math.Round(beat*6)/6
	if math.Abs(straight-beat) <= math.Abs(triplet-beat) {
		return straight
	}
	return triplet
}

// What makes off-beats a swing.
const (
	swingLow, swingHigh = 0.54, 0.72 // of a pair of eighths
	swingNotes          = 12         // at least
	swingSpread         = 0.045      // of a pair: between the quartiles, at most
	swingShare          = 0.6        // of the off-beats must swing, not be straight
)

// Swing returns where the off-beat eighths lie within a beat, 0.5 being
// straight and 0.667 a triplet feel; ok is false when they do not swing.
func Swing(song music.Song, g *music.Grid) (amount float64, ok bool) {
	if g == nil {
		return 0, false
	}
	var off []float64
	straight := 0
	for _, t := range song.Tracks {
		for _, n := range t.Notes {
			beat := g.Beat(n.Start)
			switch in := beat - math.Floor(beat); {
			case in >= swingLow && in <= swingHigh:
				off = append(off, in)
			case in >= 0.46 && in < swingLow:
				straight++
			}
		}
	}
	if len(off) < swingNotes || float64(len(off)) < swingShare*float64(len(off)+straight) {
		return 0, false
	}
	slices.Sort(off)
	quarter := len(off) / 4
	return off[len(off)/2], off[len(off)-1-quarter]-off[quarter] <= swingSpread
}
