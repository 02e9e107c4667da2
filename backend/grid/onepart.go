package grid

import (
	"cmp"
	"math"
	"slices"
)

// All parts together must not be worse than the best of them alone. Where parts
// that are late by turns blur each other's lines, the beat of one of them is
// looked for, of the drums first, and the others are put on it.

const (
	aloneMost  = 3  // parts that are tried
	aloneNotes = 96 // notes that a part must have to stand for the song
)

// byOnePart finds the lattice of one part, the drums or, if need be, any, and puts
// all of them on it.
func (f *frame) byOnePart(any bool) bool {
	for _, notes := range f.groups() {
		if !any && !notes[0].drum {
			break
		}
		one := frame{notes: notes, onsets: onsetsOf(notes)}
		if n := len(one.onsets); n < fewest || one.onsets[n-1].t-one.onsets[0].t < aloneShare*f.seconds() {
			continue
		}
		one, how := one.search()
		if how == nothing || one.swing.pair != 0 {
			continue
		}
		f.curve, f.lattice, f.bendings, f.glided = one.curve, one.lattice, one.bendings, one.glided
		f.align()
		return true
	}
	return false
}

// aloneShare is the share of a song's time that a part must cover to stand for
// it.
const aloneShare = 0.8

// seconds is the time from the first onset to the last.
func (f *frame) seconds() float64 { return f.onsets[len(f.onsets)-1].t - f.onsets[0].t }

// sharpness is how much better the lines explain the parts, each for itself, than
// no lines a tenth of a second apart would, in log-likelihood.
func (f *frame) sharpness() float64 {
	sum := 0.0
	for _, p := range f.parts() {
		if p.strength() > 0 {
			sum += float64(p.notes) * p.inside * math.Log(0.1/p.spread)
		}
	}
	return sum
}

// groups returns the notes of all drums, and of the tracks with most notes.
func (f *frame) groups() [][]note {
	var drums []note
	tracks := map[uint16][]note{}
	for _, n := range f.notes {
		if n.drum {
			drums = append(drums, n)
		} else {
			tracks[n.track] = append(tracks[n.track], n)
		}
	}
	var out [][]note
	for _, notes := range tracks {
		out = append(out, notes)
	}
	slices.SortFunc(out, func(a, b []note) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a[0].track, b[0].track))
	})
	out = slices.Insert(out, 0, drums)
	out = slices.DeleteFunc(out, func(notes []note) bool { return len(notes) < aloneNotes })
	return out[:min(len(out), aloneMost)]
}
