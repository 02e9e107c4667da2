package app_test

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"partlift/app/edit"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
)

func TestAFilesOwnTempoIsItsFirstReading(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	path := filepath.Join(t.TempDir(), "fast.mid")
	if err := os.WriteFile(path, studiotest.MIDIOf(t, studiotest.Groove(174, 0, 24), studiotest.Own(174)), 0o600); err != nil {
		t.Fatal(err)
	}
	s.AddFiles([]string{path})
	s.until("the song is open", func() bool { return s.Page.Now() != nil })
	shows := func(tempo string, reading int) {
		t.Helper()
		s.until("it is "+tempo, func() bool { return strings.HasPrefix(s.Page.Now().Tempo, tempo) })
		for i, r := range s.Page.Now().Readings {
			if r.Chosen != (i == reading) {
				t.Errorf("%s: reading %d, %q, is chosen: %v", tempo, i, r.Label, r.Chosen)
			}
		}
	}
	change := func(f func(*edit.GridChoice)) {
		c := s.Page.Now().Adjustable()
		f(&c)
		s.SetGrid(c)
	}
	shows("174.00 BPM · 4/4", 0)
	p := s.Page.Now()
	half := slices.IndexFunc(p.Readings, func(r edit.Reading) bool { return strings.HasPrefix(r.Label, "From the notes: 87.00 BPM") })
	if half < 0 || p.Readings[0].Label != "174.00 BPM · 4/4 · the file's own tempo" || p.Readings[0].Choice != (edit.GridChoice{}) {
		t.Fatalf("readings %+v", p.Readings)
	}
	s.SetGrid(p.Readings[half].Choice)
	shows("87.00 BPM", half)
	s.rest()
	if again, err := w.Page(t.Context(), p.ID); err != nil || !again.Readings[half].Chosen {
		t.Errorf("after opening again %+v, error %v", again.Readings, err)
	}
	s.SetGrid(s.Page.Now().Readings[1].Choice)
	shows("174.00 BPM", 1)
	change(func(c *edit.GridChoice) { c.Octave-- })
	shows("87.00 BPM", 1)
	s.SetGrid(s.Page.Now().Readings[0].Choice)
	shows("174.00 BPM · 4/4", 0)
	change(func(c *edit.GridChoice) { c.Octave++ })
	shows("348.00 BPM · 4/4", 0)
	change(func(c *edit.GridChoice) { c.Octave -= 2 })
	shows("87.00 BPM · 4/4", 0)
	change(func(c *edit.GridChoice) { c.Octave++; c.Shift-- })
	shows("174.00 BPM · 4/4", 0)
	if g := s.Page.Now().Grid; math.Abs(g.Downbeat-3*60/g.Tempo[0].BPM) > 1e-9 {
		t.Errorf("bar one a beat earlier is at %v", g.Downbeat)
	}
}
