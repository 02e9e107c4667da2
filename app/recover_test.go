package app_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"partlift/app"
	"partlift/backend/kie/kiesim"
	"partlift/backend/task"
)

// lose closes the studio and takes parts of its library away.
func (w *world) lose(t *testing.T, names ...string) {
	t.Helper()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if err := os.RemoveAll(filepath.Join(w.cfg.Dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if s, err := app.Open(t.Context(), w.cfg); !app.CanRecover(err) {
		s.Close()
		t.Fatalf("the loss is not told: %v", err)
	}
}

func (w *world) history(t *testing.T, text string) []app.Row {
	t.Helper()
	rows, _, err := w.History(t.Context(), text, 100, 0)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// mixed fills a library with a song of every origin: by the service, sketched,
// imported as MIDI and as a saved result.
func (w *world) mixed(t *testing.T) {
	t.Helper()
	w.transcribe(t)
	d, _, err := w.Take(t.Context(), w.wav)
	if err != nil {
		t.Fatal(err)
	}
	d.Title = "A sketch"
	w.sketch(t, d)
	result := filepath.Join(t.TempDir(), "A result.json")
	body := `{"instruments":[{"name":"Bass","notes":[{"pitch":40,"start":1,"end":2,"velocity":0.5}]}]}`
	if err := os.WriteFile(result, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{result, filepath.Join("..", "backend", "kie", "kiesim", "songs", "night-bus-home.mid")} {
		if _, _, err := w.Take(t.Context(), path); err != nil {
			t.Fatal(err)
		}
	}
}

// notes counts the notes of every song that opens.
func (w *world) notes(t *testing.T) (out []int) {
	t.Helper()
	for _, r := range w.history(t, "") {
		if r.CanOpen() {
			p, err := w.Page(t.Context(), r.ID)
			if err != nil {
				t.Errorf("“%s” does not open: %v", r.Title, err)
				continue
			}
			out = append(out, p.Song.NoteCount())
		}
	}
	slices.Sort(out)
	return out
}

func TestALostListOfSongsIsMadeAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, kiesim.Script{})
	w.mixed(t)
	rows, notes := w.history(t, ""), w.notes(t)
	w.lose(t, "partlift.db", "partlift.db-wal", "partlift.db-shm")
	r, err := app.RecoverLibrary(t.Context(), w.cfg)
	if err != nil || r != (app.Recovery{Songs: 4}) {
		t.Fatalf("%+v, %v", r, err)
	}
	w.open(t)
	now := w.history(t, "")
	for i := range rows {
		if i >= len(now) || now[i] != rows[i] {
			t.Errorf("row %d was %+v", i, rows[i])
		}
	}
	if got := w.notes(t); !slices.Equal(got, notes) {
		t.Errorf("notes %v, were %v", got, notes)
	}
	// What was paid for is known to be.
	d, _, err := w.Take(t.Context(), w.wav)
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
	w := newWorld(t, kiesim.Script{})
	w.mixed(t)
	notes := w.notes(t)
	w.lose(t, "partlift.db", "partlift.db-wal", "partlift.db-shm", "songs")
	r, err := app.RecoverLibrary(t.Context(), w.cfg)
	if err != nil || r.Songs != 0 || r.Results != 4 || r.Audio < 2 || r.Left < 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	w.open(t)
	if got := w.notes(t); !slices.Equal(got, notes) {
		t.Errorf("notes %v, were %v", got, notes)
	}
	titles := ""
	for _, row := range w.history(t, "") {
		titles += row.Title + "\n"
		if row.State == app.RowDone && row.Sketch {
			titles += "a sketch\n"
		}
	}
	if !strings.Contains(titles, "Night Bus Home") || !strings.Contains(titles, "a sketch") || strings.Count(titles, "Recovered 20") != len(w.history(t, ""))-1 {
		t.Errorf("titles:\n%s", titles)
	}
	if h, err := w.Examine(t.Context(), nil); err != nil || !h.Sound() {
		t.Errorf("examined: %+v, %v", h, err)
	}
	if again, err := app.RecoverLibrary(t.Context(), w.cfg); err != nil || again != (app.Recovery{}) {
		t.Errorf("a second time: %+v, %v", again, err)
	}
	// Audio that may have been paid for is not ordered without a word.
	charges := len(w.sim.Charges())
	for _, row := range w.history(t, "") {
		if row.State != app.RowCancelled {
			continue
		}
		if err := w.Retry(t.Context(), row.ID); err != nil {
			t.Fatal(err)
		}
		if got, err := w.Wait(t.Context(), row.ID); err != nil || got.State != task.StateAsking {
			t.Errorf("taken up it came to %v, %v", got.State, err)
		}
	}
	if n := len(w.sim.Charges()); n != charges {
		t.Errorf("%d charges, were %d", n, charges)
	}
}

// A song that was under way when the list was lost is stopped, and asks where it
// did not know whether it had paid.
func TestARecoveredSongIsNotPaidForTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t, kiesim.Script{Faults: []kiesim.Fault{{Path: "/api/v1/vocal-removal/generate", Times: 1, Do: kiesim.DoLost}}})
	d, _, err := w.Take(t.Context(), w.wav)
	if err != nil {
		t.Fatal(err)
	}
	id, err := w.Begin(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	if was, err := w.Wait(t.Context(), id); err != nil || was.State != task.StateAsking {
		t.Fatalf("it came to %v, %v", was.State, err)
	}
	w.lose(t, "partlift.db", "partlift.db-wal", "partlift.db-shm")
	if r, err := app.RecoverLibrary(t.Context(), w.cfg); err != nil || r.Songs != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	w.open(t)
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
	if n := len(w.sim.Charges()); n != 1 {
		t.Errorf("%d charges", n)
	}
}

// A list that can be read is not stopped by a recovery.
func TestRecoveryLeavesASoundListAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, kiesim.Script{Faults: []kiesim.Fault{{Path: "/api/v1/vocal-removal/generate", Times: 1, Do: kiesim.DoLost}}})
	d, _, err := w.Take(t.Context(), w.wav)
	if err != nil {
		t.Fatal(err)
	}
	id, err := w.Begin(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Wait(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if r, err := app.RecoverLibrary(t.Context(), w.cfg); err != nil || r != (app.Recovery{}) {
		t.Fatalf("%+v, %v", r, err)
	}
	w.open(t)
	if got, err := w.TaskOf(t.Context(), id); err != nil || got.State != task.StateAsking {
		t.Errorf("it is %v, %v", got.State, err)
	}
}

func TestALossIsDescribedInWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t, kiesim.Script{})
	w.mixed(t)
	w.lose(t, "partlift.db", "partlift.db-wal", "partlift.db-shm")
	_, err := app.Open(t.Context(), w.cfg)
	n := app.Unopened(w.cfg, err)
	if n.Level != app.Failure || !strings.Contains(n.Hint, w.cfg.Dir) || !strings.Contains(n.Hint, "backup") {
		t.Errorf("%+v", n)
	}
	told := app.Recovery{Songs: 1, Results: 1, Audio: 1, Aside: "/old.db"}.Told(w.cfg)
	if told.Text != "3 songs were brought back." || !strings.Contains(told.Hint, "/old.db") || told.Level != app.Success {
		t.Errorf("%+v", told)
	}
	other := app.Unopened(w.cfg, os.ErrPermission)
	if strings.Contains(other.Text, "missing") || app.CanRecover(os.ErrPermission) {
		t.Errorf("%+v", other)
	}
}
