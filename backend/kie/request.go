package kie

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

type limit int

const (
	limitNone limit = iota
	limitTasks
	limitPolls
)

// request is one request to the API, as often as it may be repeated.
type request struct {
	method string
	url    string
	body   []byte // JSON, nil for reads
	limit  limit
	// charged: it costs credits, so it is never repeated once it may have
	// left the machine.
	charged bool
	// source: a refusal of the audio's address may pass; a refusal costs nothing.
	source bool
}

// read makes a request that asks for something.
func (c *Client) read(path string, query url.Values) (request, error) {
	u, err := address(c.Profile.APIBase, path, query)
	return request{method: http.MethodGet, url: u, limit: limitPolls}, err
}

// write makes a request that starts something.
func (c *Client) write(base, path string, body any) (request, error) {
	u, err := address(base, path, nil)
	if err != nil {
		return request{}, err
	}
	b, err := json.Marshal(body)
	return request{method: http.MethodPost, url: u, body: b}, err
}

// envelope is the service's answer.
type envelope struct {
	coded   bool
	refused bool // "success": false
	code    int
	msg     string
	data    []byte // JSON, nil when missing
	raw     []byte // the whole body
}

// open reads the outermost fields of a body.
func open(body []byte) (envelope, error) {
	env := envelope{raw: body}
	c := cursor{b: trimMark(body)}
	if c.peek() != '{' {
		return env, errSyntax
	}
	err := c.members(func(key []byte) error {
		name := string(key)
		raw, err := c.value()
		if err != nil {
			return err
		}
		switch name {
		case "code":
			var v float64
			v, env.coded = flexibleRaw(raw)
			env.code = int(v)
		case "msg", "message":
			env.msg = words(raw)
		case "success":
			env.refused = string(raw) == "false"
		case "data":
			env.data = raw
		}
		return nil
	})
	if err == nil && !c.end() {
		err = errSyntax
	}
	return env, err
}

// taskID finds the id of a task that was just made.
func (e envelope) taskID() string {
	if len(e.data) > 0 && e.data[0] == '"' {
		return words(e.data)
	}
	return object(tree(e.data)).text("taskId", "task_id")
}

// tries counts what has been tried.
type tries struct{ busy, weak, source int }

// next says how long to wait before another try, if one makes sense.
func (t *tries) next(r request, err error) (time.Duration, bool) {
	var e *Error
	if !errors.As(err, &e) {
		return 0, false
	}
	switch {
	case e.Kind == KindBusy:
		t.busy++
		return max(e.wait, time.Duration(5+5*t.busy)*time.Second), t.busy < 5
	case e.Kind == KindTemporary:
		t.weak++
		return time.Second << (t.weak - 1), t.weak < 3
	case r.source && e.Kind == KindInvalid && e.Code == 422 && aboutSource(e.Raw):
		t.source++
		return time.Duration(20*t.source) * time.Second, t.source < 3
	}
	return 0, false
}

// call sends a request until it is answered or no further try makes sense.
func (c *Client) call(ctx context.Context, r request) (envelope, error) {
	var t tries
	for {
		if err := c.take(ctx, r.limit); err != nil {
			return envelope{}, err
		}
		env, err := c.once(ctx, r)
		if err == nil {
			return env, nil
		}
		pause, again := t.next(r, err)
		if !again {
			return env, c.clean(err)
		}
		if err := c.pause(ctx, pause); err != nil {
			return envelope{}, err
		}
	}
}

// once sends a request one time.
func (c *Client) once(ctx context.Context, r request) (envelope, error) {
	limited, cancel := context.WithTimeout(ctx, c.timeout())
	defer cancel()
	sent := new(atomic.Bool)
	req, err := http.NewRequestWithContext(traced(limited, sent), r.method, r.url, bytes.NewReader(r.body))
	if err != nil {
		return envelope{}, unsendable(err)
	}
	if r.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, body, err := c.exchange(req)
	if err != nil {
		return envelope{}, lost(ctx, err, r.charged && sent.Load())
	}
	env, err := judge(c.Profile.Errors, resp, body, r.charged)
	return env, err
}

