package main

import (
	_ "embed"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

//go:embed testdata/read_midi.py
var readMIDI string

// midoFile is what python3-mido reads from a file.
type midoFile struct {
	Format, PPQ, Tempo int
	Tracks             []struct {
		Name     string
		Channels []int
		Program  int
		Notes    [][4]int // on, off, pitch, velocity
	}
}

// needMido is set by make test, where the reader is installed; elsewhere the
// test is skipped without it.
const needMido = "PARTLIFT_NEED_MIDO"

func TestIndependentReaderAgrees(t *testing.T) {
	python := pythonWithMido()
	if python == "" {
		if os.Getenv(needMido) != "" {
			t.Fatal("python3-mido is missing; .ci/deps test installs it")
		}
		t.Skip("python3-mido is not installed")
	}
	for fixture := range withNotes {
		dir := t.TempDir()
		if code, _, errs := here(t, "export", filepath.Join(fixtureDir, fixture), "-o", dir); code != 0 {
			t.Fatal(errs)
		}
		agree(t, python, dir)
	}
	for _, song := range []string{"night-bus-home", "lanterns-on-the-river"} {
		dir := t.TempDir()
		if code, _, errs := here(t, "export", "../../kie/kiesim/songs/"+song+".mid", "-o", dir); code != 0 {
			t.Fatal(errs)
		}
		agree(t, python, dir)
	}
}

// pythonWithMido returns a Python that has the reader, "" for none. The
// system's own comes first: that is where a package installs it.
func pythonWithMido() string {
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(python, "-c", "import mido").Run() == nil {
			return python
		}
	}
	return ""
}

// agree compares what python3-mido and lift's own receipt say of a folder.
func agree(t *testing.T, python, dir string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.mid"))
	if err != nil || len(files) < 2 {
		t.Fatalf("%d files in %s, error %v", len(files), dir, err)
	}
	for _, path := range files {
		out, err := exec.Command(python, "-c", readMIDI, path).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", path, err, out)
		}
		var theirs midoFile
		if err := json.Unmarshal(out, &theirs); err != nil {
			t.Fatal(err)
		}
		ours := ourReading(t, path)
		if a, b := mustJSON(t, theirs), mustJSON(t, ours); a != b {
			t.Errorf("%s: mido reads\n%.2000s\nwe read\n%.2000s", filepath.Base(path), a, b)
		}
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
