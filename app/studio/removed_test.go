package studio_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
)

// titlesOf lists what a list has, read in pages of two.
func titlesOf(t *testing.T, s *studio.Studio, l studio.List) (out []string) {
	t.Helper()
	var have []studio.Row
	for {
		rows, total, err := s.Rows(t.Context(), l, 2, have)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			out = append(out, r.Title)
		}
		if have = append(have, rows...); len(rows) < 2 {
			if total != len(have) {
				t.Errorf("%+v has %d rows of %d", l, len(have), total)
			}
			return out
		}
	}
}

// imported adds a saved result under a name, whose one note ends at a second.
func imported(t *testing.T, w *studiotest.World, name string, end int) (id, path string) {
	t.Helper()
	body := strings.Replace(studiotest.ResultOf(name, "Piano"), `"end":1`, fmt.Sprintf(`"end":%d`, end), 1)
	path = studiotest.FileOf(t, name+".json", body)
	_, id, err := w.Take(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return id, path
}

func TestARemovedSongIsKeptForAMonth(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	id, _ := imported(t, w, "b", 1)
	imported(t, w, "a", 1)
	if err := w.Remove(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	have, gone := titlesOf(t, w.Studio, studio.List{}), titlesOf(t, w.Studio, studio.List{Removed: true})
	if !slices.Equal(have, []string{"a"}) || !slices.Equal(gone, []string{"b"}) {
		t.Errorf("in the history are %q, removed %q", have, gone)
	}
	if p, err := w.Page(t.Context(), id); err != nil || p.Song.NoteCount() == 0 {
		t.Errorf("it has lost its notes, %v", err)
	}
	open := func(later time.Duration) {
		t.Helper()
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		w.Config.Now = func() time.Time { return time.Now().Add(later) }
		w.Open(t)
		if n := w.Tidy(t.Context()); n != 0 {
			t.Errorf("%d are unknown", n)
		}
	}
	open(29 * 24 * time.Hour)
	if gone := titlesOf(t, w.Studio, studio.List{Removed: true}); len(gone) != 1 {
		t.Errorf("a day before its time there are %q", gone)
	}
	open(31 * 24 * time.Hour)
	have, gone = titlesOf(t, w.Studio, studio.List{}), titlesOf(t, w.Studio, studio.List{Removed: true})
	if !slices.Equal(have, []string{"a"}) || len(gone) != 0 {
		t.Errorf("after its time in the history are %q, removed %q", have, gone)
	}
}

func TestARemovedSongComesBackWhereItIsWantedAgain(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	id, path := imported(t, w, "one", 1)
	remove := func() {
		t.Helper()
		if err := w.Remove(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	back := func(how string) {
		t.Helper()
		if have := titlesOf(t, w.Studio, studio.List{}); !slices.Equal(have, []string{"one"}) {
			t.Errorf("%s: in the history are %q", how, have)
		}
	}
	remove()
	if err := w.PutBack(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	back("put back")
	remove()
	if _, same, err := w.Take(t.Context(), path); err != nil || same != id {
		t.Errorf("the same file became song %q, %v", same, err)
	}
	back("the same file again")
}

func TestASongOnItsWayIsStoppedWhenItIsRemoved(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{Latency: kiesim.Latency{Separation: kiesim.Duration(time.Hour)}})
	id, err := w.Begin(t.Context(), w.TakeWAV(t, w.WAV))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Remove(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	task, err := w.TaskOf(t.Context(), id)
	if err != nil || studio.RowState(task.State) != studio.RowCancelled {
		t.Errorf("the task is %s, %v", task.State, err)
	}
	if err := w.Retry(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if have := titlesOf(t, w.Studio, studio.List{}); len(have) != 1 {
		t.Errorf("after Retry the history has %q", have)
	}
}

func TestListsAreReadInPagesInEveryOrder(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	imported(t, w, "take 10", 3)
	imported(t, w, "take 2", 9)
	imported(t, w, "take 1", 6)
	for sort, want := range map[studio.Sort][]string{
		studio.SortNewest: {"take 1", "take 2", "take 10"}, studio.SortTitle: {"take 1", "take 2", "take 10"}, studio.SortLength: {"take 2", "take 1", "take 10"},
	} {
		if have := titlesOf(t, w.Studio, studio.List{Sort: sort}); !slices.Equal(have, want) {
			t.Errorf("%q lists %q, want %q", sort, have, want)
		}
	}
}

func TestARowThatCameBeforeIsNotListedTwice(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	for _, name := range []string{"b", "c", "d"} {
		imported(t, w, name, 1)
	}
	l := studio.List{Sort: studio.SortTitle}
	have, _, err := w.Studio.Rows(t.Context(), l, 2, nil)
	if err != nil || len(have) != 2 {
		t.Fatal(have, err)
	}
	imported(t, w, "a", 1) // moves c to the next page
	rest, total, err := w.Studio.Rows(t.Context(), l, 10, have)
	if err != nil || len(rest) != 1 || rest[0].Title != "d" || total != 4 {
		t.Errorf("read on are %+v of %d, %v", rest, total, err)
	}
}
