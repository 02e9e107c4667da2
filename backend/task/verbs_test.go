package task_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/say"
	"partlift/backend/task"
)

func TestCancelAtEveryPointThenRetry(t *testing.T) {
	for name, setUp := range journeys() {
		t.Run(name, func(t *testing.T) {
			want, ops := journey(t, setUp)
			want.Orders = 0
			for n := 2; n <= ops; n++ { // the first is Start's own
				synctest.Test(t, func(t *testing.T) {
					w := newWorld()
					p := w.start(t)
					p.haltAt = n
					defer p.r.Close()
					id := p.begin(setUp(w))
					in := <-p.halted
					p.must(p.r.Cancel(id))
					w.mu.Lock()
					calls := len(w.calls)
					w.mu.Unlock()
					k := p.wait(id)
					if k.State == task.StateDone && n >= ops-1 {
						return // it was over already
					}
					wantState(t, k, task.StateCancelled)
					for _, call := range w.calls[calls:] {
						if !strings.HasPrefix(call, "save") && call != "put" && call != "remember" {
							t.Errorf("cancelled in %s, and then %s", in, call)
						}
					}
					if len(w.delivers) > 0 && !w.delivers[k.Separation] {
						t.Errorf("cancelled in %s: the paid separation is not in the record", in)
					}
					p.must(p.r.Retry(t.Context(), id))
					if d := cmp.Diff(want, w.outcome(p.wait(id))); d != "" {
						t.Errorf("cancelled at %d, in %s (-want +got):\n%s", n, in, d)
					}
				})
			}
		})
	}
}

func TestRetryAfterARefusalAtEveryPoint(t *testing.T) {
	setUp := journeys()["local file"]
	want, ops := journey(t, setUp)
	want.Orders = 0
	failed := 0
	for n := 2; n <= ops; n++ {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld()
			p := w.start(t)
			defer p.r.Close()
			in := ""
			w.before = func(op, arg string) error {
				if p.n == n {
					in = op + " " + arg
					return &task.Fault{Kind: task.Denied, Code: 401, Message: say.Of("The key is not accepted.")}
				}
				return nil
			}
			id := p.begin(setUp(w))
			k := p.wait(id)
			if k.State == task.StateFailed {
				failed++
				if k.Fault == nil || k.Fault.Message.Empty() {
					t.Errorf("failed in %s without a sentence", in)
				}
				p.must(p.r.Retry(t.Context(), id))
				k = p.wait(id)
			}
			if d := cmp.Diff(want, w.outcome(k)); d != "" {
				t.Errorf("refused at %d, in %s (-want +got):\n%s", n, in, d)
			}
		})
	}
	if failed < ops/2 {
		t.Errorf("only %d of %d refusals were failures", failed, ops)
	}
}

func TestCancelDuringTheChargeKeepsTheSeparation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		sent := make(chan struct{})
		w.during = func(ctx context.Context, op, _ string) error {
			if op != "separate" {
				return nil
			}
			close(sent)
			select {
			case <-time.After(30 * time.Second):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		p := w.start(t)
		defer p.r.Close()
		id := p.begin(local())
		<-sent
		p.must(p.r.Cancel(id))
		k := p.wait(id)
		wantState(t, k, task.StateCancelled)
		if k.Separation != "sep-1" || k.Intent != nil {
			t.Fatalf("separation %q, intent %v", k.Separation, k.Intent)
		}
		k = p.wait(p.begin(local()))
		wantState(t, k, task.StateDone)
		if w.charges != 1 || !k.Reused || k.Separation != "sep-1" {
			t.Errorf("%d charges; reused %v, separation %q", w.charges, k.Reused, k.Separation)
		}
	})
}

func TestCloseDuringTheCharge(t *testing.T) {
	for _, c := range []struct {
		answer, closed time.Duration
		resumed        task.State
	}{
		{5 * time.Second, 5 * time.Second, task.StateDone},
		{time.Hour, 20 * time.Second, task.StateAsking},
	} {
		t.Run(fmt.Sprintf("answered after %s", c.answer), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				sent := make(chan struct{})
				w.during = func(ctx context.Context, op, _ string) error {
					if op != "separate" {
						return nil
					}
					close(sent)
					select {
					case <-time.After(c.answer):
						return nil
					case <-ctx.Done():
						return ctx.Err()
					}
				}
				p := w.start(t)
				id := p.begin(local())
				<-sent
				begun := time.Now()
				p.r.Close()
				if took := time.Since(begun); took != c.closed {
					t.Errorf("Close took %s, want %s", took, c.closed)
				}
				w.during = nil
				p2 := w.start(t)
				defer p2.r.Close()
				p2.must(p2.r.Resume(t.Context()))
				wantState(t, p2.wait(id), c.resumed)
				if w.charges != 1 {
					t.Errorf("%d charges", w.charges)
				}
			})
		})
	}
}

