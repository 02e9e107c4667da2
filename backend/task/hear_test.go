package task_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"

	"partlift/backend/say"
	"partlift/backend/task"
)

// stemsOf is a request to hear stems of these names.
func stemsOf(names ...string) task.Request {
	req := task.Request{Engine: task.EngineLocal, Title: "Song"}
	for _, n := range names {
		req.Stems = append(req.Stems, task.Stem{Name: n, SHA: sha(n)})
	}
	return req
}

// hearing lets a process hear stems: Silent has no notes, Broken cannot be read.
func hearing(p *process, d *task.Deps) {
	noCloud(p, d)
	d.Hear = func(ctx context.Context, stem task.Stem, progress func(float64)) (out task.Heard, err error) {
		err = p.op(ctx, "hear", stem.Name, func() error {
			progress(0.5)
			switch stem.Name {
			case "Silent":
			case "Broken":
				return &task.Fault{Kind: task.Invalid, Message: say.Of("It is cut off.")}
			default:
				out = task.Heard{Raw: []byte("heard in " + stem.Name), Notes: 3, Instruments: 1}
			}
			return nil
		})
		return out, err
	}
}

func TestStemsAreHeardOneAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		p := w.start(t, hearing)
		defer p.r.Close()
		k := p.wait(p.begin(stemsOf("Bass", "Silent", "Broken", "Drums")))
		wantState(t, k, task.StateDone)
		var got []string
		for _, x := range k.Results() {
			got = append(got, x.Stem+": "+w.blobs[x.Raw])
		}
		if want := []string{"Bass: heard in Bass", "Drums: heard in Drums"}; !slices.Equal(got, want) {
			t.Errorf("results %q", got)
		}
		if lost := k.Lost(); !slices.Equal(lost, []string{"Broken"}) {
			t.Errorf("lost are %q", lost)
		}
		if !slices.ContainsFunc(p.events, func(k task.Task) bool { return k.Step == task.StepHear && k.Progress == 0.875 }) {
			t.Error("nobody was told how far it is")
		}
		if _, err := p.r.Start(t.Context(), "song", task.Request{Engine: task.EngineLocal}); err == nil {
			t.Error("nothing at all is heard")
		}
	})
}

// What was heard before the process was killed is not heard again.
func TestHearingGoesOnWithTheNextStem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.during = func(ctx context.Context, op, arg string) error {
			if op == "hear" && arg == "Keys" {
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		}
		p := w.start(t, hearing)
		id := p.begin(stemsOf("Bass", "Keys"))
		synctest.Wait()
		if n := len(w.tasks[id].Transcriptions); n != 1 {
			t.Errorf("%d stems are in the journal", n)
		}
		p.r.Close()
		w.during, w.calls = nil, nil
		p = w.start(t, hearing)
		defer p.r.Close()
		p.must(p.r.Resume(t.Context()))
		wantState(t, p.wait(id), task.StateDone)
		if slices.Contains(w.calls, "hear Bass") || !slices.Contains(w.calls, "hear Keys") {
			t.Errorf("it did %q", w.calls)
		}
	})
}

func TestHearingThatComesToNothingLeavesTheSongAsItWas(t *testing.T) {
	for name, c := range map[string]struct {
		stems  []string
		cancel bool
		kept   bool
		want   task.State
		says   string
	}{
		"nothing to hear":             {stems: []string{"Silent"}, want: task.StateEmpty, says: "No notes were found in the stems."},
		"of a song that was done":     {stems: []string{"Silent"}, kept: true, want: task.StateDone, says: "No notes were found in the stems."},
		"a broken stem":               {stems: []string{"Broken", "Silent"}, want: task.StateFailed, says: "It is cut off."},
		"stopped":                     {stems: []string{"Held"}, cancel: true, want: task.StateCancelled},
		"stopped, of a song that was": {stems: []string{"Held"}, cancel: true, kept: true, want: task.StateDone},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				w.during = func(ctx context.Context, op, arg string) error {
					if op == "hear" && arg == "Held" {
						<-ctx.Done()
						return ctx.Err()
					}
					return nil
				}
				p := w.start(t, hearing)
				defer p.r.Close()
				req := stemsOf(c.stems...)
				req.Kept = c.kept
				id := p.begin(req)
				if c.cancel {
					synctest.Wait()
					p.must(p.r.Cancel(id))
				}
				k := p.wait(id)
				wantState(t, k, c.want)
				if (k.Fault == nil) != (c.says == "") || k.Fault != nil && k.Fault.Message.String() != c.says || len(k.Results()) > 0 {
					t.Errorf("%+v", k.Fault)
				}
			})
		})
	}
}

func TestAFullDiskStopsHearing(t *testing.T) {
	for _, bad := range []error{errors.New("sector 9"), &task.Fault{Kind: task.Final, Message: say.Of("The disk is full.")}} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld()
			w.before = func(op, _ string) error {
				if op == "hear" {
					return bad
				}
				return nil
			}
			p := w.start(t, hearing)
			defer p.r.Close()
			k := p.wait(p.begin(stemsOf("Bass")))
			wantState(t, k, task.StateFailed)
			if len(k.Transcriptions) > 0 {
				t.Errorf("%+v", k.Transcriptions)
			}
		})
	}
}

func TestOnlyTheSameStemsAreHeardTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.during = func(ctx context.Context, op, _ string) error {
			if op == "hear" {
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		}
		p := w.start(t, hearing)
		defer p.r.Close()
		a := p.begin(stemsOf("Bass"))
		same := new(task.ErrDuplicate)
		if _, err := p.r.Start(t.Context(), "song", stemsOf("Bass")); !errors.As(err, same) || same.Task.ID != a {
			t.Errorf("the same once more: %v", err)
		}
		if _, err := p.r.Start(t.Context(), "other", stemsOf("Bass", "Keys")); err != nil {
			t.Errorf("others: %v", err)
		}
	})
}
