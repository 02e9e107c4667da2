package studio_test

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/music"
)

func TestAudioBecomesVerifiedFilesWithTheNotesOfTheSource(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	id := w.Transcribe(t)
	dir := t.TempDir()
	report, err := w.ExportSong(t.Context(), id, studio.ExportOptions{Dir: dir, What: studio.What{Combined: true, Each: true}, Choice: &edit.GridChoice{Mode: edit.GridOff}})
	if err != nil || !report.Receipt.OK {
		t.Fatalf("receipt %+v, error %v", report.Receipt, err)
	}
	if want := len(w.Song.Music.Tracks) + 1; len(report.Receipt.Files) != want {
		t.Errorf("%d files, want %d", len(report.Receipt.Files), want)
	}
	got := studiotest.ReadMIDI(t, filepath.Join(dir, "My Song.mid"))
	sameSong(t, got, w.Song.Music)
	if n := len(w.Sim.Charges()); n != 1 {
		t.Errorf("%d charges, want 1", n)
	}
}

// sameSong compares instruments, order, count, pitch and velocity exactly, and
// starts within half a step of the API's raster plus one tick.
func sameSong(t *testing.T, got, want music.Song) {
	t.Helper()
	const limit = 0.5/192 + 1.0/960
	if len(got.Tracks) != len(want.Tracks) {
		t.Fatalf("%d tracks, want %d", len(got.Tracks), len(want.Tracks))
	}
	for i, g := range got.Tracks {
		wt := want.Tracks[i]
		music.Sort(g.Notes)
		raster(wt.Notes)
		music.Sort(wt.Notes)
		if g.Name != wt.Name || g.Program != wt.Program || g.Drums != wt.Drums || len(g.Notes) != len(wt.Notes) {
			t.Errorf("track %d is %q program %d drums %v with %d notes, want %q %d %v %d", i, g.Name, g.Program, g.Drums, len(g.Notes), wt.Name, wt.Program, wt.Drums, len(wt.Notes))
			continue
		}
		for k, n := range g.Notes {
			if o := wt.Notes[k]; n.Pitch != o.Pitch || n.Velocity != o.Velocity || math.Abs(n.Start-o.Start) > limit {
				t.Fatalf("track %q note %d is %+v, want %+v", g.Name, k, n, o)
			}
		}
	}
}

// raster puts notes on the API's raster, so that both lists sort alike.
func raster(notes []music.Note) {
	for i := range notes {
		notes[i].Start = math.Round(notes[i].Start*192) / 192
		notes[i].End = math.Round(notes[i].End*192) / 192
	}
}

func TestSameAudioIsNeverPaidTwice(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	first := w.Transcribe(t)
	d, _, err := w.Take(t.Context(), w.WAV)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Earlier) != 1 || d.Earlier[0].ID != first || d.Cost != 0 {
		t.Fatalf("the second draft knows %+v and costs %g, want the first song and 0", d.Earlier, d.Cost)
	}
	if _, err := w.Begin(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	w.Transcribe(t)
	if n := len(w.Sim.Charges()); n != 1 {
		t.Errorf("%d charges, want 1: the separation exists", n)
	}
}

func TestWithoutNetworkTheLibraryStillWorks(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	id := w.Transcribe(t)
	w.Close()
	w.Config.APIBase, w.Config.UploadBase = "http://127.0.0.1:1", "http://127.0.0.1:1"
	w.Open(t)
	rows, total, err := w.History(t.Context(), "my song", 10, 0)
	if err != nil || total != 1 || rows[0].ID != id || !rows[0].CanOpen() {
		t.Fatalf("history %+v, total %d, error %v", rows, total, err)
	}
	page, err := w.Page(t.Context(), id)
	if err != nil || len(page.Parts) != len(w.Song.Music.Tracks) || len(page.Stems) == 0 || page.Audio == nil {
		t.Fatalf("page %+v, error %v", page, err)
	}
	for _, stem := range append(page.Stems, *page.Audio) {
		if info, err := os.Stat(stem.Path); err != nil || stem.Size == 0 || info.Size() != stem.Size {
			t.Errorf("stem %+v, error %v; want the size of the file", stem, err)
		}
	}
	report, err := w.ExportSong(t.Context(), id, studio.ExportOptions{Dir: t.TempDir(), What: studio.What{Combined: true}})
	if err != nil || !report.Receipt.OK {
		t.Errorf("export %+v, error %v", report.Receipt, err)
	}
	if a := w.CheckAccount(t.Context()); a.Status != studio.AccountOffline || a.Text == "" {
		t.Errorf("account %+v, want offline with a sentence", a)
	}
}

