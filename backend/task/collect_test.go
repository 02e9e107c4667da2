package task_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"partlift/backend/task"
)

// onHosts puts the stems on two hosts.
func (w *world) onHosts() {
	for i := range w.stems {
		w.stems[i].URL = fmt.Sprintf("https://%s.example/%s", []string{"a", "b"}[i/2], w.stems[i].Name)
	}
}

// unreachable lets one host give no answer.
func unreachable(host string) func(op, arg string) error {
	return func(op, arg string) error {
		if op == "fetch" && strings.Contains(arg, host) {
			return fault(task.Temporary, 0)
		}
		return nil
	}
}

func TestAHostThatCannotBeReachedHoldsUpNothing(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.onHosts()
		w.before = unreachable("a.example")
		begun := time.Now()
		id := p.begin(local())
		k := p.wait(id)
		wantState(t, k, task.StateDone)
		if took := time.Since(begun); took > time.Minute {
			t.Errorf("done after %s", took)
		}
		fetches, ordered := 0, -1
		for i, call := range w.calls {
			if strings.HasPrefix(call, "fetch") {
				fetches++
			}
			if call == "transcribe" {
				ordered = i
			}
		}
		if first := slices.IndexFunc(w.calls, func(c string) bool { return strings.HasPrefix(c, "fetch") }); ordered < 0 || ordered > first {
			t.Error("the notes were ordered after the stems were fetched")
		}
		if fetches != 3+2 {
			t.Errorf("%d tries, want 3 of one stem there and 1 of each elsewhere", fetches)
		}
		var names []string
		for _, s := range k.Missing() {
			names = append(names, s.Name)
		}
		if !slices.Equal(names, []string{"Drums", "Bass"}) || len(k.Warnings) != 1 || k.Warnings[0].Kind != task.StemsAway || !slices.Equal(k.Warnings[0].Stems, names) {
			t.Errorf("missing %q, warnings %v", names, k.Warnings)
		}
		if said := slices.ContainsFunc(p.events, func(k task.Task) bool { return k.Delay == task.NoNetwork }); said {
			t.Error("one host was taken for the network")
		}
	})
}

// What is too large was downloaded up to the limit: from such a host once is
// enough.
func TestAHostThatSendsWithoutEndIsAskedOnce(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.onHosts()
		w.before = func(op, arg string) error {
			if op == "fetch" && strings.Contains(arg, "a.example") {
				return fault(task.Oversize, 0)
			}
			return nil
		}
		k := p.wait(p.begin(local()))
		wantState(t, k, task.StateDone)
		if len(k.Missing()) != 2 || w.count("fetch") != 1+2 || len(k.Warnings) != 1 {
			t.Errorf("missing %+v, %d downloads, warnings %v", k.Missing(), w.count("fetch"), k.Warnings)
		}
	})
}

func TestAHostThatDripsHoldsUpNothing(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.onHosts()
		w.during = func(ctx context.Context, op, arg string) error {
			if op == "fetch" && strings.Contains(arg, "a.example") {
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		}
		begun := time.Now()
		k := p.wait(p.begin(local()))
		wantState(t, k, task.StateDone)
		if took := time.Since(begun); took > 11*time.Minute || len(k.Missing()) != 2 || w.count("fetch") != 3 {
			t.Errorf("done after %s, missing %+v, %d tries", took, k.Missing(), w.count("fetch"))
		}
	})
}

func TestTriesDuringACutNetworkDoNotCountForTheHost(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.onHosts()
		var cut time.Time
		late := 0
		w.before = func(op, arg string) error {
			if op == "fetch" && cut.IsZero() {
				cut = time.Now()
			}
			down := !cut.IsZero() && time.Since(cut) < time.Hour
			if (op == "fetch" || op == "stems") && down {
				return fault(task.Temporary, 0)
			}
			if op == "fetch" && late < 2 { // the host comes back after the service
				late++
				return fault(task.Temporary, 0)
			}
			return nil
		}
		k := p.wait(p.begin(local()))
		wantState(t, k, task.StateDone)
		if len(k.Missing()) != 0 || len(k.Warnings) != 0 {
			t.Errorf("missing %+v, warnings %v", k.Missing(), k.Warnings)
		}
	})
}

