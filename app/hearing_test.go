package app_test

import (
	"slices"
	"testing"

	"partlift/app/edit"
	"partlift/app/studio/studiotest"
	"partlift/backend/music"
)

// lonelyGhost is where a note begins that nobody plays, and no other sounds.
func lonelyGhost(song music.Song) float64 {
	for _, n := range song.Tracks[1].Notes {
		near := func(o music.Note) bool { return o != n && o.Start < n.Start+.12 && o.End > n.Start-.02 }
		if n.Pitch >= 95 && !slices.ContainsFunc(song.Tracks[0].Notes, near) && !slices.ContainsFunc(song.Tracks[1].Notes, near) {
			return n.Start
		}
	}
	return 0
}

// A slider that moves is heard and seen at once; what it is left at is one step.
func TestATreatmentIsTriedBeforeItIsTaken(t *testing.T) {
	t.Parallel()
	var id string
	w, s, get := heard(t, func(w *studiotest.World, s *screen) {
		id, _ = studiotest.Flat(t, w.Studio)
		s.OpenSong(id)
	})
	s.until("notes and sound were compared", func() bool { p := s.Page.Now(); return p.Heard != nil && p.Hearing.Velocities > 0 })
	s.TogglePlay()
	s.until("it plays", func() bool { return s.Playback.Now().Playing })
	left := func() int { return s.Page.Now().Hearing.Doubtful }
	if left() != 0 || s.Page.Now().Undo != "" {
		t.Fatalf("%d left out, undo %q", left(), s.Page.Now().Undo)
	}
	ghost := lonelyGhost(s.Page.Now().Song)
	sounds := func() bool {
		s.Seek(ghost)
		get().wind(.03) // what was heard before fades
		l, r := get().wind(.07)
		return max(l, r) > .005
	}
	s.SetBlend(1)
	if !sounds() {
		t.Fatalf("the doubtful note at %v s is not heard", ghost)
	}
	for trust := 1; trust <= 20; trust++ {
		s.TryTreatment(edit.Treatment{ByEar: edit.ByEar{Trust: trust}})
	}
	s.until("doubtful notes are left out", func() bool { return left() >= 6 })
	if sounds() {
		t.Error("what is left out is heard")
	}
	if p := s.Page.Now(); p.Undo != "" || p.Treat.Trust != 20 || !s.Playback.Now().Playing {
		t.Errorf("undo %q, trust %d, playing %v", p.Undo, p.Treat.Trust, s.Playback.Now().Playing)
	}
	if p, err := w.Page(t.Context(), id); err != nil || p.Treat.Trust != 0 {
		t.Errorf("kept %+v, %v", p.Treat, err)
	}
	s.SetTreatment(edit.Treatment{ByEar: edit.ByEar{Trust: 20}})
	s.Undo()
	s.until("one step takes all of it back", func() bool { return left() == 0 })
	if p := s.Page.Now(); p.Treat.Trust != 0 || p.Undo != "" {
		t.Errorf("trust %d, undo %q", p.Treat.Trust, p.Undo)
	}
	s.Redo()
	s.until("it is done again", func() bool { return left() >= 6 })

	// Every other step takes back what is tried, itself too.
	for name, step := range map[string]func(){
		"the same again": func() { s.SetTreatment(edit.Treatment{ByEar: edit.ByEar{Trust: 20}}) },
		"undo":           func() { s.Undo(); s.Redo() },
		"bars":           func() { s.SetGrid(edit.GridChoice{Mode: edit.GridOff}); s.Undo() },
		"an edit":        func() { s.Transpose([]edit.NoteRef{{Track: 0, Note: 1}}, 1); s.Undo() },
	} {
		s.TryTreatment(edit.Treatment{ByEar: edit.ByEar{Trust: 99}})
		step()
		s.until(name, func() bool { return left() >= 6 && left() < 30 })
		if p := s.Page.Now(); p.Treat.Trust != 20 {
			t.Errorf("%s: trust %d", name, p.Treat.Trust)
		}
	}
	s.SetTreatment(edit.Treatment{ByEar: edit.ByEar{Trust: 11}}) // a value that only the last save has
	s.until("it is kept", func() bool { p, err := w.Page(t.Context(), id); return err == nil && p.Treat.Trust == 11 })

	// Of another song nothing is tried.
	s.TryTreatment(edit.Treatment{ByEar: edit.ByEar{Trust: 50}})
	s.OpenSong(studiotest.Apart(t, w.Studio, .15))
	s.until("another song is open", func() bool { return s.Page.Now().ID != id })
	s.SetTreatment(edit.Treatment{Chords: true})
	s.Undo()
	if p := s.Page.Now(); p.Treat != (edit.Treatment{}) {
		t.Errorf("the other song has %+v", p.Treat)
	}
	s.CloseSong()
	s.TryTreatment(edit.Treatment{ByEar: edit.ByEar{Trust: 50}})
	s.SetTreatment(edit.Treatment{ByEar: edit.ByEar{Trust: 50}})
}
