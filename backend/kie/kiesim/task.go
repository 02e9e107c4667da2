package kiesim

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Flags of the record-info routes.
const (
	flagPending  = "PENDING"
	flagText     = "TEXT_SUCCESS"
	flagFirst    = "FIRST_SUCCESS"
	flagSuccess  = "SUCCESS"
	flagCreate   = "CREATE_TASK_FAILED"
	flagAudio    = "GENERATE_AUDIO_FAILED"
	flagCallback = "CALLBACK_EXCEPTION"
	flagWord     = "SENSITIVE_WORD_ERROR"
)

// Kinds of tasks.
const (
	kindSeparation = "separation"
	kindMIDI       = "midi"
	kindGeneration = "generation"
)

// task is one request's life. It is not changed after it was accepted, except
// for delivery; its state follows from the time.
type task struct {
	id       string
	kind     string
	market   string // the model asked for, "" on the legacy routes
	created  time.Time
	ready    time.Time // when the result is there
	callback string
	base     string // scheme and host it was asked for with
	song     *heard
	flag     string // how it ends: flagSuccess or a failure
	param    string // the request as JSON text
	clip     string // separation: the source clip; MIDI: the audioId asked for
	cost     float64

	product
	delivery string // guarded by the store: "", "dropped", "delivered" or "failed"
}

// product is what comes out of a task, by its kind.
type product struct {
	splitting  string     // separation: its type
	stemName   string     // separation: the stem of split_stem_advanced
	stems      []stem     // separation
	index      int        // separation: which take of the generation was separated
	host       string     // separation: what is wrong with its stems' host
	operation  string     // generation: how it was made
	tracks     []int      // MIDI: indices of the song's tracks
	emptied    bool       // MIDI: succeeds with nothing
	generation Generation // generation
}

// done reports whether the result is there.
func (t *task) done(now time.Time) bool { return !now.Before(t.ready) }

// usable reports whether the task ended with something to use.
func (t *task) usable(now time.Time) bool {
	return t.done(now) && (t.flag == flagSuccess || t.flag == flagCallback)
}

// state is the task's state in one word, for /sim/state.
func (t *task) state(now time.Time) string {
	if !t.done(now) {
		return flagPending
	}
	return t.flag
}

// completed is when the result was there in ms since the epoch, nil before.
func (t *task) completed(now time.Time) *int64 {
	if !t.done(now) {
		return nil
	}
	ms := t.ready.UnixMilli()
	return &ms
}

// taskID is the data of an answer that made a task.
type taskID struct {
	TaskID string `json:"taskId"`
}

// accept takes the money, makes the task and sees to its callback. fill runs
// under the store's lock, for what needs ids.
func (s *Sim) accept(c *call, t *task, latency Duration, fill func()) (any, error) {
	t.created, t.base, t.param = s.now(), c.base, string(c.body)
	t.ready = t.created.Add(time.Duration(latency))
	if s.script.Callback.BeforeAnswer {
		t.ready = t.created
	}
	st := &s.store
	st.mu.Lock()
	if t.cost > st.balance {
		st.mu.Unlock()
		if s.profile == ProfileSunoAPI {
			return nil, refusal{429, "Insufficient credits"}
		}
		return nil, refusal{402, messages[402]}
	}
	t.id = st.hex32()
	t.flag = s.ending(t.kind)
	fill()
	refunded := s.script.Market.Refunded && t.market != "" && t.flag != flagSuccess
	if t.cost > 0 && !refunded {
		sum := sha256.Sum256(c.body)
		st.balance -= t.cost
		st.charges = append(st.charges, Charge{t.created, t.kind, t.id, t.cost, hex.EncodeToString(sum[:])})
	}
	st.tasks[t.id] = t
	st.order = append(st.order, t.id)
	st.mu.Unlock()
	s.log.Info("kiesim task made", "kind", t.kind, "task", t.id, "credits", t.cost)
	s.announce(c, t)
	return taskID{t.id}, nil
}

// ending decides how the next task of a kind ends; the lock must be held.
func (s *Sim) ending(kind string) string {
	flag, times := "", 0
	switch kind {
	case kindSeparation:
		flag, times = s.script.Separation.Flag, s.script.Separation.FlagTimes
	case kindGeneration:
		flag = s.script.Generation.Flag
	case kindMIDI:
		flag, times = map[int]string{2: flagCreate, 3: flagAudio}[s.script.MIDI.Flag], s.script.MIDI.FlagTimes
	}
	s.store.flagged[kind]++
	if flag == "" || times > 0 && s.store.flagged[kind] > times {
		return flagSuccess
	}
	return flag
}

// find returns a task of a kind that is not forgotten yet, or nil.
func (s *Sim) find(id, kind string, market bool) *task {
	keep := orDefault(s.script.Expiry.Records, 14*24*time.Hour)
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	t := s.store.tasks[id]
	if t == nil || t.kind != kind || (t.market != "") != market || s.now().Sub(t.created) > keep {
		return nil
	}
	return t
}

// record answers a record-info request: what shape makes of the task, or data
// null for an id the route does not know.
func (s *Sim) record(c *call, kind string, shape func(*task) any) (any, error) {
	id := c.URL.Query().Get("taskId")
	if id == "" {
		return nil, refusal{422, "Please enter taskId"}
	}
	t := s.find(id, kind, false)
	switch {
	case t != nil:
		return shape(t), nil
	case s.script.Errors.Unknown == "404":
		return nil, refusal{404, "Task not found"}
	}
	return nil, nil
}

func orDefault(d Duration, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return time.Duration(d)
}
