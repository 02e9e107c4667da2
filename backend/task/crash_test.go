package task_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/say"
	"partlift/backend/task"
)

// journeys are full journeys that crashes are tried in.
func journeys() map[string]func(w *world) task.Request {
	return map[string]func(w *world) task.Request{
		"local file": func(*world) task.Request { return local() },
		"one by one because the whole is empty": func(w *world) task.Request {
			w.silent["FX"] = true
			w.notes = func(id string) (task.NotesAnswer, error) {
				if id == "" {
					return task.NotesAnswer{Done: true, Empty: true, Raw: []byte("{}")}, nil
				}
				return task.NotesAnswer{Done: true, Notes: 3, Instruments: 1, Raw: []byte("notes of " + id)}, nil
			}
			return local()
		},
		"sketch": func(*world) task.Request { return sketch() },
		"suno track": func(*world) task.Request {
			return task.Request{TaskID: "suno", AudioID: "track", Provider: "kie"}
		},
		"existing separation": func(w *world) task.Request {
			w.separations["old"] = &job{}
			return task.Request{Separation: "old", Provider: "kie", PerStem: true}
		},
		"reused separation": func(w *world) task.Request {
			w.separations["old"] = &job{}
			q := local()
			w.reuse[q.Source()+"|kie|split_stem"] = task.Task{Separation: "old"}
			return q
		},
	}
}

// outcome is what must not depend on crashes.
type outcome struct {
	State   task.State
	Stems   []task.Stem
	Results []string
	Library []string
	Charges int
	Orders  int // for notes; a crash may add one
}

func (w *world) outcome(k task.Task) outcome {
	o := outcome{State: k.State, Stems: k.Stems, Charges: w.charges}
	line := func(x task.Transcription) string {
		return fmt.Sprintf("%s %s %d %s", x.AudioID, x.Stem, x.Notes, w.blobs[x.Raw])
	}
	for _, x := range k.Results() {
		o.Results = append(o.Results, line(x))
	}
	for _, x := range w.results["song"] {
		o.Library = append(o.Library, line(x))
	}
	return o
}

// journey runs a request without a crash.
func journey(t *testing.T, setUp func(*world) task.Request) (out outcome, ops int) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		q := setUp(w)
		p := w.start(t)
		defer p.r.Close()
		k := p.wait(p.begin(q))
		wantState(t, k, task.StateDone)
		out, ops = w.outcome(k), p.n
		out.Orders = w.count("transcribe")
	})
	return out, ops
}

func TestCrashAtEveryPoint(t *testing.T) {
	for name, setUp := range journeys() {
		t.Run(name, func(t *testing.T) {
			want, ops := journey(t, setUp)
			asked := map[string]bool{}
			for n := 1; n <= ops; n++ {
				for _, after := range []bool{false, true} {
					if in := crash(t, setUp, n, after, want); in != "" {
						asked[in] = true
					}
				}
			}
			wantAsked := map[string]bool{}
			if want.Charges > 0 {
				wantAsked = map[string]bool{"save intent after": true, "separate  before": true,
					"separate  after": true, "save running before": true}
			}
			if d := cmp.Diff(wantAsked, asked); d != "" {
				t.Errorf("crash points that end in a question (-want +got):\n%s", d)
			}
		})
	}
}

// crash kills the program at its n-th operation, restarts it and compares.
// It returns the place of the crash if the task then asked.
func crash(t *testing.T, setUp func(*world) task.Request, n int, after bool, want outcome) (asked string) {
	orders := want.Orders
	want.Orders = 0
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		q := setUp(w)
		p := w.start(t)
		p.dieAt, p.after = n, after
		if _, err := p.r.Start(t.Context(), "song", q); err == nil {
			<-p.died
		}
		p.r.Close()
		if !p.dead {
			t.Fatalf("no crash at operation %d", n)
		}
		p2 := w.start(t)
		defer p2.r.Close()
		p2.must(p2.r.Resume(t.Context()))
		if len(w.order) == 0 { // died before the first line of the journal
			p2.begin(q)
		}
		k := p2.wait(w.order[0])
		if k.State == task.StateAsking {
			asked = p.diedIn
			k = answered(p2, k, w)
		}
		if n := w.count("transcribe"); n > orders+1 {
			t.Errorf("crash at %d (%s): %d orders for notes, want %d and at most one again", n, p.diedIn, n, orders)
		}
		got := w.outcome(k)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("crash at %d (%s) (-want +got):\n%s", n, p.diedIn, d)
		}
	})
	return asked
}

// answered answers as a user would who looks at the service's log.
func answered(p *process, k task.Task, w *world) task.Task {
	p.t.Helper()
	if k.Question == nil || k.Question.Kind != task.QuestionDoubt || k.Question.Text.Empty() || k.Intent == nil {
		p.t.Fatalf("asking without a proper question: %+v", k.Question)
	}
	if w.charges > 1 {
		p.t.Fatalf("%d charges before the answer", w.charges)
	}
	a := task.Answer{Kind: task.SendAgain}
	for id := range w.separations {
		a = task.Answer{Kind: task.UseSeparation, Separation: " " + id + "\n"}
	}
	p.must(p.r.Answer(p.t.Context(), k.ID, a))
	return p.wait(k.ID)
}

