package pianoroll

import (
	"image/color"
	"slices"

	"partlift/backend/music"
)

// Scene is what the roll shows. The roll keeps the slices it is given and never
// writes to them; give it a new scene after an edit.
type Scene struct {
	// Song names what is shown. A scene with another name is fitted into the
	// view and begins with nothing selected; one with the same name keeps both.
	Song string
	// Tracks are drawn in this order, ghosts before all others.
	Tracks []Track
	// Grid is nil when none is known; the ruler then counts minutes and seconds.
	// A grid without a meter is counted in fours, as a DAW does.
	Grid *music.Grid
	// FirstBar is the number of the bar that starts at the grid's downbeat; 0
	// means 1.
	FirstBar int
	// Length is the song's in seconds; a note that ends later makes it longer.
	Length float64
}

// Track is the notes of one instrument.
type Track struct {
	Name  string
	Color color.NRGBA  // of its loudest notes
	Drums bool         // rows have the names of drums when only kits are in front
	Notes []music.Note // sorted by start, as by music.Sort
	Flags []Flag       // of the notes: nil, or as many as Notes
	Show  Show
	Muted bool // all notes are drawn as muted ones
}

// Show says how a track is drawn.
type Show uint8

// The ways to show a track.
const (
	Front  Show = iota // in its color; notes can be selected
	Ghost              // faint and behind; notes cannot be selected
	Absent             // not at all
)

// Flag marks one note; flags can be combined.
type Flag uint8

// The flags of a note.
const (
	Muted    Flag = 1 << iota // silent: hollow
	Hidden                    // taken out, can be restored: a broken outline
	Doubtful                  // perhaps not played at all: hatched
)

// Ref names a note of the scene by its place in it.
type Ref struct{ Track, Note int }

// Verb is an edit that was asked for. The roll itself changes nothing.
type Verb uint8

// The verbs.
const (
	Mute       Verb = iota + 1 // silence notes
	Restore                    // bring muted and hidden notes back
	Delete                     // hide notes
	Up                         // a semitone higher
	Down                       // a semitone lower
	OctaveUp                   // 12 semitones higher
	OctaveDown                 // 12 semitones lower
)

// Semitones returns how far a verb moves notes, 0 for those that do not.
func (v Verb) Semitones() int {
	switch v {
	case Up:
		return 1
	case Down:
		return -1
	case OctaveUp:
		return 12
	case OctaveDown:
		return -12
	}
	return 0
}

// Hover is what the pointer is over.
type Hover struct {
	Text string // for a line of status, "" over nothing
	Ref  Ref    // the note, when Note is true
	Note bool
}

// Follow says how the view goes with the playhead.
type Follow uint8

// The ways to follow.
const (
	Stay   Follow = iota // not at all
	Pages                // turn the page when the playhead leaves it
	Scroll               // keep the playhead at its place and move the notes
)

// plays reports whether two scenes hold the very same notes, whatever their
// colors are.
func (s *Scene) plays(o *Scene) bool {
	return slices.EqualFunc(s.Tracks, o.Tracks, func(a, b Track) bool {
		return len(a.Notes) == len(b.Notes) && a.Show == b.Show && (len(a.Notes) == 0 || &a.Notes[0] == &b.Notes[0])
	})
}

// kits reports whether only drum kits are in front.
func (s *Scene) kits() bool {
	kits := false
	for i := range s.Tracks {
		if t := &s.Tracks[i]; t.Show == Front {
			if !t.Drums {
				return false
			}
			kits = true
		}
	}
	return kits
}
