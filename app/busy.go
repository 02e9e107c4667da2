package app

import (
	"context"
	"slices"
)

// Busy is slow work under way.
type Busy struct {
	Text    string // in words ("Exporting…"), "" for none
	Percent int    // of it done, 0 while that cannot be told
	CanStop bool   // StopBusy ends it
}

// slowWork is work that Busy shows; of several the one that began last.
type slowWork struct {
	Busy
	cancel context.CancelFunc
}

// StopBusy ends the work that Busy shows, where that can be stopped.
func (m *desk) StopBusy() {
	if n := len(m.slow); n > 0 && m.slow[n-1].CanStop {
		m.slow[n-1].cancel()
	}
}

// busy shows text while f runs. What has the same text is done one after the
// other.
func (m *desk) busy(text string, f func(ctx context.Context) (apply func())) {
	m.busyWith(text, &slowWork{Busy: Busy{Text: text}}, func(ctx context.Context, _ func(int)) func() { return f(ctx) })
}

// busyWith is busy for work that can say how far it is, and stands in a queue.
func (m *desk) busyWith(queue string, w *slowWork, f func(ctx context.Context, tell func(percent int)) (apply func())) {
	ctx, cancel := context.WithCancel(m.ctx)
	w.cancel = cancel
	m.slow = append(m.slow, w)
	m.Busy.Set(w.Busy)
	tell := func(percent int) {
		m.post(func() {
			if w.Percent = percent; m.ctx.Err() == nil && len(m.slow) > 0 && m.slow[len(m.slow)-1] == w {
				m.Busy.Set(w.Busy)
			}
		})
	}
	m.inOrder(queue, func(context.Context) func() {
		defer cancel()
		m.post(func() { m.front(w) })
		apply := f(ctx, tell)
		return func() {
			m.slow = slices.DeleteFunc(m.slow, func(have *slowWork) bool { return have == w })
			left := Busy{}
			if n := len(m.slow); n > 0 {
				left = m.slow[n-1].Busy
			}
			m.Busy.Set(left)
			if apply != nil {
				apply()
			}
		}
	})
}

// percents tells how far work is by what is done of how much, each percent once.
func percents(tell func(percent int)) func(done, total int64) {
	last := 0
	return func(done, total int64) {
		if percent := int(100 * done / max(total, 1)); percent > last {
			last = percent
			tell(percent)
		}
	}
}

// front shows work that has its turn.
func (m *desk) front(w *slowWork) {
	at := slices.Index(m.slow, w)
	if at < 0 || at == len(m.slow)-1 || m.ctx.Err() != nil {
		return
	}
	m.slow = append(slices.Delete(m.slow, at, at+1), w)
	m.Busy.Set(w.Busy)
}
