package kie

import (
	"context"

	"partlift/backend/say"
)

// Transcribe starts the transcription of a finished separation and returns the
// task id. audioID selects one stem; "" takes all. It is free and therefore
// repeated on trouble.
func (c *Client) Transcribe(ctx context.Context, separationID, audioID, callbackURL string) (string, error) {
	switch {
	case separationID == "":
		return "", invalid(say.Of("There is no separation to transcribe."), say.Of("Separate the song first."))
	case audioID != "" && !c.Profile.MidiAudioID:
		e := invalid(say.Of("This service cannot transcribe a single stem."), say.Of("Transcribe all stems together."))
		e.Kind = KindDisabled
		return "", e
	}
	if err := callback(callbackURL); err != nil {
		return "", err
	}
	r, err := c.transcription(separationID, audioID, callbackURL)
	if err != nil {
		return "", err
	}
	r.limit = limitTasks
	return c.start(ctx, r)
}

func (c *Client) transcription(separationID, audioID, callbackURL string) (request, error) {
	if c.Profile.Route == RouteMarket {
		return c.job(modelTranscribe, callbackURL, struct {
			TaskID  string `json:"task_id"`
			AudioID string `json:"audio_id,omitempty"`
		}{separationID, audioID})
	}
	return c.write(c.Profile.APIBase, "/api/v1/midi/generate", struct {
		TaskID   string `json:"taskId"`
		AudioID  string `json:"audioId,omitempty"`
		Callback string `json:"callBackUrl"`
	}{separationID, audioID, callbackURL})
}

// Notes is the answer to one poll of a transcription.
type Notes struct {
	State  State
	Result Result
	MIDI   []byte // a Standard MIDI File, when the service gave that instead of notes
	Raw    []byte // body as received
}

// Notes polls a transcription once. Not there yet, pending and empty are
// states; failed is a state and an *Error. Done with an error means that a
// .mid is waiting (Result.MIDIURL) and could not be downloaded.
func (c *Client) Notes(ctx context.Context, taskID string) (Notes, error) {
	raw, known, err := c.record(ctx, "/api/v1/midi/record-info", taskID)
	if err != nil || !known {
		return Notes{Raw: raw}, err
	}
	d, err := c.facts(raw)
	if err != nil { // a whole answer that no other try makes better
		return Notes{State: Failed, Raw: raw}, err
	}
	result, err := d.result()
	out := Notes{State: result.State, Result: result, Raw: raw}
	if err != nil {
		return out, c.clean(err)
	}
	if out.State == Done && len(result.Song.Tracks) == 0 {
		out.MIDI, err = c.fileFrom(ctx, result.MIDIURL)
	}
	return out, err
}
