package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"partlift/app"
	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
)

// saved writes n results, each with two parts and a title of its own.
func saved(t *testing.T, n int) (paths []string) {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		path := filepath.Join(dir, fmt.Sprintf("song %03d.json", i))
		body := fmt.Sprintf(`{"instruments":[{"name":"Bass","notes":[{"pitch":40,"start":%d,"end":%d,"velocity":0.5}]},{"name":"Piano","notes":[{"pitch":60,"start":1,"end":2,"velocity":0.5}]}]}`, i, i+1)
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

// ids returns the songs on screen.
func (s *screen) ids() (out []string) {
	for _, r := range s.Rows.Now() {
		out = append(out, r.ID)
	}
	return out
}

func TestRowsReadOnStayWhenTheHistoryChanges(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	for _, path := range saved(t, 100) {
		if _, _, err := w.Take(t.Context(), path); err != nil {
			t.Fatal(err)
		}
	}
	s := newScreen(t, w)
	s.until("the first rows are there", func() bool { return len(s.Rows.Now()) == 40 })
	s.More()
	s.More() // the list asks whenever its end is drawn
	s.until("more rows are there", func() bool { return len(s.Rows.Now()) == 80 })
	gone := s.ids()[70]
	s.More()
	s.Delete(gone)
	s.Answer(s.Ask.Now(), 1, "")
	// Rows that were asked for before may say 99 before the song is off screen.
	s.until("one song is gone", func() bool { return s.Total.Now() == 99 && !slices.Contains(s.ids(), gone) })
	for len(s.Rows.Now()) < 99 {
		n := len(s.Rows.Now())
		s.More()
		s.until("there are more rows", func() bool { return len(s.Rows.Now()) > n })
	}
	got := s.ids()
	slices.Sort(got)
	if n := len(slices.Compact(got)); n != 99 || slices.Contains(got, gone) {
		t.Errorf("%d different songs, the removed one among them: %v; want 99", n, slices.Contains(got, gone))
	}
}

func TestLastClickOnAPartIsKept(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	s.AddFiles(saved(t, 1))
	s.until("the page is open", func() bool { return s.Page.Now() != nil })
	id := s.Page.Now().ID
	for i := range 101 {
		s.Mute(1, i%2 == 0)
	}
	s.Model.Close()
	p, err := w.Page(t.Context(), id)
	if err != nil || !p.Parts[1].Muted {
		t.Errorf("parts %+v, error %v; want the last click", p.Parts, err)
	}
}

func TestBusyLastsAsLongAsAnythingIsSlow(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	var seen []string
	s.Busy.Watch(func(b app.Busy) { seen = append(seen, b.Text) })
	paths := saved(t, 3)
	s.AddFiles(paths[:1])
	s.AddFiles(paths[1:])
	s.until("all is done", func() bool { return len(s.Rows.Now()) == len(paths) && s.Busy.Now().Text == "" })
	if last := len(seen) - 1; last < 3 || slices.Contains(seen[1:last], "") || seen[last] != "" {
		t.Errorf("busy was %q; want it shown until the second is done", seen)
	}
}

func TestReceiptBelongsToTheOpenSong(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	s.AddFiles(saved(t, 2))
	s.until("a page is open", func() bool { return s.Page.Now() != nil && len(s.Rows.Now()) == 2 })
	dir, first := t.TempDir(), s.Page.Now().ID
	s.Export(dir, studio.What{Combined: true})
	s.CloseSong()
	s.until("it is told", func() bool { return len(s.Notices.Now()) > 0 })
	if n := s.Notices.Now()[0]; filepath.Dir(filepath.Dir(n.Path)) != dir || s.Report.Now() != nil {
		t.Errorf("notice %+v, report %v of %s; want a notice only", n, s.Report.Now(), first)
	}
}

func TestNothingSpeaksOfARemovedSong(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{Faults: []kiesim.Fault{{Path: "/api/v1/vocal-removal/generate", Times: 1, Do: kiesim.DoLost}}})
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == studio.AccountReady })
	s.AddFiles([]string{w.WAV})
	s.until("the cost is shown", func() bool { return s.Ask.Now() != nil })
	s.Answer(s.Ask.Now(), 0, "")
	s.until("it asks whether it was paid", func() bool {
		return s.Ask.Now() != nil && s.Ask.Now().Entry != "" && s.row(0).State == studio.RowAsking
	})
	id := s.row(0).ID
	s.Search("nothing is called this")
	s.until("the search shows nothing", func() bool { return len(s.Rows.Now()) == 0 })
	s.Delete(id)
	s.Answer(s.Ask.Now(), 0, "") // decide later
	if a := s.Ask.Now(); a == nil || strings.Contains(a.Title, id) {
		t.Fatalf("the question is %+v; want one without an id", a)
	}
	s.Resolve(id) // and again, behind the question on screen
	asked := s.Ask.Now()
	s.until("the second question waits", func() bool { return len(s.queue) == 0 })
	s.Answer(asked, 1, "")
	s.Search("")
	s.until("the song is gone", func() bool {
		return s.Rows.Now() != nil && len(s.Rows.Now()) == 0 && s.Total.Now() == 0 && s.Ask.Now() == nil
	})
}

func TestSameAudioTwiceInOneDropIsPaidOnce(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == studio.AccountReady })
	s.AddFiles([]string{w.WAV, w.WAV})
	s.until("the cost is shown", func() bool { return s.Ask.Now() != nil })
	if a := s.Ask.Now(); len(a.Details) != 1 || !strings.Contains(a.Text, "50 credits") {
		t.Errorf("the question is %+v; want one song", a)
	}
}

// Two yeses in a row are worked off one after the other, so that the second is
// weighed against what the first has ordered.
func TestDraftsBeginOneAfterTheOther(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	d, _, err := w.Take(t.Context(), w.WAV)
	if err != nil {
		t.Fatal(err)
	}
	release := s.Hold("begin")
	defer release()
	s.BeginAll([]studio.Draft{d})
	for _, path := range saved(t, 20) { // long enough for an order that does not wait
		if _, _, err := w.Take(t.Context(), path); err != nil {
			t.Fatal(err)
		}
	}
	rows, _, err := w.History(t.Context(), "", 100, 0)
	if err != nil || len(rows) != 20 {
		t.Errorf("%d songs while the first order is under way, want 20; %v", len(rows), err)
	}
	release()
	s.until("the song begins", func() bool { return len(s.Rows.Now()) == 21 })
}
