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
	order   []*timbre            // as they came
	found   map[noteAt]*sounding // each note where it begins
	drum    []bool               // by part
	drums   bool                 // nothing else
}

// key is a pitch, or a piece of the kit, of a part, at an age.
type key struct {
	part  int
	pitch uint8
	age   uint8 // index of ages
}

// ages are the seconds from which on a note sounds otherwise than before, since
// it was struck: overtones fade sooner, and sticks are heard only at first.
var ages = [...]float64{0, .05, .15, .4}

// ageOf returns the index of ages.
func ageOf(seconds float64) (age uint8) {
	for int(age)+1 < len(ages) && seconds >= ages[age+1] {
		age++
	}
	return age
}

type noteAt struct{ part, note int }

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
	rise   []float32 // dB by which it is louder than before the notes began
	voices []*sounding
}

// sounding is a voice in a window.
type sounding struct {
	*timbre
	window *window
	gain   float64
	from   *sounding // where the note began, unless here
	share  float64   // of what is heard in its bands, 0–1
	power  float64   // of what is heard, its share
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

// place returns the notes of a part.
func (s *score) place(part int, p Part, offset float64) []placed {
	s.drum = append(s.drum, p.Drums)
	var out []placed
	for i, n := range p.Notes {
		if !(n.Start >= 0 && n.Start < longest && n.End > n.Start) {
			continue
		}
		end := n.End
		if p.Drums {
			end = n.Start + ringing
		}
		out = append(out, placed{n.Start + offset, end + offset, key{part: part, pitch: n.Pitch & 127}, i})
	}
	return out
}

// timbre returns that of a key, as it is known so far.
func (s *score) timbre(k key) *timbre {
	t := s.timbres[k]
	if t == nil {
		t = s.bands.timbre(k, s.drum[k.part])
		s.timbres[k] = t
		s.order = append(s.order, t)
	}
	return t
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
			v = &sounding{window: w, gain: 1}
			in[n.key] = v
			w.voices = append(w.voices, v)
		}
		at := n.key
		if !s.drum[at.part] {
			at.age = ageOf(w.begins() - n.at)
		}
		v.timbre, v.from = s.timbre(at), nil
		if mine {
			s.found[noteAt{n.key.part, n.note}] = v
		} else {
			v.from = s.found[noteAt{n.key.part, n.note}]
		}
	}
}

// begins is the second at which the notes of a window do.
func (w *window) begins() float64 { return float64(w.at)/Rate - strokeMiddle }

// windowAt returns the middle of the window of a note that begins at a second.
func windowAt(second float64) int {
	return int(math.Round((second+strokeMiddle)*Rate/strokeGrid)) * strokeGrid
}
