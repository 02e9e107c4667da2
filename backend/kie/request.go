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
		return envelope{}, answered(resp, lost(ctx, err, r.charged && sent.Load()))
	}
	return c.judge(resp, body, r.charged)
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
	// With an error from here on the answer is returned as well.
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err == nil && len(body) > maxBody {
		err = errTooLong
	}
	return resp, body, err
}

// answered notes with what status an answer began that did not come whole: the
// network is not at fault then.
func answered(resp *http.Response, err error) error {
	var e *Error
	if resp != nil && errors.As(err, &e) {
		e.HTTP = resp.StatusCode
	}
	return err
}

var errTooLong = errors.New("answer is longer than 32 MiB")

// scrub takes the key out of a text, in case the service repeated it.
func (c *Client) scrub(s string) string {
	if key := strings.TrimSpace(c.Key); len(key) >= 4 {
		return strings.ReplaceAll(s, key, "(key)")
	}
	return s
}

// clean takes the key out of everything an error says.
func (c *Client) clean(err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	e.Raw = c.scrub(e.Raw)
	for place, v := range e.Message.With { // what stands there may be the service's own words
		if text, ok := v.(string); ok {
			e.Message.With[place] = c.scrub(text)
		}
	}
	if e.Err != nil {
		if text := e.Err.Error(); c.scrub(text) != text {
			e.Err = errors.New(c.scrub(text))
		}
	}
	return err
}
