//go:build window && linux

package views

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"partlift/backend/smf"
)

// drag moves the mouse with its button down from one place of the window to
// another, as a hand does, and lets go.
func (s *seat) drag(x, y, toX, toY int) {
	s.t.Helper()
	s.do("mousemove", "--window", s.window, fmt.Sprint(x), fmt.Sprint(y), "mousedown", "1")
	for i := 1; i <= 12; i++ {
		s.do("mousemove", "--window", s.window, fmt.Sprint(x+(toX-x)*i/12), fmt.Sprint(y+(toY-y)*i/12), "sleep", "0.03")
	}
	s.do("sleep", "0.2", "mouseup", "1")
}

// origin returns where the window lies on the display.
func (s *seat) origin() (x, y int) {
	s.t.Helper()
	out, err := exec.Command("xdotool", "getwindowgeometry", "--shell", s.window).Output()
	if err != nil {
		s.t.Fatal(err)
	}
	for _, line := range strings.Fields(string(out)) {
		_, _ = fmt.Sscanf(line, "X=%d", &x) // other lines are not these
		_, _ = fmt.Sscanf(line, "Y=%d", &y)
	}
	return x, y
}

// TestWindowDrag drags a part, then all, out of the real window into another
// program, ten times; flicks, lets go over nothing and presses Escape between;
// and the files hold the notes of the song.
func TestWindowDrag(t *testing.T) {
	library := prepare(t, "dark", "", 1)
	bin, lift := build(t, ".."), build(t, "../backend/cmd/lift")
	s := sit(t, bin, library, nil)
	s.press("ctrl+h", "Home", "Return")
	s.press("ctrl+p")
	target := newDropTarget(t, 2200, 1250, 240, 120)
	s.settle()
	eyes := openStudio(t, library)
	defer eyes.Close()
	page, err := eyes.Page(t.Context(), s.rows(eyes)[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	x, y := s.origin()
	const row = 305            // the second part
	toX, toY := 2300-x, 1300-y // the target
	for n := range 10 {
		s.drag(520, row, toX, toY)
		files := target.next(fmt.Sprintf("the second part, time %d", n+1))
		if len(files) != 1 || files[0] != filepath.Join(library, "exports", page.Title, page.Title+" - "+page.Parts[1].Name+".mid") {
			t.Fatalf("dropped %v", files)
		}
		f, err := os.Open(files[0])
		if err != nil {
			t.Fatal(err)
		}
		song, err := smf.Read(f)
		f.Close()
		if err != nil || song.NoteCount() != len(page.Song.Tracks[1].Notes) {
			t.Fatalf("the file holds %d notes, want %d; %v", song.NoteCount(), len(page.Song.Tracks[1].Notes), err)
		}
		switch n {
		case 2:
			s.drag(520, row, 520, row+40) // over ourselves
		case 4:
			s.do("mousemove", "--window", s.window, "520", fmt.Sprint(row), "mousedown", "1", "mousemove_relative", "30", "10", "mouseup", "1") // a flick
		case 6:
			s.do("mousemove", "--window", s.window, "520", fmt.Sprint(row), "mousedown", "1", "mousemove_relative", "60", "20", "sleep", "0.2", "mousemove_relative", "40", "10", "sleep", "0.1", "key", "Escape", "sleep", "0.1", "mouseup", "1")
		}
	}
	s.drag(1180, 64, toX, toY) // all parts
	files := target.next("all parts")
	if len(files) != len(page.Parts) {
		t.Errorf("%d files were dropped, want one for each of %d parts", len(files), len(page.Parts))
	}
	if out, err := exec.Command(lift, append([]string{"check"}, files...)...).CombinedOutput(); err != nil {
		t.Errorf("lift check: %v\n%s", err, out)
	}
	slices.Sort(files)
	if n := len(slices.Compact(files)); n != len(page.Parts) {
		t.Errorf("%d different files", n)
	}
	s.leave()
}
