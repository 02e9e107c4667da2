package kie

import "context"

// Clip is one track of a Suno task.
type Clip struct {
	ID       string // audio id for Separation
	Title    string
	URL      string // "" while the clip is not finished
	Tags     string
	Duration float64 // seconds, 0 when unknown
}

// Clips lists the tracks of a Suno task. While the task is not finished it
// returns those known so far and an *Error of KindPending.
func (c *Client) Clips(ctx context.Context, taskID string) ([]Clip, error) {
	raw, known, err := c.record(ctx, "/api/v1/generate/record-info", taskID)
	if err != nil {
		return nil, err
	}
	if !known {
		e := newError(KindNotFound, 0, "")
		e.Message, e.Hint = "The service does not know this Suno task.", "Check that the id is that of a song, not of its separation; songs are kept for about 14 days."
		return nil, e
	}
	d, err := c.facts(raw)
	if err != nil {
		return nil, err
	}
	clips, audible := clipsIn(raw)
	switch says := d.says(); {
	case says == saysFailed, says == saysException && !audible:
		return nil, c.clean(taskError(c.Profile.Errors, d.reason, d.message))
	case says == saysPending:
		return clips, newError(KindPending, 0, "")
	case len(clips) == 0:
		e := newError(KindEmpty, 0, "")
		e.Message, e.Hint = "This Suno task has no tracks.", "Check that the id is that of a song."
		return nil, e
	}
	return clips, nil
}

// clipsIn finds the tracks of a song; audible tells whether any has its audio.
func clipsIn(body []byte) (clips []Clip, audible bool) {
	list, _ := find(tree(body), func(f fields) bool {
		_, ok := f.list("sunoData", "suno_data")
		return ok
	}).list("sunoData", "suno_data")
	for _, v := range list {
		f := object(v)
		c := Clip{
			ID: f.text("id"), Title: f.text("title"), Tags: f.text("tags"),
			URL: link(f["audioUrl"]), Duration: f.number("duration"),
		}
		if c.URL == "" {
			c.URL = link(f["audio_url"])
		}
		if c.ID != "" {
			clips = append(clips, c)
			audible = audible || c.URL != ""
		}
	}
	return clips, audible
}