// Fresh addresses help only where the host has answered that a stem is not (any
// more) there, and are asked for once.
func TestAddressesAreAskedForAnewOnlyOnce(t *testing.T) {
	for _, c := range []struct {
		fault *task.Fault
		polls int // of the separation
	}{
		{fault(task.Temporary, 500), 3}, {fault(task.Busy, 429), 3}, {fault(task.Temporary, 0), 3 + 3},
		{fault(task.Gone, 404), 4}, {fault(task.Denied, 403), 4}, {fault(task.Invalid, 0), 4}, {fault(task.Oversize, 0), 3},
	} {
		inBubble(t, func(t *testing.T, w *world, p *process) {
			w.before = func(op, _ string) error {
				if op == "fetch" {
					return c.fault
				}
				return nil
			}
			k := p.wait(p.begin(local()))
			wantState(t, k, task.StateDone)
			if n := w.count("stems"); n != c.polls || len(k.Missing()) != 4 {
				t.Errorf("%v: %d polls of the separation, want %d; missing %d", c.fault, n, c.polls, len(k.Missing()))
			}
		})
	}
}

func TestOnlySoManyStemsAreTaken(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.stems = nil
		for i := range 500 {
			w.stems = append(w.stems, task.Stem{ID: fmt.Sprint(i), Name: fmt.Sprint("Stem ", i), URL: "u:" + fmt.Sprint(i)})
		}
		k := p.wait(p.begin(local()))
		wantState(t, k, task.StateDone)
		if w.count("fetch") != 64 || len(k.Stems) != 64 || len(k.Warnings) != 1 || k.Warnings[0].Kind != task.ManyStems || k.Warnings[0].Sent != 500 {
			t.Errorf("%d of %d stems fetched, warnings %v", w.count("fetch"), len(k.Stems), k.Warnings)
		}
	})
}

func TestMissingStemsAreFetchedLater(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.onHosts()
		w.before = unreachable("a.example")
		id := p.begin(local())
		wantState(t, p.wait(id), task.StateDone)
		orders := w.count("transcribe")

		p.must(p.r.FetchStems(t.Context(), id)) // still nothing there
		k := p.wait(id)
		wantState(t, k, task.StateDone)
		if len(k.Missing()) != 2 || len(k.Warnings) != 1 || k.Fault != nil {
			t.Errorf("missing %+v, warnings %v, fault %v", k.Missing(), k.Warnings, k.Fault)
		}
		w.before = nil
		p.must(p.r.FetchStems(t.Context(), id))
		if err := p.r.FetchStems(t.Context(), id); !errors.Is(err, task.ErrRunning) && !errors.Is(err, task.ErrFinished) {
			t.Errorf("a second click: %v", err)
		}
		k = p.wait(id)
		wantState(t, k, task.StateDone)
		if len(k.Missing()) != 0 || len(k.Warnings) != 0 || !k.StemsOnly {
			t.Errorf("missing %+v, warnings %v", k.Missing(), k.Warnings)
		}
		if w.charges != 1 || w.count("transcribe") != orders || len(k.Results()) != 1 {
			t.Errorf("%d charges, %d orders, %d results", w.charges, w.count("transcribe"), len(k.Results()))
		}
		if err := p.r.FetchStems(t.Context(), id); !errors.Is(err, task.ErrFinished) {
			t.Errorf("nothing is missing: %v", err)
		}
	})
}

