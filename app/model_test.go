package app_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"partlift/app"
	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/say"
)

// screen is the goroutine of a window: a queue that the test drains.
type screen struct {
	t     *testing.T
	queue chan func()
	*app.Model
}

func newScreen(t *testing.T, w *studiotest.World) *screen {
	t.Helper()
	s := &screen{t: t, queue: make(chan func(), 1<<16)}
	s.Model = app.New(t.Context(), w.Studio, func(f func()) { s.queue <- f })
	t.Cleanup(s.Model.Close)
	s.Start()
	return s
}

// until runs what was posted, in order, until it is so.
func (s *screen) until(what string, so func() bool) {
	s.t.Helper()
	ctx, stop := context.WithTimeout(s.t.Context(), 10*time.Minute)
	defer stop()
	for !so() {
		select {
		case f := <-s.queue:
			f()
		case <-ctx.Done():
			s.t.Fatalf("never: %s; ask %+v, notices %+v, rows %+v", what, s.Ask.Now(), s.Notices.Now(), s.Rows.Now())
		}
	}
}

func (s *screen) row(i int) studio.Row {
	if rows := s.Rows.Now(); i < len(rows) {
		return rows[i]
	}
	return studio.Row{}
}

func TestDropPayWatchOpenExport(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == studio.AccountReady })
	s.AddFiles([]string{w.WAV})
	s.until("the cost is shown", func() bool { return s.Ask.Now() != nil })
	if a := s.Ask.Now(); !strings.Contains(a.Text, "50 credits") || !strings.Contains(a.Text, "500") || len(w.Sim.Charges()) != 0 {
		t.Fatalf("the question is %+v with %d charges; want cost and balance, and nothing spent", a, len(w.Sim.Charges()))
	}
	s.Answer(s.Ask.Now(), 0, "")
	s.until("the row is done", func() bool { return s.row(0).State == studio.RowDone && s.row(0).Notes > 0 })
	s.until("the new balance is shown", func() bool { return s.Account.Now().Balance == 450 })
	s.OpenSong(s.row(0).ID)
	s.until("the page is open", func() bool { return s.Page.Now() != nil })
	s.LeaveOut(1, true)
	if !s.Page.Now().Parts[1].Left {
		t.Error("the part is not left out")
	}
	dir := t.TempDir()
	s.Export(dir, studio.What{Combined: true, Each: true})
	s.until("the report is there", func() bool { return s.Report.Now() != nil })
	if r := s.Report.Now(); !r.Receipt.OK || len(r.Receipt.Files) != len(s.Page.Now().Parts) {
		t.Errorf("receipt %+v; want ok, all parts but one, and one file with all", r.Receipt)
	}
	s.until("the exports are listed", func() bool { return len(s.Page.Now().Exports) == len(s.Report.Now().Receipt.Files) })
}

func TestCancelledQuestionSpendsNothing(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == studio.AccountReady })
	s.AddFiles([]string{w.WAV})
	s.until("the cost is shown", func() bool { return s.Ask.Now() != nil })
	a := s.Ask.Now()
	for i, c := range a.Choices {
		if c.Cancel {
			s.Answer(a, i, "")
		}
	}
	s.Answer(a, 0, "") // a second click on a question that is gone
	if b := s.Busy.Now(); b.Text != "" {
		t.Errorf("cancelled, but there is work: %s", b.Text)
	}
	if s.Ask.Now() != nil || len(s.Rows.Now()) != 0 || len(w.Sim.Charges()) != 0 {
		t.Errorf("ask %v, %d rows, %d charges; want none of each", s.Ask.Now(), len(s.Rows.Now()), len(w.Sim.Charges()))
	}
}

func TestKnownAudioOffersTheEarlierResult(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	id := w.Transcribe(t)
	s := newScreen(t, w)
	s.AddFiles([]string{w.WAV})
	s.until("the earlier result is offered", func() bool { return s.Ask.Now() != nil })
	s.Answer(s.Ask.Now(), 0, "")
	s.until("the earlier song opens", func() bool { return s.Page.Now() != nil && s.Page.Now().ID == id })
	if n := len(w.Sim.Charges()); n != 1 {
		t.Errorf("%d charges, want 1", n)
	}
}

func TestSeveralFilesOfEveryKind(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == studio.AccountReady })
	fixture := "../backend/kie/testdata/fixtures/midi-08-record-success.json"
	midi := "../backend/kie/kiesim/songs/lanterns-on-the-river.mid"
	text := filepath.Join(t.TempDir(), "readme.txt")
	if err := os.WriteFile(text, []byte("not music"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.AddFiles([]string{fixture, text, midi, w.WAV, filepath.Join(t.TempDir(), "gone.wav"), t.TempDir()})
	s.until("both results are rows, the audio asks, the rest is told", func() bool {
		return len(s.Rows.Now()) == 2 && s.Ask.Now() != nil && len(s.Notices.Now()) == 3 && s.Page.Now() != nil
	})
	for _, n := range s.Notices.Now() {
		if n.Level != say.Failure || !strings.HasSuffix(n.Text, ".") || n.Hint == "" {
			t.Errorf("notice %+v; want a sentence and a hint", n)
		}
	}
	s.AddFiles([]string{fixture})
	s.until("the same result opens again", func() bool { return s.Page.Now().Title == "midi-08-record-success" })
	if n := len(s.Rows.Now()); n != 2 {
		t.Errorf("%d rows after the same file twice, want 2", n)
	}
}

func TestLostAnswerIsAskedAndAnswered(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{Faults: []kiesim.Fault{{Path: "/api/v1/vocal-removal/generate", Times: 1, Do: kiesim.DoLost}}})
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == studio.AccountReady })
	s.AddFiles([]string{w.WAV})
	s.until("the cost is shown", func() bool { return s.Ask.Now() != nil })
	s.Answer(s.Ask.Now(), 0, "")
	s.until("it asks whether it was paid", func() bool { return s.Ask.Now() != nil && s.Ask.Now().Entry != "" })
	a := s.Ask.Now()
	for i, c := range a.Choices {
		if c.Label == "Use this task id" {
			s.Answer(a, i, w.Sim.Charges()[0].TaskID)
			break
		}
	}
	s.until("the row is done", func() bool { return s.row(0).State == studio.RowDone })
	if n := len(w.Sim.Charges()); n != 1 {
		t.Errorf("%d charges, want 1", n)
	}
}

