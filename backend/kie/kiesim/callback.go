package kiesim

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

const (
	callbackTimeout = 15 * time.Second
	callbackRetries = 3
	// clockCheck is how often a waiting callback looks at the clock, which in
	// tests may jump.
	clockCheck = 20 * time.Millisecond
)

func callbackClient() *http.Client {
	return &http.Client{
		Transport: &http.Transport{MaxIdleConnsPerHost: 2, IdleConnTimeout: time.Minute},
		Timeout:   callbackTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}
}

// announce sees to the callback of a new task: before its answer when the
// script says so, else when its result is there.
func (s *Sim) announce(c *call, t *task) {
	switch {
	case s.script.Callback.Drop:
		s.delivered(t, "dropped")
	case s.script.Callback.BeforeAnswer:
		s.deliver(t, 0) // whoever waits for the answer does not wait for retries
	default:
		c.after = func() { s.spawn(func() { s.deliver(t, callbackRetries) }) }
	}
}

// spawn runs f in a goroutine that Close waits for; after Close it does nothing.
func (s *Sim) spawn(f func()) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	if s.ctx.Err() == nil {
		s.work.Go(f)
	}
}

// deliver waits for the result and calls back, as often as the script says.
func (s *Sim) deliver(t *task, retries int) {
	if t.flag == flagCallback {
		s.delivered(t, "failed") // that is what the flag means
		return
	}
	if !s.until(t.ready) {
		return
	}
	if t.kind == kindMIDI && s.running(t) {
		s.send(t, s.callbackBody(t), retries)
		if !s.until(t.ready.Add(time.Duration(s.script.MIDI.Running))) {
			return
		}
	}
	body, state := s.callbackBody(t), "failed"
	for range 1 + s.script.Callback.Duplicates {
		if s.send(t, body, retries) {
			state = "delivered"
		}
	}
	s.delivered(t, state)
}

// until waits for a point in time of the Sim's own clock; false: closed.
func (s *Sim) until(at time.Time) bool {
	for {
		left := at.Sub(s.now())
		if left <= 0 || s.ctx.Err() != nil {
			return s.ctx.Err() == nil
		}
		s.wait(s.ctx, min(left, clockCheck))
	}
}

// send posts one callback, again when it fails, and reports whether it was
// taken.
func (s *Sim) send(t *task, body []byte, retries int) bool {
	u, err := url.Parse(t.callback)
	if err != nil || !s.reachable(u) {
		s.log.Warn("kiesim calls back to loopback addresses only", "task", t.id)
		return false
	}
	for try := range 1 + retries {
		if try > 0 {
			s.wait(s.ctx, orDefault(s.script.Callback.Retry, 2*time.Second))
		}
		if s.ctx.Err() != nil {
			return false
		}
		if s.post(t, body) {
			return true
		}
	}
	return false
}

func (s *Sim) post(t *task, body []byte) bool {
	ctx, cancel := context.WithTimeout(s.ctx, callbackTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.callback, bytes.NewReader(body))
	if err != nil {
		return false
	}
	req.Header.Set("Content-Type", "application/json")
	s.sign(req, t.id)
	resp, err := s.client.Do(req)
	if err != nil {
		s.log.Debug("kiesim callback failed", "task", t.id)
		return false
	}
	_ = resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// sign adds the headers of a webhook key.
func (s *Sim) sign(req *http.Request, id string) {
	key := s.script.Callback.Key
	switch s.script.Callback.Signature {
	case "on":
	case "wrong":
		key += " but wrong"
	default:
		return
	}
	stamp := strconv.FormatInt(s.now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(id + "." + stamp))
	req.Header.Set("X-Webhook-Timestamp", stamp)
	req.Header.Set("X-Webhook-Signature", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

// reachable keeps the simulator on this machine unless the script allows more.
func (s *Sim) reachable(u *url.URL) bool {
	if u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return s.script.Callback.Anywhere || u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

func (s *Sim) delivered(t *task, state string) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	t.delivery = state
}

// message is the body of a callback. Fields that are absent are left out.
type message struct {
	TaskIDSnake string `json:"task_id,omitempty"`
	TaskID      string `json:"taskId,omitempty"`
	Code        int    `json:"code"`
	Msg         string `json:"msg"`
	Data        any    `json:"data"`
}

func (s *Sim) callbackBody(t *task) []byte {
	switch {
	case t.market != "":
		return marshal(message{Code: 200, Msg: "success", Data: s.marketShape(t)})
	case t.kind == kindSeparation:
		return marshal(s.separationMessage(t))
	case t.kind == kindGeneration:
		return marshal(s.generationMessage(t))
	}
	return marshal(s.midiMessage(t))
}

// midiData of callbacks: where the id sits differs by source.
type callbackNotes struct {
	TaskID       string          `json:"taskId,omitempty"`
	TaskIDSnake  string          `json:"task_id,omitempty"`
	CallbackType string          `json:"callbackType,omitempty"`
	State        string          `json:"state,omitempty"`
	Instruments  json.RawMessage `json:"instruments,omitempty"`
}

func (s *Sim) midiMessage(t *task) message {
	m, notes := message{Code: 200, Msg: "success"}, callbackNotes{State: "complete"}
	switch failed := t.flag != flagSuccess; {
	case failed:
		m.Code, m.Msg, notes.State = 500, midiFailed, ""
	case s.running(t):
		notes.State = "running"
	default:
		notes.Instruments = s.instruments(t, true)
	}
	layout := s.script.Callback.Layout
	if layout == "" && s.profile == ProfileSunoAPI {
		layout = "A"
	}
	switch layout {
	case "A":
		m.TaskIDSnake = t.id
	case "C":
		m.TaskID = t.id
	case "D":
		m.TaskID, notes.TaskIDSnake, notes.CallbackType = t.id, t.id, "task_completed"
	default:
		notes.TaskID = t.id
	}
	if m.Code == 200 || layout == "" || layout == "B" || layout == "D" {
		m.Data = notes // a failure has no data but the id
	}
	return m
}
