package local

import (
	"context"
	"errors"
	"slices"

	"partlift/backend/music"
)

// Role says what there is to hear in a sound, as the name of a separated stem
// tells. The zero value hears nothing.
type Role struct {
	Pitched   bool  // notes of instruments or voices
	Drums     bool  // a drum kit
	Mono      bool  // of which only one sounds at once
	Low, High uint8 // MIDI pitches that it can have; High 0 is any
}

// mix is the role of a sound of which nothing is known: instruments and drums.
var mix = Role{Pitched: true, Drums: true}

// TranscribeStem is Transcribe for a separated stem, in which less has to be told
// apart: a stem of drums is nothing but drums, which is heard in a tenth of the
// time, and others have none. A sound without notes gives ErrNoNotes or ErrSilent.
func TranscribeStem(ctx context.Context, sound Sound, role Role, progress func(done float64)) (music.Song, error) {
	song, err := hear(ctx, sound, role, progress)
	if err != nil {
		return song, err
	}
	for i := range song.Tracks {
		if t := &song.Tracks[i]; !t.Drums {
			t.Notes = role.fit(t.Notes)
		}
	}
	song.Tracks = slices.DeleteFunc(song.Tracks, func(t music.Track) bool { return len(t.Notes) == 0 })
	if len(song.Tracks) == 0 {
		return music.Song{}, ErrNoNotes
	}
	return song, nil
}

// Unheard reports whether an error says only that there is nothing to hear.
func Unheard(err error) bool {
	return errors.Is(err, ErrNoNotes) || errors.Is(err, ErrSilent) || errors.Is(err, ErrShort)
}

// fit leaves out what the role cannot have. notes are in music.Sort's order.
func (r Role) fit(notes []music.Note) []music.Note {
	out := slices.DeleteFunc(slices.Clone(notes), func(n music.Note) bool {
		return r.High > 0 && (n.Pitch < r.Low || n.Pitch > r.High)
	})
	if r.Mono {
		out = oneVoice(out)
	}
	return out
}

const (
	struckAsOne = 0.05 // seconds; notes that start as near are one attack
	heldOver    = 0.7  // of a note: what is under a stronger one for as long is that one's overtone or echo
)

// oneVoice makes a line of notes: of those that start together the strongest
// stays, weak ones under a held note go, and a note ends where the next begins.
func oneVoice(notes []music.Note) []music.Note {
	var out []music.Note
	for _, n := range notes {
		for len(out) > 0 {
			last := &out[len(out)-1]
			if n.Start >= last.End {
				break
			}
			switch inside := min(n.End, last.End) - n.Start; {
			case n.Start-last.Start < struckAsOne && stronger(n, *last):
				out = out[:len(out)-1]
				continue
			case n.Start-last.Start < struckAsOne, inside > heldOver*(n.End-n.Start) && n.Velocity < last.Velocity:
				n.End = n.Start // goes
			default:
				last.End = n.Start
			}
			break
		}
		if n.End > n.Start {
			out = append(out, n)
		}
	}
	return out
}

// stronger reports whether the first of two notes that start together is more
// likely the one that was played: it is heard more, and longer.
func stronger(a, b music.Note) bool {
	return float64(a.Velocity)*min(a.End-a.Start, 0.5) > float64(b.Velocity)*min(b.End-b.Start, 0.5)
}
