package ear

import (
	"cmp"
	"math"
	"slices"
)

// Overtones that a note is looked for by, the fundamental included.
const (
	overtones = 6
	highest   = 9000 // Hz; little is left above by most encoders
)

// hertz returns the frequency of a pitch.
func hertz(pitch uint8) float64 { return 440 * math.Pow(2, (float64(pitch)-69)/12) }

// bandsOf returns the bands of a pitch's overtones, lowest first, each once.
func (l *ladder) bandsOf(pitch uint8) []int {
	var out []int
	for h := 1; h <= overtones; h++ {
		f := hertz(pitch) * float64(h)
		if b, ok := l.at(f); ok && (f < highest || h == 1) && !slices.Contains(out, b) {
			out = append(out, b)
		}
	}
	if out == nil { // above all that is heard
		out = []int{l.count() - 1}
	}
	return out
}

// between returns the bands from a frequency to another, in Hz.
func (l *ladder) between(low, high float64) []int {
	first, _ := l.at(low)
	var out []int
	for b := first; b < l.count() && float64(l.edges[b])*l.width < high; b++ {
		out = append(out, b)
	}
	return out
}

// kit says in which band, in Hz, drums of a kind begin.
type kit struct{ low, high float64 }

// kind returns where a piece of the kit, by its General MIDI key, is heard.
func kind(key uint8) kit {
	switch key {
	case 35, 36: // bass drums
		return kit{30, 160}
	case 41, 43, 45, 47, 48, 50: // toms
		return kit{70, 500}
	case 37, 38, 39, 40: // snares, rim and clap
		return kit{180, 5000}
	case 42, 44, 46, 49, 51, 52, 53, 55, 57, 59, 54, 69, 70, 82: // cymbals, tambourine, shakers
		return kit{5000, 11000}
	}
	return kit{200, 9000}
}

// event is a note that may tell where the part lies.
type event struct {
	start, end float64
	pitch      uint8
	note       int // index in the part
}

// Of notes that tell something.
const (
	most    = 2000  // of a part; more would tell no more
	doubled = 0.030 // seconds within which the same pitch begins twice
	flicker = 0.120 // the same for a note that begins again, which may be one that did not end
	longest = 6 * 3600
)

// events returns the part's notes that can be used, by start and pitch: those
// that begin while the same pitch has just begun are taken for faults of the
// transcription.
func (p Part) events() []event {
	var all []event
	for i, n := range p.Notes {
		if n.Start >= 0 && n.Start < longest && n.End > n.Start {
			all = append(all, event{n.Start, min(n.End, longest), n.Pitch & 127, i})
		}
	}
	slices.SortStableFunc(all, func(a, b event) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.pitch, b.pitch))
	})
	apart := flicker
	if p.Drums {
		apart = doubled
	}
	var before [128]float64
	for i := range before {
		before[i] = math.Inf(-1)
	}
	out := all[:0]
	for _, e := range all {
		if e.start-before[e.pitch] >= apart {
			out = append(out, e)
		}
		before[e.pitch] = e.start
	}
	return thin(out)
}

// thin leaves the most that are used, from all over the song.
func thin(all []event) []event {
	if len(all) <= most {
		return all
	}
	out := make([]event, most)
	for i := range out {
		out[i] = all[i*len(all)/most]
	}
	return out
}
