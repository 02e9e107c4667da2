package app_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
)

// What a start tidies away is old and nobody's; a sketch names its sound.
func TestTidyingLeavesTheSoundOfASketch(t *testing.T) {
	t.Parallel()
	w, s := keyless(t)
	s.rest()
	d := w.TakeWAV(t, w.WAV)
	id := w.BeginWith(t, d)
	if err := w.Cancel(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	path, _ := studiotest.Piano(t)
	left := w.TakeWAV(t, path) // and never begun
	for _, sha := range []string{d.Request.Audio, left.Request.Audio} {
		old := time.Now().Add(-48 * time.Hour)
		if err := os.Chtimes(w.Blob(sha), old, old); err != nil {
			t.Fatal(err)
		}
	}
	s.Model.Close()
	w.Close()
	w.Open(t)
	next := newScreen(t, w)
	next.rest()
	if got := w.Files(t); !slices.Equal(got, []string{d.Request.Audio}) {
		t.Errorf("the library has %q, not %q alone", got, d.Request.Audio)
	}
}

// A sketch under way is not offered again, and takes nothing of the balance.
func TestASketchUnderWayIsNotOfferedAgain(t *testing.T) {
	t.Parallel()
	w := studiotest.NewWith(t, kiesim.Script{}, 60)
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == studio.AccountReady })
	hear := w.HoldEars()
	if _, _, err := w.Sketch(t.Context(), w.TakeWAV(t, w.WAV)); err != nil {
		t.Fatal(err)
	}
	s.AddFiles([]string{w.WAV})
	s.asked("Spend 50 credits", "Cancel")
	s.pick("Cancel")
	s.AddFiles([]string{w.WAV})
	s.until("it is asked", func() bool { return s.Ask.Now() != nil })
	hear()
	s.until("it is ready", func() bool { return s.row(0).State == studio.RowDone })
	s.pick("Cancel")
	s.AddFiles([]string{w.WAV})
	s.until("it is asked for the parts", func() bool { return s.Ask.Now() != nil })
	if a := s.Ask.Now(); !strings.Contains(a.Text, "The parts join the sketch") || !slices.Equal(labels(s), []string{"Spend 50 credits", "Cancel"}) {
		t.Errorf("the question is %+v", a)
	}
}

func TestASketchHasNoPartInTheBalance(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == studio.AccountReady })
	s.rest()
	asked := -1 // it is told once of what there is
	s.Account.Watch(func(studio.Account) { asked++ })
	path, _ := studiotest.Piano(t)
	if _, _, err := w.Sketch(t.Context(), w.TakeWAV(t, path)); err != nil {
		t.Fatal(err)
	}
	s.until("it is ready", func() bool { return s.row(0).State == studio.RowDone })
	s.rest()
	if asked != 0 {
		t.Errorf("after a sketch the account changed %d times", asked)
	}
}

// The question may be older than the sketch.
func TestASketchThatIsThereMeanwhileOpens(t *testing.T) {
	t.Parallel()
	w, s := keyless(t)
	path, _ := studiotest.Piano(t)
	s.AddFiles([]string{path})
	s.until("it is asked", func() bool { return s.Ask.Now() != nil })
	id, _ := w.SketchWAV(t, w.TakeWAV(t, path))
	s.until("it is told", func() bool { return s.row(0).State == studio.RowDone })
	s.Answer(s.Ask.Now(), 0, "")
	s.until("it is open", func() bool { return s.Page.Now() != nil })
	if s.rest(); s.Page.Now().ID != id || len(s.Rows.Now()) != 1 {
		t.Errorf("open is %q of %+v, not %q", s.Page.Now().ID, s.Rows.Now(), id)
	}
}

func TestWithoutAKeyASketchUnderWayIsTold(t *testing.T) {
	t.Parallel()
	w, s := keyless(t)
	hear := w.HoldEars()
	defer hear()
	if _, _, err := w.Sketch(t.Context(), w.TakeWAV(t, w.WAV)); err != nil {
		t.Fatal(err)
	}
	s.AddFiles([]string{w.WAV})
	s.until("it is told", func() bool { return len(s.Notices.Now()) > 0 })
	if n := s.Notices.Now()[0]; n.Text != "“My Song” is already on its way." || s.Ask.Now() != nil {
		t.Errorf("%+v, and asked %+v", n, s.Ask.Now())
	}
}
