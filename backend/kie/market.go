package kie

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/url"

	"partlift/backend/say"
)

// Models of the market route.
const (
	modelSeparate   = "ai-music-api/separate-vocals"
	modelTranscribe = "ai-music-api/generate-midi-from-audio"
)

// job makes a request of the market route.
func (c *Client) job(model, callback string, input any) (request, error) {
	return c.write(c.Profile.APIBase, "/api/v1/jobs/createTask", struct {
		Model    string `json:"model"`
		Callback string `json:"callBackUrl"`
		Input    any    `json:"input"`
	}{model, callback, input})
}

// record asks for a task's record, by the legacy path or by the market's one
// for all. known is false while the service has no such task.
func (c *Client) record(ctx context.Context, legacy, taskID string) (raw []byte, known bool, err error) {
	if taskID == "" {
		return nil, false, invalid(say.Of("There is no task id to ask for."), say.Of("Start the step again."))
	}
	path := legacy
	if c.Profile.Route == RouteMarket {
		path = "/api/v1/jobs/recordInfo"
	}
	r, err := c.read(path, url.Values{"taskId": {taskID}})
	if err != nil {
		return nil, false, err
	}
	env, err := c.call(ctx, r)
	if err != nil {
		var e *Error
		missing := errors.As(err, &e) && (e.Code == 404 && c.Profile.Route == RouteMarket || unknownTask(e.Code, e.Raw))
		if missing {
			err = nil
		}
		return env.raw, false, err
	}
	return env.raw, len(env.data) > 0 && string(env.data) != "null", nil
}

// facts reads a record for what it says about its task.
func (c *Client) facts(raw []byte) (*decoder, error) {
	d, err := read(raw)
	if err != nil {
		return nil, err
	}
	d.errors, d.message = c.Profile.Errors, c.scrub(d.message)
	return d, nil
}

// fileFrom downloads the .mid that the market route may give instead of notes.
func (c *Client) fileFrom(ctx context.Context, u string) ([]byte, error) {
	b := boundedBuffer{left: maxBody}
	if _, err := c.Download(ctx, u, &b, nil); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// boundedBuffer takes a limited number of bytes.
type boundedBuffer struct {
	bytes.Buffer
	left int
}

func (b *boundedBuffer) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, io.ErrShortBuffer
	}
	return b.Buffer.Write(p)
}
