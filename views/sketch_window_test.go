//go:build window

package views

import (
	"cmp"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"
)

// nightWAV renders a song of the demo and returns its path.
func nightWAV(t *testing.T) string {
	t.Helper()
	wav := filepath.Join(t.TempDir(), "Night.wav")
	out, err := exec.Command(build(t, "../backend/cmd/lift"), "render", "../backend/kie/kiesim/songs/night-bus-home.mid", "-o", wav).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return wav
}

// give hands a file to the program, which asks what to do with it.
func (s *seat) give(bin, path string) {
	s.t.Helper()
	second := exec.Command(bin, "--library", s.library, path)
	second.Env = s.cmd.Env
	if out, err := second.CombinedOutput(); err != nil {
		s.t.Fatalf("the second start: %v\n%s", err, out)
	}
	s.settle() // the question is on screen
}

// sketched waits until the only song of a library is a sketch that is done, and
// returns the names of the library's files.
func (s *seat) sketched() (files []string) {
	s.t.Helper()
	eyes := openStudio(s.t, s.library)
	defer eyes.Close()
	s.until("the sketch is in the library", time.Minute, func() bool {
		rows := s.rows(eyes)
		return len(rows) == 1 && rows[0].Sketch && rows[0].Notes > 100
	})
	files, err := filepath.Glob(filepath.Join(s.library, "blobs", "??", "*"))
	if err != nil {
		s.t.Fatal(err)
	}
	for i := range files {
		files[i] = filepath.Base(filepath.Dir(files[i])) + filepath.Base(files[i])
	}
	slices.Sort(files)
	return files
}

// count is how many songs a library has that no program uses.
func (s *seat) count() int {
	s.t.Helper()
	eyes := openStudio(s.t, s.library)
	defer eyes.Close()
	return len(s.rows(eyes))
}

// TestWindowSketch is the first minute of somebody without a key: a sound file
// is opened with the program, which has a window already, and its notes are
// there.
func TestWindowSketch(t *testing.T) {
	bin := build(t, "..")
	s := sit(t, bin, t.TempDir(), nil)
	s.give(bin, nightWAV(t))
	s.press("Return") // "Sketch here (free)"
	s.sketched()
	s.settle()
	s.leave()
}

// TestWindowSketchKilled kills the program while it sketches, at any moment, and
// once more while it goes on with that: in the end there are the files of a
// sketch that nobody disturbed, and one song. PARTLIFT_ROUNDS says how often.
func TestWindowSketchKilled(t *testing.T) {
	bin, wav := build(t, ".."), nightWAV(t)
	s := sit(t, bin, t.TempDir(), nil)
	s.give(bin, wav)
	s.do("key", "Return")
	began := time.Now()
	want := s.sketched()
	lasts := time.Since(began)
	s.leave()
	if len(want) != 2 {
		t.Fatalf("undisturbed the library has %q: not the sound and its notes", want)
	}
	rounds, _ := strconv.Atoi(cmp.Or(os.Getenv("PARTLIFT_ROUNDS"), "2"))
	for range rounds {
		library := t.TempDir()
		s := sit(t, bin, library, nil)
		s.give(bin, wav)
		s.do("key", "Return")
		first, second := rand.N(lasts), rand.N(lasts+time.Second)
		<-time.After(first)
		s.kill()
		if s.count() == 0 {
			continue // before there was a song
		}
		again := launch(t, bin, library, nil)
		<-time.After(second)
		again.kill()
		last := sit(t, bin, library, nil)
		if got := last.sketched(); !slices.Equal(got, want) {
			t.Errorf("killed after %v and %v the library has %q, undisturbed %q", first, second, got, want)
		}
		last.leave()
	}
}
