package app_test

import (
	"strings"
	"testing"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
)

func TestTreatmentOfTheOpenSong(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	s.AddFiles([]string{"../backend/kie/kiesim/songs/lanterns-on-the-river.mid"})
	s.until("the song is open", func() bool { return s.Page.Now() != nil })
	s.SetTreatment(edit.Treatment{Quantize: "1/4", Ghosts: 50})
	s.SetTreatment(edit.Treatment{Quantize: "1/4", Ghosts: 50, Chords: true}) // before the first is worked out
	s.until("the notes follow", func() bool { return strings.Contains(s.Page.Now().Changes, "notes move") })
	p := s.Page.Now()
	if !p.Treat.Chords || p.Treat.Quantize != "1/4" {
		t.Errorf("treatment %+v", p.Treat)
	}
	if p.Out.NoteCount() > p.Song.NoteCount() {
		t.Error("notes were added")
	}
	dir := t.TempDir()
	s.Export(dir, studio.What{Combined: true})
	s.until("the report is there", func() bool { return s.Report.Now() != nil })
	if c := s.Report.Now().Receipt.Changes; c.Moved == 0 {
		t.Errorf("the export did not quantize: %+v", c)
	}
	s.until("the settings are kept", func() bool {
		again, err := w.Page(t.Context(), p.ID)
		return err == nil && again.Treat == p.Treat && again.Changes == s.Page.Now().Changes
	})
}
