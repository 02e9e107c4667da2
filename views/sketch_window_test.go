//go:build window

package views

import (
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestWindowSketch is the first minute of somebody without a key: a sound file
// is opened with the program, which has a window already, and its notes are
// there.
func TestWindowSketch(t *testing.T) {
	bin, lift := build(t, ".."), build(t, "../backend/cmd/lift")
	library, wav := t.TempDir(), filepath.Join(t.TempDir(), "Night.wav")
	out, err := exec.Command(lift, "render", "../backend/kie/kiesim/songs/night-bus-home.mid", "-o", wav).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	s := sit(t, bin, library, nil)
	eyes := openStudio(t, library)
	defer eyes.Close()

	second := exec.Command(bin, "--library", library, wav)
	second.Env = s.cmd.Env
	if out, err := second.CombinedOutput(); err != nil {
		t.Fatalf("the second start: %v\n%s", err, out)
	}
	s.settle()        // the question is on screen
	s.press("Return") // "Sketch here (free)"
	s.until("the sketch is in the library", time.Minute, func() bool {
		rows := s.rows(eyes)
		return len(rows) == 1 && rows[0].Sketch && rows[0].Notes > 100
	})
	s.settle()
	s.leave()
}
