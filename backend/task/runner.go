package task

import "context"

// Runner runs tasks, one goroutine each. Its methods may be called from any
// goroutine, except from inside Deps.Emit.
type Runner struct{ deps Deps }

// New returns a Runner whose tasks end when ctx does or at Close. Nothing runs
// before Start or Resume.
func New(ctx context.Context, d Deps) *Runner { return &Runner{deps: d} }

// Start begins a task. It returns ErrDuplicate while another unfinished task
// would buy the same separation.
func (r *Runner) Start(ctx context.Context, songID string, req Request) (Task, error) {
	return Task{}, ErrClosed
}

// Resume takes up every unfinished task of the journal. Waiting tasks are asked
// for once; asking tasks keep asking.
func (r *Runner) Resume(ctx context.Context) error { return ErrClosed }

// Cancel stops a task. A request that costs money is left to finish first, so
// that its id is kept.
func (r *Runner) Cancel(id string) error { return ErrClosed }

// Retry goes on with a failed, cancelled, empty or waiting task from where it
// stopped.
func (r *Runner) Retry(ctx context.Context, id string) error { return ErrClosed }

// Check polls a waiting (or running) task now.
func (r *Runner) Check(id string) error { return ErrClosed }

// Hint says that a callback with this token arrived: its task is polled now.
// Unknown tokens are ignored.
func (r *Runner) Hint(token string) {}

// Answer answers the question of a task, or asks for PerStem.
func (r *Runner) Answer(ctx context.Context, id string, a Answer) error { return ErrClosed }

// Wait returns the task when it rests: in any state but StateRunning.
func (r *Runner) Wait(ctx context.Context, id string) (Task, error) { return Task{}, ErrClosed }

// Close stops every task and waits for them. A request that costs money has
// 20 s to finish.
func (r *Runner) Close() {}
