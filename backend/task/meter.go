package task

import (
	"context"
	"sync"
	"time"
)

// progressEvery limits progress events to 20 a second for each task.
const progressEvery = 50 * time.Millisecond

// meter turns progress reports, which may come thousands a second and from any
// goroutine, into few events. Its goroutine alone emits while it lives, so that
// events keep their order.
type meter struct {
	mu       sync.Mutex
	fraction float64
	news     chan struct{}
	stop     context.CancelFunc
	wg       sync.WaitGroup
}

// meter starts a meter; the run must not emit before it has ended.
func (x *run) meter(ctx context.Context) *meter {
	ctx, stop := context.WithCancel(ctx)
	m := &meter{news: make(chan struct{}, 1), stop: stop}
	base := x.t.clone()
	m.wg.Go(func() {
		for m.next(ctx, x, base) {
			select {
			case <-x.deps.After(progressEvery):
			case <-ctx.Done():
			}
		}
	})
	return m
}

// next emits the next report; after the end of ctx only one still unseen, so
// that the last one always goes out.
func (m *meter) next(ctx context.Context, x *run, base Task) bool {
	select {
	case <-m.news:
	case <-ctx.Done():
		if len(m.news) == 0 {
			return false
		}
		<-m.news // only this goroutine receives
	}
	m.emit(x, base)
	return true
}

func (m *meter) emit(x *run, base Task) {
	t := base.clone()
	t.Progress = m.value()
	x.deps.Emit(Event{Task: t})
}

// set reports a fraction of the step, 0–1.
func (m *meter) set(fraction float64) {
	m.mu.Lock()
	m.fraction = min(max(fraction, 0), 1)
	m.mu.Unlock()
	select {
	case m.news <- struct{}{}:
	default:
	}
}

func (m *meter) value() float64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.fraction
}

// end stops the meter, waits for it, and returns the last value, which the
// caller emits with what comes next.
func (m *meter) end() float64 {
	m.stop()
	m.wg.Wait()
	return m.value()
}