// traced marks in sent when a request may have left the machine. The headers
// go last of what a server needs before it can act.
func traced(ctx context.Context, sent *atomic.Bool) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaders: func() { sent.Store(true) },
		WroteRequest: func(info httptrace.WroteRequestInfo) {
			if info.Err == nil {
				sent.Store(true)
			}
		},
	})
}

// exchange adds the key, sends, and reads the whole answer.
func (c *Client) exchange(req *http.Request) (*http.Response, []byte, error) {
	req.Header.Set("Authorization", "Bearer "+strings.TrimSpace(c.Key))
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", c.agent())
	resp, err := c.http().Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err == nil && len(body) > maxBody {
		err = errTooLong
	}
	return resp, body, err
}

var errTooLong = errors.New("answer is longer than 32 MiB")

// judge decides on an answer: by the envelope's code alone if there is one,
// else by the HTTP status.
func judge(p ErrorProfile, resp *http.Response, body []byte, charged bool) (envelope, error) {
	env, err := open(body)
	status := resp.StatusCode
	var e *Error
	switch {
	case err == nil && env.coded && env.code == 200:
		return env, nil
	case err == nil && env.coded:
		e = codeError(p, env.code, env.msg)
	case err == nil && status < 300 && !env.refused:
		if env.data == nil {
			env.data = body
		}
		return env, nil
	case status < 300:
		e = statusError(200)
	default:
		e = statusError(status)
	}
	e.HTTP, e.wait = status, retryAfter(resp)
	if charged && doubtful(e) {
		return env, doubt(e)
	}
	return env, e
}

// doubtful reports whether work that costs credits may have begun in spite of
// such an answer.
func doubtful(e *Error) bool {
	moved := e.Code == 0 && (e.HTTP == http.StatusFound || e.HTTP == http.StatusSeeOther)
	return e.Kind == KindTemporary || e.Kind == KindOther || moved
}

// doubt turns an error into one that must not be tried again unseen.
func doubt(cause *Error) *Error {
	e := newError(KindDoubt, cause.Code, "")
	e.HTTP, e.Raw, e.Err = cause.HTTP, cause.Raw, cause.Err
	return e
}

// retryAfter reads how long the service asks to wait, two minutes at most.
func retryAfter(resp *http.Response) time.Duration {
	seconds, err := strconv.Atoi(resp.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(min(seconds, 120)) * time.Second
}

// lost makes an error of a request that got no whole answer.
func lost(ctx context.Context, err error, doubted bool) error {
	var u *url.Error
	if errors.As(err, &u) { // its text has the whole address in it
		err = u.Err
	}
	if ended := ctx.Err(); ended != nil {
		if !doubted {
			return ended
		}
		err = ended
	}
	e := newError(KindTemporary, 0, "")
	e.Message, e.Hint, e.Err = "The service could not be reached.", "Check the internet connection, then try again.", err
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		e.Message = "The service did not answer in time."
	case errors.Is(err, errTooLong):
		e.Kind, e.Message = KindInvalid, "The service's answer is longer than anything real."
		e.Hint = "Check the service's address in the settings."
	case errors.Is(err, io.ErrUnexpectedEOF):
		e.Message = "The service's answer was cut off."
	}
	if doubted {
		return doubt(e)
	}
	return e
}

func unsendable(err error) *Error {
	e := newError(KindInvalid, 0, "")
	e.Message, e.Hint, e.Err = "The request could not be made.", "Check the key and the service's address in the settings.", err
	return e
}

// clean takes the key out of everything an error says, in case the service
// repeated it.
func (c *Client) clean(err error) error {
	key := strings.TrimSpace(c.Key)
	var e *Error
	if len(key) < 4 || !errors.As(err, &e) {
		return err
	}
	e.Message = strings.ReplaceAll(e.Message, key, "(key)")
	e.Raw = strings.ReplaceAll(e.Raw, key, "(key)")
	if e.Err != nil && strings.Contains(e.Err.Error(), key) {
		e.Err = errors.New(strings.ReplaceAll(e.Err.Error(), key, "(key)"))
	}
	return err
}
