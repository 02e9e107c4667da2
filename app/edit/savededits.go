package edit

import (
	"slices"

	"partlift/backend/music"
)

// savedEdit is a NoteEdit in the library. Pitch and start tell the note again
// should a later version read its file in another order.
type savedEdit struct {
	Track     int     `json:"t"`
	Note      int     `json:"n"`
	Pitch     uint8   `json:"p"`
	Start     float64 `json:"s"`
	Mute      bool    `json:"m,omitempty"`
	Delete    bool    `json:"d,omitempty"`
	Keep      bool    `json:"g,omitempty"`
	Semitones int8    `json:"k,omitempty"`
	Velocity  uint8   `json:"v,omitempty"`
	Later     float64 `json:"l,omitempty"`
	Longer    float64 `json:"e,omitempty"`
}

// savedNote is a note drawn by hand in the library, as it was left.
type savedNote struct {
	Track    int     `json:"t"`
	Pitch    uint8   `json:"p"`
	Velocity uint8   `json:"v"`
	Start    float64 `json:"s"`
	End      float64 `json:"e"`
	Mute     bool    `json:"m,omitempty"`
}

// Saved lists the edits of a song's notes.
func (l *Layers) Saved(song music.Song) []savedEdit {
	var out []savedEdit
	for i := range song.Tracks {
		for k, n := range song.Tracks[i].Notes {
			if e := l.Of(i, k); e != (NoteEdit{}) {
				out = append(out, savedEdit{i, k, n.Pitch, n.Start, e.Mute, e.Delete, e.Keep, e.Semitones, e.Velocity, e.Later, e.Longer})
			}
		}
	}
	return out
}

// SavedNotes lists the notes that were drawn by hand and not taken out again.
func (l *Layers) SavedNotes(song music.Song) []savedNote {
	var out []savedNote
	for i := range song.Tracks {
		t := &song.Tracks[i]
		for k := range l.drawn(i) {
			place := len(t.Notes) + k
			if e := l.Of(i, place); !e.Delete {
				n := l.Note(i, place, t)
				out = append(out, savedNote{i, n.Pitch, n.Velocity, n.Start, n.End, e.Mute})
			}
		}
	}
	return out
}

// layersOf puts the settings of a song on its notes. What belongs to no note
// of the song is passed over.
func layersOf(set Saved, song music.Song) Layers {
	l := Layers{Treat: set.Treat, Tracks: set.Tracks, Offset: set.Offset}
	for _, s := range set.Edits {
		if s.Track < 0 || s.Track >= len(song.Tracks) {
			continue
		}
		notes := song.Tracks[s.Track].Notes
		same := func(n music.Note) bool { return n.Pitch == s.Pitch && n.Start == s.Start }
		at := s.Note
		if at < 0 || at >= len(notes) || !same(notes[at]) {
			at = slices.IndexFunc(notes, same)
		}
		if at >= 0 {
			l.put(song, s.Track, at, NoteEdit{s.Mute, s.Delete, s.Keep, s.Semitones, s.Velocity, s.Later, s.Longer})
		}
	}
	for _, s := range set.Drawn {
		var refs []NoteRef
		l, refs = l.Draw(song, []Drawn{{s.Track, music.Note{Pitch: s.Pitch, Velocity: s.Velocity, Start: s.Start, End: s.End}}})
		if s.Mute {
			l = l.Edit(song, refs, func(_ NoteRef, e *NoteEdit) { e.Mute = true })
		}
	}
	return l
}

// put sets an edit while layers are being read.
func (l *Layers) put(song music.Song, track, note int, e NoteEdit) {
	if l.Notes == nil {
		l.Notes = make([][]NoteEdit, len(song.Tracks))
	}
	if l.Notes[track] == nil {
		l.Notes[track] = make([]NoteEdit, len(song.Tracks[track].Notes))
	}
	l.Notes[track][note] = e
}
