package studio_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/library"
	"partlift/backend/secret"
	"partlift/backend/task"
)

// cutOff is a network that carries nothing, and says who tried.
type cutOff struct{ t *testing.T }

func (c cutOff) RoundTrip(r *http.Request) (*http.Response, error) {
	c.t.Errorf("%s %s was asked for", r.Method, r.URL.Host)
	return nil, errors.New("no network")
}

// alone is a studio on a computer without a key and without a network.
func alone(t *testing.T) *studiotest.World {
	t.Helper()
	w := studiotest.New(t, kiesim.Script{})
	w.Close()
	w.Config.Keys = secret.Options{Keyring: studiotest.NoKeyring{}}
	w.Config.HTTP = &http.Client{Transport: cutOff{t}}
	w.Open(t)
	return w
}

func TestASketchNeedsNoKeyAndNoNetwork(t *testing.T) {
	t.Parallel()
	w := alone(t)
	path, _ := studiotest.Piano(t)
	id, end := w.SketchWAV(t, w.TakeWAV(t, path))
	if end.State != task.StateDone || end.Request.Engine != task.EngineLocal || end.Request.Provider != "" {
		t.Errorf("it ended %s, %v; engine %q of %q", end.State, end.Fault, end.Request.Engine, end.Request.Provider)
	}
	if p, err := w.Page(t.Context(), id); err != nil || !p.Sketched() || p.Parts[0].Muted {
		t.Errorf("%v, %+v", err, p)
	}
	again, begun, err := w.Sketch(t.Context(), w.TakeWAV(t, path))
	if err != nil || begun || again != id {
		t.Errorf("once more: %s, begun %v, %v", again, begun, err)
	}
	if rows, _, err := w.History(t.Context(), "", 10, 0); err != nil || len(rows) != 1 || rows[0].State != studio.RowDone || !rows[0].Sketch {
		t.Errorf("%+v, %v", rows, err)
	}
}

// A sketch that the program's end cut off goes on at the next start, and hears
// the same.
func TestASketchGoesOnAtTheNextStart(t *testing.T) {
	t.Parallel()
	undisturbed := alone(t)
	id, _ := undisturbed.SketchWAV(t, undisturbed.TakeWAV(t, undisturbed.WAV))
	want := undisturbed.Tracks(t, id)

	w := alone(t)
	id = w.BeginWith(t, w.TakeWAV(t, w.WAV))
	w.Close()
	w.Open(t)
	if rows, _, err := w.History(t.Context(), "", 10, 0); err != nil || len(rows) != 1 || rows[0].State != studio.RowRunning || !rows[0].Sketch || rows[0].CanOpen() {
		t.Fatalf("%+v, %v", rows, err)
	}
	if d := w.TakeWAV(t, w.WAV); !d.Sketching || d.Running || d.Joins != "" {
		t.Errorf("the draft is %+v", d)
	}
	if err := w.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again, begun, err := w.Sketch(t.Context(), w.TakeWAV(t, w.WAV)); err != nil || !begun || again != id {
		t.Errorf("the same once more while it runs: %s, %v, %v", again, begun, err)
	}
	if end, err := w.Wait(t.Context(), id); err != nil || end.State != task.StateDone {
		t.Fatalf("%s, %v, %v", end.State, end.Fault, err)
	}
	if d := cmp.Diff(want, w.Tracks(t, id)); d != "" {
		t.Errorf("other notes (-undisturbed +resumed):\n%s", d)
	}
	if d := cmp.Diff(undisturbed.Files(t), w.Files(t)); d != "" {
		t.Errorf("other files (-undisturbed +resumed):\n%s", d)
	}
}

