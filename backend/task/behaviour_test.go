package task_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"partlift/backend/task"
)

// inBubble runs a test on a fake clock with a fresh world.
func inBubble(t *testing.T, f func(t *testing.T, w *world, p *process), edit ...func(*process, *task.Deps)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		p := w.start(t, edit...)
		defer p.r.Close()
		f(t, w, p)
	})
}

func fault(k task.Kind, code int) *task.Fault {
	return &task.Fault{Kind: k, Code: code, Message: "Something is wrong."}
}

// failing makes an operation fail its first n times.
func failing(op string, n int, f *task.Fault) func(string, string) error {
	return func(o, _ string) error {
		if o == op && n > 0 {
			n--
			return f
		}
		return nil
	}
}

func TestFaultsOnTheWay(t *testing.T) {
	for _, c := range []struct {
		name    string
		op      string
		times   int
		fault   *task.Fault
		state   task.State
		kind    task.Kind
		charges int
		calls   int // of op
	}{
		{"upload: trouble passes", "upload", 2, fault(task.Temporary, 520), task.StateDone, "", 1, 3},
		{"upload: trouble stays", "upload", 99, fault(task.Temporary, 520), task.StateFailed, task.Temporary, 0, 3},
		{"upload: no key", "upload", 99, fault(task.Denied, 401), task.StateFailed, task.Denied, 0, 1},
		{"separate: refused for a minute", "separate", 2, fault(task.Temporary, 422), task.StateDone, "", 1, 3},
		{"separate: refused for good", "separate", 99, fault(task.Temporary, 422), task.StateFailed, task.Temporary, 0, 3},
		{"separate: too many", "separate", 3, fault(task.Busy, 429), task.StateDone, "", 1, 4},
		{"separate: far too many", "separate", 99, fault(task.Busy, 429), task.StateFailed, task.Busy, 0, 5},
		{"separate: no credits", "separate", 99, fault(task.Credits, 402), task.StateFailed, task.Credits, 0, 1},
		{"separate: source not fetched, once", "separate", 1, fault(task.Source, 451), task.StateDone, "", 1, 2},
		{"separate: source not fetched, twice", "separate", 99, fault(task.Source, 451), task.StateFailed, task.Source, 0, 2},
		{"stems: not there yet", "stems", 5, fault(task.Gone, 0), task.StateDone, "", 1, 8},
		{"stems: never there", "stems", 9999, fault(task.Gone, 0), task.StateFailed, task.Gone, 1, 11},
		{"stems: failed", "stems", 1, fault(task.Final, 501), task.StateFailed, task.Final, 1, 1},
		{"stems: maintenance", "stems", 10, fault(task.Temporary, 455), task.StateDone, "", 1, 13},
		{"stems: maintenance for an hour", "stems", 9999, fault(task.Temporary, 455), task.StateWaiting, "", 1, -1},
		{"stems: too many", "stems", 5, fault(task.Busy, 429), task.StateDone, "", 1, 8},
		{"fetch: an address has expired", "fetch", 1, fault(task.Gone, 404), task.StateDone, "", 1, 5},
		{"fetch: not to be had", "fetch", 99, fault(task.Denied, 403), task.StateDone, "", 1, 5},
		{"fetch: trouble", "fetch", 2, fault(task.Temporary, 500), task.StateDone, "", 1, 6},
		{"transcribe: trouble passes", "transcribe", 2, fault(task.Temporary, 500), task.StateDone, "", 1, 3},
		{"transcribe: doubt is repeated, it is free", "transcribe", 2, fault(task.Doubt, 500), task.StateDone, "", 1, 3},
		{"transcribe: trouble stays", "transcribe", 99, fault(task.Temporary, 500), task.StateFailed, task.Temporary, 1, 3},
		{"transcribe: whole song refused, stems taken", "transcribe", 1, fault(task.Final, 501), task.StateDone, "", 1, 5},
		{"transcribe: all refused", "transcribe", 99, fault(task.Final, 501), task.StateFailed, task.Final, 1, 5},
		{"notes: forgotten, ordered again", "notes", 11, fault(task.Gone, 0), task.StateDone, "", 1, -1},
		{"notes: whole song failed, stems taken", "notes", 1, fault(task.Final, 501), task.StateDone, "", 1, -1},
		{"notes: all failed", "notes", 99, fault(task.Final, 501), task.StateFailed, task.Final, 1, 5},
		{"notes: key revoked", "notes", 99, fault(task.Denied, 401), task.StateFailed, task.Denied, 1, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, w *world, p *process) {
				w.before = failing(c.op, c.times, c.fault)
				k := p.wait(p.begin(local()))
				wantState(t, k, c.state)
				if c.kind != "" && (k.Fault == nil || k.Fault.Kind != c.kind) {
					t.Errorf("fault %v, want %s", k.Fault, c.kind)
				}
				if n := w.count(c.op); c.calls >= 0 && n != c.calls {
					t.Errorf("%d calls of %s, want %d", n, c.op, c.calls)
				}
				if w.charges != c.charges {
					t.Errorf("%d charges, want %d", w.charges, c.charges)
				}
			})
		})
	}
}

