package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partlift/app"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
)

// doubtful is a folder of which nobody knows whether it is a song in parts.
func doubtful(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "New ideas")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"Rain - Piano", "Rain - Bass"} {
		copyFile(t, filepath.Join(dir, name+".mid"), songFiles[i%2])
	}
	return dir
}

var songFiles = []string{"../backend/kie/kiesim/songs/night-bus-home.mid", "../backend/kie/kiesim/songs/lanterns-on-the-river.mid"}

func copyFile(t *testing.T, to, from string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// label finds a choice of a question by the start of its words.
func label(t *testing.T, a *app.Ask, start string) int {
	t.Helper()
	for i, c := range a.Choices {
		if strings.HasPrefix(c.Label, start) {
			return i
		}
	}
	t.Fatalf("no choice of %+v begins with %q", a.Choices, start)
	return -1
}

func TestOneSongOrSeveralIsAskedWithAPreview(t *testing.T) {
	t.Parallel()
	dir := doubtful(t)
	for start, rows := range map[string]int{"One song in 2 parts": 1, "2 songs": 2} {
		w := studiotest.New(t, kiesim.Script{})
		s := newScreen(t, w)
		s.AddFiles([]string{dir})
		s.until("it asks", func() bool { return s.Ask.Now() != nil })
		a := s.Ask.Now()
		details := strings.Join(a.Details, "\n")
		for _, want := range []string{"One song in 2 parts:", "2 songs:", "“Rain”: notes of Bass, Piano", "Rain - Bass"} {
			if !strings.Contains(details, want) {
				t.Errorf("the preview lacks %q:\n%s", want, details)
			}
		}
		if !strings.Contains(a.Text, "New ideas") {
			t.Errorf("the question %q does not name the folder", a.Text)
		}
		s.Answer(a, label(t, a, start), "")
		s.until("they are there", func() bool { return len(s.Rows.Now()) == rows && s.Page.Now() != nil })
		s.rest()
		if n := len(s.Rows.Now()); n != rows || s.Ask.Now() != nil {
			t.Errorf("%s: %d rows, question %+v", start, n, s.Ask.Now())
		}
	}
}

func TestNothingIsTakenWhereTheQuestionIsCancelled(t *testing.T) {
	t.Parallel()
	s := newScreen(t, studiotest.New(t, kiesim.Script{}))
	s.AddFiles([]string{doubtful(t)})
	s.until("it asks", func() bool { return s.Ask.Now() != nil })
	s.Answer(s.Ask.Now(), label(t, s.Ask.Now(), "Cancel"), "")
	s.rest()
	if n := len(s.Rows.Now()); n != 0 || s.Page.Now() != nil {
		t.Errorf("%d rows", n)
	}
}

func TestAFolderThatChangedOffersToUpdate(t *testing.T) {
	t.Parallel()
	s := newScreen(t, studiotest.New(t, kiesim.Script{}))
	dir := filepath.Join(t.TempDir(), "Rain")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	copyFile(t, filepath.Join(dir, "Rain (Bass).mid"), songFiles[0])
	copyFile(t, filepath.Join(dir, "Rain (Piano).mid"), songFiles[1])
	s.AddFiles([]string{dir})
	s.until("it is open", func() bool { return s.Page.Now() != nil })
	first := s.Page.Now().ID
	parts := len(s.Page.Now().Parts)
	s.CloseSong()
	s.AddFiles([]string{dir})
	s.until("the same opens again", func() bool { return s.Page.Now() != nil })
	if s.Page.Now().ID != first || s.Ask.Now() != nil {
		t.Fatalf("the same folder is another song, or asks: %+v", s.Ask.Now())
	}
	if err := os.WriteFile(filepath.Join(dir, "Rain (Guitar).mid"), studiotest.MIDIOf(t, studiotest.Groove(120, 0, 4), studiotest.Own(120)), 0o600); err != nil {
		t.Fatal(err)
	}
	s.AddFiles([]string{dir})
	s.until("it asks", func() bool { return s.Ask.Now() != nil })
	if d := strings.Join(s.Ask.Now().Details, "\n"); !strings.Contains(d, "1 file added") {
		t.Errorf("the question says %q", d)
	}
	s.Answer(s.Ask.Now(), label(t, s.Ask.Now(), "Update"), "")
	s.until("it has the new part", func() bool { return s.Page.Now() != nil && len(s.Page.Now().Parts) > parts })
	if s.Page.Now().ID != first || len(s.Rows.Now()) != 1 {
		t.Errorf("%d rows, song %s, want %s", len(s.Rows.Now()), s.Page.Now().ID, first)
	}
	s.AddFiles([]string{dir})
	s.rest()
	if s.Ask.Now() != nil {
		t.Errorf("up to date, it asks again: %+v", s.Ask.Now())
	}
}