func TestDoubtIsAnsweredInEveryWay(t *testing.T) {
	doubt := &task.Fault{Kind: task.Doubt, Message: say.Of("no answer")}
	ask := func(t *testing.T, charged bool) (*world, *process, task.Task) {
		w := newWorld()
		lose := func(op string) error {
			if op == "separate" && w.charges <= 1 && len(w.delivers) == 0 {
				return doubt
			}
			return nil
		}
		w.before = func(op, _ string) error {
			if !charged {
				return lose(op)
			}
			return nil
		}
		p := w.start(t)
		if charged { // the effect happens, the answer is lost
			p.dieAt = 0
			w.during = afterEffect(w, lose)
		}
		k := p.wait(p.begin(local()))
		wantState(t, k, task.StateAsking)
		w.before, w.during = nil, nil
		return w, p, k
	}
	t.Run("send again", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w, p, k := ask(t, false)
			defer p.r.Close()
			if *k.Question.Before != 500 || *k.Question.Now != 500 {
				t.Errorf("evidence: %v before, %v now", *k.Question.Before, *k.Question.Now)
			}
			p.must(p.r.Answer(t.Context(), k.ID, task.Answer{Kind: task.SendAgain}))
			wantState(t, p.wait(k.ID), task.StateDone)
			if w.charges != 1 || w.uploads != 1 {
				t.Errorf("%d charges, %d uploads, want 1 and 1", w.charges, w.uploads)
			}
		})
	})
	t.Run("use separation", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w, p, k := ask(t, true)
			defer p.r.Close()
			if *k.Question.Before != 500 || *k.Question.Now != 450 {
				t.Errorf("evidence: %v before, %v now", *k.Question.Before, *k.Question.Now)
			}
			if err := p.r.Answer(t.Context(), k.ID, task.Answer{Kind: task.UseSeparation}); !errors.Is(err, task.ErrAnswer) {
				t.Errorf("an empty id was taken: %v", err)
			}
			p.must(p.r.Answer(t.Context(), k.ID, task.Answer{Kind: task.UseSeparation, Separation: "sep-1"}))
			k = p.wait(k.ID)
			wantState(t, k, task.StateDone)
			if w.charges != 1 || k.Separation != "sep-1" || k.Intent != nil {
				t.Errorf("%d charges, separation %q, intent %v", w.charges, k.Separation, k.Intent)
			}
		})
	})
	t.Run("wrong id, then the right one", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w, p, k := ask(t, true)
			defer p.r.Close()
			p.must(p.r.Answer(t.Context(), k.ID, task.Answer{Kind: task.UseSeparation, Separation: "typo"}))
			k = p.wait(k.ID)
			wantState(t, k, task.StateAsking)
			if k.Question == nil || k.Question.Kind != task.QuestionDoubt || !strings.Contains(k.Question.Text.String(), "typo") || k.Intent == nil {
				t.Errorf("after a wrong id the doubt is gone: %+v, intent %v", k.Question, k.Intent)
			}
			p.must(p.r.Answer(t.Context(), k.ID, task.Answer{Kind: task.UseSeparation, Separation: "sep-1"}))
			k = p.wait(k.ID)
			wantState(t, k, task.StateDone)
			if w.charges != 1 || k.Intent != nil || !slices.Equal(k.Abandoned, []string{"typo"}) {
				t.Errorf("%d charges, abandoned %v", w.charges, k.Abandoned)
			}
		})
	})
	t.Run("give up, and think again", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w, p, k := ask(t, true)
			defer p.r.Close()
			p.must(p.r.Answer(t.Context(), k.ID, task.Answer{Kind: task.GiveUp}))
			wantState(t, p.wait(k.ID), task.StateCancelled)
			p.must(p.r.Retry(t.Context(), k.ID))
			wantState(t, p.wait(k.ID), task.StateAsking)
			if w.charges != 1 {
				t.Errorf("%d charges", w.charges)
			}
		})
	})
	t.Run("an answer that was not offered", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			_, p, k := ask(t, false)
			defer p.r.Close()
			for _, a := range []task.AnswerKind{task.PerStem, "?"} {
				if err := p.r.Answer(t.Context(), k.ID, task.Answer{Kind: a}); !errors.Is(err, task.ErrAnswer) {
					t.Errorf("%s: %v", a, err)
				}
			}
			if err := p.r.Retry(t.Context(), k.ID); !errors.Is(err, task.ErrAnswer) {
				t.Errorf("retry while asking: %v", err)
			}
			wantState(t, p.wait(k.ID), task.StateAsking)
		})
	})
	t.Run("still asking after a restart", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w, p, k := ask(t, true)
			p.r.Close()
			p2 := w.start(t)
			defer p2.r.Close()
			p2.must(p2.r.Resume(t.Context()))
			wantState(t, p2.wait(k.ID), task.StateAsking)
			p2.must(p2.r.Answer(t.Context(), k.ID, task.Answer{Kind: task.UseSeparation, Separation: "sep-1"}))
			wantState(t, p2.wait(k.ID), task.StateDone)
		})
	})
}