func TestACutNetworkIsWaitedOut(t *testing.T) {
	for _, op := range []string{"upload", "separate", "stems", "fetch", "transcribe", "notes"} {
		t.Run(op, func(t *testing.T) {
			inBubble(t, func(t *testing.T, w *world, p *process) {
				var cut time.Time
				w.before = func(o, _ string) error {
					if o != op {
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
				if w.charges != 1 || k.Detail != "" || len(k.Warnings) > 0 {
					t.Errorf("%d charges, detail %q, warnings %q", w.charges, k.Detail, k.Warnings)
				}
				said := slices.ContainsFunc(p.events, func(k task.Task) bool {
					return k.State == task.StateRunning && strings.HasPrefix(k.Detail, "No connection.")
				})
				if !said {
					t.Error("no event says that there is no connection")
				}
				if n := w.count(op); n > 3*60+20 {
					t.Errorf("%d tries in three hours", n)
				}
			})
		})
	}
}

func TestErrorsThatSayNothing(t *testing.T) {
	for op, want := range map[string]task.State{"upload": task.StateFailed, "separate": task.StateAsking,
		"stems": task.StateWaiting, "transcribe": task.StateFailed, "notes": task.StateWaiting} {
		inBubble(t, func(t *testing.T, w *world, p *process) {
			w.before = func(o, _ string) error {
				if o == op {
					return errors.New("EOF")
				}
				return nil
			}
			k := p.wait(p.begin(local()))
			if k.State != want || w.charges > 1 {
				t.Errorf("%s: state %s, want %s; %d charges", op, k.State, want, w.charges)
			}
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
		if k.Detail == "" {
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
		if k.Fault.Kind != task.Empty || !strings.HasSuffix(k.Fault.Message, ".") || k.Fault.Hint == "" {
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

func TestUploadsGrowOld(t *testing.T) {
	for age, uploads := range map[time.Duration]int{19 * time.Hour: 1, 21 * time.Hour: 2} {
		inBubble(t, func(t *testing.T, w *world, p *process) {
			w.before = failing("separate", 1, fault(task.Credits, 402))
			id := p.begin(local())
			wantState(t, p.wait(id), task.StateFailed)
			<-time.After(age)
			p.must(p.r.Retry(t.Context(), id))
			wantState(t, p.wait(id), task.StateDone)
			if w.uploads != uploads || w.charges != 1 {
				t.Errorf("after %s: %d uploads, %d charges", age, w.uploads, w.charges)
			}
		})
	}
}

func TestUploadNamesAreNewAndSayNothing(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		var names []string
		w.upload = func(f task.File, _ func(int64, int64)) {
			names = append(names, f.Name)
			if f.Size != int64(len("the song")) {
				t.Errorf("size %d", f.Size)
			}
		}
		w.before = failing("separate", 1, fault(task.Source, 451))
		wantState(t, p.wait(p.begin(local())), task.StateDone)
		if len(names) != 2 || names[0] == names[1] || !strings.HasSuffix(names[0], ".mp3") || strings.Contains(names[0], "Night") {
			t.Errorf("names %q", names)
		}
	})
}

func TestStemsThatCannotBeHad(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.before = func(op, arg string) error {
			if op == "fetch" && arg == "u:Bass" {
				return fault(task.Gone, 404)
			}
			return nil
		}
		k := p.wait(p.begin(local()))
		wantState(t, k, task.StateDone)
		if len(k.Warnings) != 1 || !strings.Contains(k.Warnings[0], "Bass") || k.Stems[1].SHA != "" || k.Stems[3].SHA == "" {
			t.Errorf("warnings %q, stems %+v", k.Warnings, k.Stems)
		}
		if n := w.count("stems"); n != 4 {
			t.Errorf("%d polls of stems: addresses should be asked for anew once", n)
		}
	})
	t.Run("fresh addresses", func(t *testing.T) {
		inBubble(t, func(t *testing.T, w *world, p *process) {
			w.before = func(op, arg string) error {
				if op == "fetch" && arg == "u:Bass" {
					w.stems[1].URL = "u:Bass again"
					return fault(task.Denied, 403)
				}
				return nil
			}
			k := p.wait(p.begin(local()))
			wantState(t, k, task.StateDone)
			if len(k.Warnings) != 0 || w.blobs[k.Stems[1].SHA] != "audio of u:Bass again" || w.count("fetch") != 5 {
				t.Errorf("warnings %q, stems %+v", k.Warnings, k.Stems)
			}
		})
	})
	t.Run("the disk is full", func(t *testing.T) {
		inBubble(t, func(t *testing.T, w *world, p *process) {
			full := true
			w.before = func(op, _ string) error {
				if op == "put" && full && w.polls < len(w.calls) && slices.Contains(w.calls, "fetch u:Bass") {
					return errors.New("no space left on device")
				}
				return nil
			}
			id := p.begin(local())
			k := p.wait(id)
			wantState(t, k, task.StateFailed)
			if !strings.Contains(k.Fault.Hint, "disk") || k.Question != nil {
				t.Errorf("fault %+v, question %+v", k.Fault, k.Question)
			}
			full = false
			p.must(p.r.Retry(t.Context(), id))
			k = p.wait(id)
			wantState(t, k, task.StateDone)
			if w.charges != 1 || len(k.Warnings) != 0 {
				t.Errorf("%d charges, warnings %q", w.charges, k.Warnings)
			}
		})
	})
}

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

func TestAnIdThatCannotBeJournalledIsSaid(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
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
		id := p.begin(local())
		k := p.wait(id)
		wantState(t, k, task.StateFailed)
		if !strings.Contains(k.Fault.Message, "sep-1") {
			t.Errorf("message %q", k.Fault.Message)
		}
		last := p.events[len(p.events)-1]
		if last.State != task.StateFailed || last.Separation != "sep-1" {
			t.Errorf("last event: %s, separation %q", last.State, last.Separation)
		}
		full, w.during = false, nil
		p.must(p.r.Retry(t.Context(), id))
		wantState(t, p.wait(id), task.StateDone)
		if w.charges != 1 {
			t.Errorf("%d charges", w.charges)
		}
	})
}

func TestProgressIsCoalesced(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.upload = func(_ task.File, progress func(int64, int64)) {
			for i := range int64(1000) {
				progress(i+1, 1000)
				<-time.After(time.Millisecond)
			}
		}
		w.polls = 0
		p.wait(p.begin(local()))
		n, last := 0, 0.0
		for _, k := range p.events {
			if k.Step == task.StepUpload && k.Progress > 0 {
				if k.Progress < last {
					t.Errorf("progress went back from %g to %g", last, k.Progress)
				}
				n, last = n+1, k.Progress
			}
		}
		if n < 15 || n > 22 || last != 1 {
			t.Errorf("%d events in a second, the last with %g", n, last)
		}
	})
}

