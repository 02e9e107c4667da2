package app_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/say"
	"partlift/backend/secret"
	"partlift/backend/task"
)

// keyless is a program on a computer without a key.
func keyless(t *testing.T) (*studiotest.World, *screen) {
	t.Helper()
	w := studiotest.New(t, kiesim.Script{})
	w.Close()
	w.Config.Keys = secret.Options{Keyring: studiotest.NoKeyring{}}
	w.Open(t)
	s := newScreen(t, w)
	s.until("there is no key", func() bool { return s.Account.Now().Status == studio.AccountMissing })
	return w, s
}

func TestWithoutAKeyASongIsSketchedHere(t *testing.T) {
	t.Parallel()
	w, s := keyless(t)
	path, pitches := studiotest.Piano(t)
	s.AddFiles([]string{path})
	s.until("it is asked", func() bool { return s.Ask.Now() != nil })
	if a := s.Ask.Now(); !strings.Contains(a.Title, "Scale") || a.Choices[0].Pays {
		t.Fatalf("the question is %+v", a)
	}
	s.Answer(s.Ask.Now(), 0, "")
	s.until("the sketch is open", func() bool { return s.Page.Now() != nil })
	p := s.Page.Now()
	heard := map[uint8]bool{}
	for _, n := range p.Song.Tracks[0].Notes {
		heard[n.Pitch] = true
	}
	found := 0
	for _, pitch := range pitches {
		if heard[pitch] {
			found++
		}
	}
	if found < 7 {
		t.Errorf("of the scale only %d of 8 pitches were heard: %+v", found, p.Song.Tracks[0].Notes)
	}
	if p.Title != "Scale" || p.Audio == nil || p.Parts[0].Name != "Melody & chords" {
		t.Errorf("title %q, audio %v, part %+v", p.Title, p.Audio, p.Parts[0])
	}
	if n := len(w.Sim.Charges()); n != 0 {
		t.Errorf("%d charges for a sketch", n)
	}
	s.CloseSong()
	s.AddFiles([]string{path})
	s.until("the same sound opens the sketch", func() bool { return s.Page.Now() != nil })
	if rows := s.Rows.Now(); len(rows) != 1 || !strings.HasPrefix(rows[0].Detail, "Sketch") || s.Page.Now().ID != p.ID {
		t.Errorf("after the second time: %+v", rows)
	}
}

func TestTheCloudsPartsJoinTheSketch(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	s.until("the key works", func() bool { return s.Account.Now().Status == studio.AccountReady })
	path, _ := studiotest.Piano(t)
	s.AddFiles([]string{path})
	s.until("it is asked", func() bool { return s.Ask.Now() != nil })
	s.Answer(s.Ask.Now(), 1, "")
	s.until("the sketch is open", func() bool { return s.Page.Now() != nil })
	p := s.Page.Now()
	if !p.Sketched() || len(w.Sim.Charges()) != 0 {
		t.Fatalf("sketched %v, %d charges", p.Sketched(), len(w.Sim.Charges()))
	}
	s.Transpose([]edit.NoteRef{{Track: 0, Note: 0}}, 12)
	s.RenamePart(0, "Mine")
	s.Complete()
	s.until("the cost is asked", func() bool { return s.Ask.Now() != nil })
	a := s.Ask.Now()
	if !a.Choices[0].Pays || len(a.Choices) != 2 || !strings.Contains(a.Text, "sketch") {
		t.Fatalf("the question is %+v", a)
	}
	s.Answer(a, 0, "")
	s.until("the parts are there", func() bool { return len(s.Page.Now().Parts) > len(p.Parts) })
	now := s.Page.Now()
	if now.ID != p.ID || now.Sketched() || now.Parts[0].Name != "Mine" || !now.Parts[0].Muted || now.Parts[1].Muted {
		t.Errorf("the page has %+v", now.Parts)
	}
	if got := now.Lanes[0].Notes; len(got) != len(p.Lanes[0].Notes) || now.Layers.Notes[0][0].Semitones != 12 {
		t.Errorf("of the edited sketch %d notes stay, of %d", len(got), len(p.Lanes[0].Notes))
	}
	if rows := s.Rows.Now(); len(rows) != 1 || rows[0].Sketch {
		t.Errorf("the history has %+v", rows)
	}
	s.MuteAll(false)
	s.OpenSong(p.ID)
	s.until("it is read again", func() bool { return s.Page.Now() != now && !s.Page.Now().Parts[0].Muted })
	s.AddFiles([]string{path})
	s.until("it is asked again", func() bool { return s.Ask.Now() != nil })
	if n := len(w.Sim.Charges()); n != 1 || !strings.Contains(s.Ask.Now().Title, "already") {
		t.Errorf("%d charges, then it is asked %q", n, s.Ask.Now().Title)
	}
}

