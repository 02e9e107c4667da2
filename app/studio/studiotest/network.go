package studiotest

import (
	"sync"
	"testing"
	"time"

	"partlift/backend/kie/kiesim"
	"partlift/backend/task"
)

// Hurried is a world whose pauses take a thousandth of their time; what limits
// a whole request stays.
func Hurried(t *testing.T, script kiesim.Script) *World {
	t.Helper()
	w := New(t, script)
	w.Close()
	c := &hurry{now: time.Now()}
	w.Config.Now, w.Config.After, w.Config.Pace = c.time, c.after, nil
	w.Open(t)
	return w
}

// A hurry is a clock on which only waits take time, and waits are over soon: a
// slow computer changes nothing about who gives up first.
type hurry struct {
	mu  sync.Mutex
	now time.Time
}

func (h *hurry) time() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hurry) after(d time.Duration) <-chan time.Time {
	if d >= 5*time.Minute {
		return time.After(d) // a limit, which is not to be met
	}
	over := make(chan time.Time, 1)
	time.AfterFunc(d/1000, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.now = h.now.Add(d)
		over <- h.now
	})
	return over
}

// Bring transcribes the world's audio, however it ends.
func (w *World) Bring(t *testing.T) (id string, got task.Task) {
	t.Helper()
	d, _, err := w.Take(t.Context(), w.WAV)
	if err != nil {
		t.Fatal(err)
	}
	if id, err = w.Begin(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if got, err = w.Wait(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	return id, got
}
