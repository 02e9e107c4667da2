package edit

import (
	"math"
	"slices"

	"partlift/backend/music"
)

// Change is what a person wants of a note, seen from how it is now.
type Change struct {
	NoteRef
	Later     float64 // seconds that it goes; earlier when negative
	Longer    float64 // seconds that its length grows; shorter when negative
	Semitones int     // up, or down when negative
	Velocity  uint8   // 1–127; 0 = as it is
}

// Drawn is a note that a person adds to a track.
type Drawn struct {
	Track int
	music.Note
}

// shortest is the length in seconds that a note keeps however far its end is
// pushed: a tick of a fast song.
const shortest = 0.0005

// Edit returns layers with one more edit of notes, or the same where it would
// change nothing. References to notes that are not there are passed over.
func (l Layers) Edit(song music.Song, refs []NoteRef, change func(NoteRef, *NoteEdit)) Layers {
	notes, changed := make([][]NoteEdit, len(song.Tracks)), false
	copy(notes, l.Notes)
	fresh := make([]bool, len(notes))
	for _, r := range refs {
		if !l.has(song, r) {
			continue
		}
		if !fresh[r.Track] {
			fresh[r.Track] = true
			have := notes[r.Track]
			notes[r.Track] = make([]NoteEdit, l.count(song, r.Track))
			copy(notes[r.Track], have)
		}
		was := notes[r.Track][r.Note]
		change(r, &notes[r.Track][r.Note])
		changed = changed || notes[r.Track][r.Note] != was
	}
	if changed {
		l.Notes = notes
	}
	return l
}

// Change returns layers with notes moved, stretched, transposed or struck
// otherwise. It is the same where one of them would leave the pitches of MIDI:
// a chord stays a chord.
func (l Layers) Change(song music.Song, changes []Change) Layers {
	refs, by := make([]NoteRef, 0, len(changes)), make(map[NoteRef]Change, len(changes))
	for _, c := range changes {
		if !l.has(song, c.NoteRef) {
			continue
		}
		pitch := int(l.Note(c.Track, c.Note, &song.Tracks[c.Track]).Pitch) + c.Semitones
		if pitch < 0 || pitch > 127 || !finite(c.Later, c.Longer) {
			return l
		}
		if _, again := by[c.NoteRef]; !again {
			refs = append(refs, c.NoteRef)
		}
		by[c.NoteRef] = c
	}
	return l.Edit(song, refs, func(r NoteRef, e *NoteEdit) {
		c := by[r]
		e.Semitones += int8(c.Semitones)
		e.Later, e.Longer = e.Later+c.Later, e.Longer+c.Longer
		if c.Velocity > 0 {
			e.Velocity = min(c.Velocity, 127)
		}
	})
}

// Draw returns layers with more notes and what they are called. Notes of tracks
// that are not there, and such as are no notes, are passed over.
func (l Layers) Draw(song music.Song, notes []Drawn) (Layers, []NoteRef) {
	drawn := make([][]music.Note, len(song.Tracks))
	copy(drawn, l.Drawn)
	var refs []NoteRef
	for _, d := range notes {
		if d.Track < 0 || d.Track >= len(drawn) || !finite(d.Start, d.End) || d.End <= d.Start || d.Start < 0 {
			continue
		}
		d.Pitch, d.Velocity = min(d.Pitch, 127), min(max(d.Velocity, 1), 127)
		refs = append(refs, NoteRef{d.Track, len(song.Tracks[d.Track].Notes) + len(drawn[d.Track])})
		drawn[d.Track] = append(slices.Clip(drawn[d.Track]), d.Note)
	}
	if len(refs) > 0 {
		l.Drawn = drawn
	}
	return l, refs
}

func finite(seconds ...float64) bool {
	return !slices.ContainsFunc(seconds, func(s float64) bool { return math.IsNaN(s) || math.IsInf(s, 0) })
}

// count returns how many notes a track has with those drawn by hand.
func (l *Layers) count(song music.Song, track int) int {
	return len(song.Tracks[track].Notes) + len(l.drawn(track))
}

func (l *Layers) drawn(track int) []music.Note {
	if track < len(l.Drawn) {
		return l.Drawn[track]
	}
	return nil
}

func (l *Layers) has(song music.Song, r NoteRef) bool {
	return r.Track >= 0 && r.Track < len(song.Tracks) && r.Note >= 0 && r.Note < l.count(song, r.Track)
}

// kept reports whether a person says of a note that it is no ghost.
func (l *Layers) kept(song music.Song, r NoteRef) bool {
	return r.Note >= len(song.Tracks[r.Track].Notes) || l.Of(r.Track, r.Note).Keep
}

// Note returns a note as a person wants it; t is its track as delivered. Of
// drums the pitch as delivered is mapped first, so that moving it chooses
// another drum; what a person drew is where they want it.
func (l *Layers) Note(track, note int, t *music.Track) music.Note {
	var n music.Note
	if own := note - len(t.Notes); own >= 0 {
		n = l.Drawn[track][own]
	} else {
		n = t.Notes[note]
		if to, ok := l.Tracks[track].Drums[n.Pitch]; ok && t.Drums {
			n.Pitch = to
		}
	}
	e := l.Of(track, note)
	n.Pitch = uint8(min(max(int(n.Pitch)+int(e.Semitones), 0), 127))
	if e.Velocity > 0 {
		n.Velocity = e.Velocity
	}
	if e.Later != 0 || e.Longer != 0 {
		length := n.End - n.Start
		if e.Longer != 0 {
			length = max(length+e.Longer, shortest)
		}
		n.Start = max(n.Start+e.Later, 0)
		n.End = n.Start + length
	}
	return n
}

// byHand counts the notes that go out and were drawn, and those that were
// delivered and then changed, by hand.
func (l *Layers) byHand(song music.Song, refs [][]NoteRef) (drawn, edited int) {
	if l.Notes == nil && l.Drawn == nil {
		return 0, 0
	}
	for _, part := range refs {
		for _, r := range part {
			switch e := l.Of(r.Track, r.Note); {
			case r.Note >= len(song.Tracks[r.Track].Notes):
				drawn++
			case e.Semitones != 0 || e.Velocity != 0 || e.Later != 0 || e.Longer != 0:
				edited++
			}
		}
	}
	return drawn, edited
}

// Unshifted returns notes as they are to be kept, so that they are shown where
// they were drawn: a part that is late as a whole is lined up afterwards.
func (p *Page) Unshifted(notes []Drawn) []Drawn {
	late := p.Treat.shifts(p.Found)
	out := slices.Clone(notes)
	for i := range out {
		by := late[out[i].Track]
		out[i].Start, out[i].End = out[i].Start+by, out[i].End+by
	}
	return out
}

// LeftOut reports whether a note is taken for a ghost, or would be soon.
func (p *Page) LeftOut(r NoteRef) bool {
	if r.Track < 0 || r.Track >= len(p.Parts) {
		return false
	}
	part := p.Parts[r.Track].Into
	if part >= len(p.Lanes) {
		return false
	}
	l := p.Lanes[part]
	at := slices.Index(l.From, r)
	return at >= 0 && l.State[at]&(NoteHidden|NoteDoubtful) != 0
}
