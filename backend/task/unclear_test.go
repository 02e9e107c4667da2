package task_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"partlift/backend/task"
)

// One answer that the separation is not known, or that makes no sense, whenever
// it comes, must not lead to a question about money.
func TestAStrayAnswerAsksNothing(t *testing.T) {
	for _, f := range []*task.Fault{fault(task.Gone, 404), fault(task.Gone, 301), fault(task.Invalid, 422), fault(task.Temporary, 200)} {
		for _, after := range []time.Duration{0, 31 * time.Second, 4 * time.Minute} {
			for _, times := range []int{1, 3, 8} {
				inBubble(t, func(t *testing.T, w *world, p *process) {
					w.polls = 30
					begun, n := time.Now(), times
					w.before = func(op, _ string) error {
						if op == "stems" && n > 0 && time.Since(begun) >= after {
							n--
							return f
						}
						return nil
					}
					k := p.wait(p.begin(local()))
					wantState(t, k, task.StateDone)
					if w.charges != 1 || k.Question != nil {
						t.Errorf("%v, %d times after %s: %d charges, question %+v", f, times, after, w.charges, k.Question)
					}
				})
			}
		}
	}
}

func TestAnythingElseStartsTheCountAnew(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.polls = 1 << 30
		n := 0
		w.before = func(op, _ string) error {
			if n++; op == "stems" && n%5 != 0 {
				return fault(task.Gone, 404)
			}
			return nil
		}
		k := p.wait(p.begin(local()))
		wantState(t, k, task.StateWaiting)
		if k.Question != nil || w.charges != 1 {
			t.Errorf("question %+v, %d charges", k.Question, w.charges)
		}
	})
}

func TestWhatIsUnknownForMinutesIsAskedFreeFirst(t *testing.T) {
	for _, kind := range []task.Kind{task.Gone, task.Invalid} {
		inBubble(t, func(t *testing.T, w *world, p *process) {
			begun, lost := time.Now(), true
			w.before = func(op, _ string) error {
				if op == "stems" && lost && time.Since(begun) > 31*time.Second {
					return fault(kind, 404)
				}
				return nil
			}
			w.polls = 12
			id := p.begin(local())
			k := p.wait(id)
			wantState(t, k, task.StateFailed)
			if took := time.Since(begun); took < 3*time.Minute || took > 5*time.Minute {
				t.Errorf("%s: asked after %s", kind, took)
			}
			if q := k.Question; q == nil || q.Answers[0] != task.AskAgain || !strings.Contains(q.Text.String(), "Asking again is free.") || !slices.Contains(q.Answers, task.SendAgain) {
				t.Fatalf("question %+v", k.Question)
			}
			p.must(p.r.Answer(t.Context(), id, task.Answer{Kind: task.AskAgain}))
			k = p.wait(id)
			wantState(t, k, task.StateFailed) // still so, and told so after minutes again
			lost = false
			p.must(p.r.Answer(t.Context(), id, task.Answer{Kind: task.AskAgain}))
			k = p.wait(id)
			wantState(t, k, task.StateDone)
			if w.charges != 1 || k.Separation != "sep-1" || len(k.Abandoned) != 0 {
				t.Errorf("%d charges, separation %s, abandoned %v", w.charges, k.Separation, k.Abandoned)
			}
		})
	}
}

