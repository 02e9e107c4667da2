package task_test

import (
	"slices"
	"strings"
	"testing"

	"partlift/backend/task"
)

func TestNotesOfStems(t *testing.T) {
	answer := func(byID map[string]task.NotesAnswer) func(string) (task.NotesAnswer, error) {
		return func(id string) (task.NotesAnswer, error) {
			a := byID[id]
			a.Done = true
			return a, nil
		}
	}
	some := task.NotesAnswer{Notes: 7, Instruments: 1, Raw: []byte("x")}
	for _, c := range []struct {
		name    string
		perStem bool
		silent  []string
		notes   map[string]task.NotesAnswer
		state   task.State
		stems   []string // of the results
		orders  []string
	}{
		{"whole song", false, nil, map[string]task.NotesAnswer{"": {Notes: 9, Instruments: 4}}, task.StateDone,
			[]string{""}, []string{"transcribe"}},
		{"whole song empty", false, []string{"FX"}, map[string]task.NotesAnswer{"a1": some, "a4": some}, task.StateDone,
			[]string{"Drums", "Synth"}, []string{"transcribe", "transcribe a1", "transcribe a2", "transcribe a4"}},
		{"whole song clearly partial", false, nil, map[string]task.NotesAnswer{"": some, "a2": some}, task.StateDone,
			[]string{"Bass"}, []string{"transcribe", "transcribe a1", "transcribe a2", "transcribe a3", "transcribe a4"}},
		{"partial, and the stems have nothing", false, nil, map[string]task.NotesAnswer{"": some}, task.StateDone,
			[]string{""}, []string{"transcribe", "transcribe a1", "transcribe a2", "transcribe a3", "transcribe a4"}},
		{"one instrument, and little to be heard", false, []string{"FX", "Synth"}, map[string]task.NotesAnswer{"": some}, task.StateDone,
			[]string{""}, []string{"transcribe"}},
		{"per stem from the start", true, []string{"FX"}, map[string]task.NotesAnswer{"": some, "a1": some, "a2": some, "a4": some}, task.StateDone,
			[]string{"Drums", "Bass", "Synth"}, []string{"transcribe a1", "transcribe a2", "transcribe a4"}},
		{"per stem, all silent", true, []string{"Drums", "Bass", "FX", "Synth"}, map[string]task.NotesAnswer{"": some}, task.StateDone,
			[]string{""}, []string{"transcribe"}},
		{"nothing anywhere", false, []string{"Drums", "Bass"}, nil, task.StateEmpty,
			nil, []string{"transcribe", "transcribe a3", "transcribe a4"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, w *world, p *process) {
				for _, s := range c.silent {
					w.silent[s] = true
				}
				w.notes = answer(c.notes)
				q := local()
				q.PerStem = c.perStem
				k := p.wait(p.begin(q))
				wantState(t, k, c.state)
				var stems, orders []string
				for _, r := range k.Results() {
					stems = append(stems, r.Stem)
				}
				for _, call := range w.calls {
					if strings.HasPrefix(call, "transcribe") {
						orders = append(orders, call)
					}
				}
				if !slices.Equal(stems, c.stems) || !slices.Equal(orders, c.orders) {
					t.Errorf("results of %q, orders %q", stems, orders)
				}
				if w.charges != 1 {
					t.Errorf("%d charges", w.charges)
				}
			})
		})
	}
}

func TestEmptyThenRetry(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.notes = func(string) (task.NotesAnswer, error) { return task.NotesAnswer{Done: true, Empty: true}, nil }
		id := p.begin(local())
		k := p.wait(id)
		wantState(t, k, task.StateEmpty)
		if k.Fault.Kind != task.Empty || !strings.HasSuffix(k.Fault.Message.String(), ".") || k.Fault.Hint.Empty() {
			t.Errorf("fault %+v", k.Fault)
		}
		w.notes = nil
		p.must(p.r.Retry(t.Context(), id))
		k = p.wait(id)
		wantState(t, k, task.StateDone)
		if w.charges != 1 || w.uploads != 1 || k.Fault != nil {
			t.Errorf("%d charges, %d uploads, fault %v", w.charges, w.uploads, k.Fault)
		}
	})
}

func TestAMIDIFileIsKeptAsItCame(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.notes = func(string) (task.NotesAnswer, error) {
			return task.NotesAnswer{Done: true, Raw: []byte("{}"), MIDI: []byte("MThd")}, nil
		}
		k := p.wait(p.begin(local()))
		wantState(t, k, task.StateDone)
		if r := k.Results()[0]; w.blobs[r.MIDI] != "MThd" || w.blobs[r.Raw] != "{}" {
			t.Errorf("result %+v", r)
		}
	})
}

