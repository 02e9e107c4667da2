package kie

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"partlift/backend/say"
)

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

// judge decides on an answer: by the envelope's code alone if there is one,
// else by the HTTP status.
func (c *Client) judge(resp *http.Response, body []byte, charged bool) (envelope, error) {
	env, err := open(body)
	env.msg = c.scrub(env.msg)
	status := resp.StatusCode
	var e *Error
	switch {
	case err == nil && env.coded && env.code == 200:
		return env, nil
	case err == nil && env.coded:
		e = codeError(c.Profile.Errors, env.code, env.msg)
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
	if insecure(err) && !doubted {
		e := newError(KindInsecure, 0, "")
		e.Err = err
		return e
	}
	if ended := ctx.Err(); ended != nil {
		if !doubted {
			return ended
		}
		err = ended
	}
	if errors.Is(err, errInside) || errors.Is(err, errScheme) {
		e := invalid(say.Of("The service named an address that is not one of the internet."), say.Of("Ask for the result again; if it stays so, tell the service."))
		e.Err = err
		return e
	}
	e := newError(KindTemporary, 0, "")
	e.Message, e.Hint, e.Err = say.Of("The service could not be reached."), say.Of("Check the internet connection, then try again."), err
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		e.Message = say.Of("The service did not answer in time.")
	case errors.Is(err, errTooLong):
		e.Message = say.Of("The service's answer is longer than anything real.")
		e.Hint = say.Of("Check the service's address in the settings.")
	case errors.Is(err, io.ErrUnexpectedEOF):
		e.Message = say.Of("The service's answer was cut off.")
	}
	if doubted {
		return doubt(e)
	}
	return e
}

// insecure reports whether a host could not prove who it is.
func insecure(err error) bool {
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	return errors.As(err, &certificate) || errors.As(err, &record) ||
		err != nil && strings.Contains(err.Error(), "server gave HTTP response to HTTPS client")
}

func unsendable(err error) *Error {
	e := newError(KindInvalid, 0, "")
	e.Message, e.Hint, e.Err = say.Of("The request could not be made."), say.Of("Check the key and the service's address in the settings."), err
	return e
}
