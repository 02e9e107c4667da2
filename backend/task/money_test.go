package task_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"partlift/backend/task"
)

func TestASeparationThatFailedIsOnlyBoughtAgainWhenTold(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		bad := true
		w.before = func(op, arg string) error {
			if op == "stems" && arg == "sep-1" && bad {
				return fault(task.Final, 501)
			}
			return nil
		}
		id := p.begin(local())
		k := p.wait(id)
		wantState(t, k, task.StateFailed)
		if k.Question == nil || k.Question.Kind != task.QuestionAgain {
			t.Fatalf("question %+v", k.Question)
		}
		p.must(p.r.Retry(t.Context(), id))
		wantState(t, p.wait(id), task.StateFailed)
		if w.charges != 1 {
			t.Fatalf("%d charges after a retry", w.charges)
		}
		p.must(p.r.Answer(t.Context(), id, task.Answer{Kind: task.SendAgain}))
		k = p.wait(id)
		wantState(t, k, task.StateDone)
		if w.charges != 2 || k.Separation == "sep-1" || !slices.Equal(k.Abandoned, []string{"sep-1"}) {
			t.Errorf("%d charges, separation %s, abandoned %v", w.charges, k.Separation, k.Abandoned)
		}
	})
}

func TestAReusedSeparationThatHasExpired(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		q := local()
		w.reuse[q.Source()+"|kie|split_stem"] = task.Task{Separation: "old", Stems: w.stems}
		id := p.begin(q)
		k := p.wait(id)
		wantState(t, k, task.StateFailed)
		if w.charges != 0 || k.Fault.Kind != task.Gone || k.Question == nil {
			t.Fatalf("%d charges, fault %v, question %+v", w.charges, k.Fault, k.Question)
		}
		p.must(p.r.Answer(t.Context(), id, task.Answer{Kind: task.SendAgain}))
		wantState(t, p.wait(id), task.StateDone)
		if w.charges != 1 {
			t.Errorf("%d charges", w.charges)
		}
	})
}

func TestAnUnknownSeparationFailsAtOnce(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		begun := time.Now()
		k := p.wait(p.begin(task.Request{Separation: "typo"}))
		wantState(t, k, task.StateFailed)
		if k.Fault.Kind != task.Gone || k.Question != nil || time.Since(begun) != 0 {
			t.Errorf("fault %v, question %+v, after %s", k.Fault, k.Question, time.Since(begun))
		}
	})
}

func TestALibraryThatCannotAnswerStopsTheMoney(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.before = func(op, _ string) error {
			if op == "find" {
				return errors.New("database is locked")
			}
			return nil
		}
		wantState(t, p.wait(p.begin(local())), task.StateFailed)
		if w.charges != 0 {
			t.Errorf("%d charges", w.charges)
		}
	})
}

// fillUp lets the disk be full from the moment a separation was ordered, for as
// long as what it returns is true.
func (w *world) fillUp() *bool {
	full := false
	w.before = func(op, _ string) error {
		if op == "save" && full {
			return errors.New("no space left on device")
		}
		return nil
	}
	w.during = func(_ context.Context, op, _ string) error {
		full = full || op == "separate"
		return nil
	}
	return &full
}

func TestAnIdThatCannotBeJournalledIsSaid(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		full := w.fillUp()
		id := p.begin(local())
		k := p.wait(id)
		wantState(t, k, task.StateFailed)
		if !strings.Contains(k.Fault.Message.String(), "sep-1") {
			t.Errorf("message %q", k.Fault.Message)
		}
		last := p.events[len(p.events)-1]
		if last.State != task.StateFailed || last.Separation != "sep-1" {
			t.Errorf("last event: %s, separation %q", last.State, last.Separation)
		}
		*full, w.during = false, nil
		p.must(p.r.Retry(t.Context(), id))
		wantState(t, p.wait(id), task.StateDone)
		if w.charges != 1 {
			t.Errorf("%d charges", w.charges)
		}
	})
}

