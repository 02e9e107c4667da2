package task

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"
)

const (
	closeLimit = 20 * time.Second // for a charged request in flight at Close
	// chargeLimit is for any charged request, with the pauses that a client may
	// make while the service refuses it for the moment.
	chargeLimit = 5 * time.Minute
)

var (
	errStopped = errors.New("task: stopped by the user")
	errAsking  = errors.New("task: a question is open")
	errWaiting = errors.New("task: polling has gone on long enough")
)

// Runner runs tasks, one goroutine each. Its methods may be called from any
// goroutine, except from inside Deps.Emit.
type Runner struct {
	deps Deps
	ctx  context.Context // ends every task
	stop context.CancelCauseFunc
	hard context.Context // ends charged requests in flight
	kill context.CancelFunc
	wg   sync.WaitGroup

	verbs sync.Mutex // one verb at a time, so that two cannot start the same task
	dice  sync.Mutex // guards deps.Rand

	mu      sync.Mutex // guards what follows and every entry; never held over a call to Deps
	entries map[string]*entry
	closed  bool
}

// entry is a task in memory: one that has a goroutine, or is unfinished, or
// could not be journalled.
type entry struct {
	task   Task // newest journalled state, or newer if unsaved
	wake   chan struct{}
	cancel context.CancelCauseFunc // nil without a goroutine
	done   chan struct{}           // closed at the goroutine's end; nil without one
	// unsaved: the journal refused the last state, so memory is the truth.
	unsaved bool
}

// New returns a Runner whose tasks end when ctx does or at Close. Nothing runs
// before Start or Resume.
func New(ctx context.Context, d Deps) *Runner {
	if d.After == nil {
		d.After = time.After
	}
	if d.Pace == nil {
		d.Pace = DefaultPace()
	}
	if d.Rand == nil {
		d.Rand = rand.Reader
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	if d.Emit == nil {
		d.Emit = func(Event) {}
	}
	r := &Runner{deps: d, entries: map[string]*entry{}}
	r.ctx, r.stop = context.WithCancelCause(ctx)
	r.hard, r.kill = context.WithCancel(context.WithoutCancel(ctx))
	return r
}

// Close stops every task and waits for them. A request that costs money has
// 20 s to finish. Unfinished tasks stay unfinished in the journal.
func (r *Runner) Close() {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	r.stop(ErrClosed)
	var limit sync.WaitGroup
	limit.Go(func() {
		select {
		case <-r.deps.After(closeLimit):
			r.kill()
		case <-r.hard.Done():
		}
	})
	r.wg.Wait()
	r.kill()
	limit.Wait()
}

// launch starts the goroutine of an entry. The first thing it does is to emit
// the task as given.
func (r *Runner) launch(e *entry, t Task) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed || r.ctx.Err() != nil {
		return ErrClosed
	}
	e.task = t.clone()
	r.entries[t.ID] = e
	ctx, cancel := context.WithCancelCause(r.ctx)
	e.cancel, e.done = cancel, make(chan struct{})
	x := &run{Runner: r, entry: e, t: t.clone()}
	r.wg.Go(func() {
		defer cancel(nil)
		x.emit()
		if x.t.State == StateRunning {
			x.journey(ctx)
		}
		r.ended(e)
	})
	return nil
}

func (r *Runner) ended(e *entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	close(e.done)
	e.cancel, e.done = nil, nil
	if e.unsaved && !r.closed && r.ctx.Err() == nil {
		r.wg.Go(func() { r.catchUp(e) })
	}
	if !e.unsaved && !e.task.State.Unfinished() && r.entries[e.task.ID] == e {
		delete(r.entries, e.task.ID)
	}
}

// catchUp journals the state of a task that has come to rest while the journal
// refused it, as soon as that takes it: until then the library says that the
// task runs, and nobody could make it go on.
func (r *Runner) catchUp(e *entry) {
	for tries := 0; ; tries++ {
		select {
		case <-r.deps.After(backoff(tries)):
		case <-r.ctx.Done():
			return
		}
		t, over := r.caughtUp(e)
		if t.ID != "" {
			r.deps.Emit(Event{Task: t})
		}
		if over {
			return
		}
	}
}

// caughtUp tries once. It returns what it journalled, and whether there is
// nothing left to journal.
func (r *Runner) caughtUp(e *entry) (t Task, over bool) {
	r.verbs.Lock()
	defer r.verbs.Unlock()
	r.mu.Lock()
	t, over = e.task.clone(), !e.unsaved || e.done != nil || r.entries[e.task.ID] != e
	r.mu.Unlock()
	if over {
		return Task{}, true
	}
	if err := r.deps.Journal.Save(r.ctx, t); err != nil {
		return Task{}, false
	}
	r.mu.Lock()
	e.unsaved = false
	if !t.State.Unfinished() {
		delete(r.entries, t.ID)
	}
	r.mu.Unlock()
	return t, true
}

// find returns the entry of a resting task, from memory or the journal, or a
// running one with ErrRunning. A goroutine that is just ending is waited for.
func (r *Runner) find(ctx context.Context, id string) (*entry, error) {
	for {
		r.mu.Lock()
		e := r.entries[id]
		var ending chan struct{}
		running := false
		if e != nil {
			ending, running = e.done, e.done != nil && e.task.State == StateRunning
		}
		r.mu.Unlock()
		switch {
		case running:
			return e, ErrRunning
		case ending != nil:
			select {
			case <-ending:
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		case e != nil:
			return e, nil
		default:
			t, err := r.deps.Journal.Load(ctx, id)
			if err != nil {
				return nil, err
			}
			return &entry{task: t, wake: make(chan struct{}, 1)}, nil
		}
	}
}

// random returns n random bytes.
func (r *Runner) random(n int) ([]byte, error) {
	r.dice.Lock()
	defer r.dice.Unlock()
	b := make([]byte, n)
	_, err := io.ReadFull(r.deps.Rand, b)
	return b, err
}
