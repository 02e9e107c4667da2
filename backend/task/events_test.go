package task_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"partlift/backend/task"
)

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
				e.Task.Warnings = append(e.Task.Warnings, task.Warning{Text: "mine"})
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

func TestAnAnswerMayComeWhileTheQuestionIsStillBeingTold(t *testing.T) {
	told, release := (chan struct{})(nil), (chan struct{})(nil)
	inBubble(t, func(t *testing.T, w *world, p *process) {
		told, release = make(chan struct{}), make(chan struct{})
		w.before = failing("separate", 1, fault(task.Doubt, 0))
		id := p.begin(local())
		<-told
		answered := make(chan error)
		go func() { answered <- p.r.Answer(t.Context(), id, task.Answer{Kind: task.SendAgain}) }()
		synctest.Wait()
		select {
		case err := <-answered:
			t.Fatalf("answered (%v) while the goroutine before was still at work", err)
		default:
		}
		close(release)
		p.must(<-answered)
		wantState(t, p.wait(id), task.StateDone)
	}, func(_ *process, d *task.Deps) {
		d.Emit = func(e task.Event) {
			if e.Task.State == task.StateAsking {
				close(told)
				<-release
			}
		}
	})
}
