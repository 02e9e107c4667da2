package task_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"partlift/backend/task"
)

func TestACutNetworkIsWaitedOut(t *testing.T) {
	for _, op := range []string{"upload", "separate", "stems", "fetch", "transcribe", "notes"} {
		t.Run(op, func(t *testing.T) {
			inBubble(t, func(t *testing.T, w *world, p *process) {
				var cut time.Time
				w.before = func(o, _ string) error {
					if api := op == "fetch" && o == "stems" && !cut.IsZero(); o != op && !api {
						return nil
					}
					if cut.IsZero() {
						cut = time.Now()
					}
					if time.Since(cut) < 3*time.Hour {
						return fault(task.Temporary, 0)
					}
					return nil
				}
				k := p.wait(p.begin(local()))
				wantState(t, k, task.StateDone)
				if w.charges != 1 || k.Delay != "" || len(k.Warnings) > 0 {
					t.Errorf("%d charges, detail %q, warnings %v", w.charges, k.Delay, k.Warnings)
				}
				said := slices.ContainsFunc(p.events, func(k task.Task) bool {
					return k.State == task.StateRunning && k.Delay == task.NoNetwork
				})
				if !said {
					t.Error("no event says that there is no connection")
				}
				if n := w.count(op); n > 3*60+25 {
					t.Errorf("%d tries in three hours", n)
				}
			})
		})
	}
}

func TestPollingPace(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.polls = 1 << 30
		id := p.begin(local())
		k := p.wait(id)
		wantState(t, k, task.StateWaiting)
		at := w.times["stems"]
		since := func(i int) time.Duration { return at[i].Sub(at[0]) }
		if since(1) != 3*time.Second || since(10) != 30*time.Second || since(11) != 40*time.Second {
			t.Errorf("polls at %s, %s, %s", since(1), since(10), since(11))
		}
		if last := since(len(at) - 1); last != 15*time.Minute || len(at) != 11+27+30 {
			t.Errorf("last of %d polls after %s", len(at), last)
		}
		if k.Delay == "" {
			t.Error("waiting without a sentence")
		}

		p.must(p.r.Check(id))
		wantState(t, p.wait(id), task.StateWaiting)
		if n := w.count("stems"); n != 69 {
			t.Errorf("%d polls after one check", n)
		}
		p.r.Hint(k.Token)
		wantState(t, p.wait(id), task.StateWaiting)
		p.r.Hint("somebody else's")
		p.r.Hint("")
		if n := w.count("stems"); n != 70 {
			t.Errorf("%d polls after one hint", n)
		}

		p.must(p.r.Retry(t.Context(), id))
		p.wait(id)
		if n := w.count("stems"); n != 70+68 {
			t.Errorf("%d polls after a retry, want another 15 minutes of them", n)
		}
		w.polls = 0
		p.must(p.r.Check(id))
		wantState(t, p.wait(id), task.StateDone)
		if w.charges != 1 {
			t.Errorf("%d charges", w.charges)
		}
	})
}

func TestAHintPollsAtOnce(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.polls = 1 << 30
		id := p.begin(local())
		<-time.After(61 * time.Second)
		token := p.wakeToken(id)
		p.r.Hint(token)
		synctest.Wait()
		at := w.times["stems"]
		if got := at[len(at)-1].Sub(at[0]); got != 61*time.Second {
			t.Errorf("last poll at %s, want at the hint's 61 s", got)
		}
		p.must(p.r.Check(id))
		synctest.Wait()
		if n := len(w.times["stems"]); n != len(at)+1 {
			t.Errorf("%d polls after a check, want %d", n, len(at)+1)
		}
	})
}

// wakeToken reads the token from the journal, as the relay's owner would.
func (p *process) wakeToken(id string) string {
	k, err := p.Load(context.Background(), id)
	p.must(err)
	if len(k.Token) < 32 {
		p.t.Errorf("token %q is too short", k.Token)
	}
	return k.Token
}

func TestAWaitingTaskIsAskedForOnceAfterARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.polls = 1 << 30
		p := w.start(t)
		id := p.begin(local())
		wantState(t, p.wait(id), task.StateWaiting)
		p.r.Close()
		n := w.count("stems")
		p = w.start(t)
		p.must(p.r.Resume(t.Context()))
		wantState(t, p.wait(id), task.StateWaiting)
		if got := w.count("stems"); got != n+1 {
			t.Errorf("%d polls, want one", got-n)
		}
		p.r.Close()
		w.polls = 0
		p = w.start(t)
		defer p.r.Close()
		p.must(p.r.Resume(t.Context()))
		wantState(t, p.wait(id), task.StateDone)
	})
}

func TestTheTimeWithoutUsDoesNotCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.polls = 5
		p := w.start(t)
		id := p.begin(local())
		<-time.After(4 * time.Second)
		p.r.Close()
		<-time.After(time.Hour)
		p = w.start(t)
		defer p.r.Close()
		p.must(p.r.Resume(t.Context()))
		wantState(t, p.wait(id), task.StateDone)
	})
}

func TestTooManyRequestsAreFollowedByALongPause(t *testing.T) {
	for _, op := range []string{"separate", "stems"} {
		inBubble(t, func(t *testing.T, w *world, p *process) {
			w.before = failing(op, 3, fault(task.Busy, 429))
			wantState(t, p.wait(p.begin(local())), task.StateDone)
			at := w.times[op]
			for i, low := range []time.Duration{10 * time.Second, 20 * time.Second, 40 * time.Second} {
				if d := at[i+1].Sub(at[i]); d < low || d > low+5*time.Second {
					t.Errorf("%s: pause %d of %s", op, i+1, d)
				}
			}
		})
	}
}