func TestOnlyOneProgramRunsTasks(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	w.Transcribe(t)
	second, err := studio.Open(t.Context(), w.Config)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	d, _, err := second.Take(t.Context(), w.WAV)
	if err != nil {
		t.Fatal(err)
	}
	_, err = second.Begin(t.Context(), d)
	if n := studio.Explain("start", err); err == nil || !strings.Contains(n.Text, "Another Partlift") {
		t.Errorf("a second program may start tasks: %v", err)
	}
	if _, total, err := second.History(t.Context(), "", 10, 0); err != nil || total != 1 {
		t.Errorf("a second program reads %d songs, error %v; want 1", total, err)
	}
}

func TestDeleteRemovesOnlyOwnFiles(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	id := w.Transcribe(t)
	dir := t.TempDir()
	if _, err := w.ExportSong(t.Context(), id, studio.ExportOptions{Dir: dir, What: studio.What{Combined: true}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "My Song.mid")); err != nil {
		t.Errorf("the exported file is gone: %v", err)
	}
	var left int
	err := filepath.WalkDir(filepath.Join(w.Dir(), "blobs"), func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Ext(d.Name()) != ".lock" {
			left++
		}
		return err
	})
	if err != nil || left != 0 {
		t.Errorf("%d blobs are left, error %v; want none", left, err)
	}
}

func TestMutedPartsStayOut(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	id := w.Transcribe(t)
	if err := w.SaveSwitches(t.Context(), id, []int{0, 2}, nil); err != nil {
		t.Fatal(err)
	}
	report, err := w.ExportSong(t.Context(), id, studio.ExportOptions{Dir: t.TempDir(), What: studio.What{Each: true}})
	if want := len(w.Song.Music.Tracks) - 2; err != nil || len(report.Receipt.Files) != want || !report.Receipt.OK {
		t.Errorf("%d files, error %v; want %d", len(report.Receipt.Files), err, want)
	}
}

func TestEmptyWholeBecomesPerStem(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{MIDI: kiesim.MIDI{Empty: "whole"}})
	page, err := w.Page(t.Context(), w.Transcribe(t))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := page.Song.NoteCount(), w.Song.Music.NoteCount(); got != want {
		t.Errorf("%d notes from the stems, want %d", got, want)
	}
	for _, p := range page.Parts {
		if p.Stem == "" {
			t.Errorf("part %q does not say its stem", p.Name)
		}
	}
	if n := len(w.Sim.Charges()); n != 1 {
		t.Errorf("%d charges, want 1", n)
	}
}

func TestExportNeverWritesOverOtherContent(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	id := w.Transcribe(t)
	dir := t.TempDir()
	mine := filepath.Join(dir, "My Song.mid")
	if err := os.WriteFile(mine, []byte("somebody's work"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		report, err := w.ExportSong(t.Context(), id, studio.ExportOptions{Dir: dir, What: studio.What{Combined: true}, Keep: true})
		if err != nil {
			t.Fatal(err)
		}
		if got := filepath.Base(report.Receipt.Files[0].Path); got != "My Song (2).mid" {
			t.Errorf("wrote %q, want a numbered name, the same one again", got)
		}
	}
	if got, _ := os.ReadFile(mine); string(got) != "somebody's work" {
		t.Error("the file that was there is gone")
	}
}

func TestRefusedKeyIsNotKept(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	a, err := w.SetKey(t.Context(), "wrong-key-9876543210", false)
	if err == nil || a.Status != studio.AccountRefused {
		t.Fatalf("account %+v, error %v; want refused", a, err)
	}
	if a := w.CheckAccount(t.Context()); a.Status != studio.AccountReady || a.Balance != 500 {
		t.Errorf("the good key is gone: %+v", a)
	}
	if strings.Contains(a.Text+err.Error(), "9876") {
		t.Error("the refused key is shown")
	}
}

func TestKeyTravelsOnlyProtected(t *testing.T) {
	t.Parallel()
	for base, allowed := range map[string]bool{
		"http://api.example.invalid": false, "ftp://api.example.invalid": false, "api.example.invalid": false,
		"http://10.0.0.1:80": false, "http://127.0.0.1:1": true, "http://[::1]:1": true, "http://localhost:1": true,
	} {
		w := studiotest.New(t, kiesim.Script{})
		set := w.Settings()
		set.APIBase, set.UploadBase = base, base
		w.Close()
		w.Config.APIBase, w.Config.UploadBase = "", ""
		w.Open(t)
		if err := w.SaveSettings(t.Context(), set); err != nil {
			t.Fatal(err)
		}
		a := w.CheckAccount(t.Context())
		if refused := strings.Contains(a.Text, "address"); refused == allowed {
			t.Errorf("%s: account %+v; want refused: %v", base, a, !allowed)
		}
	}
}