func TestDuplicatesAreNotStarted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		p := w.start(t)
		defer p.r.Close()
		id := p.begin(local())
		var dup task.ErrDuplicate
		if _, err := p.r.Start(t.Context(), "other", local()); !errors.As(err, &dup) || dup.Task.ID != id {
			t.Fatalf("second start: %v", err)
		}
		vocal := local()
		vocal.Kind = task.KindVocal
		other := p.begin(vocal)
		wantState(t, p.wait(id), task.StateDone)
		wantState(t, p.wait(other), task.StateDone)
		if w.charges != 2 {
			t.Fatalf("%d charges for two kinds", w.charges)
		}
		k := p.wait(p.begin(local()))
		wantState(t, k, task.StateDone)
		if w.charges != 2 || w.uploads != 2 || !k.Reused {
			t.Errorf("a finished song was bought again: %d charges, %d uploads", w.charges, w.uploads)
		}
	})
}

func TestDuplicatesAreFoundAfterARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		p := w.start(t)
		id := p.begin(local())
		p.r.Close()
		if err := p.r.Resume(t.Context()); !errors.Is(err, task.ErrClosed) {
			t.Errorf("resume after close: %v", err)
		}
		if _, err := p.r.Wait(t.Context(), id); !errors.Is(err, task.ErrClosed) {
			t.Errorf("wait after close: %v", err)
		}
		p2 := w.start(t)
		defer p2.r.Close()
		var dup task.ErrDuplicate
		if _, err := p2.r.Start(t.Context(), "song", local()); !errors.As(err, &dup) || dup.Task.ID != id {
			t.Fatalf("start before Resume: %v", err)
		}
	})
}

func TestVerbsThatDoNotFit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		p := w.start(t)
		ctx := t.Context()
		want := func(what string, err, want error) {
			t.Helper()
			if !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", what, err, want)
			}
		}
		want("retry of nothing", p.r.Retry(ctx, "?"), task.ErrUnknown)
		want("cancel of nothing", p.r.Cancel("?"), task.ErrUnknown)
		want("check of nothing", p.r.Check("?"), task.ErrUnknown)
		_, err := p.r.Wait(ctx, "?")
		want("wait for nothing", err, task.ErrUnknown)
		for _, q := range []task.Request{{}, {TaskID: "x"}} {
			var f *task.Fault
			if _, err := p.r.Start(ctx, "song", q); !errors.As(err, &f) || f.Kind != task.Invalid || f.Hint.Empty() {
				t.Errorf("start of %+v: %v", q, err)
			}
		}
		id := p.begin(local())
		want("retry while running", p.r.Retry(ctx, id), task.ErrRunning)
		want("answer while running", p.r.Answer(ctx, id, task.Answer{Kind: task.PerStem}), task.ErrRunning)
		p.wait(id)
		want("retry when done", p.r.Retry(ctx, id), task.ErrFinished)
		want("check when done", p.r.Check(id), task.ErrFinished)
		want("cancel when done", p.r.Cancel(id), nil)
		wantState(t, p.wait(id), task.StateDone)
		p.r.Close()
		_, err = p.r.Start(ctx, "song", local())
		want("start after close", err, task.ErrClosed)
		want("resume after close", p.r.Resume(ctx), task.ErrClosed)
	})
}

func TestPerStemOnRequestAfterwards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.silent["FX"] = true
		p := w.start(t)
		defer p.r.Close()
		id := p.begin(local())
		if k := p.wait(id); len(k.Results()) != 1 || k.Results()[0].AudioID != "" {
			t.Fatalf("results %+v", k.Results())
		}
		p.must(p.r.Answer(t.Context(), id, task.Answer{Kind: task.PerStem}))
		k := p.wait(id)
		wantState(t, k, task.StateDone)
		if n := len(k.Results()); n != 3 || len(w.results["song"]) != 3 || w.charges != 1 {
			t.Errorf("%d results, %d in the library, %d charges", n, len(w.results["song"]), w.charges)
		}
	})
}

func TestManyTasksAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		p := w.start(t)
		defer p.r.Close()
		var songs, ids []string
		for i := range 40 {
			songs = append(songs, w.put(fmt.Sprintf("song %d", i)))
		}
		for i, audio := range songs {
			q := local()
			q.Audio = audio
			k, err := p.r.Start(t.Context(), fmt.Sprint(i), q)
			p.must(err)
			ids = append(ids, k.ID)
		}
		for i, id := range ids {
			switch i % 4 {
			case 1:
				p.must(p.r.Cancel(id))
			case 2:
				p.must(p.r.Check(id))
			}
		}
		for i, id := range ids {
			if k := p.wait(id); i%4 != 1 {
				wantState(t, k, task.StateDone)
			}
		}
		if w.charges < 30 || w.charges > 40 {
			t.Errorf("%d charges", w.charges)
		}
	})
}
