package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partlift/app/studio"
)

// demo is a song of a band with drums.
const demo = "../../kie/kiesim/songs"

func TestExportWritesSheetMusic(t *testing.T) {
	songs, err := filepath.Glob(filepath.Join(demo, "*.mid"))
	if err != nil || len(songs) == 0 {
		t.Fatalf("no demo songs: %v", err)
	}
	for _, song := range songs {
		title := strings.TrimSuffix(filepath.Base(song), ".mid")
		for kind, name := range map[string]string{"score": title + ".musicxml", "lead": title + " - Lead sheet.musicxml", "parts": ""} {
			out := t.TempDir()
			code, stdout, stderr := here(t, "export", "--json", "--sheet", kind, "--quantize", "1/16", "-o", out, song)
			var r studio.SheetReport
			if err := json.Unmarshal([]byte(stdout), &r); err != nil || code != 0 || len(r.Files) == 0 {
				t.Fatalf("%s of %s: code %d, %v, %s\n%s", kind, title, code, err, stdout, stderr)
			}
			if name != "" && (len(r.Files) != 1 || r.Files[0].Path != filepath.Join(out, name)) || name == "" && len(r.Files) < 2 {
				t.Errorf("%s of %s wrote %+v", kind, title, r.Files)
			}
			for _, f := range r.Files {
				data, err := os.ReadFile(f.Path)
				if err != nil || f.Notes == 0 || f.Tracks == 0 || !strings.Contains(string(data), "<score-partwise version=\"4.0\">") {
					t.Errorf("%s: %v, %+v", f.Path, err, f)
				}
			}
			if kind == "lead" {
				data, _ := os.ReadFile(r.Files[0].Path)
				if r.Files[0].Tracks != 1 || !strings.Contains(string(data), "<harmony>") {
					t.Errorf("the lead sheet of %s has %d parts, or no chords", title, r.Files[0].Tracks)
				}
			}
		}
	}
}

func TestSheetMusicNeedsBarsAndAKnownKind(t *testing.T) {
	songs, _ := filepath.Glob(filepath.Join(demo, "*.mid"))
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--sheet", "pdf"}, 2, "--sheet is one of score, parts, lead"},
		{[]string{"--sheet", "lead", "--session", "reaper"}, 2, "--sheet and --session"},
		{[]string{"--sheet", "score", "--grid", "off"}, 1, "has no bars"},
	} {
		dir := t.TempDir()
		code, _, stderr := here(t, append(append([]string{"export", "-o", dir}, c.args...), songs[0])...)
		if left, _ := os.ReadDir(dir); code != c.code || !strings.Contains(stderr, c.says) || len(left) != 0 {
			t.Errorf("%v: code %d, %d files, %s", c.args, code, len(left), stderr)
		}
	}
}

func TestSheetMusicNeverWritesOverStrangersAndSaysWhatGaveWay(t *testing.T) {
	songs, _ := filepath.Glob(filepath.Join(demo, "*.mid"))
	dir := t.TempDir()
	old := filepath.Join(dir, "Tune.musicxml")
	if err := os.WriteFile(old, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := here(t, "export", "--sheet", "score", "--name", "Tune", "-o", dir, songs[0])
	if data, _ := os.ReadFile(old); code != 0 || string(data) != "mine" || !strings.Contains(stdout, "Tune (2).musicxml") || !strings.Contains(stderr, "already there") {
		t.Errorf("code %d, %s\n%s", code, stdout, stderr)
	}
	if !strings.Contains(stderr, "nearest 32nd or 16th triplet") {
		t.Errorf("notes were moved, and nobody says so: %s", stderr)
	}
}
