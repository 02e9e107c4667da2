package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partlift/app/studio"
	"partlift/backend/say"
)

func TestASessionIsWrittenAndTold(t *testing.T) {
	t.Parallel()
	w, s := opened(t)
	id := w.Transcribe(t)
	s.OpenSong(id)
	s.until("it is open", func() bool { return s.Page.Now().ID == id })
	for _, kind := range studio.SessionKinds() {
		dir := t.TempDir()
		s.Session(dir, kind.ID)
		s.until("it is told", func() bool {
			for _, n := range s.Notices.Now() {
				if n.Name == "session" && strings.HasPrefix(n.Path, dir) {
					return true
				}
			}
			return false
		})
		for _, n := range s.Notices.Now() {
			if n.Name != "session" {
				continue
			}
			if n.Level != say.Success || n.Hint == "" {
				t.Errorf("%s: %+v", kind.ID, n)
			}
			if _, err := os.Stat(n.Path); err != nil {
				t.Errorf("%s: %v", kind.ID, err)
			}
		}
		if s.Settings.Now().ExportDir != dir {
			t.Errorf("%s: exports go to %s, want %s", kind.ID, s.Settings.Now().ExportDir, dir)
		}
	}
	s.rest()
	if n := len(s.Page.Now().Exports); n != len(studio.SessionKinds()) {
		t.Errorf("%d files are listed as exported, want %d", n, len(studio.SessionKinds()))
	}
}

func TestASessionThatCannotBeWrittenIsTold(t *testing.T) {
	t.Parallel()
	_, s := opened(t)
	file := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s.Session(file, "folder")
	s.until("it is told", func() bool { return len(s.Notices.Now()) == 1 && s.Busy.Now().Text == "" })
	if n := s.Notices.Now()[0]; n.Level != say.Failure || n.Path != "" {
		t.Errorf("%+v", n)
	}
	s.CloseSong()
	s.Session(t.TempDir(), "folder") // of no song
}