func TestAnOrderOfAForgottenSeparation(t *testing.T) {
	reused := func(w *world) task.Request {
		q := local()
		w.reuse[q.Source()+"|kie|split_stem"] = task.Task{Separation: "old", Stems: slices.Clone(w.stems)}
		return q
	}
	t.Run("forgotten by its record as well", func(t *testing.T) {
		inBubble(t, func(t *testing.T, w *world, p *process) {
			begun := time.Now()
			id := p.begin(reused(w))
			k := p.wait(id)
			wantState(t, k, task.StateFailed)
			if took := time.Since(begun); took < 10*time.Second || took > time.Minute {
				t.Errorf("asked after %s", took)
			}
			if k.Fault.Kind != task.Gone || k.Question == nil || k.Question.Answers[0] != task.AskAgain || w.charges != 0 {
				t.Fatalf("fault %v, question %+v, %d charges", k.Fault, k.Question, w.charges)
			}
			p.must(p.r.Answer(t.Context(), id, task.Answer{Kind: task.AskAgain}))
			wantState(t, p.wait(id), task.StateFailed)
			p.must(p.r.Answer(t.Context(), id, task.Answer{Kind: task.SendAgain}))
			k = p.wait(id)
			wantState(t, k, task.StateDone)
			if w.charges != 1 || !slices.Equal(k.Abandoned, []string{"old"}) {
				t.Errorf("%d charges, abandoned %v", w.charges, k.Abandoned)
			}
		})
	})
	t.Run("only for a moment", func(t *testing.T) {
		inBubble(t, func(t *testing.T, w *world, p *process) {
			w.separations["old"] = &job{polls: 9}
			w.before = failing("transcribe", 3, fault(task.Gone, 422))
			k := p.wait(p.begin(reused(w)))
			wantState(t, k, task.StateDone)
			if w.charges != 0 || k.Question != nil {
				t.Errorf("%d charges, question %+v", w.charges, k.Question)
			}
		})
	})
	t.Run("for minutes, against its record", func(t *testing.T) {
		inBubble(t, func(t *testing.T, w *world, p *process) {
			w.separations["old"] = &job{polls: 9}
			w.before = failing("transcribe", 9999, fault(task.Gone, 422))
			begun := time.Now()
			k := p.wait(p.begin(reused(w)))
			wantState(t, k, task.StateFailed)
			if took := time.Since(begun); k.Question == nil || w.charges != 0 || took < 3*time.Minute || took > 5*time.Minute {
				t.Errorf("question %+v, %d charges, after %s", k.Question, w.charges, took)
			}
		})
	})
	t.Run("while the record cannot be had", func(t *testing.T) {
		inBubble(t, func(t *testing.T, w *world, p *process) {
			begun := time.Now()
			w.before = func(op, _ string) error {
				switch {
				case op == "stems" && time.Since(begun) < time.Hour:
					return fault(task.Temporary, 0)
				case op == "transcribe" && time.Since(begun) < time.Hour:
					return fault(task.Gone, 422)
				}
				return nil
			}
			w.separations["old"] = &job{polls: 9}
			k := p.wait(p.begin(reused(w)))
			wantState(t, k, task.StateDone)
			if w.charges != 0 {
				t.Errorf("%d charges", w.charges)
			}
		})
	})
	t.Run("stem by stem", func(t *testing.T) {
		inBubble(t, func(t *testing.T, w *world, p *process) {
			q := reused(w)
			q.PerStem = true
			id := p.begin(q)
			k := p.wait(id)
			wantState(t, k, task.StateFailed)
			if k.Question == nil || k.Question.Answers[0] != task.AskAgain {
				t.Fatalf("fault %v, question %+v", k.Fault, k.Question)
			}
			w.separations["old"] = &job{polls: 9} // it was only lost for a while
			p.must(p.r.Answer(t.Context(), id, task.Answer{Kind: task.AskAgain}))
			k = p.wait(id)
			wantState(t, k, task.StateDone)
			if w.charges != 0 || len(k.Results()) != 4 {
				t.Errorf("%d charges, %d results", w.charges, len(k.Results()))
			}
		})
	})
}

