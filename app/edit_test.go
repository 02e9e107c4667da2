package app_test

import (
	"path/filepath"
	"slices"
	"testing"

	"partlift/app"
	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/music"
)

// opened is a screen with a song of the library on it.
func opened(t *testing.T) (*studiotest.World, *screen) {
	t.Helper()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	s.AddFiles([]string{"../backend/kie/kiesim/songs/lanterns-on-the-river.mid"})
	s.until("the song is open", func() bool { return s.Page.Now() != nil })
	return w, s
}

func TestEditsLieOverTheNotesAndAreKept(t *testing.T) {
	t.Parallel()
	w, s := opened(t)
	p := s.Page.Now()
	before, total := p.Song.Clone(), p.Song.NoteCount()
	s.EditNotes(app.DeleteNotes, []edit.NoteRef{{Track: 0, Note: 0}, {Track: 0, Note: 1}, {Track: 99, Note: 0}, {Track: 0, Note: -1}})
	s.EditNotes(app.MuteNotes, []edit.NoteRef{{Track: 1, Note: 3}})
	s.Transpose([]edit.NoteRef{{Track: 0, Note: 2}}, 12)
	s.RenamePart(0, "Lead\nflute")
	s.SetProgram(0, 80)
	s.until("the notes follow", func() bool { return s.Page.Now().Out.NoteCount() == total-3 })
	p = s.Page.Now()
	if p.Left(0) != 2 || p.Left(1) != 1 || p.Parts[0].Name != "Lead flute" || p.Parts[0].Program != 80 {
		t.Errorf("left out %d and %d, part %+v", p.Left(0), p.Left(1), p.Parts[0])
	}
	if at := slices.Index(p.Lanes[0].From, edit.NoteRef{Track: 0, Note: 0}); p.Lanes[0].State[at] != edit.NoteHidden {
		t.Errorf("a deleted note is shown as %v", p.Lanes[0].State[at])
	}
	if at := slices.Index(p.Lanes[1].From, edit.NoteRef{Track: 1, Note: 3}); p.Lanes[1].State[at]&edit.NoteMuted == 0 {
		t.Errorf("a muted note is shown as %v", p.Lanes[1].State[at])
	}
	if at := slices.Index(p.Lanes[0].From, edit.NoteRef{Track: 0, Note: 2}); p.Lanes[0].Notes[at].Pitch != before.Tracks[0].Notes[2].Pitch+12 {
		t.Errorf("an octave up is pitch %d", p.Lanes[0].Notes[at].Pitch)
	}
	for i, track := range before.Tracks {
		if !slices.Equal(track.Notes, p.Song.Tracks[i].Notes) {
			t.Fatalf("the delivered notes of track %d changed", i)
		}
	}
	dir := t.TempDir()
	s.Export(dir, studio.What{Combined: true})
	s.until("the report is there", func() bool { return s.Report.Now() != nil })
	out := studiotest.ReadMIDI(t, filepath.Join(dir, "Lanterns on the River", "Lanterns on the River.mid"))
	if out.NoteCount() != total-3 || out.Tracks[0].Name != "Lead flute" || out.Tracks[0].Program != 80 {
		t.Errorf("exported %d notes, want %d; first track %q, program %d", out.NoteCount(), total-3, out.Tracks[0].Name, out.Tracks[0].Program)
	}
	s.until("the edits are kept", func() bool {
		again, err := w.Page(t.Context(), p.ID)
		return err == nil && again.Out.NoteCount() == total-3 && again.Parts[0].Name == "Lead flute"
	})
	s.EditNotes(app.RestoreNotes, []edit.NoteRef{{Track: 0, Note: 0}, {Track: 0, Note: 1}, {Track: 1, Note: 3}})
	s.until("all notes are back", func() bool { return s.Page.Now().Out.NoteCount() == total })
}

func TestUndoAndRedo(t *testing.T) {
	t.Parallel()
	_, s := opened(t)
	total := s.Page.Now().Song.NoteCount()
	if s.Page.Now().Undo != "" {
		t.Errorf("nothing was done, and %q can be undone", s.Page.Now().Undo)
	}
	notes := func(want int) {
		t.Helper()
		s.until("the notes follow", func() bool { return s.Page.Now().Out.NoteCount() == want })
	}
	s.EditNotes(app.DeleteNotes, []edit.NoteRef{{Track: 0, Note: 0}})
	s.EditNotes(app.DeleteNotes, []edit.NoteRef{{Track: 0, Note: 1}, {Track: 0, Note: 2}})
	notes(total - 3)
	if u := s.Page.Now().Undo; u != "delete 2 notes" {
		t.Errorf("undo would %q", u)
	}
	s.Undo()
	notes(total - 1)
	if p := s.Page.Now(); p.Undo != "delete 1 note" || p.Redo != "delete 2 notes" {
		t.Errorf("undo would %q, redo %q", p.Undo, p.Redo)
	}
	s.Redo()
	notes(total - 3)
	s.Undo()
	s.Undo()
	s.Undo() // one too many
	notes(total)
	s.EditNotes(app.MuteNotes, []edit.NoteRef{{Track: 0, Note: 0}})
	if p := s.Page.Now(); p.Redo != "" {
		t.Errorf("after a new edit redo would %q", p.Redo)
	}
	s.EditNotes(app.MuteNotes, []edit.NoteRef{{Track: 0, Note: 0}}) // changes nothing
	s.Undo()
	if p := s.Page.Now(); p.Undo != "" {
		t.Errorf("an edit that changed nothing can be undone: %q", p.Undo)
	}
	id := s.Page.Now().ID
	s.EditNotes(app.MuteNotes, []edit.NoteRef{{Track: 0, Note: 5}})
	s.CloseSong()
	s.OpenSong(id)
	s.until("the song is open again", func() bool { return s.Page.Now() != nil })
	if p := s.Page.Now(); p.Undo != "" || p.Left(0) != 1 {
		t.Errorf("after opening again undo would %q, %d left out", p.Undo, p.Left(0))
	}
}