func TestAStemThatHangsDoesNotHoldUpTheOthers(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		hangs := true
		w.notes = func(id string) (task.NotesAnswer, error) {
			return task.NotesAnswer{Done: id != "a1" || !hangs, Notes: 1, Raw: []byte(id)}, nil
		}
		q := local()
		q.PerStem = true
		id := p.begin(q)
		k := p.wait(id)
		wantState(t, k, task.StateWaiting)
		if len(k.Results()) != 3 {
			t.Errorf("%d results beside the one that hangs", len(k.Results()))
		}
		hangs = false
		p.must(p.r.Check(id))
		k = p.wait(id)
		wantState(t, k, task.StateDone)
		if len(k.Results()) != 4 || w.count("transcribe") != 4 {
			t.Errorf("%d results, %d orders", len(k.Results()), w.count("transcribe"))
		}
	})
}

func TestAStemInTroubleDoesNotHoldUpTheOthers(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.notes = func(id string) (task.NotesAnswer, error) {
			if id == "a1" {
				return task.NotesAnswer{}, fault(task.Temporary, 500)
			}
			return task.NotesAnswer{Done: true, Notes: 1, Raw: []byte(id)}, nil
		}
		q := local()
		q.PerStem = true
		id := p.begin(q)
		k := p.wait(id)
		wantState(t, k, task.StateWaiting)
		if len(k.Results()) != 3 {
			t.Errorf("%d results beside the one in trouble", len(k.Results()))
		}
		w.notes = nil
		p.must(p.r.Retry(t.Context(), id))
		wantState(t, p.wait(id), task.StateDone)
	})
}

func TestAStemWhoseNotesAreMissingIsNamed(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		bad := true
		w.notes = func(id string) (task.NotesAnswer, error) {
			if id == "a2" && bad {
				return task.NotesAnswer{}, fault(task.Final, 501)
			}
			return task.NotesAnswer{Done: true, Notes: 1, Raw: []byte(id)}, nil
		}
		q := local()
		q.PerStem = true
		id := p.begin(q)
		k := p.wait(id)
		wantState(t, k, task.StateDone)
		if len(k.Results()) != 3 || len(k.Warnings) != 1 || k.Warnings[0].Kind != task.NotesLost || !slices.Equal(k.Warnings[0].Stems, []string{"Bass"}) {
			t.Errorf("%d results, warnings %v", len(k.Results()), k.Warnings)
		}
		bad = false
		p.must(p.r.Answer(t.Context(), id, task.Answer{Kind: task.PerStem}))
		k = p.wait(id)
		wantState(t, k, task.StateDone)
		if len(k.Results()) != 4 || len(k.Warnings) != 0 || w.count("transcribe") != 5 {
			t.Errorf("%d results, warnings %v, %d orders", len(k.Results()), k.Warnings, w.count("transcribe"))
		}
	})
}

func TestRetryOrdersWhatFailedAgain(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.before = failing("notes", 99, fault(task.Final, 501))
		id := p.begin(local())
		k := p.wait(id)
		wantState(t, k, task.StateFailed)
		w.before = nil
		p.must(p.r.Retry(t.Context(), id))
		k = p.wait(id)
		wantState(t, k, task.StateDone)
		if len(k.Results()) != 1 || len(k.Warnings) != 0 || w.charges != 1 {
			t.Errorf("%d results, warnings %v, %d charges", len(k.Results()), k.Warnings, w.charges)
		}
	})
}

func TestForgottenTranscriptionsAreOrderedAgainOnce(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.before = failing("notes", 9999, fault(task.Gone, 0))
		wantState(t, p.wait(p.begin(local())), task.StateFailed)
		if n := w.count("transcribe"); n != 2*5 {
			t.Errorf("%d orders, want two of the whole song and two of each stem", n)
		}
	})
}

func TestWithoutMeasuredSilenceOneInstrumentIsEnough(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.notes = func(string) (task.NotesAnswer, error) {
			return task.NotesAnswer{Done: true, Notes: 7, Instruments: 1}, nil
		}
		wantState(t, p.wait(p.begin(local())), task.StateDone)
		if n := w.count("transcribe"); n != 1 {
			t.Errorf("%d orders", n)
		}
	}, func(_ *process, d *task.Deps) { d.Silent = nil })
}
