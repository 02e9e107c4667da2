package studio_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/say"
	"partlift/backend/task"
)

func TestALostListOfSongsIsMadeAgain(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	w.Mixed(t)
	rows, notes := w.Rows(t, ""), w.NoteCounts(t)
	w.Lose(t, "partlift.db", "partlift.db-wal", "partlift.db-shm")
	r, err := studio.RecoverLibrary(t.Context(), w.Config)
	if err != nil || r != (studio.Recovery{Songs: 4}) {
		t.Fatalf("%+v, %v", r, err)
	}
	w.Open(t)
	now := w.Rows(t, "")
	for i := range rows {
		if i >= len(now) || now[i] != rows[i] {
			t.Errorf("row %d was %+v", i, rows[i])
		}
	}
	if got := w.NoteCounts(t); !slices.Equal(got, notes) {
		t.Errorf("notes %v, were %v", got, notes)
	}
	// What was paid for is known to be.
	d, _, err := w.Take(t.Context(), w.WAV)
	if err != nil || len(d.Earlier) != 1 || d.Cost != 0 || d.Joins == "" {
		t.Errorf("the same audio again: %+v, %v", d, err)
	}
	if n, err := w.Unknown(t.Context()); n != 0 || err != nil {
		t.Errorf("%d unknown, %v", n, err)
	}
}

// Without the records too, as in a library of an earlier version.
func TestSongsAreMadeOfResultsWithoutARecord(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	w.Mixed(t)
	notes := w.NoteCounts(t)
	w.Lose(t, "partlift.db", "partlift.db-wal", "partlift.db-shm", "songs")
	r, err := studio.RecoverLibrary(t.Context(), w.Config)
	if err != nil || r.Songs != 0 || r.Results != 4 || r.Audio < 2 || r.Left < 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	w.Open(t)
	if got := w.NoteCounts(t); !slices.Equal(got, notes) {
		t.Errorf("notes %v, were %v", got, notes)
	}
	titles := ""
	for _, row := range w.Rows(t, "") {
		titles += row.Title + "\n"
		if row.State == studio.RowDone && row.Sketch {
			titles += "a sketch\n"
		}
	}
	if !strings.Contains(titles, "Night Bus Home") || !strings.Contains(titles, "a sketch") || strings.Count(titles, "Recovered 20") != len(w.Rows(t, ""))-1 {
		t.Errorf("titles:\n%s", titles)
	}
	if h, err := w.Examine(t.Context(), nil); err != nil || !h.Sound() {
		t.Errorf("examined: %+v, %v", h, err)
	}
	if again, err := studio.RecoverLibrary(t.Context(), w.Config); err != nil || again != (studio.Recovery{}) {
		t.Errorf("a second time: %+v, %v", again, err)
	}
	// Audio that may have been paid for is not ordered without a word.
	charges := len(w.Sim.Charges())
	for _, row := range w.Rows(t, "") {
		if row.State != studio.RowCancelled {
			continue
		}
		if err := w.Retry(t.Context(), row.ID); err != nil {
			t.Fatal(err)
		}
		if got, err := w.Wait(t.Context(), row.ID); err != nil || got.State != task.StateAsking {
			t.Errorf("taken up it came to %v, %v", got.State, err)
		}
	}
	if n := len(w.Sim.Charges()); n != charges {
		t.Errorf("%d charges, were %d", n, charges)
	}
}

// unanswered is a world with a song whose charged request left and got no answer.
func unanswered(t *testing.T) (w *studiotest.World, id string) {
	t.Helper()
	w = studiotest.New(t, kiesim.Script{Faults: []kiesim.Fault{{Path: "/api/v1/vocal-removal/generate", Times: 1, Do: kiesim.DoLost}}})
	d, _, err := w.Take(t.Context(), w.WAV)
	if err != nil {
		t.Fatal(err)
	}
	if id, err = w.Begin(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if was, err := w.Wait(t.Context(), id); err != nil || was.State != task.StateAsking {
		t.Fatalf("it came to %v, %v", was.State, err)
	}
	return w, id
}

// A song that was under way when the list was lost is stopped, and asks where it
// did not know whether it had paid.
func TestARecoveredSongIsNotPaidForTwice(t *testing.T) {
	t.Parallel()
	w, id := unanswered(t)
	w.Lose(t, "partlift.db", "partlift.db-wal", "partlift.db-shm")
	if r, err := studio.RecoverLibrary(t.Context(), w.Config); err != nil || r.Songs != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	w.Open(t)
	if err := w.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, err := w.TaskOf(t.Context(), id); err != nil || got.State != task.StateCancelled {
		t.Errorf("after the loss it is %v, %v", got.State, err)
	}
	if err := w.Retry(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if got, err := w.Wait(t.Context(), id); err != nil || got.State != task.StateAsking {
		t.Errorf("taken up it came to %v, %v", got.State, err)
	}
	if n := len(w.Sim.Charges()); n != 1 {
		t.Errorf("%d charges", n)
	}
}

// A list that can be read is not stopped by a recovery.
func TestRecoveryLeavesASoundListAlone(t *testing.T) {
	t.Parallel()
	w, id := unanswered(t)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if r, err := studio.RecoverLibrary(t.Context(), w.Config); err != nil || r != (studio.Recovery{}) {
		t.Fatalf("%+v, %v", r, err)
	}
	w.Open(t)
	if got, err := w.TaskOf(t.Context(), id); err != nil || got.State != task.StateAsking {
		t.Errorf("it is %v, %v", got.State, err)
	}
}

func TestALossIsDescribedInWords(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	w.Mixed(t)
	w.Lose(t, "partlift.db", "partlift.db-wal", "partlift.db-shm")
	_, err := studio.Open(t.Context(), w.Config)
	n := studio.Unopened(w.Config, err)
	if n.Level != say.Failure || !strings.Contains(n.Hint, w.Config.Dir) || !strings.Contains(n.Hint, "backup") {
		t.Errorf("%+v", n)
	}
	told := studio.Recovery{Songs: 1, Results: 1, Audio: 1, Aside: "/old.db"}.Told(w.Config)
	if told.Text != "3 songs were brought back." || !strings.Contains(told.Hint, "/old.db") || told.Level != say.Success {
		t.Errorf("%+v", told)
	}
	other := studio.Unopened(w.Config, os.ErrPermission)
	if strings.Contains(other.Text, "missing") || studio.CanRecover(os.ErrPermission) {
		t.Errorf("%+v", other)
	}
}
