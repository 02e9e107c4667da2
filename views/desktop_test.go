//go:build window

package views

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"image"
	_ "image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/backend/secret"
)

// seat is the real program on a display, with a person's hands: xdotool for
// keys and mouse, and import for eyes. It needs both and a display.
type seat struct {
	t       *testing.T
	home    string
	library string
	cmd     *exec.Cmd
	exited  chan error
	window  string
	said    *bytes.Buffer // to be read once the program has ended
}

// build compiles the program once for a test.
func build(t *testing.T, pkg string) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), filepath.Base(pkg)+".bin")
	out, err := exec.Command("go", "build", "-tags", "x11", "-o", bin, pkg).CombinedOutput()
	if err != nil {
		t.Fatalf("go build %s: %v\n%s", pkg, err, out)
	}
	return bin
}

// sit starts the program on a library and waits for its window.
func sit(t *testing.T, bin, library string, env []string, args ...string) *seat {
	t.Helper()
	s := launch(t, bin, library, env, args...)
	s.window = s.findWindow()
	s.settle()
	return s
}

// launch starts the program on a library, and waits for nothing.
func launch(t *testing.T, bin, library string, env []string, args ...string) *seat {
	t.Helper()
	s := &seat{t: t, home: t.TempDir(), library: library, exited: make(chan error, 1)}
	s.cmd = exec.Command(bin, append([]string{"--library", library}, args...)...)
	s.cmd.Dir = t.TempDir() // without FyneApp.toml, as an installed program
	s.cmd.Env = append(os.Environ(), "HOME="+s.home, "XDG_CONFIG_HOME="+s.home+"/.config", "XDG_DATA_HOME="+s.home+"/.local/share",
		"PARTLIFT_API_KEY=", "PARTLIFT_LIBRARY=", "DBUS_SESSION_BUS_ADDRESS=disabled:", "LANG=en_US.UTF-8")
	s.cmd.Env = append(s.cmd.Env, env...)
	s.said = &bytes.Buffer{}
	s.cmd.Stderr = s.said
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { s.exited <- s.cmd.Wait() }()
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill() // does nothing after a proper end
		if t.Failed() {
			t.Logf("the program said:\n%s", s.said.String())
		}
	})
	return s
}

// kill ends the program as a power cut would.
func (s *seat) kill() {
	s.t.Helper()
	if err := s.cmd.Process.Kill(); err != nil {
		s.t.Fatal(err)
	}
	<-s.exited
}

// until asks again and again; a desktop has no events for a test.
func (s *seat) until(what string, limit time.Duration, done func() bool) {
	s.t.Helper()
	stop := time.After(limit)
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-tick.C:
		case err := <-s.exited:
			s.t.Fatalf("the program ended while the test waited until %s: %v", what, err)
		case <-stop:
			s.t.Fatalf("waited in vain until %s", what)
		}
	}
}

// rest lets time go by, as a person would who waits for a notice to go.
func (s *seat) rest(d time.Duration) {
	s.t.Helper()
	over := time.Now().Add(d)
	s.until("time has gone by", 2*d, func() bool { return time.Now().After(over) })
}

func (s *seat) findWindow() (id string) {
	s.until("the window is there", time.Minute, func() bool {
		out, err := exec.Command("xdotool", "search", "--onlyvisible", "--name", "^Partlift$").Output()
		ids := strings.Fields(string(out))
		if err != nil || len(ids) == 0 {
			return false
		}
		id = ids[len(ids)-1]
		return true
	})
	return id
}

// do moves the hands.
func (s *seat) do(args ...string) {
	s.t.Helper()
	if out, err := exec.Command("xdotool", args...).CombinedOutput(); err != nil {
		s.t.Fatalf("xdotool %v: %v\n%s", args, err, out)
	}
}

// press types keys and waits for what they bring.
func (s *seat) press(keys ...string) {
	s.t.Helper()
	s.do("windowfocus", "--sync", s.window)
	s.do(append([]string{"key", "--delay", "60"}, keys...)...)
	s.settle()
}

// click taps a point of the window.
func (s *seat) click(x, y string) {
	s.t.Helper()
	s.do("mousemove", "--window", s.window, x, y, "click", "1", "mousemove", "--window", s.window, "700", "790")
	s.settle()
}

// look takes a picture of the window.
func (s *seat) look() []byte {
	s.t.Helper()
	out, err := exec.Command("import", "-window", s.window, "-strip", "png:-").Output()
	if err != nil {
		s.t.Fatalf("import: %v", err)
	}
	return out
}

// settle waits until the picture stands still, but for a text cursor that blinks,
// and returns it.
func (s *seat) settle() []byte {
	s.t.Helper()
	last, still := s.look(), 0
	s.until("the picture stands still", 2*time.Minute, func() bool {
		now := s.look()
		if d := difference(s.t, now, last); d.Dx() <= 2 && d.Dy() <= 40 {
			still++
		} else {
			still = 0
		}
		last = now
		return still >= 3
	})
	return last
}

// difference returns the smallest rectangle around everything in which two
// pictures differ.
func difference(t *testing.T, one, two []byte) (d image.Rectangle) {
	t.Helper()
	if bytes.Equal(one, two) {
		return d
	}
	a, _, err := image.Decode(bytes.NewReader(one))
	if err != nil {
		t.Fatal(err)
	}
	b, _, err := image.Decode(bytes.NewReader(two))
	if err != nil {
		t.Fatal(err)
	}
	if a.Bounds() != b.Bounds() {
		return a.Bounds().Union(b.Bounds())
	}
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			if a.At(x, y) != b.At(x, y) {
				d = d.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return d
}

// colors counts the colors of a picture, to tell a window from a void.
func colors(t *testing.T, png []byte) int {
	t.Helper()
	img, _, err := image.Decode(bytes.NewReader(png))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[[3]uint32]bool{}
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			r, g, b, _ := img.At(x, y).RGBA()
			seen[[3]uint32{r, g, b}] = true
		}
	}
	return len(seen)
}

// leave ends the program as closing the terminal would, and wants it to end
// well.
func (s *seat) leave() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		s.t.Fatal(err)
	}
	select {
	case err := <-s.exited:
		if err != nil {
			s.t.Errorf("the program ended with %v", err)
		}
	case <-time.After(10 * time.Minute):
		s.t.Error("the program does not end")
	}
}

// openStudio opens the library beside the program, to prepare or to look.
func openStudio(t *testing.T, library string) *studio.Studio {
	t.Helper()
	s, err := studio.Open(t.Context(), studio.Config{Dir: library, Keys: secret.Options{Keyring: noKeyring{}}, UserAgent: "Partlift/test", Now: time.Now, After: time.After, Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// rows reads the history from the library.
func (s *seat) rows(studio *studio.Studio) []studio.Row {
	s.t.Helper()
	rows, _, err := studio.History(s.t.Context(), "", 60, 0)
	if err != nil && !errors.Is(err, context.Canceled) {
		s.t.Fatal(err)
	}
	return rows
}