func TestEventsComeAfterTheJournalAndWithoutALock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		var p *process
		n := 0
		p = w.start(t, func(_ *process, d *task.Deps) {
			d.Emit = func(e task.Event) {
				n++
				done, cancel := context.WithCancel(context.Background())
				cancel()
				_, _ = p.r.Wait(done, e.Task.ID) // would hang if a lock were held
				k, err := p.Load(done, e.Task.ID)
				if err != nil || k.State != e.Task.State || k.Step != e.Task.Step || k.Separation != e.Task.Separation ||
					len(k.Transcriptions) != len(e.Task.Transcriptions) {
					t.Errorf("event %s at %s, journal %s at %s", e.Task.State, e.Task.Step, k.State, k.Step)
				}
				e.Task.Warnings = append(e.Task.Warnings, "mine")
				if len(e.Task.Stems) > 0 {
					e.Task.Stems[0].Name = "mine" // a copy: it must not come back
				}
			}
		})
		defer p.r.Close()
		k := p.wait(p.begin(local()))
		wantState(t, k, task.StateDone)
		if n < 10 || k.Stems[0].Name != "Drums" {
			t.Errorf("%d events, stem %q", n, k.Stems[0].Name)
		}
	})
}

func TestTheLogHoldsNoSecrets(t *testing.T) {
	var log bytes.Buffer
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.before = func(op, arg string) error {
			if op == "fetch" && arg == "u:Bass" || op == "stems" && len(w.calls) > 30 {
				return fault(task.Gone, 404)
			}
			return failing("notes", 99, fault(task.Final, 501))(op, arg)
		}
		id := p.begin(local())
		k := p.wait(id)
		wantState(t, k, task.StateFailed)
		if log.Len() == 0 {
			t.Error("nothing was logged")
		}
		for _, secret := range []string{k.Token, k.Upload.URL, "hook.invalid", "u:"} {
			if strings.Contains(log.String(), secret) {
				t.Errorf("the log holds %q", secret)
			}
		}
	}, func(_ *process, d *task.Deps) {
		d.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
}

func TestWithoutTheOptionalParts(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.separations["old"] = &job{}
		wantState(t, p.wait(p.begin(task.Request{Separation: "old"})), task.StateDone)
	}, func(_ *process, d *task.Deps) {
		d.Silent, d.Balance, d.Finish, d.Callback, d.Emit, d.After, d.Log = nil, nil, nil, nil, nil, nil, nil
	})
}

func TestNoCloudYet(t *testing.T) {
	ready := false
	inBubble(t, func(t *testing.T, w *world, p *process) {
		id := p.begin(local())
		k := p.wait(id)
		wantState(t, k, task.StateFailed)
		if k.Fault.Kind != task.Denied || k.Fault.Hint == "" {
			t.Errorf("fault %+v", k.Fault)
		}
		ready = true
		p.must(p.r.Retry(t.Context(), id))
		wantState(t, p.wait(id), task.StateDone)
	}, func(p *process, d *task.Deps) {
		d.Cloud = func(context.Context, string) (task.Cloud, error) {
			if !ready {
				return nil, errors.New("no key")
			}
			return p, nil
		}
	})
}
