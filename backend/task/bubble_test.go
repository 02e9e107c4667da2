package task_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"partlift/backend/say"
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
	return &task.Fault{Kind: k, Code: code, Message: say.Of("Something is wrong.")}
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

// start begins a new life of the program on the world.
func (w *world) start(t *testing.T, edit ...func(*process, *task.Deps)) *process {
	p := &process{w: w, t: t, died: make(chan struct{}), halted: make(chan string, 1)}
	d := task.Deps{
		Cloud:   func(context.Context, string) (task.Cloud, error) { return p, nil },
		Journal: p, Blobs: p, Reuse: p, Listen: p.listen,
		Silent: func(ctx context.Context, sha, name string) (quiet bool, err error) {
			err = p.op(ctx, "silent", name, func() error { quiet = w.silent[name]; return nil })
			return quiet, err
		},
		Balance: func(ctx context.Context, _ string) (b float64, err error) {
			err = p.op(ctx, "balance", "", func() error { b = w.credits; return nil })
			return b, err
		},
		Finish: func(ctx context.Context, k task.Task) error {
			return p.op(ctx, "finish", "", func() error { w.results[k.SongID] = k.Results(); return nil })
		},
		Callback: func(token string) string { return "https://hook.invalid/cb?t=" + token },
		Emit: func(e task.Event) {
			w.mu.Lock()
			defer w.mu.Unlock()
			if !p.dead {
				p.events = append(p.events, e.Task)
			}
		},
		Now: time.Now, After: time.After,
	}
	for _, f := range edit {
		f(p, &d)
	}
	p.r = task.New(t.Context(), d)
	return p
}

// wait returns the task at rest.
func (p *process) wait(id string) task.Task {
	p.t.Helper()
	k, err := p.r.Wait(p.t.Context(), id)
	if err != nil {
		p.t.Fatalf("wait: %v", err)
	}
	return k
}

// begin starts the task of the song and returns its id.
func (p *process) begin(q task.Request) string {
	p.t.Helper()
	k, err := p.r.Start(p.t.Context(), "song", q)
	if err != nil {
		p.t.Fatalf("start: %v", err)
	}
	return k.ID
}

func (p *process) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func local() task.Request {
	return task.Request{Title: "Night Bus", Audio: sha("the song"), AudioName: "Night Bus.MP3", Provider: "kie"}
}

func wantState(t *testing.T, k task.Task, want task.State) {
	t.Helper()
	if k.State != want {
		t.Fatalf("state %s at %s, want %s; fault %v, question %+v", k.State, k.Step, want, k.Fault, k.Question)
	}
}

// afterEffect makes a fault for an operation that did have its effect.
func afterEffect(_ *world, f func(op string) error) func(context.Context, string, string) error {
	return func(_ context.Context, op, _ string) error { return f(op) }
}