func TestASongStaysDoneHoweverTheFetchingEnds(t *testing.T) {
	half := func(t *testing.T) (*world, *process, string) {
		w := newWorld()
		w.onHosts()
		w.before = unreachable("a.example")
		p := w.start(t)
		id := p.begin(local())
		wantState(t, p.wait(id), task.StateDone)
		return w, p, id
	}
	t.Run("cancelled", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w, p, id := half(t)
			defer p.r.Close()
			w.before = func(op, _ string) error { // everything is cut
				if op == "fetch" || op == "stems" {
					return fault(task.Temporary, 0)
				}
				return nil
			}
			p.must(p.r.FetchStems(t.Context(), id))
			<-time.After(time.Hour)
			p.must(p.r.Cancel(id))
			if k := p.wait(id); k.State != task.StateDone || k.Fault != nil || len(k.Results()) != 1 {
				t.Errorf("state %s, fault %v", k.State, k.Fault)
			}
		})
	})
	t.Run("without a key", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w, p, id := half(t)
			p.r.Close()
			p = w.start(t, func(_ *process, d *task.Deps) {
				d.Cloud = func(context.Context, string) (task.Cloud, error) { return nil, errors.New("no key") }
			})
			defer p.r.Close()
			p.must(p.r.FetchStems(t.Context(), id))
			if k := p.wait(id); k.State != task.StateDone || k.Fault == nil || k.Fault.Kind != task.Denied {
				t.Errorf("state %s, fault %v", k.State, k.Fault)
			}
		})
	})
	t.Run("killed", func(t *testing.T) {
		for n := 1; ; n++ {
			over := false
			synctest.Test(t, func(t *testing.T) {
				w, p, id := half(t)
				p.r.Close()
				w.before = nil
				p = w.start(t)
				p.dieAt = n
				if err := p.r.FetchStems(t.Context(), id); err == nil {
					p.wait(id)
				}
				p.r.Close()
				over = !p.dead
				p = w.start(t)
				defer p.r.Close()
				p.must(p.r.Resume(t.Context()))
				k := p.wait(id)
				if k.State != task.StateDone || w.charges != 1 || len(k.Results()) != 1 {
					t.Errorf("killed at %d: state %s, %d charges", n, k.State, w.charges)
				}
			})
			if over {
				break
			}
		}
	})
	t.Run("not before it is done", func(t *testing.T) {
		inBubble(t, func(t *testing.T, w *world, p *process) {
			w.before = failing("upload", 99, fault(task.Denied, 401))
			id := p.begin(local())
			wantState(t, p.wait(id), task.StateFailed)
			if err := p.r.FetchStems(t.Context(), id); !errors.Is(err, task.ErrAnswer) {
				t.Errorf("a song that failed: %v", err)
			}
		})
	})
}

// The id of what was paid for is tried to be written more than once before the
// user has to note it down.
func TestAPaidIdIsWrittenAgainWhenTheDiskIsFullForAMoment(t *testing.T) {
	for times, want := range map[int]task.State{1: task.StateDone, 2: task.StateDone, 3: task.StateFailed} {
		inBubble(t, func(t *testing.T, w *world, p *process) {
			bought, n := false, times
			w.during = func(_ context.Context, op, _ string) error {
				bought = bought || op == "separate"
				return nil
			}
			w.before = func(op, _ string) error {
				if op == "save" && bought && n > 0 {
					n--
					return errors.New("no space left on device")
				}
				return nil
			}
			k := p.wait(p.begin(local()))
			if k.State != want || w.charges != 1 || k.Separation != "sep-1" {
				t.Errorf("%d failures: state %s, want %s; %d charges, separation %q", times, k.State, want, w.charges, k.Separation)
			}
		})
	}
}

// steady gives one byte over and over.
type steady byte

func (s steady) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(s)
	}
	return len(p), nil
}

func TestTasksDoNotComeBackTogether(t *testing.T) {
	for dice, want := range map[steady]time.Duration{0: 10 * time.Second, 51: 11 * time.Second, 255: 15 * time.Second} {
		inBubble(t, func(t *testing.T, w *world, p *process) {
			w.before = failing("stems", 1, fault(task.Busy, 429))
			wantState(t, p.wait(p.begin(local())), task.StateDone)
			if at := w.times["stems"]; at[1].Sub(at[0]) != want {
				t.Errorf("dice %d: pause of %s, want %s", dice, at[1].Sub(at[0]), want)
			}
		}, func(_ *process, d *task.Deps) { d.Rand = dice })
	}
}

func TestStemsThatAreMissingAreNotTriedAgainForEachOrder(t *testing.T) {
	inBubble(t, func(t *testing.T, w *world, p *process) {
		w.onHosts()
		w.before = unreachable(".example")
		w.notes = func(id string) (task.NotesAnswer, error) {
			return task.NotesAnswer{Done: true, Empty: id == "", Notes: len(id), Raw: []byte(id)}, nil
		}
		k := p.wait(p.begin(local()))
		wantState(t, k, task.StateDone)
		if w.count("fetch") != 2*3 || len(k.Results()) != 4 || w.count("transcribe") != 5 {
			t.Errorf("%d tries, %d results, %d orders", w.count("fetch"), len(k.Results()), w.count("transcribe"))
		}
	})
}
