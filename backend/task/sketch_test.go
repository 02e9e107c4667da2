package task_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"partlift/backend/say"
	"partlift/backend/task"
)

// sketch is a request that the cloud has no part in.
func sketch() task.Request {
	return task.Request{Engine: task.EngineLocal, Title: "Song", Audio: sha("the song"), AudioName: "Song.wav"}
}

func (p *process) listen(ctx context.Context, req task.Request, progress func(float64)) (out task.Heard, err error) {
	err = p.op(ctx, "listen", req.AudioName, func() error {
		if p.w.blobs[req.Audio] == "" {
			return errors.New("no such blob")
		}
		progress(0.5)
		out = task.Heard{Raw: []byte("heard in " + p.w.blobs[req.Audio]), Notes: 7, Instruments: 2, Remarks: []say.Text{say.Of("It hisses.")}}
		return nil
	})
	return out, err
}

// noCloud makes a process fail its test when it wants the service.
func noCloud(p *process, d *task.Deps) {
	d.Cloud = func(context.Context, string) (task.Cloud, error) {
		p.t.Error("a sketch wants the service")
		return p, nil
	}
	d.Balance = func(context.Context, string) (float64, error) {
		p.t.Error("a sketch wants the balance")
		return 0, nil
	}
}

func TestASketchNeedsNoService(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		p := w.start(t, noCloud)
		defer p.r.Close()
		k := p.wait(p.begin(sketch()))
		wantState(t, k, task.StateDone)
		x := k.Results()
		if len(x) != 1 || w.blobs[x[0].Raw] != "heard in the song" || x[0].Notes != 7 || x[0].Instruments != 2 || !slices.Equal(say.English(x[0].Remarks), []string{"It hisses."}) {
			t.Errorf("the results are %+v", x)
		}
		if d := []string{"save running", "listen Song.wav", "put", "save running", "finish", "save done"}; !slices.Equal(w.calls, d) {
			t.Errorf("it did %q, want %q", w.calls, d)
		}
		if k.Request.Engine != task.EngineLocal || len(w.results["song"]) != 1 {
			t.Errorf("engine %q, results %+v", k.Request.Engine, w.results)
		}
	})
}

func TestASketchTellsHowFarItIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		p := w.start(t)
		defer p.r.Close()
		p.wait(p.begin(sketch()))
		if !slices.ContainsFunc(p.events, func(k task.Task) bool { return k.Step == task.StepListen && k.Progress == 0.5 }) {
			t.Errorf("the events are %+v", p.events)
		}
	})
}

func TestASketchIsCancelledAndGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.during = func(ctx context.Context, op, _ string) error {
			if op == "listen" {
				<-ctx.Done() // it would take for ever
				return ctx.Err()
			}
			return nil
		}
		p := w.start(t)
		defer p.r.Close()
		id := p.begin(sketch())
		synctest.Wait()
		began := time.Now()
		p.must(p.r.Cancel(id))
		k := p.wait(id)
		wantState(t, k, task.StateCancelled)
		if k.Step != task.StepListen || k.Fault != nil || len(k.Transcriptions) != 0 || time.Since(began) > 0 {
			t.Errorf("%+v after %v", k, time.Since(began))
		}
		w.during = nil
		p.must(p.r.Retry(t.Context(), id))
		wantState(t, p.wait(id), task.StateDone)
	})
}

// A sketch that a killed process left goes on by itself, with nothing else.
func TestASketchIsTakenUpAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.tasks["other"] = task.Task{ID: "other", SongID: "theirs", Request: local(), State: task.StateRunning, Step: task.StepUpload}
		w.tasks["sketch"] = task.Task{ID: "sketch", SongID: "song", Request: sketch(), State: task.StateRunning, Step: task.StepListen}
		w.order = []string{"other", "sketch"}
		p := w.start(t, noCloud)
		defer p.r.Close()
		p.must(p.r.Retry(t.Context(), "sketch"))
		if err := p.r.Retry(t.Context(), "sketch"); !errors.Is(err, task.ErrRunning) && !errors.Is(err, task.ErrFinished) {
			t.Errorf("twice: %v", err)
		}
		wantState(t, p.wait("sketch"), task.StateDone)
	})
}

