package kie

import (
	"cmp"
	"context"
	"regexp"
	"slices"

	"partlift/backend/say"
)

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
		e.Message, e.Hint = say.Of("The service does not know this Suno task."), say.Of("Check that the id is that of a song, not of its separation; songs are kept for about 14 days.")
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
	case says == saysPending, says == saysStrange && !audible:
		return clips, newError(KindPending, 0, "")
	case len(clips) == 0:
		e := newError(KindEmpty, 0, "")
		e.Message, e.Hint = say.Of("This Suno task has no tracks."), say.Of("Check that the id is that of a song.")
		return nil, e
	}
	return clips, nil
}

// clipsIn finds the tracks of a song; audible tells whether any has its audio.
// Their list has a name of its own on the legacy route; on the market route it
// is called data, or there are links alone.
func clipsIn(body []byte) (clips []Clip, audible bool) {
	root := tree(body)
	named := func(names ...string) []Clip {
		f := find(root, func(f fields) bool {
			l, _ := f.list(names...)
			return len(clipList(l)) > 0
		})
		l, _ := f.list(names...)
		return clipList(l)
	}
	clips = named("sunoData", "suno_data")
	if len(clips) == 0 {
		clips = named("data", "response", "songs", "clips")
	}
	if len(clips) == 0 {
		clips = named("resultUrls", "result_urls")
	}
	return clips, slices.ContainsFunc(clips, func(c Clip) bool { return c.URL != "" })
}

// clipList reads a list of tracks, each once.
func clipList(list []any) (clips []Clip) {
	for _, v := range list {
		c := clipOf(v)
		if c.ID != "" && !slices.ContainsFunc(clips, func(have Clip) bool { return have.ID == c.ID }) {
			clips = append(clips, c)
		}
	}
	return clips
}

// clipOf reads one track, which has no ID if it is not one: an object, or a link
// with the track's id as the file's name.
func clipOf(v any) Clip {
	if u := link(v); u != "" {
		return Clip{ID: uuid.FindString(fileName(u)), URL: u}
	}
	f := object(v)
	c := Clip{
		ID: f.text("id", "audioId", "audio_id", "clipId", "clip_id"), Title: f.text("title"), Tags: f.text("tags"),
		URL: cmp.Or(link(f["audioUrl"]), link(f["audio_url"])), Duration: f.number("duration"),
	}
	if _, stem := f["stem_type_group_name"]; stem {
		return Clip{}
	}
	return c
}

var uuid = regexp.MustCompile(`[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`)
