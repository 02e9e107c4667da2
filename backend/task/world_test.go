package task_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"partlift/backend/task"
)

// world is what survives a crash: the service, the journal, the blobs and the
// record of separations.
type world struct {
	mu      sync.Mutex
	tasks   map[string]task.Task
	order   []string
	blobs   map[string]string
	reuse   map[string]task.Task
	results map[string][]task.Transcription

	// the service
	charges     int
	ids         int
	separations map[string]*job
	midis       map[string]*job
	uploads     int
	credits     float64
	pairs       map[string]string // midi id → audio id

	// behavior
	polls    int                                             // "not yet" answers before done
	stems    []task.Stem                                     // of every separation
	notes    func(audioID string) (task.NotesAnswer, error)  // nil: 5 notes of 2 instruments
	silent   map[string]bool                                 // by stem name
	before   func(op, arg string) error                      // fault instead of the operation
	during   func(ctx context.Context, op, arg string) error // fault after its effect
	upload   func(f task.File, progress func(int64, int64))  // extra behavior
	delivers map[string]bool                                 // separation ids whose answer was delivered
	calls    []string
	times    map[string][]time.Time
}

type job struct{ polls int }

func newWorld() *world {
	w := &world{tasks: map[string]task.Task{}, blobs: map[string]string{}, reuse: map[string]task.Task{},
		results: map[string][]task.Transcription{}, separations: map[string]*job{}, midis: map[string]*job{},
		pairs: map[string]string{}, delivers: map[string]bool{}, times: map[string][]time.Time{},
		credits: 500, polls: 2, silent: map[string]bool{}}
	w.stems = []task.Stem{{ID: "a1", Name: "Drums", URL: "u:Drums"}, {ID: "a2", Name: "Bass", URL: "u:Bass"},
		{ID: "a3", Name: "FX", URL: "u:FX"}, {ID: "a4", Name: "Synth", URL: "u:Synth"}}
	w.put("the song")
	return w
}

func sha(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

func (w *world) put(s string) string {
	w.blobs[sha(s)] = s
	return sha(s)
}

func (w *world) count(op string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for _, c := range w.calls {
		if c == op || strings.HasPrefix(c, op+" ") {
			n++
		}
	}
	return n
}

func (w *world) id(prefix string) string {
	w.ids++
	return fmt.Sprintf("%s-%d", prefix, w.ids)
}

var errDead = errors.New("the process is dead")

// process is one life of the program. It dies before or after its n-th
// operation; nothing it does afterwards has an effect.
type process struct {
	w      *world
	t      *testing.T
	r      *task.Runner
	dieAt  int // 0: never
	after  bool
	n      int
	dead   bool
	diedIn string
	events []task.Task
	died   chan struct{} // closed when it dies
	haltAt int           // the operation that halts for a moment; 0: none
	halted chan string   // gets the name of that operation
}

// op runs an operation of the outside world.
func (p *process) op(ctx context.Context, name, arg string, effect func() error) error {
	w := p.w
	w.mu.Lock()
	defer w.mu.Unlock()
	if p.dead {
		return errDead
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	p.n++
	if p.n == p.dieAt && !p.after {
		return p.die(name + " " + arg + " before")
	}
	w.calls = append(w.calls, strings.TrimSpace(name+" "+arg))
	w.times[name] = append(w.times[name], time.Now())
	if p.n == p.haltAt {
		w.mu.Unlock()
		p.halted <- name
		<-time.After(time.Millisecond) // passes when all others have nothing more to do
		w.mu.Lock()
	}
	if w.before != nil {
		if err := w.before(name, arg); err != nil {
			return err
		}
	}
	err := effect()
	if err == nil && w.during != nil {
		w.mu.Unlock()
		err = w.during(ctx, name, arg)
		w.mu.Lock()
	}
	if p.n == p.dieAt && p.after {
		return p.die(name + " " + arg + " after")
	}
	return err
}

func (p *process) die(in string) error {
	p.dead, p.diedIn = true, in
	close(p.died)
	return errDead
}

func (p *process) Save(ctx context.Context, t task.Task) error {
	arg := string(t.State)
	if t.Intent != nil {
		arg = "intent"
	}
	return p.op(ctx, "save", arg, func() error {
		if _, ok := p.w.tasks[t.ID]; !ok {
			p.w.order = append(p.w.order, t.ID)
		}
		b, err := json.Marshal(t)
		var kept task.Task
		if err == nil {
			err = json.Unmarshal(b, &kept)
		}
		kept.Delay, kept.Progress = "", 0 // a journal need not keep these
		p.w.tasks[t.ID] = kept
		return err
	})
}

func (p *process) Load(_ context.Context, id string) (task.Task, error) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	t, ok := p.w.tasks[id]
	if !ok {
		return t, task.ErrUnknown
	}
	return t, nil
}

func (p *process) Unfinished(context.Context) ([]task.Task, error) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	var out []task.Task
	for _, id := range p.w.order {
		if p.w.tasks[id].State.Unfinished() {
			out = append(out, p.w.tasks[id])
		}
	}
	return out, nil
}

func (p *process) Put(ctx context.Context, r io.Reader) (string, int64, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return "", 0, err
	}
	out := ""
	err = p.op(ctx, "put", "", func() error { out = p.w.put(string(b)); return nil })
	return out, int64(len(b)), err
}

type blob struct{ *bytes.Reader }

func (blob) Close() error { return nil }

func (p *process) Open(sha string) (io.ReadSeekCloser, error) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	s, ok := p.w.blobs[sha]
	if !ok {
		return nil, errors.New("no such blob")
	}
	return blob{bytes.NewReader([]byte(s))}, nil
}

func (p *process) Find(ctx context.Context, source, provider, variant string) (id string, stems []task.Stem, ok bool, err error) {
	err = p.op(ctx, "find", "", func() error {
		t, found := p.w.reuse[source+"|"+provider+"|"+variant]
		id, stems, ok = t.Separation, slices.Clone(t.Stems), found
		return nil
	})
	return id, stems, ok, err
}

func (p *process) Remember(ctx context.Context, t task.Task) error {
	return p.op(ctx, "remember", "", func() error {
		p.w.reuse[t.Request.Source()+"|"+t.Request.Provider+"|"+t.Request.Variant()] = t
		return nil
	})
}
