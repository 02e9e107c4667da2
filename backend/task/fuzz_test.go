package task_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"partlift/backend/say"
	"partlift/backend/task"
)

// FuzzJourney lets faults, crashes, cancellations and a user's choices happen
// as the bytes say. When they are used up all goes well, so every journey has
// to end, with what was paid for and never more.
func FuzzJourney(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0, 0, 0, 0, 0, 0, 0, 255, 7})
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		b := make([]byte, 20+r.IntN(200))
		for i := range b {
			if r.IntN(3) == 0 { // the rest goes well
				b[i] = byte(r.IntN(256))
			}
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 400 {
			t.Skip("longer is not more different")
		}
		synctest.Test(t, func(t *testing.T) { (&fate{bytes: b, w: newWorld()}).play(t) })
	})
}

// fate decides what happens. Its fields are guarded by the world's mutex.
type fate struct {
	bytes     []byte
	w         *world
	p         *process
	id        string
	cancels   sync.WaitGroup
	sendAgain int
}

func (f *fate) next() byte {
	if len(f.bytes) == 0 {
		return 0
	}
	b := f.bytes[0]
	f.bytes = f.bytes[1:]
	return b
}

// choose is next for the test's own goroutine.
func (f *fate) choose(n int) int {
	f.w.mu.Lock()
	defer f.w.mu.Unlock()
	return int(f.next()) % n
}

var kinds = []task.Kind{task.Temporary, task.Busy, task.Denied, task.Credits, task.Invalid, task.Source, task.Final, task.Gone}

// before is asked before each operation: most bytes let it happen.
func (f *fate) before(op, _ string) error {
	switch b := f.next(); {
	case b < 160:
		return nil
	case b < 175:
		f.p.dieAt, f.p.after = f.p.n, true
		return nil
	case b < 190:
		return f.p.die(op)
	case b < 205:
		if id := f.id; id != "" {
			p := f.p
			f.cancels.Go(func() { _ = p.r.Cancel(id) })
		}
		return nil
	case op == "save" || op == "put" || op == "find" || op == "finish" || op == "remember" || b < 210:
		return errors.New("something else")
	case b < 220 && op == "separate":
		return &task.Fault{Kind: task.Doubt}
	case b < 230:
		return &task.Fault{Kind: task.Temporary}
	default:
		return &task.Fault{Kind: kinds[int(b)%len(kinds)], Code: 500, Message: say.Of("No.")}
	}
}

// during is asked after each effect: some answers to the order get lost.
func (f *fate) during(_ context.Context, op, _ string) error {
	if op != "separate" {
		return nil
	}
	f.w.mu.Lock()
	defer f.w.mu.Unlock()
	switch b := f.next(); {
	case b >= 220:
		return &task.Fault{Kind: task.Doubt}
	case b >= 190:
		return errors.New("connection reset")
	default:
		return nil
	}
}

func (f *fate) live(t *testing.T) {
	p := f.w.start(t)
	f.w.mu.Lock()
	f.p = p
	f.w.mu.Unlock()
}

func (f *fate) play(t *testing.T) {
	f.live(t)
	f.w.before, f.w.during = f.before, f.during
	for range 1000 {
		if f.turn(t) {
			f.p.r.Close()
			f.cancels.Wait()
			return
		}
	}
	t.Fatal("the journey does not end")
}

// turn goes on until the task rests or the process dies, and does what a user
// would do then.
func (f *fate) turn(t *testing.T) (over bool) {
	if f.id == "" {
		k, err := f.p.r.Start(t.Context(), "song", local())
		if err == nil {
			f.w.mu.Lock()
			f.id = k.ID
			f.w.mu.Unlock()
		} else if !f.isDead() {
			return false
		}
	}
	k, rests := f.rest(t)
	if !rests {
		f.p.r.Close()
		f.cancels.Wait()
		f.live(t)
		f.recover(t)
		return false
	}
	f.check(t, k)
	if k.State == task.StateDone {
		return true
	}
	f.react(t, k)
	return false
}

