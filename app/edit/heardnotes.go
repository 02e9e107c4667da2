package edit

import (
	"encoding/base64"
	"errors"
	"math"

	"partlift/backend/music"
)

// HeardNote is what was heard of a delivered note.
type HeardNote struct {
	Velocity uint8  // 1–127, how hard it was struck; 0: nobody knows
	Usual    bool   // others hide the note, so Velocity is the usual one of its part or drum
	Likely   uint8  // per cent of notes with such evidence that are played, 0–100
	Reason   Reason // what the note most likely is
}

// Reason says what a note most likely is in the sound.
type Reason uint8

// The reasons.
const (
	Unjudged Reason = iota // nothing is known of it
	Played
	Bleed   // louder in another stem
	Octave  // an overtone, or the undertone, of another note
	Rest    // what rings on of a note before
	Flicker // within another note
	Absent  // nothing begins there
)

// HeardNotes are those of a part, one for each note as delivered, in their order.
// They are kept as three bytes each, in base64.
type HeardNotes []HeardNote

// usualBit marks in a kept velocity that it is the usual one.
const usualBit = 0x80

// MarshalText is part of encoding.TextMarshaler.
func (h HeardNotes) MarshalText() ([]byte, error) {
	raw := make([]byte, 0, 3*len(h))
	for _, n := range h {
		velocity := n.Velocity
		if n.Usual {
			velocity |= usualBit
		}
		raw = append(raw, velocity, n.Likely, byte(n.Reason))
	}
	return base64.RawStdEncoding.AppendEncode(nil, raw), nil
}

// errHeardNotes tells of kept bytes that are no notes; such are heard again.
var errHeardNotes = errors.New("not what was heard of notes")

// UnmarshalText is part of encoding.TextUnmarshaler. It refuses what MarshalText
// does not write.
func (h *HeardNotes) UnmarshalText(text []byte) error {
	raw, err := base64.RawStdEncoding.Strict().AppendDecode(nil, text)
	if err != nil || len(raw)%3 != 0 || base64.RawStdEncoding.EncodedLen(len(raw)) != len(text) { // line ends are read over
		return errHeardNotes
	}
	out := make(HeardNotes, 0, len(raw)/3)
	for ; len(raw) > 0; raw = raw[3:] {
		n := HeardNote{Velocity: raw[0] &^ usualBit, Usual: raw[0]&usualBit != 0, Likely: raw[1], Reason: Reason(raw[2])}
		if n.Likely > 100 || n.Reason > Absent || n.Usual && n.Velocity == 0 {
			return errHeardNotes
		}
		out = append(out, n)
	}
	*h = out
	return nil
}

// Fits reports whether this can have been heard of a song: every number in its
// range, and as many notes as there are.
func (h *Heard) Fits(song music.Song) bool {
	within := func(v, most float64) bool { return math.Abs(v) <= most }
	if !within(h.Offset, 1) || len(h.Parts) > len(song.Tracks) {
		return false
	}
	for i, part := range h.Parts {
		if n := len(part.Notes); !within(part.Own, 2) || n != 0 && n != len(song.Tracks[i].Notes) {
			return false
		}
	}
	return true
}

// of returns what was heard of the notes of a track as delivered, nil where that
// is nothing.
func (h *Heard) of(track int) (part HeardPart) {
	if h != nil && track < len(h.Parts) {
		part = h.Parts[track]
	}
	if !part.Sure {
		part.Notes = nil
	}
	return part
}
