package task

import (
	"context"
	"errors"
)

// notes polls the ordered transcriptions one by one; the service works on all
// of them meanwhile.
func notes(ctx context.Context, x *run) (Step, error) {
	late := false
	for i := range x.t.Transcriptions {
		if x.t.Transcriptions[i].State != TranscriptionRunning {
			continue
		}
		err := x.transcription(ctx, i)
		if errors.Is(err, errWaiting) {
			late = true // the others may be there
			continue
		}
		if err != nil {
			return "", err
		}
		x.t.Progress = float64(i+1) / float64(len(x.t.Transcriptions))
		if err := x.save(ctx); err != nil {
			return "", err
		}
	}
	if late {
		return "", errWaiting
	}
	if len(x.wanted()) > 0 {
		return StepTranscribe, nil
	}
	return x.verdict()
}

// transcription waits for one answer and enters it.
func (x *run) transcription(ctx context.Context, i int) error {
	t := x.t.Transcriptions[i]
	var got NotesAnswer
	err := x.poll(ctx, true, func(ctx context.Context) (done bool, err error) {
		got, err = x.cloud.Notes(ctx, t.ID)
		return got.Done, err
	})
	if f := (*Fault)(nil); errors.As(err, &f) {
		switch f.Kind {
		case Gone:
			t.State, t.Fault = TranscriptionGone, f
		case Final, Invalid, Source:
			x.fail(&t, f)
		default:
			return err
		}
		x.t.Transcriptions[i] = t
		return nil
	}
	if err != nil {
		return err
	}
	if t.Raw, err = x.keep(ctx, got.Raw); err != nil {
		return err
	}
	if t.MIDI, err = x.keep(ctx, got.MIDI); err != nil {
		return err
	}
	t.State, t.Notes, t.Instruments = TranscriptionDone, got.Notes, got.Instruments
	if got.Empty || got.Notes == 0 && len(got.MIDI) == 0 {
		t.State = TranscriptionEmpty
	}
	x.t.Transcriptions[i] = t
	return nil
}

// verdict says how it ended when nothing more is wanted.
func (x *run) verdict() (Step, error) {
	if len(x.t.Results()) > 0 {
		return StepSave, nil
	}
	perStem := false
	for _, t := range x.t.Transcriptions {
		if t.State == TranscriptionFailed || t.State == TranscriptionGone {
			x.expired(t)
			return "", t.Fault
		}
		perStem = perStem || t.AudioID != ""
	}
	f := &Fault{Kind: Empty, Message: "The service found no notes in " + x.t.title() + "."}
	switch {
	case perStem:
		f.Message = "The service found no notes in " + x.t.title() + ", neither in the whole song nor in any single stem."
		f.Hint = "Try again, which is free, or give it a cleaner recording: less reverb, clearer instruments."
	default:
		f.Hint = "Try again, which is free, or give it a cleaner recording; this separation has no stems that could be tried one by one."
	}
	return "", f
}
