package ear

import (
	"cmp"
	"math"
	"slices"
)

// score is what is played in the windows of a stem: which voices, and how loud
// each is.
type score struct {
	bands   *ladder
	windows []*window // by time
	timbres map[key]*timbre
	order   []*timbre // as they came
	found   map[noteAt]*sounding
	drums   bool // nothing else
}

// key is a pitch, or a piece of the kit, of a part.
type key struct {
	part  int
	pitch uint8
}

type noteAt struct{ part, note int }

// timbre is the spectrum of a key, which sums up to one.
type timbre struct {
	first, shape, heard []float64 // as expected, as found, and what was heard in this round
	weight              float64
	solos               int     // windows with nothing else
	gains, windows      float64 // in this round
	usual               float64 // gain
}

// alone is how many windows a key needs to itself for its spectrum to be
// learned from those only.
const alone = 3

// trust is what a window with that many voices counts in what is learned of a
// spectrum: keys that are often struck together would share theirs.
func (t *timbre) trust(voices int) float64 {
	switch {
	case voices == 1:
		return 1
	case t.solos >= alone:
		return 0
	}
	return 1 / float64(voices*voices)
}

// window is a short time of the sound.
type window struct {
	at     int // sample
	heard  []float64
	voices []*sounding
}

// sounding is a voice in a window.
type sounding struct {
	*timbre
	gain  float64
	share float64 // of what is heard in its bands, 0–1
	power float64 // of what is heard, its share
}

// newScore lays out the windows of all notes, whose parts lie offset before the
// sound.
func newScore(parts []Part, offset func(part int) float64) *score {
	s := &score{bands: newLadder(strokeView), timbres: map[key]*timbre{}, found: map[noteAt]*sounding{}}
	s.drums = !slices.ContainsFunc(parts, func(p Part) bool { return !p.Drums })
	var all []placed
	for k, p := range parts {
		all = append(all, s.place(k, p, offset(k))...)
	}
	slices.SortStableFunc(all, func(a, b placed) int { return cmp.Compare(a.at, b.at) })
	for _, n := range all {
		if at := windowAt(n.at); len(s.windows) == 0 || s.windows[len(s.windows)-1].at != at {
			s.windows = append(s.windows, &window{at: at})
		}
	}
	from := 0
	for _, w := range s.windows {
		for from < len(all) && all[from].at < w.begins()-heldMost {
			from++
		}
		s.fill(w, all[from:])
	}
	return s
}

// placed is a note at its place in the sound.
type placed struct {
	at, end float64 // seconds
	key     key
	note    int
}

// place returns the notes of a part, and learns of their keys.
func (s *score) place(part int, p Part, offset float64) []placed {
	var out []placed
	for i, n := range p.Notes {
		if !(n.Start >= 0 && n.Start < longest && n.End > n.Start) {
			continue
		}
		k := key{part, n.Pitch & 127}
		if s.timbres[k] == nil {
			s.timbres[k] = s.bands.timbre(k.pitch, p.Drums)
			s.order = append(s.order, s.timbres[k])
		}
		end := n.End
		if p.Drums {
			end = n.Start + ringing
		}
		out = append(out, placed{n.Start + offset, end + offset, k, i})
	}
	return out
}

// Of what sounds in a window, in seconds.
const (
	heldMost = 12  // that a note is held, as far as others are concerned
	together = .03 // that a note begins later, and is in the window
	endsIn   = .02 // that a note must reach into it
	ringing  = .06 // that a drum is heard
)

// fill puts the voices of a window into it, each key once.
func (s *score) fill(w *window, notes []placed) {
	in := map[key]*sounding{}
	for _, n := range notes {
		if n.at > w.begins()+together {
			return
		}
		mine := windowAt(n.at) == w.at
		if n.end < w.begins()+endsIn && !mine {
			continue
		}
		v := in[n.key]
		if v == nil {
			v = &sounding{timbre: s.timbres[n.key], gain: 1}
			in[n.key] = v
			w.voices = append(w.voices, v)
		}
		if mine {
			s.found[noteAt{n.key.part, n.note}] = v
		}
	}
}

// begins is the second at which the notes of a window do.
func (w *window) begins() float64 { return float64(w.at)/Rate - strokeMiddle }

// windowAt returns the middle of the window of a note that begins at a second.
func windowAt(second float64) int {
	return int(math.Round((second+strokeMiddle)*Rate/strokeGrid)) * strokeGrid
}