func TestASketchCanBeStopped(t *testing.T) {
	t.Parallel()
	w, s := keyless(t)
	path, _ := studiotest.Piano(t)
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	paths := []string{path}
	for _, name := range []string{"B.wav", "C.wav"} { // other sound: a little shorter each time
		body = body[:len(body)-4000]
		paths = append(paths, filepath.Join(t.TempDir(), name))
		if err := os.WriteFile(paths[len(paths)-1], body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.AddFiles(paths)
	s.until("it is asked", func() bool { return s.Ask.Now() != nil })
	hear := w.HoldEars()
	s.Answer(s.Ask.Now(), 0, "")
	title := func(r studio.Row) bool { return r.Title == "C" }
	s.until("each has a row at once", func() bool { return len(s.Rows.Now()) == 3 })
	c := s.row(slices.IndexFunc(s.Rows.Now(), title))
	if c.State != studio.RowRunning || !c.CanCancel() || c.CanOpen() || !strings.HasPrefix(c.Detail, "Sketching ") || !c.Sketch {
		t.Errorf("a row under way: %+v", c)
	}
	s.Cancel(c.ID) // the last one, before its turn
	s.until("it is stopped", func() bool { return s.row(slices.IndexFunc(s.Rows.Now(), title)).State == studio.RowCancelled })
	hear()
	rest := func(want ...studio.RowState) func() bool {
		return func() bool {
			var have []studio.RowState
			for _, r := range s.Rows.Now() { // newest first
				have = append(have, r.State)
			}
			return slices.Equal(have, want)
		}
	}
	s.until("the others are there", rest(studio.RowCancelled, studio.RowDone, studio.RowDone))
	s.until("the first of them is open", func() bool { return s.Page.Now() != nil && s.Page.Now().Title != "C" })
	s.until("the other is ready", func() bool { return len(s.Notices.Now()) == 1 })
	if n := s.Notices.Now()[0]; !strings.HasSuffix(n.Text, "is ready.") || strings.Contains(n.Text, "“C”") {
		t.Errorf("stopping is told: %+v", n)
	}
	s.Retry(c.ID)
	s.until("it went on", rest(studio.RowDone, studio.RowDone, studio.RowDone))
}

// What a cut-off file still holds is heard; the window says so, and the song
// page as long as there is the song.
func TestACutOffSongIsSketchedAndSaidToBe(t *testing.T) {
	t.Parallel()
	w, s := keyless(t)
	path, _ := studiotest.Piano(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, whole[:len(whole)*2/3], 0o600); err != nil {
		t.Fatal(err)
	}
	s.AddFiles([]string{path})
	s.until("it is asked", func() bool { return s.Ask.Now() != nil })
	s.Answer(s.Ask.Now(), 0, "")
	s.until("the sketch is open", func() bool { return s.Page.Now() != nil })
	const says = "“Scale.wav” is cut off: the first "
	if p := s.Page.Now(); len(p.Warnings) != 1 || !strings.HasPrefix(p.Warnings[0], says) {
		t.Errorf("the page warns of %q", p.Warnings)
	}
	told := false
	for _, n := range s.Notices.Now() {
		told = told || n.Level == say.Warning && strings.HasPrefix(n.Text, says)
	}
	if !told {
		t.Errorf("the notices are %+v", s.Notices.Now())
	}
	if remarks, err := w.Studio.Remarks(t.Context(), s.Page.Now().ID); err != nil || len(remarks) != 1 {
		t.Errorf("%q, %v", remarks, err)
	}
	d, _, err := w.Studio.Take(t.Context(), path)
	if err != nil || len(d.Warnings) != 1 || !strings.HasPrefix(d.Warnings[0].String(), says) {
		t.Errorf("the draft warns of %q, %v", d.Warnings, err)
	}
}

// The sound of a song lies in the library under its hash; what goes wrong with
// it is told by the name the user gave it.
func TestTroubleWithASoundNamesTheUsersFile(t *testing.T) {
	t.Parallel()
	w, _ := keyless(t)
	path, _ := studiotest.Piano(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	d, _, err := w.Studio.Take(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	blob := w.Blob(d.Request.Audio)
	if err := os.WriteFile(blob, make([]byte, len(whole)), 0o600); err != nil { // the disk is damaged
		t.Fatal(err)
	}
	id, end := w.SketchWAV(t, d)
	if n := studio.Explain("sketch", end.Fault); !strings.Contains(n.Text, "“Scale.wav”") || strings.Contains(n.Text+n.Hint, d.Request.Audio) {
		t.Errorf("%+v", n)
	}
	if _, err = studio.OpenSound(t.Context(), blob, "Scale.wav", 44_100); err == nil || !strings.Contains(err.Error(), "“Scale.wav”") || strings.Contains(err.Error(), d.Request.Audio) {
		t.Error(err)
	}
	if err := os.WriteFile(blob, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if again, end := w.SketchWAV(t, d); again != id || end.State != task.StateDone {
		t.Errorf("mended, it is %s in %s; it was to be done in %s: %v", end.State, again, id, end.Fault)
	}
}
