package grid

import (
	"cmp"
	"slices"

	"partlift/backend/music"
)

const (
	struckTogether = 0.04 // seconds; how far the notes of a chord start apart at most
	crowdedMost    = 0.1  // of the notes; a part that has more at once more often is not of one instrument
)

// voicesOf is how many notes an instrument can begin at once; 0 is as many as
// anybody likes.
func voicesOf(t *music.Track) int {
	switch p := t.Program; {
	case t.Drums || !t.Known:
		return 0
	case p >= 32 && p < 40, p == 53, p == 54, p >= 56 && p < 61, p >= 64 && p < 80, p == 85:
		return 1 // basses, voices, brass, reeds and pipes
	case p >= 24 && p < 32:
		return 6 // strings of a guitar
	case p < 8:
		return 10 // fingers at a keyboard
	}
	return 0
}

// capVoices leaves out notes that are surely too many for the instrument: of one
// that has a single voice those under a stronger note, of others the weakest of
// a chord that no hand can play. It returns what is left of from.
func (c Clean) capVoices(track int, t *music.Track, from []int, g *music.Grid, done *Changes) []int {
	most := voicesOf(t)
	if !c.Voices || most == 0 || len(t.Notes) == 0 {
		return from
	}
	var surplus []bool
	if most == 1 {
		surplus = secondVoices(t.Notes, g)
	} else {
		surplus = tooMany(t.Notes, most)
	}
	kept, places := t.Notes[:0], from[:0]
	for i, n := range t.Notes {
		if surplus[i] && (c.Keep == nil || !c.Keep(track, from[i])) {
			done.Voices++
			continue
		}
		kept, places = append(kept, n), append(places, from[i])
	}
	t.Notes = kept
	return places
}

// secondVoices are the notes of a part of one voice that lie under a stronger
// one, none where the part often has two.
func secondVoices(notes []music.Note, g *music.Grid) []bool {
	h := habitsOf(notes, g)
	out, crowded := make([]bool, len(notes)), 0
	for i, n := range notes {
		two := false
		for k := i + 1; k < len(notes) && notes[k].Start < n.End; k++ {
			two = two || covered(notes[k], n) || covered(n, notes[k])
			switch {
			case h.second(k, i):
				out[k] = true
			case h.second(i, k):
				out[i] = true
			}
		}
		if two {
			crowded++
		}
	}
	if float64(crowded) > crowdedMost*float64(len(notes)) {
		clear(out)
	}
	return out
}

// covered reports whether a note hardly sounds without another.
func covered(n, by music.Note) bool {
	return min(n.End, by.End)-max(n.Start, by.Start) >= 0.8*(n.End-n.Start)
}

// second reports whether a note is surely none beside a stronger one that covers
// it: struck with it, or where the part strikes none, and weaker, shorter, or
// its overtone.
func (h *habits) second(i, beside int) bool {
	n, by := h.notes[i], h.notes[beside]
	length, whole := n.End-n.Start, by.End-by.Start
	switch {
	case n.Pitch == by.Pitch || n.Velocity > by.Velocity || length > 1.1*whole || !covered(n, by):
		return false
	case n.Start-by.Start > struckTogether && !h.strays(i):
		return false
	}
	return isOvertone(int(n.Pitch)-int(by.Pitch)) || length <= whole*2/3 || 4*int(n.Velocity) <= 3*int(by.Velocity)
}

// isOvertone reports whether so many semitones are what transcribers add above
// a note.
func isOvertone(semitones int) bool { return semitones == 12 || semitones == 19 || semitones == 24 }

// tooMany are the notes of chords beyond the most that can be struck at once,
// overtones first, then the weakest and shortest; none where the part often has
// more, as that is not one instrument.
func tooMany(notes []music.Note, most int) []bool {
	out, over := make([]bool, len(notes)), 0
	for i := 0; i < len(notes); {
		end := i + 1
		for end < len(notes) && notes[end].Start-notes[i].Start <= struckTogether {
			end++
		}
		if end-i > most {
			over += end - i - most
			for _, k := range weakest(notes[i:end])[:end-i-most] {
				out[i+k] = true
			}
		}
		i = end
	}
	if float64(over) > crowdedMost*float64(len(notes)) {
		clear(out)
	}
	return out
}

// weakest orders the notes of a chord, those that are most likely none first.
func weakest(chord []music.Note) []int {
	order := make([]int, len(chord))
	ghost := func(n music.Note) int {
		if slices.ContainsFunc(chord, func(o music.Note) bool {
			return isOvertone(int(n.Pitch)-int(o.Pitch)) && o.Velocity >= n.Velocity
		}) {
			return 0
		}
		return 1
	}
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := chord[a], chord[b]
		return cmp.Or(cmp.Compare(ghost(x), ghost(y)), cmp.Compare(x.Velocity, y.Velocity), cmp.Compare(x.End-x.Start, y.End-y.Start))
	})
	return order
}
