package kie

import (
	"context"
	"errors"
	"time"
)

// watcher ends a transfer on which nothing moves.
type watcher struct {
	ctx   context.Context
	timer *time.Timer
	most  time.Duration
}

var errSilence = errors.New("nothing moved for too long")

// watch starts the watch over a transfer; stop ends it and the transfer.
func watch(ctx context.Context, most time.Duration) (*watcher, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	w := &watcher{ctx: ctx, most: most}
	w.timer = time.AfterFunc(most, func() { cancel(errSilence) })
	return w, func() {
		w.timer.Stop()
		cancel(nil)
	}
}

// heard tells the watcher that something moved.
func (w *watcher) heard() { w.timer.Reset(w.most) }

// blame returns silence as the cause of an error if it was.
func (w *watcher) blame(err error) error {
	if context.Cause(w.ctx) == errSilence {
		return context.DeadlineExceeded
	}
	return err
}