func TestFailureIsTold(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{Separation: kiesim.Separation{Flag: "GENERATE_AUDIO_FAILED"}})
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == studio.AccountReady })
	s.AddFiles([]string{w.WAV})
	s.until("the cost is shown", func() bool { return s.Ask.Now() != nil })
	s.Answer(s.Ask.Now(), 0, "")
	s.until("the row failed", func() bool { return s.row(0).State == studio.RowFailed && len(s.Notices.Now()) > 0 })
	if r := s.row(0); r.Detail == "" || !r.CanRetry() || strings.Contains(r.Detail, "GENERATE_AUDIO") {
		t.Errorf("row %+v; want words and a way to go on", r)
	}
}

func TestSearchNarrowsAndWidens(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	s.AddFiles([]string{"../backend/kie/testdata/fixtures/midi-08-record-success.json", "../backend/kie/kiesim/songs/lanterns-on-the-river.mid"})
	s.until("both are rows", func() bool { return len(s.Rows.Now()) == 2 })
	s.Search("lant")
	s.until("one is left", func() bool { return len(s.Rows.Now()) == 1 && s.Total.Now() == 1 })
	s.Search("finger")
	s.until("found by instrument", func() bool { return len(s.Rows.Now()) == 1 && s.row(0).Title == "midi-08-record-success" })
	s.Search("")
	s.until("both are back", func() bool { return len(s.Rows.Now()) == 2 })
}

func TestDemoNeedsNoKeyAndNoMoney(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == studio.AccountReady })
	s.TryDemo()
	s.until("all demo songs are done", func() bool {
		undone := func(r studio.Row) bool { return r.State != studio.RowDone || r.Notes == 0 }
		return len(s.Rows.Now()) == 3 && !slices.ContainsFunc(s.Rows.Now(), undone)
	})
	if n := len(w.Rows(t, "folder")); n != 1 {
		t.Errorf("%d of them came in a folder", n)
	}
	if len(w.Sim.Charges()) != 0 || s.Ask.Now() != nil {
		t.Errorf("%d charges at the real service, question %v; want none", len(w.Sim.Charges()), s.Ask.Now())
	}
	for _, r := range s.Rows.Now() {
		if !r.Demo {
			t.Errorf("row %+v does not say it is a demo", r)
		}
	}
}

func TestDeleteAsksFirst(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	id := w.Transcribe(t)
	s := newScreen(t, w)
	s.until("the row is there", func() bool { return len(s.Rows.Now()) == 1 })
	s.Delete(id)
	if a := s.Ask.Now(); a == nil || !a.Choices[0].Cancel || !a.Choices[1].Danger {
		t.Fatalf("the question is %+v; want keeping first", a)
	}
	s.Answer(s.Ask.Now(), 1, "")
	s.until("the row is gone", func() bool { return len(s.Rows.Now()) == 0 })
}

func TestNoticesOfOneNameReplaceEachOther(t *testing.T) {
	t.Parallel()
	s := newScreen(t, studiotest.New(t, kiesim.Script{}))
	s.Notify(say.Notice{Name: "a", Text: "first"})
	s.Notify(say.Notice{Name: "b", Text: "other"})
	s.Notify(say.Notice{Name: "a", Text: "second"})
	if n := s.Notices.Now(); len(n) != 2 || n[1].Text != "second" {
		t.Errorf("notices %+v", n)
	}
	s.Dismiss("a")
	if n := s.Notices.Now(); len(n) != 1 || n[0].Name != "b" {
		t.Errorf("notices %+v", n)
	}
}

func TestValueTellsWatchersUntilTheyStop(t *testing.T) {
	t.Parallel()
	var v app.Value[int]
	var seen []int
	stop := v.Watch(func(n int) { seen = append(seen, n) })
	v.Set(1)
	stop()
	v.Set(2)
	if len(seen) != 2 || seen[0] != 0 || seen[1] != 1 || v.Now() != 2 {
		t.Errorf("seen %v, now %d", seen, v.Now())
	}
}

func TestFoldersBringTheirFiles(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	dir, empty := t.TempDir(), t.TempDir()
	for _, name := range []string{"night-bus-home.mid", "lanterns-on-the-river.mid"} {
		data, err := os.ReadFile("../backend/kie/kiesim/songs/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"cover.png", ".hidden.mid"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("not a song"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.AddFiles([]string{dir, empty})
	s.until("both songs are there", func() bool { return len(s.Rows.Now()) == 2 && s.Page.Now() != nil })
	notices := s.Notices.Now()
	if len(notices) != 1 || !strings.Contains(notices[0].Text, filepath.Base(empty)) {
		t.Errorf("notices %+v, want one about the empty folder", notices)
	}
}
