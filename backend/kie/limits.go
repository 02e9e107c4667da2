package kie

import (
	"context"
	"time"

	"golang.org/x/time/rate"
)

// Limits is shared by all clients of one account: at most 20 new tasks in any
// 10 seconds and 3 polls in any second. More than that the service refuses.
type Limits struct {
	now          func() time.Time
	tasks, polls *rate.Limiter
}

// NewLimits returns limits that read the time from now.
func NewLimits(now func() time.Time) *Limits {
	return &Limits{
		now: now,
		// A full bucket and ten seconds of refill must not exceed 20.
		tasks: rate.NewLimiter(1, 10),
		polls: rate.NewLimiter(3, 1),
	}
}

// wait takes one place in l, pausing by after; the place is given back when
// the context ends first.
func (li *Limits) wait(ctx context.Context, l *rate.Limiter, after func(time.Duration) <-chan time.Time) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	r := l.ReserveN(li.now(), 1)
	d := r.DelayFrom(li.now())
	if d <= 0 {
		return nil
	}
	select {
	case <-after(d):
		return nil
	case <-ctx.Done():
		r.CancelAt(li.now())
		return ctx.Err()
	}
}
