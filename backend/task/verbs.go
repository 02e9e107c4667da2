package task

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"

	"partlift/backend/say"
)

// Start begins a task. It returns ErrDuplicate while another unfinished task
// would bring the same, and a *Fault of kind Invalid for a request
// that says too little. ErrClosed may come after the task was journalled; it
// then goes on with the next Resume.
func (r *Runner) Start(ctx context.Context, songID string, req Request) (Task, error) {
	engine, known := EngineNamed(req.Engine)
	if err := req.check(engine, known); err != nil {
		return Task{}, err
	}
	req.Engine = engine.Name
	r.verbs.Lock()
	defer r.verbs.Unlock()
	b, err := r.random(36)
	if err != nil {
		return Task{}, err
	}
	now := r.deps.Now()
	t := Task{ID: hex.EncodeToString(b[:16]), SongID: songID, Token: hex.EncodeToString(b[16:]),
		Request: req, State: StateRunning, Step: engine.first(req), Separation: req.Separation,
		Since: now, Created: now, Updated: now}
	if err := r.begin(ctx, &entry{wake: make(chan struct{}, 1)}, t); err != nil {
		return Task{}, err
	}
	return t.clone(), nil
}

// entry is the step of the cloud's at which a request begins.
func (r Request) entry() Step {
	switch {
	case r.Separation != "":
		return StepStems
	case r.TaskID != "":
		return StepSeparate
	default:
		return StepUpload
	}
}

// ear is the local engine's.
func (r Request) ear() Step {
	if len(r.Stems) > 0 {
		return StepHear
	}
	return StepListen
}

func (r Request) check(e Engine, known bool) error {
	f := &Fault{Kind: Invalid, Code: noSense}
	switch {
	case !known:
		f.Message = say.Of("Partlift has no engine called “{{.Engine}}”.", say.With{"Engine": r.Engine})
		f.Hint = say.Of("Choose one that it has.")
	case !e.Service && r.Audio == "" && len(r.Stems) == 0:
		f.Message = say.Of("There is no sound to listen to.")
		f.Hint = say.Of("Choose an audio file.")
	case r.Separation == "" && r.TaskID == "" && r.Audio == "" && len(r.Stems) == 0:
		f.Message = say.Of("There is nothing to work on.")
		f.Hint = say.Of("Choose an audio file, or give a task id with an audio id, or a separation id.")
	case r.Separation == "" && r.TaskID != "" && r.AudioID == "":
		f.Message = say.Of("The task id alone does not say which track is meant.")
		f.Hint = say.Of("Give the track's audio id as well.")
	default:
		return nil
	}
	return f
}

// begin journals a task and starts its goroutine; the caller holds verbs.
func (r *Runner) begin(ctx context.Context, e *entry, t Task) error {
	if r.ctx.Err() != nil {
		return ErrClosed
	}
	if t.State.Unfinished() {
		if err := r.unique(ctx, t); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	t.Updated = r.deps.Now()
	// A save that is torn off may have been written all the same.
	if err := r.deps.Journal.Save(context.WithoutCancel(ctx), t.clone()); err != nil {
		return err
	}
	e.unsaved = false
	return r.launch(e, t)
}

// unique returns ErrDuplicate if another unfinished task would bring the same.
func (r *Runner) unique(ctx context.Context, t Task) error {
	others, err := r.deps.Journal.Unfinished(ctx)
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.ID != t.ID && o.Request.Same(t.Request) {
			return ErrDuplicate{Task: o}
		}
	}
	return nil
}

// Resume takes up every unfinished task of the journal. Waiting tasks are asked
// for once; asking tasks keep asking.
func (r *Runner) Resume(ctx context.Context) error {
	r.verbs.Lock()
	defer r.verbs.Unlock()
	if r.ctx.Err() != nil {
		return ErrClosed
	}
	tasks, err := r.deps.Journal.Unfinished(ctx)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		r.mu.Lock()
		_, known := r.entries[t.ID]
		r.mu.Unlock()
		if known {
			continue
		}
		switch t.State {
		case StateRunning:
			t.Since = r.deps.Now() // the time without us does not count
		case StateWaiting:
			t.State = StateRunning
		}
		if err := r.launch(&entry{wake: make(chan struct{}, 1)}, t); err != nil {
			return err
		}
	}
	return nil
}

