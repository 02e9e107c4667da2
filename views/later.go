package views

import (
	"context"
	"time"
)

// after does something later on the screen's goroutine, unless it is stopped
// before. Without a clock it is never done.
func (w *window) after(d time.Duration, do func()) (stop func()) {
	if w.host.about.After == nil {
		return func() {}
	}
	due, over := w.host.about.After(d), make(chan struct{})
	stopped := false
	w.m.Await("later", func(ctx context.Context) func() {
		select {
		case <-due:
		case <-over:
			return nil
		case <-ctx.Done():
			return nil
		}
		return func() {
			if !stopped {
				do()
			}
		}
	})
	return func() {
		if !stopped {
			stopped = true
			close(over)
		}
	}
}

// ageTime is how often the ages of songs and files are looked at: they count in
// minutes.
const ageTime = time.Minute

// age keeps "5 min" true while the window is open.
func (w *window) age() {
	w.side.Songs.Age()
	w.song.age()
	w.job.age()
	w.after(ageTime, w.age)
}
