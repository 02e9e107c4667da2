//go:build window

package views

import (
	"flag"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/backend/kie/kiesim"
	"partlift/backend/kie/kiesim/songs"
)

var update = flag.Bool("update", false, "write the pictures in testdata/screens again")

// TestScreens takes the pictures of the README from the real program.
func TestScreens(t *testing.T) {
	bin := build(t, "..")
	for _, theme := range []string{"dark", "light"} {
		t.Run(theme, func(t *testing.T) {
			first := prepare(t, theme, "", 0)
			s := sit(t, bin, first, nil)
			s.keep("first-run", theme)
			s.leave()
			tour(t, bin, theme)
		})
	}
}

// tour takes the pictures of a library in use.
func tour(t *testing.T, bin, theme string) {
	key := "tour-key-0123456789-9f3a"
	sim := kiesim.New(kiesim.Config{Keys: []string{key}, Credits: 412, Now: time.Now})
	server := httptest.NewServer(sim)
	defer sim.Close()
	defer server.Close()
	out := filepath.Join(os.TempDir(), "Music", "Partlift")
	if err := os.MkdirAll(out, 0o755); err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(filepath.Dir(out))

	library := prepare(t, theme, out, 2)
	s := sit(t, bin, library, []string{"PARTLIFT_API_KEY=" + key}, "--demo", "--api-base", server.URL, "--upload-base", server.URL)
	eyes := openStudio(t, library)
	defer eyes.Close()
	s.until("the demo is under way", time.Minute, func() bool {
		n := 0
		for _, r := range s.rows(eyes) {
			if r.State == studio.RowRunning && r.Progress > 0.1 {
				n++
			}
		}
		return n == 2
	})
	s.write("history", theme, s.look()) // now: it does not stand still
	s.until("the demo is done", 2*time.Minute, func() bool {
		for _, r := range s.rows(eyes) {
			if r.State != studio.RowDone {
				return false
			}
		}
		return true
	})
	s.rest(newsTime + time.Second) // the good news goes by itself
	s.press("ctrl+h", "Home", "Return")
	s.press("ctrl+p", "Down", "Down", "shift+Down")
	s.keep("song", theme)
	s.press("ctrl+l")
	s.keep("roll", theme)
	s.press("ctrl+p")
	s.press("ctrl+e")
	s.settle()
	s.click("938", "714") // "Receipt" on the message
	s.keep("receipt", theme)
	s.press("Escape")
	s.press("ctrl+comma")
	s.keep("settings", theme)
	s.leave()
}

// prepare makes a library with settings and some songs opened from notes.
func prepare(t *testing.T, theme, exports string, imports int) string {
	t.Helper()
	library := t.TempDir()
	st := openStudio(t, library)
	defer st.Close()
	s := st.Settings()
	s.Theme, s.ExportDir = theme, exports
	if err := st.SaveSettings(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	for i, title := range []string{"Paper Boats", "Half Past Never"}[:imports] {
		path := filepath.Join(t.TempDir(), title+".mid")
		if err := os.WriteFile(path, songs.All()[i].Data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, id, err := st.Take(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		if err := st.Rename(t.Context(), id, title); err != nil {
			t.Fatal(err)
		}
	}
	return library
}

// keep looks at the window once it stands still.
func (s *seat) keep(name, theme string) {
	s.t.Helper()
	s.write(name, theme, s.settle())
}

// write keeps a picture if asked to by -update, and judges it in any case.
func (s *seat) write(name, theme string, png []byte) {
	s.t.Helper()
	if n := colors(s.t, png); n < 50 {
		s.t.Errorf("%s in %s has %d colors: nothing is drawn", name, theme, n)
	}
	if !*update {
		return
	}
	dir := filepath.Join("testdata", "screens")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+"-"+theme+".png"), png, 0o644); err != nil {
		s.t.Fatal(err)
	}
}
