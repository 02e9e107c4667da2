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

	"partlift/app/studio"
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

// withTones writes the stems of files of notes beside them.
func withTones(t *testing.T, paths []string) {
	t.Helper()
	for i, p := range paths {
		body := studiotest.Tone(8000, 1, 16, 2)
		body[len(body)-2] = byte(i)
		if err := os.WriteFile(strings.TrimSuffix(p, ".mid")+".wav", body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLiftSongTakesASongInParts(t *testing.T) {
	home, dir := t.TempDir(), filepath.Join(t.TempDir(), "Night Bus Stems")
	withTones(t, parts(t, dir, "Night Bus", 117))
	song := func(args ...string) (int, string, string) {
		return here(t, append([]string{"song", "--library", home}, args...)...)
	}
	out := t.TempDir()
	code, stdout, errs := song(dir, "--json", "-o", out)
	var r verify.Receipt
	if err := json.Unmarshal([]byte(stdout), &r); err != nil || code != 0 || !r.OK || errs != "“Night Bus” is in the library: 2 parts, 2 stems, 2 MIDI files.\n" {
		t.Fatalf("code %d, %v, %s", code, err, errs)
	}
	if d := cmp.Diff([]string{"Night Bus - Bass.mid", "Night Bus - Drums.mid", "Night Bus.mid"}, midis(t, out)); d != "" {
		t.Error(d)
	}
	all, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for form, paths := range map[string][]string{"archive": {packed(t, all)}, "files": all} {
		code, _, errs = song(append(paths, "-o", t.TempDir())...)
		if want := "The library has these files as “Night Bus”.\n"; code != 0 || !strings.HasPrefix(errs, want) {
			t.Errorf("%s: %d, %s", form, code, errs)
		}
	}
	// A changed folder is told of, and only changes the song when asked.
	if err := os.Remove(filepath.Join(dir, "Night Bus (Bass).wav")); err != nil {
		t.Fatal(err)
	}
	none := t.TempDir()
	code, stdout, errs = song(dir, "-o", none)
	if want := "“Night Bus” is in the library, and its files have changed since: 1 file removed. Use --update to bring it up to date, or --again to add it as another song.\n"; code != 1 || stdout != "" || errs != want || len(midis(t, none)) > 0 {
		t.Errorf("%d, %s %s", code, stdout, errs)
	}
	if code, _, errs = song(dir, "--update", "-o", none); code != 0 || !strings.HasPrefix(errs, "“Night Bus” is up to date: 1 file removed.\n") || len(midis(t, none)) != 3 {
		t.Errorf("%d, %s", code, errs)
	}
	code, stdout, errs = here(t, "history", "--library", home, "--search", "folder", "--json")
	var list struct {
		Songs []struct {
			Title  string
			Folder bool
			Parts  int
		}
	}
	if err := json.Unmarshal([]byte(stdout), &list); err != nil || code != 0 || len(list.Songs) != 1 || !list.Songs[0].Folder || list.Songs[0].Title != "Night Bus" || list.Songs[0].Parts != 2 {
		t.Errorf("%s %s", stdout, errs)
	}
	if code, stdout, errs = here(t, "history", "--library", home); code != 0 || !strings.Contains(stdout, "Night Bus\tFolder · 2 parts · ") {
		t.Errorf("%s %s", stdout, errs)
	}
	withTones(t, []string{filepath.Join(dir, "Night Bus (Synth).mid")})
	if code, _, errs = song(dir, "--again", "-o", t.TempDir()); code != 0 || !strings.HasPrefix(errs, "“Night Bus” is in the library: 3 parts, 2 stems, 2 MIDI files.\n") {
		t.Errorf("%d, %s", code, errs)
	}
}

func TestLiftSongOfOtherFolders(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "dl")
	files := parts(t, dir, "A", 100)
	withTones(t, []string{filepath.Join(dir, "Holiday.mid")})
	other := filepath.Join(t.TempDir(), "Beach.wav")
	withTones(t, []string{studio.TrimExt(other) + ".mid"})
	code, _, errs := here(t, "song", dir, "-o", t.TempDir())
	if want := "1 recording without notes was passed over. The service is asked for one at a time, as each costs credits: name one by itself, or use --engine local.\n"; code != 0 || !strings.Contains(errs, want) {
		t.Errorf("%d, %s", code, errs)
	}
	if code, out, errs := here(t, "song", "--json", filepath.Join(dir, "Holiday.wav"), other, "-o", t.TempDir()); code != 1 || out != "[]\n" || !strings.HasPrefix(errs, "2 recordings without notes were passed over") {
		t.Errorf("%d, %s %s", code, out, errs)
	}
	out := t.TempDir()
	if code, _, errs := here(t, append([]string{"song", "--as", "several", "-o", out}, files...)...); code != 0 || len(midis(t, out)) != 4 {
		t.Errorf("%d, %q %s", code, midis(t, out), errs)
	}
	out = t.TempDir()
	if code, _, errs := here(t, "song", "--as", "one", "--name", "All", dir, "-o", out); code != 0 || !slices.Contains(midis(t, out), "All.mid") || len(midis(t, out)) != 3 {
		t.Errorf("%d, %q %s", code, midis(t, out), errs)
	}
	// One path that cannot be used keeps no other from being taken, and is told.
	out = t.TempDir()
	if code, _, errs := here(t, "song", "-o", out, dir, filepath.Join(dir, "gone.mid")); code != 1 || len(midis(t, out)) != 3 || !strings.HasPrefix(errs, "The file “gone.mid” cannot be read.") {
		t.Errorf("%d, %q %s", code, midis(t, out), errs)
	}
	// Sound alone is kept, and there is nothing to write.
	stems := filepath.Join(t.TempDir(), "Glass")
	if err := os.MkdirAll(stems, 0o700); err != nil {
		t.Fatal(err)
	}
	withTones(t, []string{filepath.Join(stems, "drums.mid"), filepath.Join(stems, "bass.mid")})
	if code, _, errs := here(t, "song", stems, "-o", t.TempDir()); code != 0 || errs != "“Glass” is in the library: 2 parts, 2 stems.\n" {
		t.Errorf("%d, %s", code, errs)
	}
	broken := filepath.Join(t.TempDir(), "x")
	if err := os.MkdirAll(broken, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, n := range []string{"A.mid", "B.json"} {
		if err := os.WriteFile(filepath.Join(broken, n), []byte("<html>"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if code, _, errs := here(t, "song", broken, "-o", t.TempDir()); code != 1 || strings.Count(errs, "\n") != 2 || !strings.HasPrefix(errs, "“A.mid” is not a MIDI file but a web page.") {
		t.Errorf("%d, %s", code, errs)
	}
	for want, args := range map[string][]string{
		"--update does nothing without a folder": {"x.wav", "--update"},
		"--as is one or several, not “half”.":    {dir, "--as", "half"},
		"--update is for the song that is there": {dir, "--update", "--again"},
		"--send does nothing with a folder":      {dir, "--send", "mp3"},
		"--poll does nothing with a folder":      {dir, "--poll", "1s"},
	} {
		if code, _, errs := here(t, append([]string{"song", "-o", t.TempDir()}, args...)...); code != 2 || !strings.HasPrefix(errs, strings.NewReplacer("“", `"`, "”", `"`).Replace(want)) {
			t.Errorf("%v: %d, %s", args, code, errs)
		}
	}
}

// A demo song as the vendor exports it, from its folder to checked files.
func TestLiftSongOfTheVendorsExport(t *testing.T) {
	home, dir, out := t.TempDir(), filepath.Join(t.TempDir(), "export"), t.TempDir()
	truth := studiotest.VendorExport(t, dir, 1)
	code, stdout, errs := here(t, "song", dir, "--library", home, "--json", "-o", out)
	var r verify.Receipt
	if err := json.Unmarshal([]byte(stdout), &r); err != nil || code != 0 || !r.OK || !strings.HasPrefix(errs, "“Lanterns on the River” is in the library: 7 parts, 7 stems, 7 MIDI files, the recording “Lanterns on the River.wav”.\n") {
		t.Fatalf("code %d, %v, %s", code, err, errs)
	}
	if n := len(midis(t, out)); n < 8 {
		t.Errorf("%d files", n)
	}
	code, stdout, errs = here(t, append([]string{"check"}, filepath.Join(out, truth.Name+".mid"))...)
	if code != 0 {
		t.Errorf("check: %s %s", stdout, errs)
	}
	if code, stdout, errs = here(t, "doctor", "check", "--library", home); code != 0 {
		t.Errorf("doctor: %s %s", stdout, errs)
	}
}

func TestCopyingOfLargeSongsIsTold(t *testing.T) {
	for total, want := range map[int64]string{
		64 << 20: "Copying “Big” 25 %\nCopying “Big” 50 %\nCopying “Big” 75 %\nCopying “Big” 100 %\n", 1 << 20: "", 0: "",
	} {
		var errs strings.Builder
		l := &lift{err: &errs}
		tell := l.copied("Big")
		for done := int64(0); done <= total; done += 1 << 19 {
			tell(done, total)
		}
		if errs.String() != want {
			t.Errorf("of %d bytes: %s", total, &errs)
		}
	}
}
