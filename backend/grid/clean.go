package grid

import (
	"math"
	"slices"

	"partlift/backend/music"
)

// Clean says what is put right in the notes. The zero value changes nothing.
type Clean struct {
	MinLength  float64 // shorter pitched notes are lengthened to it, seconds
	Playable   bool    // notes that some programs would give no length get one
	Duplicates bool    // leave out notes of one pitch that start together
	Flickers   bool    // join what is one note heard twice
	Tails      bool    // … and leave out what only rings on
	Voices     bool    // leave out notes that are surely too many for the instrument
	Overlaps   bool    // end a note where its pitch starts again
	Legato     float64 // close gaps up to this many seconds to the next note
	// Ghosts is how freely short, soft notes that nobody played are left out,
	// from 0, none, to 1.
	Ghosts float64
	// Keep reports that a note of a track was played, by their places; nil
	// knows of none.
	Keep func(track, note int) bool
}

// Apply returns a song with its notes put right, sorted, for each of its notes
// the place it had in the track that was given, and counts of what was done.
// The grid helps to tell what was played and may be nil. The song that is given stays
// as it is.
func (c Clean) Apply(song music.Song, g *music.Grid) (out music.Song, from [][]int, done Changes) {
	out = music.Song{Title: song.Title, Tracks: slices.Clone(song.Tracks)}
	from = make([][]int, len(song.Tracks))
	hidden := c.Hidden(song, g)
	for i := range out.Tracks {
		t := &out.Tracks[i]
		var ghosts int
		t.Notes, from[i], ghosts = sorted(t.Notes, hidden[i])
		done.Ghosts += ghosts
		if c.Duplicates {
			before := len(t.Notes)
			from[i] = dropDuplicates(t, from[i])
			done.Duplicates += before - len(t.Notes)
		}
		from[i] = c.mend(i, t, from[i], g, &done)
		from[i] = c.capVoices(i, t, from[i], g, &done)
		if c.Playable {
			done.Stretched += makePlayable(t.Notes, g)
		}
		if !t.Drums {
			done.Stretched += c.lengthen(t.Notes)
		}
		if c.Overlaps {
			done.Overlaps += cutOverlaps(t.Notes)
		}
	}
	return out, from, done
}

// sorted returns the notes that are not hidden in order, and where they were.
func sorted(notes []music.Note, hidden []bool) (out []music.Note, from []int, dropped int) {
	from = make([]int, 0, len(notes))
	for i := range notes {
		if hidden == nil || !hidden[i] {
			from = append(from, i)
		}
	}
	slices.SortStableFunc(from, func(a, b int) int { return music.Compare(notes[a], notes[b]) })
	out = make([]music.Note, len(from))
	for k, i := range from {
		out[k] = notes[i]
	}
	return out, from, len(notes) - len(from)
}

// dropDuplicates keeps the louder and longer of notes that start within a
// raster step on the same pitch. It returns what is left of from.
func dropDuplicates(t *music.Track, from []int) []int {
	last := [128]int{}
	kept, places := t.Notes[:0], from[:0]
	for i, n := range t.Notes {
		if k := last[n.Pitch&127]; k > 0 && n.Start-kept[k-1].Start <= 1.0/192 {
			kept[k-1].End = max(kept[k-1].End, n.End)
			kept[k-1].Velocity = max(kept[k-1].Velocity, n.Velocity)
			continue
		}
		kept, places = append(kept, n), append(places, from[i])
		last[n.Pitch&127] = len(kept)
	}
	t.Notes = kept
	return places
}

// lengthen brings short notes to the least length and closes small gaps.
func (c Clean) lengthen(notes []music.Note) int {
	n := 0
	for i := range notes {
		end := max(notes[i].End, notes[i].Start+c.MinLength)
		if c.Legato > 0 {
			if next := nextStart(notes, i); next > end && next-end <= c.Legato {
				end = next
			}
		}
		if end != notes[i].End {
			notes[i].End = end
			n++
		}
	}
	return n
}

// Programs that count 48 ticks a quarter give notes below that no length. The
// service has drums that last an instant; they get a 64th.
const (
	briefest = 1.0 / 48 // quarters
	playable = 1.0 / 16
)

