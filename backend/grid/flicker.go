package grid

import (
	"math"
	"slices"

	"partlift/backend/music"
)

// Transcribers hear some notes twice: a held note that fades in and out, or one
// that rings on, becomes two. What tells the second from a repeated note is that
// it begins where the part never begins notes, or that it is far shorter than
// the part's notes are. Even runs, such as tremolo, and trills are always played.

const (
	flickerGap = 0.1  // seconds; a note flickers when its pitch starts again as soon
	flickerTop = 0.08 // seconds; longer notes are not tiny
	habitBins  = 96   // of a beat
	ownPlace   = 0.8  // of the notes that chance would put there; less is no place of the part
	looseReach = 4    // bins to either side that are the same place to a loose player, at most
	strayTotal = 0.2  // of the notes; more say that the beat of the part is not known
	strayShare = 0.35 // where more of the notes around stray, the beat is not known
	strayView  = 12   // notes to either side
)

// habits are where in the beat a part begins its notes, and how long these are.
type habits struct {
	notes    []music.Note
	stray    []int   // for each note and the end, how many before it begin at no place of the part
	again    []int   // the next note of the same pitch, 0 for none
	before   []int   // one more than the note of the same pitch before, 0 for none
	shortest float64 // seconds; shorter notes are tiny beside the others
}

// habitsOf learns them; the grid may be nil, and then no note strays.
func habitsOf(notes []music.Note, g *music.Grid) habits {
	h := habits{notes: notes, stray: make([]int, len(notes)+1), again: make([]int, len(notes)), before: make([]int, len(notes))}
	lengths, last := make([]float64, len(notes)), [128]int{}
	for i, n := range notes {
		lengths[i] = n.End - n.Start
		if k := last[n.Pitch&127]; k > 0 {
			h.before[i], h.again[k-1] = k, i
		}
		last[n.Pitch&127] = i + 1
	}
	slices.Sort(lengths)
	if len(lengths) > 0 {
		h.shortest = min(lengths[len(lengths)/4]/2, flickerTop)
	}
	if g != nil {
		h.learnPlaces(g)
	}
	return h
}

// learnPlaces finds the notes that begin at no place of the part. How exactly a
// part keeps to its places shows in how many notes would stray.
func (h *habits) learnPlaces(g *music.Grid) {
	var full [habitBins]int
	bins := make([]int, len(h.notes))
	for i, n := range h.notes {
		beat := g.Beat(n.Start)
		bins[i] = int((beat-math.Floor(beat))*habitBins) % habitBins
		full[bins[i]]++
	}
	for reach := 1; reach <= looseReach; reach++ {
		if h.strayBy(bins, &full, reach); float64(h.stray[len(bins)]) <= strayTotal*float64(len(bins)) {
			return
		}
	}
	clear(h.stray)
}

// strayBy counts the notes with too few others near their places in the beat.
func (h *habits) strayBy(bins []int, full *[habitBins]int, reach int) {
	around := 2*reach + 1
	few := ownPlace * float64((len(bins)-1)*around) / habitBins
	for i, b := range bins {
		others := -1
		for d := -reach; d <= reach; d++ {
			others += full[(b+d+habitBins)%habitBins]
		}
		h.stray[i+1] = h.stray[i]
		if float64(others) < few {
			h.stray[i+1]++
		}
	}
}

// strays reports whether a note begins where the part begins none, while the
// notes around it keep to their places.
func (h *habits) strays(i int) bool {
	if h.stray[i+1] == h.stray[i] {
		return false
	}
	from, to := max(i-strayView, 0), min(i+strayView+1, len(h.notes))
	return float64(h.stray[to]-h.stray[from]-1) <= strayShare*float64(to-from-1)
}

// tiny reports whether a note is far shorter than the others.
func (h *habits) tiny(i int) bool { return h.notes[i].End-h.notes[i].Start < h.shortest }

// played reports whether a note is one of an even run on its pitch, or of a
// trill, whatever else speaks against it.
func (h *habits) played(i int) bool { return h.even(i) || h.trill(i) }

