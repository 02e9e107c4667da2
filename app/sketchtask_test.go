package app_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partlift/app"
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
func alone(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, kiesim.Script{})
	w.Close()
	w.cfg.Keys = secret.Options{Keyring: noKeyring{}}
	w.cfg.HTTP = &http.Client{Transport: cutOff{t}}
	w.open(t)
	return w
}

// take makes a draft of a sound file.
func (w *world) take(t *testing.T, path string) app.Draft {
	t.Helper()
	d, _, err := w.Take(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// begin begins a sketch and returns when some of it was heard. The model, if
// there is one, hears no more of tasks.
func (w *world) begin(t *testing.T, d app.Draft) (id string) {
	t.Helper()
	heard := make(chan struct{})
	var once sync.Once
	w.Listen(func(e task.Event) {
		if e.Task.Step == task.StepListen && e.Task.Progress > 0 {
			once.Do(func() { close(heard) })
		}
	})
	id, begun, err := w.Sketch(t.Context(), d)
	if err != nil || !begun {
		t.Fatal(begun, err)
	}
	<-heard
	return id
}

// files lists what lies in the library's blobs.
func (w *world) files(t *testing.T) (out []string) {
	t.Helper()
	got, err := filepath.Glob(filepath.Join(w.Dir(), "blobs", "??", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range got {
		out = append(out, filepath.Base(filepath.Dir(f))+filepath.Base(f))
	}
	slices.Sort(out)
	return out
}

// tracks are the notes of a song.
func (w *world) tracks(t *testing.T, id string) any {
	t.Helper()
	p, err := w.Page(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return p.Song.Tracks
}

func TestASketchNeedsNoKeyAndNoNetwork(t *testing.T) {
	t.Parallel()
	w := alone(t)
	path, _ := piano(t)
	id, end := w.sketch(t, w.take(t, path))
	if end.State != task.StateDone || end.Request.Engine != task.EngineLocal || end.Request.Provider != "" {
		t.Errorf("it ended %s, %v; engine %q of %q", end.State, end.Fault, end.Request.Engine, end.Request.Provider)
	}
	if p, err := w.Page(t.Context(), id); err != nil || !p.Sketched() || p.Parts[0].Muted {
		t.Errorf("%v, %+v", err, p)
	}
	again, begun, err := w.Sketch(t.Context(), w.take(t, path))
	if err != nil || begun || again != id {
		t.Errorf("once more: %s, begun %v, %v", again, begun, err)
	}
	if rows, _, err := w.History(t.Context(), "", 10, 0); err != nil || len(rows) != 1 || rows[0].State != app.RowDone || !rows[0].Sketch {
		t.Errorf("%+v, %v", rows, err)
	}
}

// A sketch that the program's end cut off goes on at the next start, and hears
// the same.
func TestASketchGoesOnAtTheNextStart(t *testing.T) {
	t.Parallel()
	undisturbed := alone(t)
	id, _ := undisturbed.sketch(t, undisturbed.take(t, undisturbed.wav))
	want := undisturbed.tracks(t, id)

	w := alone(t)
	id = w.begin(t, w.take(t, w.wav))
	w.Close()
	w.open(t)
	if rows, _, err := w.History(t.Context(), "", 10, 0); err != nil || len(rows) != 1 || rows[0].State != app.RowRunning || !rows[0].Sketch || rows[0].CanOpen() {
		t.Fatalf("%+v, %v", rows, err)
	}
	if d := w.take(t, w.wav); !d.Sketching || d.Running || d.Joins != "" {
		t.Errorf("the draft is %+v", d)
	}
	if err := w.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again, begun, err := w.Sketch(t.Context(), w.take(t, w.wav)); err != nil || !begun || again != id {
		t.Errorf("the same once more while it runs: %s, %v, %v", again, begun, err)
	}
	if end, err := w.Wait(t.Context(), id); err != nil || end.State != task.StateDone {
		t.Fatalf("%s, %v, %v", end.State, end.Fault, err)
	}
	if d := cmp.Diff(want, w.tracks(t, id)); d != "" {
		t.Errorf("other notes (-undisturbed +resumed):\n%s", d)
	}
	if d := cmp.Diff(undisturbed.files(t), w.files(t)); d != "" {
		t.Errorf("other files (-undisturbed +resumed):\n%s", d)
	}
}

func TestASketchIsCancelledWhileItHears(t *testing.T) {
	t.Parallel()
	w := alone(t)
	d := w.take(t, w.wav)
	id := w.begin(t, d)
	if err := w.Cancel(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	end, err := w.Wait(t.Context(), id)
	if err != nil || end.State != task.StateCancelled || end.Step != task.StepListen || len(end.Transcriptions) != 0 {
		t.Fatalf("%s at %s, %v", end.State, end.Step, err)
	}
	if got := w.files(t); !slices.Equal(got, []string{d.Request.Audio}) {
		t.Errorf("the library has %q", got)
	}
	if again, end := w.sketch(t, d); again != id || end.State != task.StateDone {
		t.Errorf("asked for again: %s in %s, not %s", end.State, again, id)
	}
}

func TestASketchThatIsRemovedWhileItHearsLeavesNothing(t *testing.T) {
	t.Parallel()
	w := alone(t)
	id := w.begin(t, w.take(t, w.wav))
	if err := w.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if got := w.files(t); len(got) != 0 {
		t.Errorf("the library has %q", got)
	}
}

// What a start tidies away is old and nobody's; a sketch names its sound.
func TestTidyingLeavesTheSoundOfASketch(t *testing.T) {
	t.Parallel()
	w, s := keyless(t)
	s.rest()
	d := w.take(t, w.wav)
	id := w.begin(t, d)
	if err := w.Cancel(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	path, _ := piano(t)
	left := w.take(t, path) // and never begun
	for _, sha := range []string{d.Request.Audio, left.Request.Audio} {
		old := time.Now().Add(-48 * time.Hour)
		if err := os.Chtimes(w.blob(sha), old, old); err != nil {
			t.Fatal(err)
		}
	}
	s.Model.Close()
	w.Close()
	w.open(t)
	next := newScreen(t, w)
	next.rest()
	if got := w.files(t); !slices.Equal(got, []string{d.Request.Audio}) {
		t.Errorf("the library has %q, not %q alone", got, d.Request.Audio)
	}
}

// Songs that an earlier version sketched have no task; they open, go out, and
// are joined like others.
func TestASketchOfAnEarlierVersion(t *testing.T) {
	t.Parallel()
	w := newWorld(t, kiesim.Script{})
	path, _ := piano(t)
	d := w.take(t, path)
	w.Close()
	lib, err := library.Open(w.cfg.Dir, time.Now)
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
	w.open(t)
	p, err := w.Page(t.Context(), "old")
	if err != nil || !p.Sketched() || !slices.Equal(p.Warnings, []string{"It hisses."}) {
		t.Fatalf("%+v, %v", p, err)
	}
	if r, err := w.ExportSong(t.Context(), "old", app.ExportOptions{Dir: t.TempDir(), What: app.What{Combined: true}, Drums: "gm"}); err != nil || !r.Receipt.OK {
		t.Errorf("%+v, %v", r, err)
	}
	d = w.take(t, path)
	if id, begun, err := w.Sketch(t.Context(), d); id != "old" || begun || err != nil || d.Joins != "old" {
		t.Errorf("sketched again: %s, %v, %v; it joins %q", id, begun, err, d.Joins)
	}
	if id, err := w.Begin(t.Context(), d); id != "old" || err != nil {
		t.Fatal(id, err)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	if end, err := w.Wait(ctx, "old"); err != nil || end.State != task.StateDone {
		t.Fatalf("%s, %v, %v", end.State, end.Fault, err)
	}
	p, err = w.Page(t.Context(), "old")
	if err != nil || p.Sketched() || len(p.Parts) < 3 || !p.Parts[0].Muted || p.Parts[1].Muted {
		t.Errorf("%+v, %v", p, err)
	}
	if lib, err = library.Open(w.cfg.Dir, time.Now); err != nil {
		t.Fatal(err)
	}
	defer lib.Close()
	if song, err := lib.Song(t.Context(), "old"); err != nil || song.Engine != task.EngineCloud {
		t.Errorf("its engine is %q, %v", song.Engine, err)
	}
}

// A sketch under way is not offered again, and takes nothing of the balance.
func TestASketchUnderWayIsNotOfferedAgain(t *testing.T) {
	t.Parallel()
	w := newWorldWith(t, kiesim.Script{}, 60)
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == app.AccountReady })
	hear := w.holdEars()
	if _, _, err := w.Sketch(t.Context(), w.take(t, w.wav)); err != nil {
		t.Fatal(err)
	}
	s.AddFiles([]string{w.wav})
	s.asked("Spend 50 credits", "Cancel")
	s.pick("Cancel")
	s.AddFiles([]string{w.wav})
	s.until("it is asked", func() bool { return s.Ask.Now() != nil })
	hear()
	s.until("it is ready", func() bool { return s.row(0).State == app.RowDone })
	s.pick("Cancel")
	s.AddFiles([]string{w.wav})
	s.until("it is asked for the parts", func() bool { return s.Ask.Now() != nil })
	if a := s.Ask.Now(); !strings.Contains(a.Text, "The parts join the sketch") || !slices.Equal(labels(s), []string{"Spend 50 credits", "Cancel"}) {
		t.Errorf("the question is %+v", a)
	}
}

func TestASketchHasNoPartInTheBalance(t *testing.T) {
	t.Parallel()
	w := newWorld(t, kiesim.Script{})
	s := newScreen(t, w)
	s.until("the balance is known", func() bool { return s.Account.Now().Status == app.AccountReady })
	s.rest()
	asked := -1 // it is told once of what there is
	s.Account.Watch(func(app.Account) { asked++ })
	path, _ := piano(t)
	if _, _, err := w.Sketch(t.Context(), w.take(t, path)); err != nil {
		t.Fatal(err)
	}
	s.until("it is ready", func() bool { return s.row(0).State == app.RowDone })
	s.rest()
	if asked != 0 {
		t.Errorf("after a sketch the account changed %d times", asked)
	}
}

// The question may be older than the sketch.
func TestASketchThatIsThereMeanwhileOpens(t *testing.T) {
	t.Parallel()
	w, s := keyless(t)
	path, _ := piano(t)
	s.AddFiles([]string{path})
	s.until("it is asked", func() bool { return s.Ask.Now() != nil })
	id, _ := w.sketch(t, w.take(t, path))
	s.until("it is told", func() bool { return s.row(0).State == app.RowDone })
	s.Answer(s.Ask.Now(), 0, "")
	s.until("it is open", func() bool { return s.Page.Now() != nil })
	if s.rest(); s.Page.Now().ID != id || len(s.Rows.Now()) != 1 {
		t.Errorf("open is %q of %+v, not %q", s.Page.Now().ID, s.Rows.Now(), id)
	}
}

func TestWithoutAKeyASketchUnderWayIsTold(t *testing.T) {
	t.Parallel()
	w, s := keyless(t)
	hear := w.holdEars()
	defer hear()
	if _, _, err := w.Sketch(t.Context(), w.take(t, w.wav)); err != nil {
		t.Fatal(err)
	}
	s.AddFiles([]string{w.wav})
	s.until("it is told", func() bool { return len(s.Notices.Now()) > 0 })
	if n := s.Notices.Now()[0]; n.Text != "“My Song” is already on its way." || s.Ask.Now() != nil {
		t.Errorf("%+v, and asked %+v", n, s.Ask.Now())
	}
}