func (f *fate) isDead() bool {
	f.w.mu.Lock()
	defer f.w.mu.Unlock()
	return f.p.dead
}

func (f *fate) rest(t *testing.T) (task.Task, bool) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var watch sync.WaitGroup
	defer watch.Wait()
	defer cancel()
	died := f.p.died
	watch.Go(func() {
		select {
		case <-died:
			cancel()
		case <-ctx.Done():
		}
	})
	if f.id == "" {
		return task.Task{}, false
	}
	k, err := f.p.r.Wait(ctx, f.id)
	return k, err == nil && !f.isDead()
}

// recover begins the next life: what a dead process was told and could not
// write is what the question is for, so it no longer counts as delivered.
func (f *fate) recover(t *testing.T) {
	f.w.mu.Lock()
	var known []string
	if len(f.w.order) > 0 {
		f.id = f.w.order[0]
		k := f.w.tasks[f.id]
		known = append(slices.Clone(k.Abandoned), k.Separation)
	}
	for id := range f.w.delivers {
		if !slices.Contains(known, id) {
			delete(f.w.delivers, id)
		}
	}
	f.w.mu.Unlock()
	if err := f.p.r.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (f *fate) check(t *testing.T, k task.Task) {
	t.Helper()
	f.w.mu.Lock()
	defer f.w.mu.Unlock()
	if f.w.charges > 1+f.sendAgain {
		t.Fatalf("%d charges with %d orders to send again; %v", f.w.charges, f.sendAgain, f.w.calls)
	}
	for id := range f.w.delivers {
		if id != k.Separation && !slices.Contains(k.Abandoned, id) {
			t.Fatalf("the separation %s is lost: %q, %q; %v", id, k.Separation, k.Abandoned, f.w.calls)
		}
	}
	switch k.State {
	case task.StateAsking:
		if k.Intent == nil || k.Question == nil || k.Separation != "" {
			t.Fatalf("asking with intent %v, question %v, separation %q", k.Intent, k.Question, k.Separation)
		}
	case task.StateFailed, task.StateEmpty:
		if k.Fault == nil {
			t.Fatalf("%s without a fault", k.State)
		}
	case task.StateDone:
		if len(k.Results()) == 0 || len(f.w.results["song"]) != len(k.Results()) || f.w.charges == 0 {
			t.Fatalf("done with %d results, %d in the library, %d charges", len(k.Results()), len(f.w.results["song"]), f.w.charges)
		}
	case task.StateRunning:
		t.Fatalf("resting, but running; %v", f.w.calls)
	}
}

// react does what a user might do.
func (f *fate) react(t *testing.T, k task.Task) {
	var err error
	switch {
	case k.State == task.StateWaiting:
		err = f.p.r.Check(k.ID)
	case k.Question == nil:
		err = f.p.r.Retry(t.Context(), k.ID)
	default:
		a := task.Answer{Kind: k.Question.Answers[f.choose(len(k.Question.Answers))]}
		if k.State == task.StateFailed && a.Kind == task.UseSeparation {
			a.Kind = task.SendAgain
		}
		if a.Kind == task.UseSeparation {
			a.Separation = f.listed(k)
		}
		if a.Separation == "" && a.Kind == task.UseSeparation {
			a.Kind = task.SendAgain
		}
		err = f.p.r.Answer(t.Context(), k.ID, a)
		if a.Kind == task.SendAgain && (err == nil || f.isDead()) { // dead, but it may have been written
			f.sendAgain++
		}
	}
	if err != nil && errors.Is(err, task.ErrUnknown) {
		t.Fatal(err) // others come from the disk, or from a late cancellation
	}
}

// listed is the id that the user finds on the service's log page.
func (f *fate) listed(k task.Task) string {
	f.w.mu.Lock()
	defer f.w.mu.Unlock()
	for id := range f.w.separations {
		if !slices.Contains(k.Abandoned, id) {
			return id
		}
	}
	return ""
}