func TestOneStrangeAnswerLosesNoPart(t *testing.T) {
	for _, f := range []*task.Fault{fault(task.Invalid, 422), fault(task.Gone, 404)} {
		inBubble(t, func(t *testing.T, w *world, p *process) {
			n := 0
			w.notes = func(id string) (task.NotesAnswer, error) {
				if n++; id == "a2" && n < 6 {
					return task.NotesAnswer{}, f
				}
				return task.NotesAnswer{Done: true, Notes: 1, Raw: []byte(id)}, nil
			}
			q := local()
			q.PerStem = true
			k := p.wait(p.begin(q))
			wantState(t, k, task.StateDone)
			if len(k.Results()) != 4 || len(k.Warnings) != 0 || w.count("transcribe") != 4 {
				t.Errorf("%v: %d results, warnings %v, %d orders", f, len(k.Results()), k.Warnings, w.count("transcribe"))
			}
		})
	}
}

func TestAPartThatIsLostIsNamed(t *testing.T) {
	for name, want := range map[string]string{"Bass": "Bass", "Backing_Vocals": "Backing Vocals", "": "no. 2", " ": "no. 2"} {
		inBubble(t, func(t *testing.T, w *world, p *process) {
			w.stems[1].Name = name
			w.notes = func(id string) (task.NotesAnswer, error) {
				if id == "a2" {
					return task.NotesAnswer{}, fault(task.Invalid, 422)
				}
				return task.NotesAnswer{Done: true, Notes: 1, Raw: []byte(id)}, nil
			}
			w.before = func(op, arg string) error {
				if op == "fetch" && arg == "u:Bass" {
					return fault(task.Denied, 403)
				}
				return nil
			}
			q := local()
			q.PerStem = true
			begun := time.Now()
			k := p.wait(p.begin(q))
			wantState(t, k, task.StateDone)
			if took := time.Since(begun); took < 3*time.Minute {
				t.Errorf("given up after %s", took)
			}
			if !slices.Equal(k.Lost(), []string{want}) || len(k.Missing()) != 1 || k.Missing()[0].Name != want {
				t.Errorf("lost %q, missing %+v; want %q", k.Lost(), k.Missing(), want)
			}
			if len(k.Warnings) != 2 || !slices.Equal(k.Warnings[0].Stems, []string{want}) || !slices.Equal(k.Warnings[1].Stems, []string{want}) {
				t.Errorf("warnings %v", k.Warnings)
			}
		})
	}
}

// An answer to an earlier question, or a choice that the newest one does not
// have, changes nothing and spends nothing.
func TestOldAnswersDoNotAnswerNewQuestions(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.before = failing("separate", 1, fault(task.Doubt, 0))
		id := p.begin(local())
		k := p.wait(id)
		wantState(t, k, task.StateAsking)
		if err := p.r.Answer(t.Context(), id, task.Answer{Kind: task.AskAgain}); !errors.Is(err, task.ErrAnswer) {
			t.Errorf("a choice that was not offered: %v", err)
		}
		for _, number := range []int{-1, k.Question.Number + 1} {
			if err := p.r.Answer(t.Context(), id, task.Answer{Kind: task.SendAgain, Question: number}); !errors.Is(err, task.ErrAnswer) {
				t.Errorf("an answer to question %d of %d: %v", number, k.Question.Number, err)
			}
		}
		w.before = failing("separate", 1, fault(task.Doubt, 0))
		p.must(p.r.Answer(t.Context(), id, task.Answer{Kind: task.SendAgain, Question: k.Question.Number}))
		next := p.wait(id)
		wantState(t, next, task.StateAsking)
		if err := p.r.Answer(t.Context(), id, task.Answer{Kind: task.SendAgain, Question: k.Question.Number}); !errors.Is(err, task.ErrAnswer) {
			t.Errorf("the old question's answer was taken for the new one: %v", err)
		}
		p.must(p.r.Answer(t.Context(), id, task.Answer{Kind: task.SendAgain, Question: next.Question.Number}))
		for range 3 { // the same click again, while it runs and when it is over
			if err := p.r.Answer(t.Context(), id, task.Answer{Kind: task.SendAgain}); err == nil {
				t.Error("a second click ordered again")
			}
			wantState(t, p.wait(id), task.StateDone)
		}
		if w.charges != 1 {
			t.Errorf("%d charges", w.charges)
		}
	})
}

