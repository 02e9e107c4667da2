package pianoroll

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

// instant is a time in steps of 10 µs: fine enough for any zoom, and a day fits.
type instant uint32

const perSecond = 100_000

func instantOf(second float64) instant {
	return instant(bound(math.Round(second*perSecond), 0, math.MaxUint32))
}

// style says how a mark is drawn.
type style uint8

const (
	solid  style = iota
	unsure       // hatched
	muted        // hollow
	taken        // a broken outline
	ghost        // faint
	styles
)

// mark is a note as the painter and the search see it.
type mark struct {
	start, end instant
	note       uint32
	track      uint16
	velocity   uint8
	style      style
}

// row is the marks of one pitch, sorted by start. Above them lies a tree of the
// latest end of each group, so that a note that began long ago is found without
// a walk over all that have ended since.
type row struct {
	marks []mark
	ends  [][]instant // ends[k][j]: of the marks from j·fan^(k+1)
}

// The width of the tree, and its exponent of two.
const (
	fanBits = 4
	fan     = 1 << fanBits
)

// grow builds the tree.
func (r *row) grow() {
	n := len(r.marks)
	if n <= fan {
		return
	}
	level := make([]instant, (n+fan-1)/fan)
	for i, m := range r.marks {
		level[i/fan] = max(level[i/fan], m.end)
	}
	r.ends = append(r.ends, level)
	for len(level) > fan {
		up := make([]instant, (len(level)+fan-1)/fan)
		for i, e := range level {
			up[i/fan] = max(up[i/fan], e)
		}
		r.ends = append(r.ends, up)
		level = up
	}
}

// next returns the first mark from i on that ends after t, or len(marks).
func (r *row) next(i int, t instant) int {
	n := len(r.marks)
	for i < n {
		if i&(fan-1) == 0 {
			if skip := r.over(i, t); skip > 0 {
				i += skip
				continue
			}
		}
		if r.marks[i].end > t {
			return i
		}
		i++
	}
	return n
}

// from returns the first mark that starts at t or later.
func (r *row) from(t instant) int {
	return sort.Search(len(r.marks), func(i int) bool { return r.marks[i].start >= t })
}

// over returns how many marks from i on, the first of a group, can be skipped
// because all of them have ended at t.
func (r *row) over(i int, t instant) int {
	skip := 0
	for k, ends := range r.ends {
		step := fan << (k * fanBits)
		if i&(step-1) != 0 || ends[i>>((k+1)*fanBits)] > t {
			break
		}
		skip = step
	}
	return skip
}

// index is a scene made ready for drawing and searching. It never changes.
type index struct {
	rows    [pitches]row // notes in front
	ghosts  [pitches]row
	base    []uint32 // number of the first note of each track
	drums   []bool   // by track
	notes   int      // in all tracks
	front   int      // in front
	length  float64  // seconds
	low     int      // pitches of all that is drawn; low > high: nothing is
	high    int
	density *density // nil for few notes
}

func newIndex(s *Scene) *index {
	x := &index{length: math.Max(s.Length, 0), low: pitches, high: -1, base: make([]uint32, len(s.Tracks))}
	for i := range s.Tracks {
		x.base[i] = uint32(x.notes)
		x.drums = append(x.drums, s.Tracks[i].Drums)
		x.notes += len(s.Tracks[i].Notes)
	}
	x.collect(s, func(t *Track) bool { return t.Show == Front }, &x.rows)
	for p := range x.rows {
		x.front += len(x.rows[p].marks)
	}
	x.collect(s, func(t *Track) bool { return t.Show == Ghost }, &x.ghosts)
	if x.notes >= manyNotes {
		x.density = newDensity(x)
	}
	return x
}

// collect fills the rows with the tracks that are wanted.
func (x *index) collect(s *Scene, want func(*Track) bool, rows *[pitches]row) {
	var count [pitches]int
	for i := range s.Tracks {
		if t := &s.Tracks[i]; want(t) {
			for _, n := range t.Notes {
				count[n.Pitch&127]++
			}
		}
	}
	for p, n := range count {
		rows[p].marks = make([]mark, 0, n)
		if n > 0 {
			x.low, x.high = min(x.low, p), max(x.high, p)
		}
	}
	for i := range s.Tracks {
		if t := &s.Tracks[i]; want(t) {
			x.add(i, t, rows)
		}
	}
	for p := range rows {
		r := &rows[p]
		slices.SortFunc(r.marks, order)
		r.grow()
	}
}

func (x *index) add(i int, t *Track, rows *[pitches]row) {
	for k, n := range t.Notes {
		m := mark{start: instantOf(n.Start), note: uint32(k), track: uint16(i), velocity: n.Velocity, style: t.style(k)}
		m.end = max(instantOf(n.End), m.start+1)
		x.length = math.Max(x.length, n.End)
		r := &rows[n.Pitch&127]
		r.marks = append(r.marks, m)
	}
}

// style returns how a note of the track is drawn.
func (t *Track) style(note int) style {
	var f Flag
	if note < len(t.Flags) {
		f = t.Flags[note]
	}
	switch {
	case t.Show == Ghost:
		return ghost
	case f&Hidden != 0:
		return taken
	case f&Muted != 0 || t.Muted:
		return muted
	case f&Doubtful != 0:
		return unsure
	}
	return solid
}

// order is by start; of notes that start together the shorter is drawn later,
// so that both are seen.
func order(a, b mark) int {
	if a.start != b.start {
		return cmp.Compare(a.start, b.start)
	}
	if a.end != b.end {
		return cmp.Compare(b.end, a.end)
	}
	if a.track != b.track {
		return cmp.Compare(a.track, b.track)
	}
	return cmp.Compare(a.note, b.note)
}

// number returns the bit of a note in a set of notes.
func (x *index) number(m mark) uint32 { return x.base[m.track] + m.note }
