//go:build window

package views

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"partlift/app/studio"
)

// size is how large the window is on the display, in pixels.
func (s *seat) size() (w, h int) {
	s.t.Helper()
	out, err := exec.Command("xdotool", "getwindowgeometry", "--shell", s.window).Output()
	if err != nil {
		s.t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		fmt.Sscanf(line, "WIDTH=%d", &w) // a line that says something else changes nothing
		fmt.Sscanf(line, "HEIGHT=%d", &h)
	}
	return w, h
}

// TestWindowKeepsItsSize opens all there is in small windows: they stay as large
// as they were.
func TestWindowKeepsItsSize(t *testing.T) {
	bin := build(t, "..")
	for _, size := range []studio.Size{{Width: 1024, Height: 640}, {Width: 900, Height: 560}} {
		for _, theme := range []string{"light", "dark"} {
			t.Run(fmt.Sprintf("%v-%s", size.Width, theme), func(t *testing.T) {
				library := prepare(t, theme, t.TempDir(), 2)
				st := openStudio(t, library)
				kept := st.Settings()
				kept.Window = size
				if err := st.SaveSettings(t.Context(), kept); err != nil {
					t.Fatal(err)
				}
				rows, _, err := st.History(t.Context(), "", 9, 0)
				if err != nil {
					t.Fatal(err)
				}
				if err := st.Rename(t.Context(), rows[0].ID, strings.Repeat("A name that a label would send ", 12)); err != nil {
					t.Fatal(err)
				}
				if err := st.Close(); err != nil {
					t.Fatal(err)
				}
				bad := filepath.Join(t.TempDir(), strings.Repeat("Not music ", 15)+".mp3")
				if err := os.WriteFile(bad, []byte("words"), 0o600); err != nil {
					t.Fatal(err)
				}
				s := sit(t, bin, library, nil, bad)
				w, h := s.size()
				if w != int(size.Width) || h != int(size.Height) {
					t.Fatalf("the window begins at %d by %d, want %v", w, h, size)
				}
				name := fmt.Sprintf("tight-%v", size.Width)
				for _, step := range []struct {
					what string
					keys []string
				}{
					{"start", nil},
					{"song", []string{"ctrl+h", "Home", "Return"}},
					{"roll", []string{"ctrl+l"}},
					{"ids", []string{"ctrl+i"}},
					{"no-ids", []string{"Escape"}},
					{"receipt", []string{"ctrl+e"}},
					{"settings", []string{"ctrl+comma"}},
					{"keys", []string{"ctrl+k"}},
				} {
					if step.keys != nil {
						s.press(step.keys...)
					}
					s.show(name+"-"+step.what, theme)
					if nw, nh := s.size(); nw != w || nh != h {
						t.Errorf("with %s the window is %d by %d, was %d by %d", step.what, nw, nh, w, h)
					}
				}
				s.press("Escape")
				s.leave()
			})
		}
	}
}

// show writes a picture of the window to the folder that SHOTS names, for
// people to look at.
func (s *seat) show(name, theme string) {
	s.t.Helper()
	if dir := os.Getenv("SHOTS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name+"-"+theme+".png"), s.settle(), 0o644); err != nil {
			s.t.Fatal(err)
		}
	}
}
