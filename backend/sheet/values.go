package sheet

// value is a note value that can be written.
type value struct {
	ticks uint32
	name  string
	dots  int
}

// values are the note values from the longest to the shortest.
var values = func() (out []value) {
	for i, name := range []string{"breve", "whole", "half", "quarter", "eighth", "16th", "32nd", "64th", "128th"} {
		plain := uint32(8*PPQ) >> i
		if i < 7 {
			out = append(out, value{plain * 3 / 2, name, 1})
		}
		out = append(out, value{plain, name, 0})
	}
	return out
}()

// longest returns the longest value of at most that many ticks; ok is false
// where none is that short.
func longest(ticks uint32) (value, bool) {
	for _, v := range values {
		if v.ticks <= ticks {
			return v, true
		}
	}
	return value{}, false
}

// piece is a note value at its place.
type piece struct {
	value
	start uint32 // ticks
	lasts uint32 // ticks, in a tuplet less than its value
	tuple bool   // three in the time of two
}

// pieces divides a stretch within a bar into values that show the beats. In
// tuples lie the beats of the bar that are tuplets, by their start.
func pieces(b bar, from, to uint32, tuples map[uint32]bool) (out []piece) {
	for from < to {
		beat := b.start + (from-b.start)/PPQ*PPQ
		var p piece
		if tuples[beat] {
			p = tupled(from, min(to, beat+PPQ))
		} else {
			p = plain(b, from, untilTuple(from, to, beat, tuples))
		}
		out = append(out, p)
		from += p.lasts
	}
	return out
}

// untilTuple returns the end of a stretch, or the first beat in it that is a
// tuplet.
func untilTuple(from, to, beat uint32, tuples map[uint32]bool) uint32 {
	for at := beat; at < to; at += PPQ {
		if at > from && tuples[at] {
			return at
		}
	}
	return to
}

// tupled returns the first piece of a stretch within a tuplet.
func tupled(from, to uint32) piece {
	v, ok := longest((to - from) * 3 / 2)
	if !ok {
		v = values[len(values)-1]
		return piece{v, from, to - from, true}
	}
	return piece{v, from, v.ticks * 2 / 3, true}
}

// plain returns the first piece of a stretch that is no tuplet: off the beat it
// ends with the beat, unless it is a quarter between two of them.
func plain(b bar, from, to uint32) piece {
	room, beat := to-from, b.beat()
	if in := (from - b.start) % beat; in != 0 && room > beat-in && !(beat == PPQ && in == PPQ/2 && room == PPQ) {
		room = beat - in
	}
	v, ok := longest(room)
	if !ok {
		v = values[len(values)-1]
		return piece{v, from, room, false}
	}
	return piece{v, from, v.ticks, false}
}