func TestTheJournalLearnsOfARestItCouldNotTake(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		full := w.fillUp()
		id := p.begin(local())
		wantState(t, p.wait(id), task.StateFailed)
		<-time.After(5 * time.Minute)
		w.mu.Lock()
		if got := w.tasks[id].State; got != task.StateRunning {
			t.Errorf("a journal that takes nothing has %s", got)
		}
		*full, w.during = false, nil
		before := len(p.events)
		w.mu.Unlock()
		<-time.After(2 * time.Minute)
		w.mu.Lock()
		if k := w.tasks[id]; k.State != task.StateFailed || k.Separation != "sep-1" {
			t.Errorf("two minutes after there was room the journal has %s, separation %q", k.State, k.Separation)
		}
		if len(p.events) != before+1 || p.events[before].State != task.StateFailed {
			t.Errorf("%d events tell of it", len(p.events)-before)
		}
		w.mu.Unlock()
		p.must(p.r.Retry(t.Context(), id))
		wantState(t, p.wait(id), task.StateDone)
		if w.charges != 1 {
			t.Errorf("%d charges", w.charges)
		}
	})
}

func TestASeparationIsRememberedWhateverComesLater(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.before = failing("transcribe", 1, fault(task.Denied, 401))
		wantState(t, p.wait(p.begin(local())), task.StateFailed)
		k := p.wait(p.begin(local())) // a new task for the same audio
		wantState(t, k, task.StateDone)
		if w.charges != 1 || !k.Reused || w.count("fetch") != 4 {
			t.Errorf("%d charges, reused %v, %d stems fetched", w.charges, k.Reused, w.count("fetch"))
		}
	})
}

func TestReusedStemsThatWereDeletedAreFetchedAgain(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		id := p.begin(local())
		k := p.wait(id)
		delete(w.blobs, k.Stems[2].SHA)
		k = p.wait(p.begin(local()))
		wantState(t, k, task.StateDone)
		if w.count("fetch") != 5 || w.blobs[k.Stems[2].SHA] == "" {
			t.Errorf("%d stems fetched", w.count("fetch"))
		}
	})
}

func TestAnOrderThatHangsBecomesAQuestion(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.during = func(ctx context.Context, op, _ string) error {
			if op == "separate" {
				<-ctx.Done()
			}
			return ctx.Err()
		}
		begun := time.Now()
		wantState(t, p.wait(p.begin(local())), task.StateAsking)
		if took := time.Since(begun); took != 5*time.Minute {
			t.Errorf("asked after %s", took)
		}
	})
}

func TestASourceThatFailsLateIsUploadedAgainOnlyWithTheNextOrder(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.before = failing("stems", 1, fault(task.Source, 451))
		id := p.begin(local())
		k := p.wait(id)
		wantState(t, k, task.StateFailed)
		if k.Question == nil || w.charges != 1 || w.uploads != 1 {
			t.Fatalf("question %+v, %d charges, %d uploads", k.Question, w.charges, w.uploads)
		}
		p.must(p.r.Answer(t.Context(), id, task.Answer{Kind: task.SendAgain}))
		wantState(t, p.wait(id), task.StateDone)
		if w.charges != 2 || w.uploads != 2 {
			t.Errorf("%d charges, %d uploads", w.charges, w.uploads)
		}
	})
}

func TestASeparationIsRememberedBeforeItsStemsAreHere(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.before = func(op, _ string) error {
			if op == "put" && w.blobs[sha("stems of sep-1")] != "" {
				return errors.New("no space left on device")
			}
			return nil
		}
		wantState(t, p.wait(p.begin(local())), task.StateFailed)
		w.before = nil
		k := p.wait(p.begin(local()))
		wantState(t, k, task.StateDone)
		if w.charges != 1 || !k.Reused {
			t.Errorf("%d charges, reused %v", w.charges, k.Reused)
		}
	})
}
