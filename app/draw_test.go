package app_test

import (
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/music"
)

// TestNotesDrawnByHand draws, moves and strikes notes: they are heard, exported,
// counted and kept like others, and undo takes back each step.
func TestNotesDrawnByHand(t *testing.T) {
	t.Parallel()
	w, s := opened(t)
	p := s.Page.Now()
	total, before := p.Song.NoteCount(), p.Layers
	at := p.Length() - 2
	refs := s.DrawNotes([]edit.Drawn{{Track: 0, Note: music.Note{Pitch: 21, Velocity: 64, Start: at, End: at + 0.5}}, {Track: 99, Note: music.Note{Pitch: 21, Velocity: 64, Start: 1, End: 2}}})
	if want := []edit.NoteRef{{Track: 0, Note: len(p.Song.Tracks[0].Notes)}}; !slices.Equal(refs, want) {
		t.Fatalf("the drawn notes are called %v, want %v", refs, want)
	}
	steps := []string{s.Page.Now().Undo}
	s.ChangeNotes([]edit.Change{{NoteRef: refs[0], Later: 0.5, Semitones: 1}})
	steps = append(steps, s.Page.Now().Undo)
	s.ChangeNotes([]edit.Change{{NoteRef: refs[0], Longer: 0.5}})
	steps = append(steps, s.Page.Now().Undo)
	s.ChangeNotes([]edit.Change{{NoteRef: refs[0], Velocity: 99}, {NoteRef: edit.NoteRef{}, Velocity: 98}})
	steps = append(steps, s.Page.Now().Undo)
	if want := []string{"add 2 notes", "move 1 note", "change the length of 1 note", "change the velocity of 2 notes"}; !slices.Equal(steps, want) {
		t.Errorf("the steps are called %q, want %q", steps, want)
	}
	drawn := func(song music.Song) bool {
		return slices.ContainsFunc(song.Tracks[0].Notes, func(n music.Note) bool { return n.Pitch == 22 && n.Velocity == 99 && n.Start > at+0.4 })
	}
	s.until("the notes follow", func() bool { return drawn(s.Page.Now().Out) })
	dir := t.TempDir()
	s.Export(dir, studio.What{Combined: true})
	s.until("the report is there", func() bool { return s.Report.Now() != nil })
	if c := s.Report.Now().Receipt; !c.OK || c.Changes.Drawn != 1 || c.Changes.Edited != 1 {
		t.Errorf("the receipt counts %+v, want 1 drawn and 1 changed", c.Changes)
	}
	if out := studiotest.ReadMIDI(t, filepath.Join(dir, "Lanterns on the River", "Lanterns on the River.mid")); out.NoteCount() != total+1 || !drawn(out) {
		t.Errorf("exported %d notes, want %d with the drawn one", out.NoteCount(), total+1)
	}
	s.until("the note is kept", func() bool {
		again, err := w.Page(t.Context(), p.ID)
		return err == nil && drawn(again.Out) && again.Out.NoteCount() == total+1
	})
	last := s.Page.Now().Layers
	for range steps {
		s.Undo()
	}
	if got := s.Page.Now().Layers; !reflect.DeepEqual(got, before) {
		t.Errorf("after undo there is still %+v %+v", got.Notes, got.Drawn)
	}
	for range steps {
		s.Redo()
	}
	if got := s.Page.Now().Layers; !reflect.DeepEqual(got, last) {
		t.Error("redo brings back something else")
	}
}
