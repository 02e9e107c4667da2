package app_test

import (
	"strings"
	"testing"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
)

func TestBarsAreOneChoiceAwayAndKept(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	s.AddFiles([]string{"../backend/kie/kiesim/songs/lanterns-on-the-river.mid"})
	s.until("the song is open", func() bool { return s.Page.Now() != nil })
	s.SetGrid(edit.GridChoice{Mode: edit.GridOff})
	s.until("the bars are off", func() bool { return s.Page.Now().Grid == nil })
	if p := s.Page.Now(); !strings.Contains(p.Tempo, "No grid") {
		t.Fatalf("tempo %q without bars", p.Tempo)
	}
	s.SetGrid(edit.GridChoice{})
	s.until("the bars are back", func() bool { return s.Page.Now().Grid != nil })
	p := s.Page.Now()
	if !strings.HasPrefix(p.Tempo, "92.37 BPM · 1/4, 3/4 · D major") || len(p.Readings) < 2 || !p.Readings[0].Chosen {
		t.Errorf("tempo %q, readings %+v", p.Tempo, p.Readings)
	}
	dir := t.TempDir()
	s.Export(dir, studio.What{Combined: true})
	s.until("the report is there", func() bool { return s.Report.Now() != nil })
	if r := s.Report.Now().Receipt; !r.OK || !strings.Contains(string(r.Grid), `"meter":"1/4","meters":[{"second":0,"bar":1,"meter":"1/4"},{"second":0.64`) {
		t.Errorf("receipt ok %v, grid %.80s", r.OK, r.Grid)
	}
	s.rest()
	again, err := w.Page(t.Context(), p.ID)
	if err != nil || again.Tempo != p.Tempo {
		t.Errorf("after opening again %q, error %v; want %q", again.Tempo, err, p.Tempo)
	}
	s.SetGrid(p.Readings[1].Choice)
	s.until("another reading is chosen", func() bool { return s.Page.Now().Readings[1].Chosen })
}
