package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
)

func TestSheetMusicOfTheOpenSongIsWritten(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	id := w.Transcribe(t)
	s := newScreen(t, w)
	dir := t.TempDir()
	s.Sheet(dir, studio.SheetScore) // no song is open
	s.OpenSong(id)
	s.until("it has bars", func() bool { return s.Page.Now() != nil && s.Page.Now().Grid != nil })
	for kind, files := range map[string]int{studio.SheetScore: 1, studio.SheetLead: 1, studio.SheetParts: len(s.Page.Now().Outgoing())} {
		s.Sheet(dir, kind)
		s.until("the "+kind+" is written", func() bool { return s.notice("sheet") != nil && s.Busy.Now().Text == "" })
		n := *s.notice("sheet")
		s.Dismiss("sheet")
		raw, err := os.ReadFile(n.Path)
		if err != nil || !strings.Contains(string(raw), "<score-partwise") || filepath.Dir(n.Path) != studio.SongDir(dir, s.Page.Now().Title) {
			t.Errorf("%s: %s holds %.60q, %v", kind, n.Path, raw, err)
		}
		if want := "1 file of"; files == 1 != strings.HasPrefix(n.Text, want) {
			t.Errorf("%s: %d files are told as %q", kind, files, n.Text)
		}
	}
	s.until("they are among the exports", func() bool { return len(s.Page.Now().Exports) >= 3 })
	for i := range s.Page.Now().Parts {
		s.LeaveOut(s.Page.Now().Parts[i].Index, true)
	}
	s.Sheet(dir, studio.SheetScore)
	s.until("it is refused", func() bool { return s.notice("sheet") != nil })
	if n := s.notice("sheet"); !strings.Contains(n.Text, "left out of exports") {
		t.Errorf("nothing to write is told as %+v", n)
	}
}
