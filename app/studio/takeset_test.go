package studio_test

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
)

// tone is a WAV file of so many seconds; each number is another one.
func tone(seconds float64, number byte) []byte {
	b := studiotest.Tone(8000, 1, 16, seconds)
	b[len(b)-2] = number
	return b
}

// quiet is a WAV file without a sound.
func quiet() []byte {
	b := studiotest.Tone(8000, 1, 16, 2)
	clear(b[44:])
	return b
}

// vendorFolder is a folder of a song in parts as a vendor exports it: a sound and
// notes of drums and bass, a sound alone, the mix, notes of nothing.
func vendorFolder(t *testing.T, name string) string {
	own := studiotest.Own(120)
	return folderOf(t, name, map[string][]byte{
		"Night_Bus (Drums).mid":       partMIDI(t, 0, "Track 1", own),
		"Night_Bus (Bass).mid":        partMIDI(t, 1, "", own),
		"Night_Bus (FX).mid":          []byte("MThd\x00\x00\x00\x06\x00\x00\x00\x01\x01\xe0MTrk\x00\x00\x00\x04\x00\xff\x2f\x00"),
		"Night_Bus (Drums).wav":       tone(2, 1),
		"Night_Bus (Bass).wav":        tone(2, 2),
		"Night_Bus (Lead Vocals).wav": tone(2, 3),
		"Night_Bus.wav":               tone(2, 4),
		"Night_Bus.mid":               partMIDI(t, 0, "All", own), // the same notes once more
		"cover.png":                   []byte("x"),
	})
}

