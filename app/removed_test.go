package app_test

import (
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

// withSaved is a screen whose history holds so many imported songs.
func withSaved(t *testing.T, n int) *screen {
	t.Helper()
	w := studiotest.New(t, kiesim.Script{})
	for _, path := range saved(t, n) {
		if _, _, err := w.Take(t.Context(), path); err != nil {
			t.Fatal(err)
		}
	}
	s := newScreen(t, w)
	s.until("the rows are there", func() bool { return len(s.Rows.Now()) == n })
	return s
}

func (s *screen) notice(name string) *say.Notice {
	for _, n := range s.Notices.Now() {
		if n.Name == name {
			return &n
		}
	}
	return nil
}

func TestRemovedSongsArePutBackByOneClick(t *testing.T) {
	t.Parallel()
	s := withSaved(t, 3)
	all := s.ids()
	s.OpenSong(all[1])
	s.until("a song is open", func() bool { return s.Page.Now() != nil })
	title := s.Page.Now().Title
	s.Remove(all[1])
	if s.Page.Now() != nil {
		t.Error("it is on the page while it goes")
	}
	s.until("it is gone", func() bool { return slices.Equal(s.ids(), []string{all[0], all[2]}) })
	if n := s.notice(app.Removed); s.Ask.Now() != nil || s.Page.Now() != nil || n == nil || n.Text != "“"+title+"” was removed." || !strings.Contains(n.Hint, "30 days") {
		t.Errorf("question %v, page %v, notice %+v", s.Ask.Now(), s.Page.Now(), n)
	}
	s.UndoRemove()
	s.until("it is back", func() bool { return slices.Equal(s.ids(), all) })
	if s.notice(app.Removed) != nil {
		t.Error("it still says that it was removed")
	}
	s.Remove(all[:2]...)
	s.until("two are gone", func() bool { return slices.Equal(s.ids(), all[2:]) })
	if n := s.notice(app.Removed); n == nil || n.Text != "2 songs were removed." {
		t.Errorf("the notice is %+v", n)
	}
	s.ShowRemoved(true)
	s.until("the removed ones are listed", func() bool { return slices.Equal(s.ids(), all[:2]) })
	s.OpenSong(all[0])
	s.until("a removed song is open", func() bool { return s.Page.Now() != nil })
	s.PutBack(all[0])
	s.until("one is left", func() bool { return slices.Equal(s.ids(), all[1:2]) })
	if p := s.Page.Now(); p == nil || p.ID != all[0] {
		t.Error("a song that is put back leaves the page")
	}
	s.DeleteRemoved()
	if a := s.Ask.Now(); a == nil || !a.Choices[0].Cancel || !a.Choices[1].Danger {
		t.Fatalf("the question is %+v", a)
	}
	s.Answer(s.Ask.Now(), 1, "")
	s.until("none is left", func() bool { return len(s.ids()) == 0 })
	s.ShowRemoved(false)
	s.until("the others are there", func() bool { return slices.Equal(s.ids(), []string{all[0], all[2]}) })
}

func TestRemovingWhatIsOnItsWayAsks(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{Latency: kiesim.Latency{Separation: kiesim.Duration(time.Hour)}})
	if _, err := w.Begin(t.Context(), w.TakeWAV(t, w.WAV)); err != nil {
		t.Fatal(err)
	}
	s := newScreen(t, w)
	s.until("it is on its way", func() bool { return len(s.ids()) == 1 && s.row(0).CanCancel() })
	s.Remove(s.ids()[0])
	if a := s.Ask.Now(); a == nil || !a.Choices[0].Cancel || !strings.HasPrefix(a.Text, "1 song is on its way.") {
		t.Fatalf("the question is %+v", a)
	}
	s.Answer(s.Ask.Now(), 0, "")
	if !s.row(0).CanCancel() {
		t.Error("it was stopped all the same")
	}
	s.Remove(s.ids()[0])
	s.Answer(s.Ask.Now(), 1, "")
	s.until("it is gone", func() bool { return len(s.ids()) == 0 })
}

func TestTheHistoryKeepsItsOrder(t *testing.T) {
	t.Parallel()
	s := withSaved(t, 12)
	newest := s.ids()
	s.SortBy(studio.SortTitle)
	byTitle := slices.Clone(newest)
	slices.Reverse(byTitle) // they were added in the order of their titles
	s.until("they are in order of titles", func() bool { return slices.Equal(s.ids(), byTitle) })
	s.until("the order is kept", func() bool { return s.Settings.Now().Sort == studio.SortTitle })
	s.SortBy(studio.SortNewest)
	s.until("the newest come first", func() bool { return slices.Equal(s.ids(), newest) })
}

func TestSeveralSongsAreExportedAtOnce(t *testing.T) {
	t.Parallel()
	s := withSaved(t, 3)
	dir := t.TempDir()
	s.ExportSongs(append(s.ids(), "no such song"), dir, studio.What{Combined: true})
	s.until("they are written", func() bool { return s.notice("exported songs") != nil && s.Busy.Now().Text == "" })
	if n := s.notice("exported songs"); n.Text != "3 songs are exported." || !strings.HasPrefix(n.Hint, "3 files in") || n.Path != dir {
		t.Errorf("the notice is %+v", n)
	}
	if failed := slices.ContainsFunc(s.Notices.Now(), func(n say.Notice) bool { return n.Level == say.Failure }); !failed {
		t.Errorf("nothing is said of the one that is not there: %+v", s.Notices.Now())
	}
	s.SessionSongs(s.ids()[:2], dir, "reaper")
	s.until("the sessions are written", func() bool {
		n := s.notice("exported songs")
		return n != nil && n.Text == "2 sessions are written and checked." && s.Busy.Now().Text == ""
	})
}