// makePlayable gives notes that are shorter than the coarsest program can count
// a length, at most to where their pitch starts again.
func makePlayable(notes []music.Note, g *music.Grid) int {
	next, n := [128]float64{}, 0
	for i := len(notes) - 1; i >= 0; i-- {
		note := &notes[i]
		quarter := quarterAt(g, note.Start)
		end := note.Start + quarter*playable
		if again := next[note.Pitch&127]; again > note.Start {
			end = min(end, again)
		}
		if note.End-note.Start < quarter*briefest && end > note.End {
			note.End = end
			n++
		}
		next[note.Pitch&127] = note.Start
	}
	return n
}

// quarterAt is how many seconds a quarter lasts, as in a file.
func quarterAt(g *music.Grid, second float64) float64 {
	if g == nil {
		return 0.5 // 120 BPM
	}
	return g.Second(g.Beat(second)+1) - second
}

// nextStart returns when a later note starts that is not part of the same
// chord, 0 without one.
func nextStart(notes []music.Note, i int) float64 {
	for _, n := range notes[i+1:] {
		if n.Start > notes[i].Start+together {
			return n.Start
		}
	}
	return 0
}

// cutOverlaps ends notes where their own pitch starts again.
func cutOverlaps(notes []music.Note) int {
	last := [128]int{}
	n := 0
	for i := range notes {
		p := notes[i].Pitch & 127
		if k := last[p]; k > 0 && notes[k-1].End > notes[i].Start && notes[i].Start > notes[k-1].Start {
			notes[k-1].End = notes[i].Start
			n++
		}
		last[p] = i + 1
	}
	return n
}

// ghostOff is how far off the lines a ghost lies at least, seconds.
const ghostOff = 0.008

// Hidden returns for each track which of its notes are left out as ghosts:
// pitched notes that are short, soft, off the lines, and an overtone of a note
// that sounds. Tracks without ghosts have a nil slice.
func (c Clean) Hidden(song music.Song, g *music.Grid) [][]bool {
	out := make([][]bool, len(song.Tracks))
	amount := min(c.Ghosts, 1)
	if !(amount > 0) {
		return out
	}
	length, loud := 0.03+0.09*amount, 0.15+0.55*amount
	all := notesOf(song)
	for i, t := range song.Tracks {
		if t.Drums || len(t.Notes) == 0 {
			continue
		}
		limit := loud * float64(medianVelocity(t.Notes))
		for k, n := range t.Notes {
			if c.Keep != nil && c.Keep(i, k) {
				continue
			}
			if n.End-n.Start < length && float64(n.Velocity) < limit && offLines(g, n.Start) && overtone(all, n) {
				if out[i] == nil {
					out[i] = make([]bool, len(t.Notes))
				}
				out[i][k] = true
			}
		}
	}
	return out
}

func medianVelocity(notes []music.Note) uint8 {
	v := make([]uint8, len(notes))
	for i, n := range notes {
		v[i] = n.Velocity
	}
	slices.Sort(v)
	return v[len(v)/2]
}

func offLines(g *music.Grid, second float64) bool {
	if g == nil {
		return true
	}
	origin := g.Beat(g.Downbeat)
	return math.Abs(g.Second(origin+stretchesOf(g).line(g.Beat(second)-origin, anyLine))-second) > ghostOff
}

// overtone reports whether a louder note sounds an octave, a twelfth or two
// octaves below, or an octave above. notes are sorted by start.
func overtone(notes []note, n music.Note) bool {
	i, _ := slices.BinarySearchFunc(notes, n.End, func(a note, t float64) int {
		if a.start < t {
			return -1
		}
		return 1
	})
	for i--; i >= 0 && notes[i].start > n.Start-8; i-- {
		o := &notes[i]
		if o.drum || o.end < n.Start || o.velocity*127 <= float64(n.Velocity) {
			continue
		}
		switch int(n.Pitch) - int(o.pitch) {
		case 12, 19, 24, -12:
			return true
		}
	}
	return false
}