// even reports whether four notes of one pitch, this and one as long before it
// among them, follow one another evenly.
func (h *habits) even(i int) bool {
	a, b := h.notes[h.before[i]-1], h.notes[i]
	if b.End-b.Start < (a.End-a.Start)/2 {
		return false
	}
	pace := b.Start - a.Start
	off := max(0.15*pace, 0.02)
	steady := func(from, to int) bool { return math.Abs(h.notes[to].Start-h.notes[from].Start-pace) <= off }
	run := 2
	for k := h.before[i] - 1; run < 4 && h.before[k] > 0 && steady(h.before[k]-1, k); k = h.before[k] - 1 {
		run++
	}
	for k := i; run < 4 && h.again[k] > 0 && steady(k, h.again[k]); k = h.again[k] {
		run++
	}
	return run == 4
}

// trill reports whether a neighboring key is struck between a note and the one
// of its pitch before it.
func (h *habits) trill(i int) bool {
	const near, slack = 4, 0.03
	a, b := h.notes[h.before[i]-1], h.notes[i]
	for k := i - 1; k >= h.before[i]; k-- {
		n := h.notes[k]
		away := int(n.Pitch) - int(b.Pitch)
		if away != 0 && away >= -near && away <= near && n.Start > a.End-slack && n.Start < b.Start && n.End < b.Start+slack {
			return true
		}
	}
	return false
}

// flickers reports whether a note is the one of its pitch before it, heard
// again; until is where that one ends by now.
func (h *habits) flickers(i int, until float64) bool {
	if h.before[i] == 0 {
		return false
	}
	n, a := h.notes[i], h.notes[h.before[i]-1]
	if n.Start-until > flickerGap || n.Start <= a.Start || h.played(i) {
		return false
	}
	return h.strays(i) || h.tiny(i) && !h.head(i)
}

// head reports whether a note is the beginning of one that flickers.
func (h *habits) head(i int) bool {
	k := h.again[i]
	return k > 0 && h.notes[k].Start-h.notes[i].End <= flickerGap && h.strays(k)
}

// tail reports whether a note is all that rings on of a phrase: tiny, at no
// place of the part, where the note before it ends, not louder than that, and
// followed by silence.
func (h *habits) tail(i int) bool {
	const near, silence = 0.06, 0.2
	n := h.notes[i]
	if i == 0 || !h.tiny(i) || !h.strays(i) || i+1 < len(h.notes) && h.notes[i+1].Start < n.End+silence {
		return false
	}
	follows := false
	for k := i - 1; k >= 0 && k >= i-strayView; k-- {
		a := h.notes[k]
		if a.End > n.End || a.Velocity < n.Velocity && a.End > n.Start-near {
			return false
		}
		follows = follows || math.Abs(a.End-n.Start) <= near
	}
	return follows
}

// mend joins what flickers with the notes that it belongs to, and leaves out
// tails. It returns what is left of from.
func (c Clean) mend(track int, t *music.Track, from []int, g *music.Grid, done *Changes) []int {
	if t.Drums || !c.Flickers && !c.Tails {
		return from
	}
	h := habitsOf(slices.Clone(t.Notes), g)
	last := [128]int{}
	kept, places := t.Notes[:0], from[:0]
	for i, n := range h.notes {
		free := c.Keep == nil || !c.Keep(track, from[i])
		if k := last[n.Pitch&127]; free && k > 0 && h.flickers(i, kept[k-1].End) {
			under := n.Start < kept[k-1].End
			if under && c.Tails || !under && c.Flickers {
				kept[k-1].End = max(kept[k-1].End, n.End)
				if under {
					done.Tails++
				} else {
					done.Flickers++
				}
				continue
			}
		}
		if free && c.Tails && h.tail(i) {
			done.Tails++
			continue
		}
		kept, places = append(kept, n), append(places, from[i])
		last[n.Pitch&127] = len(kept)
	}
	t.Notes = kept
	return places
}
