package studiotest

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"partlift/app/studio"
	"partlift/backend/kie/kiesim/songs"
)

// Lose closes the studio and takes parts of its library away.
func (w *World) Lose(t *testing.T, names ...string) {
	t.Helper()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if err := os.RemoveAll(filepath.Join(w.Config.Dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if s, err := studio.Open(t.Context(), w.Config); !studio.CanRecover(err) {
		s.Close()
		t.Fatalf("the loss is not told: %v", err)
	}
}

// Rows reads the history of songs that match a text.
func (w *World) Rows(t *testing.T, text string) []studio.Row {
	t.Helper()
	rows, _, err := w.History(t.Context(), text, 100, 0)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// Mixed fills a library with a song of every origin: by the service, sketched,
// imported as MIDI and as a saved result.
func (w *World) Mixed(t *testing.T) {
	t.Helper()
	w.Transcribe(t)
	d, _, err := w.Take(t.Context(), w.WAV)
	if err != nil {
		t.Fatal(err)
	}
	d.Title = "A sketch"
	w.SketchWAV(t, d)
	result := filepath.Join(t.TempDir(), "A result.json")
	body := `{"instruments":[{"name":"Bass","notes":[{"pitch":40,"start":1,"end":2,"velocity":0.5}]}]}`
	if err := os.WriteFile(result, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{result, Demo(t, "night-bus-home")} {
		if _, _, err := w.Take(t.Context(), path); err != nil {
			t.Fatal(err)
		}
	}
}

// NoteCounts counts the notes of every song that opens.
func (w *World) NoteCounts(t *testing.T) (out []int) {
	t.Helper()
	for _, r := range w.Rows(t, "") {
		if r.CanOpen() {
			p, err := w.Page(t.Context(), r.ID)
			if err != nil {
				t.Errorf("“%s” does not open: %v", r.Title, err)
				continue
			}
			out = append(out, p.Song.NoteCount())
		}
	}
	slices.Sort(out)
	return out
}

// Demo writes a demo song into a folder of its own and returns its path.
func Demo(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name+".mid")
	for _, song := range songs.All() {
		if song.Name == name {
			if err := os.WriteFile(path, song.Data, 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		}
	}
	t.Fatalf("there is no song %q", name)
	return ""
}
