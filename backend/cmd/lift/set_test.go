package main

import (
	"archive/zip"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/app/studio/studiotest"
	"partlift/backend/music"
	"partlift/backend/smf/verify"
)

// parts writes the parts of a groove at a tempo as files of a song, and returns
// their paths.
func parts(t *testing.T, dir, title string, bpm float64) (paths []string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, track := range studiotest.Groove(bpm, 0, 8).Tracks {
		p := filepath.Join(dir, title+" ("+track.Name+").mid")
		body := studiotest.MIDIOf(t, music.Song{Tracks: []music.Track{track}}, studiotest.Own(bpm))
		if err := os.WriteFile(p, body, 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, p)
	}
	return paths
}

// packed is a ZIP archive of files.
func packed(t *testing.T, paths []string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "export.zip")
	f, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z := zip.NewWriter(f)
	for _, p := range paths {
		body, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		w, err := z.Create(filepath.Base(p))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(body); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return to
}

// midis are the names of the MIDI files in a folder.
func midis(t *testing.T, dir string) (names []string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.mid"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range paths {
		names = append(names, filepath.Base(p))
	}
	slices.Sort(names)
	return names
}

func TestPartsInFilesAreExportedAsOneSong(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "Night Bus Stems")
	files := parts(t, dir, "Night Bus", 117)
	for form, paths := range map[string][]string{"files": files, "folder": {dir}, "archive": {packed(t, files)}} {
		out := t.TempDir()
		code, stdout, errs := here(t, append([]string{"export", "--json", "-o", out}, paths...)...)
		var r verify.Receipt
		if err := json.Unmarshal([]byte(stdout), &r); err != nil || code != 0 || errs != "" || !r.OK {
			t.Fatalf("%s: code %d, %v, %s", form, code, err, errs)
		}
		if d := cmp.Diff([]string{"Night Bus - Bass.mid", "Night Bus - Drums.mid", "Night Bus.mid"}, midis(t, out)); d != "" {
			t.Errorf("%s: %s", form, d)
		}
		song := studiotest.ReadMIDI(t, filepath.Join(out, "Night Bus.mid"))
		if len(song.Tracks) != 2 || !song.Tracks[1].Drums || song.NoteCount() != studiotest.Groove(117, 0, 8).NoteCount() {
			t.Errorf("%s: %d tracks, %d notes", form, len(song.Tracks), song.NoteCount())
		}
		code, stdout, errs = here(t, append([]string{"grid"}, paths...)...)
		var g struct{ BPM float64 }
		if err := json.Unmarshal([]byte(stdout), &g); err != nil || code != 0 || math.Abs(g.BPM-117) > 0.05 {
			t.Errorf("%s: grid %s, %d, %s", form, stdout, code, errs)
		}
	}
	wav := filepath.Join(t.TempDir(), "out.wav")
	if code, _, errs := here(t, "render", dir, "-o", wav, "--to", "1"); code != 0 {
		t.Errorf("render: %s", errs)
	}
	if info, err := os.Stat(wav); err != nil || info.Size() < 44100 {
		t.Errorf("rendered %v, %v", info, err)
	}
	// The same again into the folder of the files replaces none of them.
	before, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	if code, _, errs := here(t, "export", dir, "-o", dir); code != 0 {
		t.Fatal(errs)
	}
	if after, err := os.ReadFile(files[0]); err != nil || string(after) != string(before) {
		t.Errorf("a file that was read is another now, %v", err)
	}
}

func TestSeveralSongsOfAFolderAreExportedUnderTheirTitles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "dl")
	parts(t, dir, "One", 100)
	parts(t, dir, "Two", 140)
	out := t.TempDir()
	code, stdout, errs := here(t, "export", "--json", dir, "-o", out)
	var all []verify.Receipt
	if err := json.Unmarshal([]byte(stdout), &all); err != nil || code != 0 || len(all) != 2 {
		t.Fatalf("code %d, %d receipts, %v, %s", code, len(all), err, errs)
	}
	if d := cmp.Diff([]string{"One - Bass.mid", "One - Drums.mid", "One.mid", "Two - Bass.mid", "Two - Drums.mid", "Two.mid"}, midis(t, out)); d != "" {
		t.Error(d)
	}
	if code, _, errs := here(t, "render", dir, "-o", filepath.Join(out, "x.wav")); code != 1 || !strings.HasPrefix(errs, "“dl” holds 2 songs.") {
		t.Errorf("render: %d, %s", code, errs)
	}
	code, stdout, errs = here(t, "grid", "--own", dir)
	var grids []struct {
		Title string
		Grid  struct{ BPM float64 }
	}
	if err := json.Unmarshal([]byte(stdout), &grids); err != nil || code != 0 || len(grids) != 2 {
		t.Fatalf("%s, %d, %s", stdout, code, errs)
	}
	for i, want := range []struct {
		title string
		bpm   float64
	}{{"One", 100}, {"Two", 140}} {
		if g := grids[i]; g.Title != want.title || math.Abs(g.Grid.BPM-want.bpm) > 0.01 {
			t.Errorf("%+v, want %+v", g, want)
		}
	}
}

func TestSetsWithoutNotesSayWhatTheyHold(t *testing.T) {
	for name, want := range map[string]string{"notes.txt": "There is nothing in “Stems” that can be used.", "drums.wav": "“Stems” holds sound and no notes."} {
		dir := filepath.Join(t.TempDir(), "Stems")
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, verb := range []string{"export", "grid"} {
			if code, out, errs := here(t, verb, dir); code != 1 || out != "" || !strings.HasPrefix(errs, want) || strings.Count(errs, "\n") != 1 {
				t.Errorf("%s: code %d, %q %q", verb, code, out, errs)
			}
		}
	}
}
