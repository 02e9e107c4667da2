package studio_test

import (
	"path/filepath"
	"testing"

	"partlift/app/studio"
	"partlift/backend/task"
)

// Two computers that go on with the same order would both pay for it.
func TestARestoredLibraryGoesOnWithNothing(t *testing.T) {
	t.Parallel()
	w, id := unanswered(t)
	archive := filepath.Join(t.TempDir(), "library.zip")
	if lost, err := w.SaveLibrary(t.Context(), archive); err != nil || len(lost) > 0 {
		t.Fatal(lost, err)
	}
	cfg := w.Config
	cfg.Dir = filepath.Join(t.TempDir(), "elsewhere")
	if err := studio.RestoreLibrary(t.Context(), archive, cfg); err != nil {
		t.Fatal(err)
	}
	there, err := studio.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer there.Close()
	if err := there.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	if rows, _, err := there.History(t.Context(), "", 10, 0); err != nil || len(rows) != 1 || rows[0].State != studio.RowCancelled || !rows[0].CanRetry() {
		t.Errorf("there it is %+v, %v", rows, err)
	}
	if here, err := w.TaskOf(t.Context(), id); err != nil || here.State != task.StateAsking {
		t.Errorf("here it is %v, %v", here.State, err)
	}
	// Whoever takes it up there is asked like here: nothing is ordered on doubt.
	if err := there.Retry(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if now, err := there.Wait(t.Context(), id); err != nil || now.State != task.StateAsking || now.Question == nil {
		t.Errorf("taken up there it came to %v, %v", now.State, err)
	}
	if n := len(w.Sim.Charges()); n != 1 {
		t.Errorf("%d charges", n)
	}
}
