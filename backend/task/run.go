package task

import (
	"context"
	"errors"

	"partlift/backend/say"
)

// run is one goroutine's hold on a task. Only that goroutine touches t.
type run struct {
	*Runner
	entry *entry
	t     Task
	cloud Cloud // resolved when first needed, so that Retry sees a new key

	unclear   map[string]*unclear // by the id of what the service seems not to know
	forgotten string              // the separation, when its record said so last
}

// step does one stage and names the next; "" means that the task is done.
type step func(ctx context.Context, x *run) (Step, error)

// journey goes from step to step until the task rests or ctx ends.
func (x *run) journey(ctx context.Context) {
	for {
		err := context.Cause(ctx)
		if err == nil {
			err = x.stage(ctx)
		}
		if err != nil {
			x.settle(ctx, err)
			return
		}
		if x.t.State != StateRunning {
			return
		}
	}
}

func (x *run) stage(ctx context.Context) error {
	engine, do, err := x.t.step()
	if err != nil {
		return err
	}
	if engine.Service && x.cloud == nil {
		c, err := x.deps.Cloud(ctx, x.t.Request.Provider)
		if err != nil {
			return noCloud(err)
		}
		x.cloud = c
	}
	next, err := do(ctx, x)
	if err != nil {
		return err
	}
	x.t.Delay, x.t.Tries = "", 0
	if next == "" {
		x.t.State, x.t.Progress = StateDone, 1
	} else {
		x.t.Step, x.t.Progress = next, 0
	}
	return x.save(ctx)
}

func noCloud(err error) error {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return &Fault{Kind: Denied, Code: noSense, Err: err,
		Message: say.Of("The service cannot be used yet."),
		Hint:    say.Of("Check the API key and the addresses in the settings, then try again.")}
}

// save journals the task and then tells the world. It cannot be cancelled: what
// has happened must be written.
func (x *run) save(ctx context.Context) error {
	x.t.Updated = x.deps.Now()
	err := x.deps.Journal.Save(context.WithoutCancel(ctx), x.t.clone())
	x.mu.Lock()
	x.entry.task = x.t.clone()
	x.entry.unsaved = err != nil
	x.mu.Unlock()
	if err != nil {
		return storageFault(err)
	}
	x.emit()
	return nil
}

func (x *run) emit() { x.deps.Emit(Event{Task: x.t.clone()}) }

// say tells of a delay; "" takes it back.
func (x *run) say(d Delay) {
	if x.t.Delay != d {
		x.t.Delay = d
		x.emit()
	}
}

// settle brings a task to rest. A shutdown leaves it as journalled, to be
// resumed.
func (x *run) settle(ctx context.Context, err error) {
	// Looked at once: a cancellation that comes in between two looks would leave
	// the task neither running nor at rest.
	cause := context.Cause(ctx)
	stopped := errors.Is(cause, errStopped)
	if cause != nil && !stopped {
		return
	}
	x.t.Delay = ""
	switch {
	case x.t.StemsOnly || x.t.Request.Kept: // what was done stays done
		x.t.State, x.t.Progress = StateDone, 1
		if !stopped {
			x.t.Fault = asFault(err)
		}
	case stopped:
		x.t.State, x.t.Question = StateCancelled, nil
	case errors.Is(err, errAsking):
		x.t.State = StateAsking
	case errors.Is(err, errWaiting):
		x.t.State = StateWaiting
		x.t.Delay = TooLong
	default:
		f := asFault(err)
		x.t.Fault, x.t.State = f, StateFailed
		if f.Kind == Empty {
			x.t.State = StateEmpty
		}
		x.deps.Log.Warn("task stopped", "task", x.t.ID, "step", x.t.Step, "kind", f.Kind, "code", f.Code, "err", f.Err)
	}
	if x.t.Step == StepStems && x.t.Question == nil {
		x.remember(ctx)
	}
	if err := x.save(ctx); err != nil {
		x.deps.Log.Error("task state not journalled", "task", x.t.ID, "state", x.t.State, "err", err)
		x.emit()
	}
}

// remember makes the separation known to later tasks with the same audio.
func (x *run) remember(ctx context.Context) {
	if x.t.Separation == "" || x.t.Request.Separation != "" {
		return
	}
	if err := x.deps.Reuse.Remember(context.WithoutCancel(ctx), x.t.clone()); err != nil {
		x.deps.Log.Error("separation not remembered", "task", x.t.ID, "err", err)
	}
}
