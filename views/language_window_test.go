//go:build window

package views

import (
	"bytes"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"partlift/app/studio"
)

// TestWindowGerman goes from nothing to exported files on a German desktop. The
// keys are the same in every language, the picture is not.
func TestWindowGerman(t *testing.T) {
	bin, library, to := build(t, ".."), t.TempDir(), t.TempDir()
	english := sit(t, bin, t.TempDir(), []string{"LANGUAGE=en", "LC_ALL=C"})
	plain := english.settle()
	english.leave()

	eyes := openStudio(t, library)
	defer eyes.Close()
	set := eyes.Settings()
	set.ExportDir = to
	if err := eyes.SaveSettings(t.Context(), set); err != nil {
		t.Fatal(err)
	}
	s := sit(t, bin, library, []string{"LANGUAGE=de", "LC_ALL=de_DE.UTF-8", "LANG=de_DE.UTF-8"})
	if bytes.Equal(s.settle(), plain) {
		t.Error("the German window looks like the English one")
	}
	for range 8 { // the demo, as in TestWindow
		s.do("key", "Tab")
	}
	s.press("space")
	s.until("the demo songs are transcribed", 2*time.Minute, func() bool {
		rows := s.rows(eyes)
		return len(rows) == 3 && !slices.ContainsFunc(rows, func(r studio.Row) bool { return r.State != studio.RowDone })
	})
	s.settle()
	s.press("ctrl+h", "Return")
	s.press("ctrl+e")
	s.until("the files are written", time.Minute, func() bool {
		files, err := filepath.Glob(filepath.Join(to, "*", "*.mid"))
		return err == nil && len(files) > 5
	})
	s.settle()
	s.leave()
}