// Minutes alone are not enough: after a long pause the first few answers of the
// kind are still hiccups.
func TestFewAnswersAreNotBelievedHoweverFarApart(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.before = failing("stems", 3, fault(task.Gone, 404))
		q := local()
		w.separations["old"] = &job{}
		w.reuse[q.Source()+"|kie|split_stem"] = task.Task{Separation: "old"}
		k := p.wait(p.begin(q))
		wantState(t, k, task.StateDone)
		if k.Question != nil || w.charges != 0 {
			t.Errorf("question %+v, %d charges", k.Question, w.charges)
		}
	}, func(_ *process, d *task.Deps) { d.Pace = task.Pace{{Until: time.Hour, Every: 14 * time.Minute}} })
}

// Other trouble in between restarts the count as well.
func TestTroubleBetweenUnknownsStartsTheCountAnew(t *testing.T) {
	for _, op := range []string{"stems", "notes"} {
		for _, other := range []*task.Fault{fault(task.Temporary, 500), nil} {
			inBubble(t, func(t *testing.T, w *world, p *process) {
				n, begun := 0, time.Time{}
				w.polls = 1 << 30
				if op == "notes" {
					w.notes = func(string) (task.NotesAnswer, error) { return task.NotesAnswer{}, nil }
				}
				w.before = func(o, _ string) error {
					if o == "stems" && op == "notes" {
						w.separations["sep-1"].polls = 1 << 40 // ready
					}
					if o != op {
						return nil
					}
					if begun.IsZero() {
						begun = time.Now()
					}
					if n++; n%4 != 0 {
						return fault(task.Gone, 404)
					}
					if other != nil {
						return other
					}
					return nil
				}
				k := p.wait(p.begin(local()))
				wantState(t, k, task.StateWaiting)
				if took := time.Since(begun); took < 14*time.Minute || k.Question != nil || w.count("transcribe") > 1 {
					t.Errorf("%s, %v: over after %s, question %+v, %d orders", op, other, took, k.Question, w.count("transcribe"))
				}
			})
		}
	}
}

// The order and the record must both say twice in a row that a separation is
// gone; a record that knows it in between counts.
func TestARecordThatKnowsInBetweenCounts(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		q := local()
		w.separations["old"] = &job{polls: 9}
		w.reuse[q.Source()+"|kie|split_stem"] = task.Task{Separation: "old", Stems: slices.Clone(w.stems)}
		orders, records := 0, 0
		w.before = func(op, _ string) error {
			switch op {
			case "transcribe":
				if orders++; orders <= 3 {
					return fault(task.Gone, 422)
				}
			case "stems":
				if records++; records == 1 || records == 3 {
					return fault(task.Gone, 0)
				}
			}
			return nil
		}
		k := p.wait(p.begin(q))
		wantState(t, k, task.StateDone)
		if k.Question != nil || w.charges != 0 {
			t.Errorf("question %+v, %d charges", k.Question, w.charges)
		}
	})
}

func TestANewSeparationBringsItsStems(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		q := local()
		q.PerStem = true
		old := slices.Clone(w.stems)
		for i := range old {
			old[i].ID += "-old"
		}
		w.reuse[q.Source()+"|kie|split_stem"] = task.Task{Separation: "old", Stems: old}
		id := p.begin(q)
		k := p.wait(id)
		wantState(t, k, task.StateFailed)
		if w.count("fetch") != 4 {
			t.Fatalf("%d stems of the old one were fetched", w.count("fetch"))
		}
		p.must(p.r.Answer(t.Context(), id, task.Answer{Kind: task.SendAgain}))
		k = p.wait(id)
		wantState(t, k, task.StateDone)
		if len(k.Missing()) != 0 || w.count("fetch") != 8 {
			t.Errorf("missing %+v, %d stems fetched", k.Missing(), w.count("fetch"))
		}
	})
}
