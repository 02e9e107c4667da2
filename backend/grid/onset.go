package grid

import (
	"cmp"
	"math"
	"slices"

	"partlift/backend/music"
)

// longest is the longest song in seconds that is looked at.
const longest = 2 * 3600

// together is how far apart in seconds notes may start and still be one chord.
const together = 0.030

// A note is what the analysis needs to know of a note.
type note struct {
	start, end float64 // seconds
	gap        float64 // silence in front of it within its track, seconds
	velocity   float64 // 0–1
	weight     float64 // how much its onset says about the beat
	track      uint16
	pitch      uint8
	drum       bool
}

// An onset is a chord or a single note, as a point in time.
type onset struct {
	t, w float64 // seconds, weight
}

// notesOf collects the notes of a song that can be placed in time, by start.
func notesOf(song music.Song) []note {
	out := make([]note, 0, song.NoteCount())
	ends := make([]int, 0, len(song.Tracks))
	for index, track := range song.Tracks {
		first := len(out)
		for _, n := range track.Notes {
			if !(n.Start >= 0 && n.Start <= longest && n.End > n.Start) {
				continue
			}
			out = append(out, note{
				start: n.Start, end: min(n.End, n.Start+60), pitch: n.Pitch, drum: track.Drums,
				track: uint16(min(index, math.MaxUint16)), velocity: float64(n.Velocity) / 127, weight: weigh(n, track.Drums),
			})
		}
		part := out[first:]
		if !slices.IsSortedFunc(part, byStart) {
			slices.SortStableFunc(part, byStart)
		}
		ends = append(ends, len(out))
		last := -10.0
		for i := range part {
			part[i].gap = part[i].start - last
			last = max(last, part[i].end)
		}
	}
	return merged(out, ends)
}

// merged sorts notes by start, given the ends of runs that are sorted already.
func merged(notes []note, ends []int) []note {
	spare := make([]note, len(notes))
	for len(ends) > 1 {
		start, runs := 0, ends[:0]
		for i := 0; i < len(ends); i += 2 {
			middle, end := ends[i], ends[min(i+1, len(ends)-1)]
			merge(spare[start:end], notes[start:middle], notes[middle:end])
			start, runs = end, append(runs, end)
		}
		notes, spare, ends = spare, notes, runs
	}
	return notes
}

// merge joins two sorted runs; of notes that start together those of a come
// first.
func merge(out, a, b []note) {
	for k := range out {
		if len(b) == 0 || len(a) > 0 && a[0].start <= b[0].start {
			out[k], a = a[0], a[1:]
		} else {
			out[k], b = b[0], b[1:]
		}
	}
}

func byStart(a, b note) int { return cmp.Compare(a.start, b.start) }

// weigh says how much a note's onset tells about the beat: loud ones more,
// kick and snare more, hats less because they play everywhere.
func weigh(n music.Note, drums bool) float64 {
	w := 0.4 + 0.6*float64(n.Velocity)/127
	if !drums {
		return w
	}
	switch drumRole(n.Pitch) {
	case kick, snare:
		return 1.2 * w
	case hat:
		return 0.6 * w
	}
	return 0.8 * w
}

// onsetsOf joins notes that start together. Their time is the weighted mean.
func onsetsOf(notes []note) []onset {
	out := make([]onset, 0, len(notes))
	for i := 0; i < len(notes); {
		var sw, st float64
		first := notes[i].start
		for ; i < len(notes) && notes[i].start-first < together; i++ {
			sw += notes[i].weight
			st += notes[i].weight * notes[i].start
		}
		out = append(out, onset{st / sw, math.Min(2, math.Sqrt(sw))})
	}
	return out
}