func TestASketchThatFailsSaysWhyAndCanBeTriedAgain(t *testing.T) {
	deaf := &task.Fault{Kind: task.Invalid, Message: say.Of("There is nothing to hear."), Hint: say.Of("Choose another.")}
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"a sentence": {deaf, deaf.Message.String()},
		"none":       {errors.New("sector 9"), "Partlift could not read from the library."},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				w.before = func(op, _ string) error {
					if op == "listen" {
						return c.err
					}
					return nil
				}
				p := w.start(t, noCloud)
				defer p.r.Close()
				k := p.wait(p.begin(sketch()))
				wantState(t, k, task.StateFailed)
				if k.Fault.Message.String() != c.want || k.Question != nil {
					t.Errorf("%+v, question %+v", k.Fault, k.Question)
				}
				w.before = nil
				p.must(p.r.Retry(t.Context(), k.ID))
				wantState(t, p.wait(k.ID), task.StateDone)
			})
		})
	}
}

// A sketch and the cloud's parts of the same sound are two different things.
func TestASketchAndTheCloudDoNotMeet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, both := newWorld(), make(chan struct{})
		w.during = func(_ context.Context, op, _ string) error {
			if op == "listen" {
				<-both // the first is not over before the second wants to begin
			}
			return nil
		}
		p := w.start(t)
		defer p.r.Close()
		a := p.begin(sketch())
		same := new(task.ErrDuplicate)
		if _, err := p.r.Start(t.Context(), "another", sketch()); !errors.As(err, same) || same.Task.ID != a {
			t.Errorf("a second sketch: %v", err)
		}
		close(both)
		b := p.begin(task.Request{Title: "Song", Audio: sha("the song"), AudioName: "Song.wav"})
		wantState(t, p.wait(a), task.StateDone)
		k := p.wait(b)
		wantState(t, k, task.StateDone)
		if k.Request.Engine != task.EngineCloud || w.charges != 1 {
			t.Errorf("engine %q, %d charges", k.Request.Engine, w.charges)
		}
		if err := p.r.Answer(t.Context(), a, task.Answer{Kind: task.PerStem}); !errors.Is(err, task.ErrAnswer) {
			t.Errorf("a sketch stem by stem: %v", err)
		}
		if err := p.r.FetchStems(t.Context(), a); !errors.Is(err, task.ErrFinished) {
			t.Errorf("stems of a sketch: %v", err)
		}
	})
}

// Rows from before there were engines are the cloud's.
func TestATaskWithoutAnEngineIsTheClouds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.tasks["old"] = task.Task{ID: "old", SongID: "song", Request: local(), State: task.StateRunning, Step: task.StepUpload}
		w.order = []string{"old"}
		p := w.start(t)
		defer p.r.Close()
		if _, err := p.r.Start(t.Context(), "another", local()); !errors.As(err, new(task.ErrDuplicate)) {
			t.Errorf("the same once more: %v", err)
		}
		p.must(p.r.Resume(t.Context()))
		wantState(t, p.wait("old"), task.StateDone)
		if w.charges != 1 {
			t.Errorf("%d charges", w.charges)
		}
	})
}

// What a newer version began is left as it is: a step taken for another could
// cost, or throw away what was paid for.
func TestATaskOfANewerVersionIsLeftAlone(t *testing.T) {
	for name, k := range map[string]task.Task{
		"engine":                     {Step: task.StepUpload, Request: task.Request{Engine: "other", Audio: sha("the song")}},
		"step":                       {Step: "polish", Request: local()},
		"a step of the other engine": {Step: task.StepUpload, Request: sketch()},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				k.ID, k.SongID, k.State = "new", "song", task.StateRunning
				w.tasks["new"], w.order = k, []string{"new"}
				p := w.start(t, noCloud)
				defer p.r.Close()
				p.must(p.r.Resume(t.Context()))
				got := p.wait("new")
				wantState(t, got, task.StateFailed)
				if got.Fault.Kind != task.Invalid || got.Fault.Hint.Empty() || got.Step != k.Step || len(w.results) != 0 {
					t.Errorf("%+v at %s", got.Fault, got.Step)
				}
			})
		})
	}
}

func TestARequestMustSuitItsEngine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newWorld().start(t)
		defer p.r.Close()
		for name, q := range map[string]task.Request{
			"no such engine": {Engine: "other", Audio: sha("the song")},
			"no sound":       {Engine: task.EngineLocal, Separation: "sep"},
		} {
			var f *task.Fault
			if _, err := p.r.Start(t.Context(), "song", q); !errors.As(err, &f) || f.Kind != task.Invalid || f.Hint.Empty() {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
