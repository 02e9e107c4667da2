package kie

import (
	"context"
	"net/url"

	"partlift/backend/say"
)

// The types of separation.
const (
	SeparateVocal = "separate_vocal" // 2 stems: vocals, instrumental
	SplitStem     = "split_stem"     // up to 12 stems
)

// Separation asks for stems of either AudioURL or of one clip (TaskID and
// AudioID) of a Suno task.
type Separation struct {
	AudioURL string
	TaskID   string
	AudioID  string
	Type     string // "" means SplitStem
	Callback string // required by the service, also if nobody listens there
}

// check returns the request as it will be sent, or why the service would
// refuse it.
func (s Separation) check(p Profile) (Separation, error) {
	if s.Type == "" {
		s.Type = SplitStem
	}
	switch clip := s.TaskID != "" && s.AudioID != ""; {
	case s.AudioURL == "" && !clip:
		return s, invalid(say.Of("There is nothing to separate."), say.Of("Give an audio file, or a task id with an audio id."))
	case s.AudioURL != "" && (s.TaskID != "" || s.AudioID != ""):
		return s, invalid(say.Of("A separation takes either an audio file or a Suno track, not both."), say.Of("Choose one of them."))
	case s.AudioURL != "" && !p.AudioURL:
		e := invalid(say.Of("This service cannot separate audio files, only its own tracks."), say.Of("Choose another service in the settings, or give a task id and an audio id."))
		e.Kind = KindDisabled
		return s, e
	case s.Type != SeparateVocal && s.Type != SplitStem:
		return s, invalid(say.Of("There is no such kind of separation."), say.Of("Choose vocals or all stems."))
	}
	return s, callback(s.Callback)
}

func invalid(message, hint say.Text) *Error {
	return &Error{Kind: KindInvalid, Message: message, Hint: hint}
}

// callback refuses an address that the service would refuse.
func callback(u string) error {
	p, err := url.Parse(u)
	if err != nil || p.Host == "" || p.Scheme != "http" && p.Scheme != "https" {
		return invalid(say.Of("The service needs a callback address, even if nobody listens there."), say.Of("Set a relay in the settings, or use the built-in address."))
	}
	return nil
}

// Separate starts a separation, which costs credits, and returns its task id.
// KindDoubt means that it may have been started: ask before repeating.
// KindSource means that the audio could not be fetched: upload it again and
// repeat once. After any other kind nothing was started.
func (c *Client) Separate(ctx context.Context, s Separation) (string, error) {
	s, err := s.check(c.Profile)
	if err != nil {
		return "", err
	}
	r, err := c.separation(s)
	if err != nil {
		return "", err
	}
	r.charged, r.source, r.limit = true, s.AudioURL != "", limitTasks
	return c.start(ctx, r)
}

func (c *Client) separation(s Separation) (request, error) {
	if c.Profile.Route == RouteMarket {
		return c.job(modelSeparate, s.Callback, struct {
			TaskID   string `json:"task_id,omitempty"`
			AudioID  string `json:"audio_id,omitempty"`
			AudioURL string `json:"audio_url,omitempty"`
			Type     string `json:"type"`
		}{s.TaskID, s.AudioID, s.AudioURL, s.Type})
	}
	return c.write(c.Profile.APIBase, "/api/v1/vocal-removal/generate", struct {
		TaskID   string `json:"taskId,omitempty"`
		AudioID  string `json:"audioId,omitempty"`
		AudioURL string `json:"audioUrl,omitempty"`
		Type     string `json:"type"`
		Callback string `json:"callBackUrl"`
	}{s.TaskID, s.AudioID, s.AudioURL, s.Type, s.Callback})
}

// start sends a request that makes a task.
func (c *Client) start(ctx context.Context, r request) (string, error) {
	env, err := c.call(ctx, r)
	if err != nil {
		return "", err
	}
	if id := env.taskID(); id != "" {
		return id, nil
	}
	e := newError(KindTemporary, env.code, env.msg)
	e.Message = say.Of("The service took the request but gave no task id.")
	if r.charged {
		e = doubt(e)
	}
	return "", c.clean(e)
}