func TestASketchIsCancelledWhileItHears(t *testing.T) {
	t.Parallel()
	w := alone(t)
	d := w.TakeWAV(t, w.WAV)
	id := w.BeginWith(t, d)
	if err := w.Cancel(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	end, err := w.Wait(t.Context(), id)
	if err != nil || end.State != task.StateCancelled || end.Step != task.StepListen || len(end.Transcriptions) != 0 {
		t.Fatalf("%s at %s, %v", end.State, end.Step, err)
	}
	if got := w.Files(t); !slices.Equal(got, []string{d.Request.Audio}) {
		t.Errorf("the library has %q", got)
	}
	if again, end := w.SketchWAV(t, d); again != id || end.State != task.StateDone {
		t.Errorf("asked for again: %s in %s, not %s", end.State, again, id)
	}
}

func TestASketchThatIsRemovedWhileItHearsLeavesNothing(t *testing.T) {
	t.Parallel()
	w := alone(t)
	id := w.BeginWith(t, w.TakeWAV(t, w.WAV))
	if err := w.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if got := w.Files(t); len(got) != 0 {
		t.Errorf("the library has %q", got)
	}
}

// Songs that an earlier version sketched have no task; they open, go out, and
// are joined like others.
func TestASketchOfAnEarlierVersion(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	path, _ := studiotest.Piano(t)
	d := w.TakeWAV(t, path)
	w.Close()
	lib, err := library.Open(w.Config.Dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	body := `{"engine":"local","instruments":[{"name":"Melody & chords","notes":[{"pitch":60,"start":1,"end":2,"velocity":0.5}]}]}`
	blob, err := lib.Put(t.Context(), strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	row := library.Song{ID: "old", Title: "Scale", State: "done", Engine: "local", Audio: d.Request.Audio, AudioName: "Scale.wav", Progress: 1, Tracks: 1, Notes: 1, Seconds: 2}
	err = lib.Save(t.Context(), row, nil,
		library.File{Kind: library.KindAudio, Name: "Scale.wav", SHA: d.Request.Audio, Size: d.Request.AudioSize},
		library.File{Kind: library.KindRaw, Name: "sketch.json", SHA: blob.SHA, Size: blob.Size, Meta: []byte(`{"sketch":true,"remarks":["It hisses."]}`)})
	if err := errors.Join(err, lib.Close()); err != nil {
		t.Fatal(err)
	}
	w.Open(t)
	p, err := w.Page(t.Context(), "old")
	if err != nil || !p.Sketched() || !slices.Equal(p.Warnings, []string{"It hisses."}) {
		t.Fatalf("%+v, %v", p, err)
	}
	if r, err := w.ExportSong(t.Context(), "old", studio.ExportOptions{Dir: t.TempDir(), What: studio.What{Combined: true}, Drums: "gm"}); err != nil || !r.Receipt.OK {
		t.Errorf("%+v, %v", r, err)
	}
	d = w.TakeWAV(t, path)
	if id, begun, err := w.Sketch(t.Context(), d); id != "old" || begun || err != nil || d.Joins != "old" {
		t.Errorf("sketched again: %s, %v, %v; it joins %q", id, begun, err, d.Joins)
	}
	if id, err := w.Begin(t.Context(), d); id != "old" || err != nil {
		t.Fatal(id, err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Minute)
	defer stop()
	if end, err := w.Wait(ctx, "old"); err != nil || end.State != task.StateDone {
		t.Fatalf("%s, %v, %v", end.State, end.Fault, err)
	}
	p, err = w.Page(t.Context(), "old")
	if err != nil || p.Sketched() || len(p.Parts) < 3 || !p.Parts[0].Muted || p.Parts[1].Muted {
		t.Errorf("%+v, %v", p, err)
	}
	if lib, err = library.Open(w.Config.Dir, time.Now); err != nil {
		t.Fatal(err)
	}
	defer lib.Close()
	if song, err := lib.Song(t.Context(), "old"); err != nil || song.Engine != task.EngineCloud {
		t.Errorf("its engine is %q, %v", song.Engine, err)
	}
}

// A sketch that was killed when its notes were in the library and it was not yet
// done goes on to that when it is asked for again.
func TestASketchThatOnlyHadToBePutAwayIsFinished(t *testing.T) {
	t.Parallel()
	w := alone(t)
	path, _ := studiotest.Piano(t)
	id, _ := w.SketchWAV(t, w.TakeWAV(t, path))
	w.Close()
	l, err := library.Open(w.Config.Dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	song, err := l.Song(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	row, err := l.TaskOf(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var kept map[string]any
	if err := json.Unmarshal(row.Body, &kept); err != nil {
		t.Fatal(err)
	}
	kept["State"], kept["Step"] = task.StateRunning, task.StepSave
	if row.Body, err = json.Marshal(kept); err != nil {
		t.Fatal(err)
	}
	row.State, song.State = string(task.StateRunning), string(studio.RowRunning)
	if err := errors.Join(l.Save(t.Context(), song, &row), l.Close()); err != nil {
		t.Fatal(err)
	}
	w.Open(t)
	again, begun, err := w.Sketch(t.Context(), w.TakeWAV(t, path))
	if err != nil || !begun || again != id {
		t.Errorf("again: %s, begun %v, %v", again, begun, err)
	}
	if end, err := w.Wait(t.Context(), id); err != nil || end.State != task.StateDone {
		t.Errorf("it ended %v, %v", end.State, err)
	}
	if rows, _, err := w.History(t.Context(), "", 10, 0); err != nil || len(rows) != 1 || rows[0].State != studio.RowDone {
		t.Errorf("%+v, %v", rows, err)
	}
}
