package edit

import (
	"cmp"
	"math"

	"partlift/backend/music"
)

// The values of ByEar.Velocities.
const (
	VelocityAuto      = ""          // as heard where those delivered say nothing and a stem says more
	VelocityStems     = "stems"     // as heard wherever it was
	VelocityDelivered = "delivered" // as delivered
)

// UsualTrust is the per cent of ByEar.Trust from which on notes are believed:
// at it the ear finds 71 of 100 that are not played, and takes 2 of 100 that are
// for such, more of soft ones. So nothing is left out unless somebody asks.
const UsualTrust = 45

// tellingVelocities is from how many different velocities on a part's delivered
// ones say how it was played.
const tellingVelocities = 8

// Hearing counts what was done to notes by what was heard of them.
type Hearing struct {
	Velocities int // notes whose velocity was measured in the sound
	Struck     int // parts that these are of
	Doubtful   int // notes left out as doubtful; the rest says what they likely are
	Octaves    int // overtones or undertones of others
	Bleeds     int // louder in another stem
	Rests      int // what rings on of a note before
	Flickers   int // within another note
	Absent     int // nothing begins there
	Unclear    int // played rather than not, and less likely than was asked
}

// leaveOut counts a note that is left out.
func (h *Hearing) leaveOut(n HeardNote) {
	h.Doubtful++
	kinds := [...]*int{Unjudged: &h.Unclear, Played: &h.Unclear, Bleed: &h.Bleeds, Octave: &h.Octaves, Rest: &h.Rests, Flicker: &h.Flickers, Absent: &h.Absent}
	*kinds[min(n.Reason, Absent)]++
}

// struck returns how far the velocities of a part go to those heard, in per cent;
// 0 is as delivered.
func (t Treatment) struck(part HeardPart, delivered []music.Note) int {
	switch {
	case t.Exact() || len(part.Notes) == 0 || t.Velocities == VelocityDelivered:
		return 0
	case t.Velocities != VelocityStems && (!part.Stem || telling(delivered)):
		return 0
	}
	return min(cmp.Or(max(t.Struck, 0), 100), 100)
}

// telling reports whether delivered velocities say how a part was played.
func telling(notes []music.Note) bool {
	var seen [128]bool
	count := 0
	for _, n := range notes {
		if v := n.Velocity & 127; !seen[v] {
			seen[v] = true
			count++
		}
	}
	return count >= tellingVelocities
}

// least returns how likely notes must be to stay, in per cent.
func (t Treatment) least() int {
	if t.Exact() {
		return 0
	}
	return min(t.Trust, 100)
}

func (h HeardNote) doubtful() bool { return h.Likely < UsualTrust }

// touched reports whether a person said anything of a note but that it is silent:
// what was heard of it as delivered is no reason to leave it out then.
func (e NoteEdit) touched() bool {
	e.Mute, e.Delete = false, false
	return e != NoteEdit{}
}

// heard returns what was heard of a note and still says whether it is played;
// false where nothing does.
func (l *Layers) heard(r Found, ref NoteRef) (HeardNote, bool) {
	notes := r.heard.of(ref.Track).Notes
	if ref.Note >= len(notes) || l.Of(ref.Track, ref.Note).touched() {
		return HeardNote{}, false
	}
	return notes[ref.Note], true
}

// hear puts what was heard of the notes of a song on them: their velocities, and
// those left out that are likely not played. The song's notes may be written to;
// live are their places as delivered, which go along.
func (l *Layers) hear(delivered music.Song, r Found, song music.Song, live [][]int) (done Hearing) {
	for i := range song.Tracks {
		t, part := &song.Tracks[i], r.heard.of(i)
		if len(part.Notes) == 0 {
			continue
		}
		share, least, before := l.Treat.struck(part, delivered.Tracks[i].Notes), l.Treat.least(), done.Velocities
		notes, places := t.Notes[:0], live[i][:0]
		for k, place := range live[i] {
			n := t.Notes[k]
			if h, known := l.heard(r, NoteRef{i, place}); known && int(h.Likely) < least {
				done.leaveOut(h)
				continue
			}
			if place < len(part.Notes) && l.Of(i, place).Velocity == 0 && part.Notes[place].strike(&n, share) {
				done.Velocities++
			}
			notes, places = append(notes, n), append(places, place)
		}
		t.Notes, live[i] = notes, places
		if done.Velocities > before {
			done.Struck++
		}
	}
	return done
}

// strike gives a note some per cent of the velocity that was heard, and reports
// whether that was measured of it.
func (h HeardNote) strike(n *music.Note, share int) bool {
	if h.Velocity == 0 || share == 0 {
		return false
	}
	was := float64(n.Velocity)
	n.Velocity = uint8(min(max(math.Round(was+(float64(h.Velocity)-was)*float64(share)/100), 1), 127))
	return !h.Usual
}

// doubt marks the notes of a part that are perhaps not played: as heard, where
// they were, else as the notes say.
func (l *Layers) doubt(r Found, refs []NoteRef, seen []bool) []bool {
	out := seen
	for k, ref := range refs {
		h, known := l.heard(r, ref)
		if !known || h.Reason == Unjudged {
			continue
		}
		if out == nil {
			out = make([]bool, len(refs))
		}
		out[k] = h.doubtful()
	}
	return out
}