// Cancel stops a task. A request that costs money is left to finish first, so
// that its id is kept; Wait tells when it is over. A task that is over stays as
// it is.
func (r *Runner) Cancel(id string) error {
	r.verbs.Lock()
	defer r.verbs.Unlock()
	e, err := r.find(r.ctx, id)
	if errors.Is(err, ErrRunning) {
		r.mu.Lock()
		defer r.mu.Unlock()
		if e.cancel != nil {
			e.cancel(errStopped)
		}
		return nil
	}
	if err != nil {
		return err
	}
	t := e.task.clone()
	if !t.State.Unfinished() {
		return nil
	}
	t.State, t.Question, t.Delay = StateCancelled, nil, ""
	return r.begin(r.ctx, e, t)
}

// Retry goes on with a failed, cancelled, empty or waiting task, or one that was
// not resumed, from where it stopped, with 15 more minutes of patience. Transcriptions that gave no notes
// are ordered again, which is free.
func (r *Runner) Retry(ctx context.Context, id string) error {
	return r.restart(ctx, id, func(t *Task) error {
		switch t.State {
		case StateDone:
			return ErrFinished
		case StateAsking:
			return ErrAnswer
		}
		t.again()
		return nil
	})
}

// again goes on from where the task stopped. Transcriptions that gave no notes
// are forgotten, and stems that are missing are tried once more.
func (t *Task) again() {
	empty := t.State == StateEmpty
	n := len(t.Transcriptions)
	t.Transcriptions = slices.DeleteFunc(t.Transcriptions, func(x Transcription) bool {
		return x.State == TranscriptionFailed || x.State == TranscriptionGone ||
			x.State == TranscriptionEmpty && empty
	})
	if len(t.Transcriptions) < n {
		t.Step = StepTranscribe
	}
	t.State, t.Reuploads, t.Collected = StateRunning, 0, false
}

// FetchStems fetches the stems of a finished song that are missing, which is
// free, as long as the service keeps them. The song stays done however that
// ends; Fault then says why it could not be tried. Without missing stems it
// returns ErrFinished.
func (r *Runner) FetchStems(ctx context.Context, id string) error {
	return r.restart(ctx, id, func(t *Task) error {
		switch {
		case t.State != StateDone:
			return ErrAnswer
		case len(t.Missing()) == 0:
			return ErrFinished
		}
		t.State, t.Step, t.Collected, t.StemsOnly = StateRunning, StepCollect, false, true
		return nil
	})
}

// restart changes a resting task and sets it running.
func (r *Runner) restart(ctx context.Context, id string, change func(*Task) error) error {
	r.verbs.Lock()
	defer r.verbs.Unlock()
	e, err := r.find(ctx, id)
	if err != nil {
		return err
	}
	t := e.task.clone()
	if err := change(&t); err != nil {
		return err
	}
	t.Fault, t.Question, t.Delay, t.Tries, t.Since = nil, nil, "", 0, r.deps.Now()
	return r.begin(ctx, e, t)
}

// Check polls a waiting (or running) task now.
func (r *Runner) Check(id string) error {
	r.verbs.Lock()
	defer r.verbs.Unlock()
	e, err := r.find(r.ctx, id)
	switch {
	case errors.Is(err, ErrRunning):
		wake(e)
		return nil
	case err != nil:
		return err
	case e.task.State == StateAsking:
		return ErrAnswer
	case e.task.State != StateWaiting:
		return ErrFinished
	}
	t := e.task.clone()
	t.State = StateRunning
	return r.launch(e, t)
}

// Hint says that a callback with this token arrived: its task is polled now.
// Unknown tokens are ignored.
func (r *Runner) Hint(token string) {
	r.mu.Lock()
	id := ""
	for _, e := range r.entries {
		if token != "" && e.task.Token == token {
			id = e.task.ID
		}
	}
	r.mu.Unlock()
	if id == "" {
		return
	}
	if err := r.Check(id); err != nil {
		r.deps.Log.Debug("hint not used", "task", id, "err", err)
	}
}

func wake(e *entry) {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// Wait returns the task when it rests: in any state but StateRunning. A task
// that was not resumed is returned as the journal has it.
func (r *Runner) Wait(ctx context.Context, id string) (Task, error) {
	for {
		r.mu.Lock()
		e := r.entries[id]
		if e == nil {
			r.mu.Unlock()
			return r.deps.Journal.Load(ctx, id)
		}
		done, t := e.done, e.task.clone()
		r.mu.Unlock()
		switch {
		case done == nil && r.ctx.Err() != nil && t.State == StateRunning:
			return t, ErrClosed
		case done == nil:
			return t, nil
		}
		select {
		case <-done:
		case <-ctx.Done():
			return t, ctx.Err()
		}
	}
}
