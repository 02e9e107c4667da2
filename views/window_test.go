//go:build window

package views

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"partlift/app/studio"
)

// TestWindow goes the way of a new user, by keyboard and mouse on the real
// window: first run, demo, open the result, export, and the files pass the
// checklist.
func TestWindow(t *testing.T) {
	bin, lift := build(t, ".."), build(t, "../backend/cmd/lift")
	library := t.TempDir()
	s := sit(t, bin, library, nil)
	eyes := openStudio(t, library)
	defer eyes.Close()

	if n := len(s.rows(eyes)); n != 0 {
		t.Fatalf("a new library has %d songs", n)
	}
	for range 8 { // the eighth stop is the demo: TestTabFollowsReadingOrder
		s.do("key", "Tab")
	}
	s.press("space")
	s.until("the demo songs are transcribed", 2*time.Minute, func() bool {
		rows := s.rows(eyes)
		for _, r := range rows {
			if r.State == studio.RowFailed {
				t.Fatalf("the demo failed: %s", r.Detail)
			}
			if r.State != studio.RowDone {
				return false
			}
		}
		return len(rows) == 3
	})
	s.settle()
	s.press("ctrl+h", "Return")    // open the newest song
	s.press("ctrl+p", "Down", "x") // leave out its second part
	s.press("ctrl+e")              // asks for a folder, at home
	s.click("1090", "730")         // "Export here"
	files := func() []string {
		found, err := filepath.Glob(filepath.Join(s.home, "*", "*.mid"))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	open, err := eyes.Page(t.Context(), s.rows(eyes)[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if !open.Shown()[1].Left {
		t.Error("X did not leave out the second part")
	}
	want := len(open.Shown()) // one for each part but the one left out, and one for all
	s.until("the files are written", time.Minute, func() bool { return len(files()) >= want })
	s.settle()
	if got := len(files()); got != want {
		t.Errorf("%d files were written, want %d", got, want)
	}
	out, err := exec.Command(lift, append([]string{"check"}, files()...)...).CombinedOutput()
	if err != nil {
		t.Errorf("lift check: %v\n%s", err, out)
	}
	s.press("Escape", "Escape")
	s.leave()
	if _, err := os.Stat(filepath.Join(library, "logs", "partlift.log")); err != nil {
		t.Error(err)
	}
}
