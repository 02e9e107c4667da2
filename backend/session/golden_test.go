package session_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partlift/backend/session"
)

var update = flag.Bool("update", false, "write what sessions are now to testdata")

// The same session is the same bytes in every format, and they are these: whoever
// changes them should have asked the programs that read them.
func TestBytesOfSessions(t *testing.T) {
	for kind, f := range formats {
		keepsBytes(t, kind, f, example)
		if kind != "folder" {
			keepsBytes(t, kind+"-flac", f, compressed)
		}
	}
}

// keepsBytes compares the files of a session with those in testdata.
func keepsBytes(t *testing.T, kind string, f format, song func() *session.Session) {
	t.Helper()
	files, err := f.Files("A song", f.Fit(song()))
	if err != nil {
		t.Fatal(err)
	}
	again, err := f.Files("A song", f.Fit(song()))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	for i, file := range files {
		if strings.HasSuffix(file.Path, "/") {
			continue
		}
		if !bytes.Equal(file.Data, again[i].Data) {
			t.Errorf("%s: %s is different every time", kind, file.Path)
		}
		path := filepath.Join("testdata", "bytes", kind, filepath.Base(file.Path))
		want[filepath.Base(path)] = true
		if *update {
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, file.Data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		was, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(file.Data, was) {
			t.Errorf("%s: %s has other bytes than %s", kind, file.Path, path)
		}
	}
	kept, err := os.ReadDir(filepath.Join("testdata", "bytes", kind))
	if err != nil || len(kept) != len(want) {
		t.Errorf("%s: %d files are kept, want %d, %v", kind, len(kept), len(want), err)
	}
}
