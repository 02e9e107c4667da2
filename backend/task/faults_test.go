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
		{"stems: never there", "stems", 9999, fault(task.Gone, 0), task.StateFailed, task.Gone, 1, 20},
		{"stems: an answer that means nothing", "stems", 8, fault(task.Invalid, 422), task.StateDone, "", 1, 11},
		{"stems: no sense for minutes", "stems", 9999, fault(task.Invalid, 422), task.StateFailed, task.Invalid, 1, 10},
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
		{"notes: forgotten again and again", "notes", 9999, fault(task.Gone, 0), task.StateFailed, task.Gone, 1, -1},
		{"notes: whole song failed, stems taken", "notes", 1, fault(task.Final, 501), task.StateDone, "", 1, -1},
		{"notes: all failed", "notes", 99, fault(task.Final, 501), task.StateFailed, task.Final, 1, 5},
		{"notes: an answer that means nothing", "notes", 1, fault(task.Invalid, 422), task.StateDone, "", 1, 4},
		{"transcribe: not taken for a moment", "transcribe", 2, fault(task.Invalid, 422), task.StateDone, "", 1, 3},
		{"transcribe: not taken for good", "transcribe", 99, fault(task.Invalid, 422), task.StateFailed, task.Invalid, 1, 3},
		{"transcribe: a stray unknown", "transcribe", 1, fault(task.Gone, 422), task.StateDone, "", 1, 2},
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
				if c.state == task.StateDone && (k.Tries != 0 || k.Delay != "" || k.Fault != nil) {
					t.Errorf("done with %d tries, detail %q, fault %v", k.Tries, k.Delay, k.Fault)
				}
				for i, e := range p.events {
					if e.Delay != "" && i > 0 && e.Step != p.events[i-1].Step {
						t.Errorf("the trouble of %s is still told at %s", p.events[i-1].Step, e.Step)
					}
				}
				if w.charges != c.charges {
					t.Errorf("%d charges, want %d", w.charges, c.charges)
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
		if len(k.Warnings) != 1 || !slices.Equal(k.Warnings[0].Stems, []string{"Bass"}) || k.Stems[1].SHA != "" || k.Stems[3].SHA == "" {
			t.Errorf("warnings %v, stems %+v", k.Warnings, k.Stems)
		}
		if n := w.count("stems"); n != 4 {
			t.Errorf("%d polls of stems: addresses should be asked for again once", n)
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
				t.Errorf("warnings %v, stems %+v", k.Warnings, k.Stems)
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
			if !strings.Contains(k.Fault.Hint.String(), "disk") || k.Question != nil {
				t.Errorf("fault %+v, question %+v", k.Fault, k.Question)
			}
			full = false
			p.must(p.r.Retry(t.Context(), id))
			k = p.wait(id)
			wantState(t, k, task.StateDone)
			if w.charges != 1 || len(k.Warnings) != 0 {
				t.Errorf("%d charges, warnings %v", w.charges, k.Warnings)
			}
		})
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

func TestNoCloudYet(t *testing.T) {
	ready := false
	inBubble(t, func(t *testing.T, w *world, p *process) {
		id := p.begin(local())
		k := p.wait(id)
		wantState(t, k, task.StateFailed)
		if k.Fault.Kind != task.Denied || k.Fault.Hint.Empty() {
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