func TestTransposeKeepsToTheRange(t *testing.T) {
	t.Parallel()
	_, s := opened(t)
	ref := []edit.NoteRef{{Track: 0, Note: 0}}
	pitch := func() uint8 {
		l := s.Page.Now().Lanes[0]
		return l.Notes[slices.Index(l.From, edit.NoteRef{})].Pitch
	}
	from := pitch()
	for range 20 {
		s.Transpose(ref, 12)
	}
	want := from
	for want+12 <= 127 {
		want += 12
	}
	s.until("the note is as high as it goes", func() bool { return pitch() == want })
	for range 20 {
		s.Transpose(ref, -12)
	}
	low := from % 12
	s.until("the note is as low as it goes", func() bool { return pitch() == low })
}

func TestMovedNotesOfALaterVersionAreFoundAgain(t *testing.T) {
	t.Parallel()
	w, s := opened(t)
	p := s.Page.Now()
	n := p.Song.Tracks[0].Notes[7]
	s.EditNotes(app.DeleteNotes, []edit.NoteRef{{Track: 0, Note: 7}})
	s.until("it is kept", func() bool {
		again, err := w.Page(t.Context(), p.ID)
		return err == nil && again.Left(0) == 1
	})
	w.MoveEdits(t, p.ID, 3) // as if its place had been another
	again, err := w.Page(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	gone := func(l edit.Lane) (out []music.Note) {
		for k, state := range l.State {
			if state == edit.NoteHidden {
				out = append(out, l.Notes[k])
			}
		}
		return out
	}
	if got := gone(again.Lanes[0]); len(got) != 1 || got[0].Pitch != n.Pitch {
		t.Errorf("taken out are %v, want %v", got, n)
	}
}

func TestWhatChangesNothingIsNoEdit(t *testing.T) {
	t.Parallel()
	one := []edit.NoteRef{{Track: 0, Note: 0}}
	_, s := opened(t)
	for name, do := range map[string]func(){
		"bring back what is there":  func() { s.EditNotes(app.RestoreNotes, one) },
		"mute nothing":              func() { s.EditNotes(app.MuteNotes, nil) },
		"the name it has":           func() { s.RenamePart(0, "") },
		"the program it has":        func() { s.SetProgram(0, -1) },
		"no drum map":               func() { s.SetDrumMap(0, nil) },
		"a note that is not there":  func() { s.EditNotes(app.DeleteNotes, []edit.NoteRef{{Track: 99, Note: 0}}) },
		"a track that is not there": func() { s.RenamePart(99, "x") },
		"by no semitone":            func() { s.Transpose(one, 0) },
	} {
		if do(); s.Page.Now().Undo != "" {
			t.Errorf("%s: undo would %q", name, s.Page.Now().Undo)
			s.Undo()
		}
	}
}

func TestAnEditMadeWhileTheSongIsReadStays(t *testing.T) {
	t.Parallel()
	w, s := opened(t)
	id, first := s.Page.Now().ID, s.Page.Now()
	s.OpenSong(id)
	s.EditNotes(app.DeleteNotes, []edit.NoteRef{{Track: 0, Note: 0}})
	s.until("the song was read again", func() bool { return &s.Page.Now().Song.Tracks[0] != &first.Song.Tracks[0] })
	if n := s.Page.Now().Left(0); n != 1 {
		t.Errorf("%d notes are left out on screen, want 1", n)
	}
	s.EditNotes(app.DeleteNotes, []edit.NoteRef{{Track: 0, Note: 5}})
	s.until("both edits are in the library", func() bool {
		again, err := w.Page(t.Context(), id)
		return err == nil && again.Left(0) == 2
	})
}

func TestAGhostCanBeKept(t *testing.T) {
	t.Parallel()
	held := music.Note{Pitch: 60, Velocity: 90, Start: 0, End: 4}
	ghost := music.Note{Pitch: 72, Velocity: 8, Start: 1.013, End: 1.04}
	_, s := opened(t)
	page := *s.Page.Now()
	page.Song.Tracks = []music.Track{{Name: "Keys", Notes: []music.Note{held, {Pitch: 64, Velocity: 90, Start: 0, End: 4}, {Pitch: 67, Velocity: 90, Start: 0, End: 4}, ghost}}}
	if n := app.OutOf(page.Song, edit.Layers{Treat: edit.Treatment{Ghosts: 80}}); n != 3 {
		t.Fatalf("%d notes go out, want the ghost left out", n)
	}
	keep := edit.Layers{Treat: edit.Treatment{Ghosts: 80}, Notes: [][]edit.NoteEdit{{{}, {}, {}, {Keep: true}}}}
	if n := app.OutOf(page.Song, keep); n != 4 {
		t.Errorf("%d notes go out although the ghost is to be kept", n)
	}
}

func TestTheLastChoiceOfBarsStands(t *testing.T) {
	t.Parallel()
	_, s := opened(t)
	was := s.Page.Now().GridChoice
	double := was
	double.Octave = 1
	s.SetGrid(double)
	s.SetGrid(was) // thought better of it before it was there
	s.until("both were read", func() bool { return s.Busy.Now().Text == "" })
	if c := s.Page.Now().GridChoice; c != was {
		t.Errorf("the bars are %+v, chosen last was %+v", c, was)
	}
}