// take takes what lies at paths, the first way.
func take(t *testing.T, w *studiotest.World, c studio.Choice, paths ...string) studio.Taken {
	t.Helper()
	h, err := studio.Look(paths)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	got, err := w.TakeHanded(t.Context(), h, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAFolderOfStemsAndNotesIsOneSongOfTheLibrary(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	dir := vendorFolder(t, "Night Bus Stems")
	h, err := studio.Look([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	want := studio.SetSong{Title: "Night Bus", Kind: studio.InParts, Sure: true, Recording: "Night_Bus.wav", Spare: []string{"Night_Bus.mid"}, Parts: []studio.SetPart{
		{Name: "Bass", Sound: true, MIDI: true}, {Name: "Drums", Drums: true, Sound: true, MIDI: true}, {Name: "FX", MIDI: true}, {Name: "Lead Vocals", Voice: true, Sound: true}}}
	got := h.Ways[0][0]
	if got.Bytes < 4*2*8000*2 {
		t.Errorf("%d bytes", got.Bytes)
	}
	got = studio.SetSong{Title: got.Title, Kind: got.Kind, Sure: got.Sure, Recording: got.Recording, Parts: got.Parts, Spare: got.Spare}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(studio.SetSong{})); d != "" || len(h.Ways[0]) != 1 || !h.Sure() || h.Name != "Night Bus Stems" || len(h.Ways) != 2 || len(h.Ways[1]) != 5 {
		t.Errorf("%s %q, %d ways of %d", d, h.Name, len(h.Ways), len(h.Ways[len(h.Ways)-1]))
	}
	var last, total int64
	taken, err := w.TakeHanded(t.Context(), h, studio.Choice{}, func(done, of int64) {
		if done <= last {
			t.Errorf("%d after %d bytes", done, last)
		}
		last, total = done, of
	})
	if err != nil || len(taken.Songs) != 1 || len(taken.Drafts) != 0 || taken.Songs[0].Became != studio.Added || last != total || total != h.Ways[0][0].Bytes {
		t.Fatalf("%+v, %v, %d of %d bytes", taken, err, last, total)
	}
	p, err := w.Page(t.Context(), taken.Songs[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	var parts, stems []string
	for _, part := range p.Parts {
		parts = append(parts, part.Name+" of "+part.Stem+", "+part.Instrument)
	}
	for _, s := range p.Stems {
		stems = append(stems, s.Name)
	}
	if d := cmp.Diff([]string{"Bass of Bass, Electric Bass (finger)", "Drums of Drums, Drum kit"}, parts); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"Bass", "Drums", "Lead Vocals"}, stems); d != "" || p.Audio == nil || p.Audio.Name != "Night_Bus.wav" {
		t.Error(d, p.Audio)
	}
	if d := cmp.Diff([]string{"1 file without notes was left out."}, p.Warnings); d != "" || p.Title != "Night Bus" || p.Song.Own == nil {
		t.Error(d, p.Title)
	}
	rows := w.Rows(t, "folder")
	if len(rows) != 1 || !rows[0].Folder || rows[0].Title != "Night Bus" || rows[0].Parts != 2 || rows[0].Notes != p.Song.NoteCount() || !strings.HasPrefix(rows[0].Detail, "Folder · 2 parts · 64 notes") || rows[0].State != studio.RowDone {
		t.Errorf("%+v", rows)
	}
}

// zipOf packs a folder.
func zipOf(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "export.zip")
	f, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	if err := errors.Join(z.AddFS(os.DirFS(dir)), z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	return to
}

// shape is what a library folder holds: the blobs, and what is being written.
func shape(t *testing.T, w *studiotest.World) (out []string) {
	t.Helper()
	root := filepath.Join(w.Config.Dir, "blobs")
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Ext(p) != ".lock" {
			rel, _ := filepath.Rel(root, p)
			out = append(out, rel)
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return out
}

func TestAFolderAndItsArchiveAreTheSameSong(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	dir := vendorFolder(t, "Night Bus Stems")
	first := take(t, w, studio.Choice{}, zipOf(t, dir))
	if len(first.Songs) != 1 || first.Songs[0].Became != studio.Added {
		t.Fatalf("%+v", first)
	}
	have := shape(t, w)
	// By another name, packed, and file by file it is what it was.
	moved := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.Rename(dir, moved); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(moved, "Night*"))
	if err != nil {
		t.Fatal(err)
	}
	for form, paths := range map[string][]string{"a folder": {moved}, "the files": files, "an archive": {zipOf(t, moved)}} {
		again := take(t, w, studio.Choice{}, paths...)
		if len(again.Songs) != 1 || again.Songs[0].Became != studio.Same || again.Songs[0].ID != first.Songs[0].ID {
			t.Errorf("%s: %+v", form, again)
		}
	}
	if d := cmp.Diff(have, shape(t, w)); d != "" || len(w.Rows(t, "")) != 1 {
		t.Errorf("%d songs, %s", len(w.Rows(t, "")), d)
	}
	if err := w.Delete(t.Context(), first.Songs[0].ID); err != nil {
		t.Fatal(err)
	}
	if left := shape(t, w); len(left) > 0 {
		t.Errorf("left of a song that was deleted: %q", left)
	}
}

func TestStopLeavesNothingOfASong(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	h, err := studio.Look([]string{vendorFolder(t, "Night Bus Stems")})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	for _, at := range []int64{1, h.Ways[0][0].Bytes / 2, h.Ways[0][0].Bytes - 1} {
		ctx, stop := context.WithCancel(t.Context())
		got, err := w.TakeHanded(ctx, h, studio.Choice{}, func(done, _ int64) {
			if done >= at {
				stop()
			}
		})
		stop()
		if !errors.Is(err, context.Canceled) || len(got.Songs) > 0 || len(w.Rows(t, "")) > 0 || len(shape(t, w)) > 0 {
			t.Errorf("stopped at %d: %v, %+v, %q", at, err, got, shape(t, w))
		}
	}
}

func TestStemsWithoutNotesAreASong(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	dir := folderOf(t, "Glass", map[string][]byte{"drums.wav": tone(3, 1), "bass.wav": tone(2, 2), "other.wav": []byte("no sound"), "vocals.wav": quiet()})
	got := take(t, w, studio.Choice{}, dir)
	if len(got.Songs) != 1 || got.Songs[0].Became != studio.Added || len(got.Songs[0].LeftOut) != 1 || !strings.HasPrefix(got.Songs[0].LeftOut[0].String(), "“other.wav” holds no sound") {
		t.Fatalf("%+v", got)
	}
	p, err := w.Page(t.Context(), got.Songs[0].ID)
	if err != nil || len(p.Parts) != 0 || p.Audio != nil || p.Seconds != 3 {
		t.Errorf("%v, %+v", err, p)
	}
	var stems []string
	for _, s := range p.Stems {
		stems = append(stems, fmt.Sprint(s.Name, " silent ", s.Silent))
	}
	if d := cmp.Diff([]string{"Bass silent false", "Drums silent false", "Vocals silent true"}, stems); d != "" {
		t.Error(d)
	}
	for _, f := range shape(t, w) {
		if strings.HasPrefix(f, "incoming") {
			t.Errorf("%s is left", f)
		}
	}
	if rows := w.Rows(t, ""); len(rows) != 1 || rows[0].Detail != "Folder · Sound without notes · 0:03" {
		t.Errorf("%+v", rows)
	}
	if _, err := w.ExportSong(t.Context(), got.Songs[0].ID, studio.ExportOptions{Dir: t.TempDir()}); err == nil || err.Error() != "“Glass” is only sound, without notes to export. Add the .mid files of its parts to its folder, and add that again." {
		t.Errorf("exported, %v", err)
	}
}

func TestSongsByThemselvesAreTakenAsTheyAre(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	dir := folderOf(t, "dl", map[string][]byte{
		"A.wav": tone(2, 1), "B.mid": partMIDI(t, 1, "Lead", studiotest.Own(120)), "C.json": []byte(studiotest.ResultOf("t1", "Bass")),
		"D.mid": []byte("MThd"), "E.wav": []byte("x"), "F.wav": tone(2, 2), "F.mid": partMIDI(t, 0, "Drums", studiotest.Own(100)),
	})
	for _, form := range []string{dir, zipOf(t, dir)} {
		got := take(t, w, studio.Choice{}, form)
		var songs []string
		for _, s := range got.Songs {
			songs = append(songs, fmt.Sprintf("%s %d %d", s.Title, s.Index, s.Became))
		}
		became := studio.Added
		if form != dir {
			became = studio.Same
		}
		if d := cmp.Diff([]string{fmt.Sprint("B 1 ", int(became)), fmt.Sprint("C 2 ", int(became)), "D 3 5", "E 4 5", fmt.Sprint("F 5 ", int(became))}, songs); d != "" {
			t.Error(d)
		}
		if one := take(t, w, studio.Choice{Only: []int{5}}, form); len(one.Songs) != 1 || one.Songs[0].Title != "F" || one.Songs[0].Became != studio.Same || len(one.Drafts) > 0 {
			t.Errorf("%+v", one)
		}
		for _, f := range shape(t, w) {
			if strings.HasPrefix(f, "incoming") {
				t.Errorf("%s is left", f)
			}
		}
		if len(got.Drafts) != 1 || got.Drafts[0].Title != "A" || got.Drafts[0].Cost == 0 || got.Drafts[0].Seconds != 2 {
			t.Errorf("%+v", got.Drafts)
		}
	}
}

func TestASavedResultIsTheNotesOfItsStems(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	files := map[string][]byte{"Glass (Drums).wav": tone(2, 1), "Glass (Bass).wav": tone(2, 2), "Glass.json": []byte(studiotest.ResultOf("t1", "Bass"))}
	got := take(t, w, studio.Choice{}, folderOf(t, "Glass", files))
	if len(got.Songs) != 1 || got.Songs[0].Notes == 0 {
		t.Fatalf("%+v", got)
	}
	if p, err := w.Page(t.Context(), got.Songs[0].ID); err != nil || len(p.Stems) != 2 || len(p.Parts) != 1 {
		t.Errorf("%+v, %v", p, err)
	}
	files["Glass.json"] = []byte(studiotest.ResultOf("t1", "Bass") + "\n" + studiotest.ResultOf("t2", "Lead"))
	several := take(t, w, studio.Choice{Changed: studio.AddBeside}, folderOf(t, "Glass", files)).Songs
	if len(several) != 1 || several[0].Notes != 0 || len(several[0].LeftOut) != 1 || !strings.HasPrefix(several[0].LeftOut[0].String(), "“Glass.json” holds 2 songs.") {
		t.Errorf("%+v", several)
	}
}

func TestASongInPartsIsBroughtBackFromItsRecord(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	id := take(t, w, studio.Choice{}, vendorFolder(t, "Night Bus Stems")).Songs[0].ID
	before := stateOf(t, w)
	w.Lose(t, "partlift.db")
	got, err := studio.RecoverLibrary(t.Context(), w.Config)
	if err != nil || got.Songs != 1 || got.Results+got.Audio+got.Left != 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	w.Open(t)
	if after := stateOf(t, w); after != before || len(w.Rows(t, "folder")) != 1 || w.Rows(t, "")[0].ID != id {
		t.Errorf("%q, %q before", after, before)
	}
	if again := take(t, w, studio.Choice{}, vendorFolder(t, "other")); again.Songs[0].Became != studio.Same {
		t.Errorf("%+v", again)
	}
}

func TestSoundNames(t *testing.T) {
	aiff := studiotest.FileOf(t, "x", "FORM\x00\x00\x00\x00AIFF")
	for name, want := range map[string]string{"Vox (feat. X)": "Vox (feat. X)|.aiff", "Bass": "Bass|.aiff", "Bass.flac": "Bass|.flac", "No. 1.WAV": "No. 1|.WAV"} {
		if base, ext := studio.SoundName(name, aiff); base+"|"+ext != want {
			t.Errorf("%q: %s|%s", name, base, ext)
		}
	}
}

// Two songs of one title that come together stay two, though they share a file.
// Where names leave doubt, the lengths of the sounds decide, also in an archive.
func TestLookAsksWhereNamesLeaveDoubt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		seconds float64
		sure    bool
	}{"as long": {2, true}, "shorter": {1, false}} {
		dir := folderOf(t, "dl", map[string][]byte{"Artist - Bass.wav": tone(2, 1), "Artist - Piano.wav": tone(c.seconds, 3)})
		for _, p := range []string{dir, zipOf(t, dir)} {
			h, err := studio.Look([]string{p})
			if err != nil {
				t.Fatal(err)
			}
			if len(h.Ways) != 2 || len(h.Ways[0]) != 1 || len(h.Ways[1]) != 2 || h.Sure() != c.sure {
				t.Errorf("%s: %+v", name, h.Ways)
			}
			if err := h.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	many := map[string][]byte{}
	for i := range 101 {
		many[fmt.Sprintf("%d song_%c.mid", i, 'a'+rune(i%26))] = []byte("x")
	}
	h, err := studio.Look([]string{folderOf(t, "many", many)})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	for _, way := range h.Ways {
		if len(way) < 100 || strings.Contains(way[0].Title, "_") {
			t.Errorf("%d songs, %q", len(way), way[0].Title)
		}
	}
}

// Several files of one part are told apart when a folder changes.

// Of several formats the best that holds sound is kept.
func TestTheNextFormatStandsInForOneThatIsBroken(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	files := map[string][]byte{"Glass (Bass).wav": []byte("no sound"), "Glass (Bass).aif": []byte("FORM\x00\x00\x00\x04AIFF" + "a sound of other programs"), "Glass (Drums).wav": tone(2, 1), "Glass (Drums).aif": []byte("FORM"),
		"Glass.wav": []byte("no sound"), "Glass.aif": []byte("FORM\x00\x00\x00\x04AIFF" + "the mix"), "Glass\xff (FX).wav": tone(2, 3)}
	dir := folderOf(t, "Glass", files)
	h, err := studio.Look([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if d := cmp.Diff([]string{"Glass.aif", "Glass (Bass).aif", "Glass (Drums).aif"}, h.Ways[0][0].Spare); d != "" {
		t.Error(d)
	}
	taken, err := w.TakeHanded(t.Context(), h, studio.Choice{}, func(done, total int64) {
		if done > total {
			t.Errorf("%d of %d bytes", done, total)
		}
	})
	got := taken.Songs
	if err != nil || len(got) != 1 || len(got[0].LeftOut) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	p, err := w.Page(t.Context(), got[0].ID)
	if err != nil || p.Audio == nil || p.Audio.Name != "Glass.aif" {
		t.Fatalf("%+v, %v", p.Audio, err)
	}
	var stems []string
	for _, s := range p.Stems {
		stems = append(stems, fmt.Sprint(s.Name, s.Size))
	}
	if d := cmp.Diff([]string{"Bass37", "Drums32044", "FX32044"}, stems); d != "" {
		t.Error(d)
	}
}
