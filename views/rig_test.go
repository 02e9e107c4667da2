package views

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"partlift/app"
	"partlift/app/studio"
	"partlift/backend/kie/kiesim/songs"
	"partlift/backend/secret"
)

// rig is a window over a real model on a library of its own. What the model
// posts waits in a queue until the test takes it, so that nothing happens
// behind the test's back.
type rig struct {
	*window
	t      *testing.T
	studio *studio.Studio
	queue  chan func()
	now    time.Time
	timers []timer
}

// timer is something that waits for the rig's clock.
type timer struct {
	at  time.Time
	due chan time.Time
}

// after is the rig's clock for what happens later.
func (r *rig) after(d time.Duration) <-chan time.Time {
	t := timer{r.now.Add(d), make(chan time.Time, 1)}
	r.timers = append(r.timers, t)
	return t.due
}

// pass lets time go by.
func (r *rig) pass(d time.Duration) {
	r.now = r.now.Add(d)
	waiting := r.timers
	r.timers = nil
	for _, t := range waiting {
		if t.at.After(r.now) {
			r.timers = append(r.timers, t)
		} else {
			t.due <- r.now
		}
	}
}

// read lets as much time go by as a person needs to read a question.
func (r *rig) read() { r.now = r.now.Add(time.Second) }

func newRig(t *testing.T) *rig {
	t.Helper()
	a := test.NewTempApp(t)
	r := &rig{t: t, queue: make(chan func(), 1000), now: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)}
	studio, err := studio.Open(t.Context(), studio.Config{
		Dir: t.TempDir(), Keys: secret.Options{Keyring: noKeyring{}}, UserAgent: "Partlift/test",
		Now: func() time.Time { return r.now }, After: time.After, Rand: rand.Reader,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	m := app.New(ctx, studio, func(f func()) { r.queue <- f })
	r.studio = studio
	r.window = newWindow(a, m, About{Version: "1.2.3", License: "MIT", Library: studio.Dir(), Now: func() time.Time { return r.now }, After: r.after})
	r.win.Show()
	t.Cleanup(func() {
		cancel()
		m.Close()
		if err := studio.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// noKeyring is a computer without a keychain.
type noKeyring struct{}

func (noKeyring) Get(string, string) (string, error) { return "", errors.New("no keychain") }
func (noKeyring) Set(string, string, string) error   { return errors.New("no keychain") }
func (noKeyring) Delete(string, string) error        { return nil }

// until runs what the model posts until done is true.
func (r *rig) until(what string, done func() bool) {
	r.t.Helper()
	limit := time.After(10 * time.Minute)
	for !done() {
		select {
		case f := <-r.queue:
			f()
		case <-limit:
			r.t.Fatalf("waited in vain until %s", what)
		}
	}
}

// add imports both demo songs as .mid files and leaves the first one open, which
// is the one with a tempo of 118.
func (r *rig) add() {
	r.t.Helper()
	var paths []string
	for _, f := range songs.All() {
		path := filepath.Join(r.t.TempDir(), f.Title+".mid")
		if err := os.WriteFile(path, f.Data, 0o600); err != nil {
			r.t.Fatal(err)
		}
		paths = append(paths, path)
	}
	r.m.AddFiles(paths)
	r.until("both songs are there and one is open", func() bool {
		return len(r.m.Rows.Now()) == len(paths) && r.m.Page.Now() != nil && r.m.Busy.Now().Text == ""
	})
	first := songs.All()[0].Title
	if r.m.Page.Now().Title != first {
		r.t.Fatalf("%s is open, want the first that was added: %s", r.m.Page.Now().Title, first)
	}
}

// key types a key where the keyboard is.
func (r *rig) key(name fyne.KeyName) {
	e := &fyne.KeyEvent{Name: name}
	if f := r.win.Canvas().Focused(); f != nil {
		f.TypedKey(e)
	} else if typed := r.win.Canvas().OnTypedKey(); typed != nil {
		typed(e)
	}
}

// texts returns what can be read below an object, in reading order.
func texts(o fyne.CanvasObject) []string {
	var out []string
	walk(o, func(o fyne.CanvasObject) {
		if s := textOf(o); s != "" {
			out = append(out, s)
		}
	})
	return out
}

// idle runs what the model posts until nothing is under way.
func (r *rig) idle() {
	r.t.Helper()
	done := false
	r.m.Await("idle", func(context.Context) func() { return func() { done = true } })
	r.until("nothing waits", func() bool { return done && len(r.queue) == 0 })
}
