// Package music holds the nouns everybody speaks: songs, tracks, notes, the
// grid they sit on, and the names General MIDI gives to instruments and drums.
// Notes are in seconds; beats and ticks exist only at the edges.
package music

import (
	"cmp"
	"slices"
)

// Note is one sounding note.
type Note struct {
	Pitch    uint8   // MIDI note number, 0–127, 60 = middle C
	Velocity uint8   // MIDI velocity, 1–127; never 0, which would be a note off
	Start    float64 // seconds from the start of the audio, ≥ 0
	End      float64 // seconds, > Start
}

// Track is the notes of one instrument.
type Track struct {
	Name    string // as delivered; may be empty, repeat, or hold any Unicode
	Program uint8  // General MIDI program, 0-based, 0–127; 0 for drums
	Drums   bool   // true: a drum kit, channel 10 in a file
	Known   bool   // false: the name said nothing, so Program is a fallback
	Stem    string // separated audio the notes came from; "" when unknown
	Notes   []Note // as delivered; see Sort
	// Controls are sorted by second; results of the service have none.
	Controls []Control
}

// Song is everything transcribed from one piece of audio.
type Song struct {
	Title  string
	Tracks []Track
	// Own is the grid that the song came with, of a MIDI file its tempo map and
	// time signatures; nil when it came with none. It is never written to.
	Own *Grid
	// Cents is by how much the sound that the notes were heard in lies above
	// A = 440 Hz, -50 to 50; 0 where it does not, or is not known.
	Cents float64
}

// Clone returns a deep copy, so that settings can be applied to it without
// touching the notes as delivered.
func (s Song) Clone() Song {
	out := Song{Title: s.Title, Own: s.Own, Cents: s.Cents, Tracks: make([]Track, len(s.Tracks))}
	for i, t := range s.Tracks {
		out.Tracks[i] = t
		out.Tracks[i].Notes = append([]Note(nil), t.Notes...)
		out.Tracks[i].Controls = append([]Control(nil), t.Controls...)
	}
	return out
}

// End returns the end of the last note in seconds, 0 for a song without notes.
func (s Song) End() float64 {
	end := 0.0
	for _, t := range s.Tracks {
		end = max(end, t.End())
	}
	return end
}

// NoteCount returns the number of notes in all tracks.
func (s Song) NoteCount() int {
	n := 0
	for _, t := range s.Tracks {
		n += len(t.Notes)
	}
	return n
}

// End returns the end of the track's last note in seconds.
func (t Track) End() float64 {
	end := 0.0
	for _, n := range t.Notes {
		end = max(end, n.End)
	}
	return end
}

// PitchRange returns the lowest and highest pitch; ok is false without notes.
func (t Track) PitchRange() (low, high uint8, ok bool) {
	if len(t.Notes) == 0 {
		return 0, 0, false
	}
	low, high = 127, 0
	for _, n := range t.Notes {
		low, high = min(low, n.Pitch), max(high, n.Pitch)
	}
	return low, high, true
}

// Sort orders notes by start, then pitch, then end, keeping equal notes in the
// order they were delivered.
func Sort(notes []Note) {
	slices.SortStableFunc(notes, Compare)
}

// Compare orders two notes as Sort does.
func Compare(a, b Note) int {
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Pitch, b.Pitch), cmp.Compare(a.End, b.End))
}
