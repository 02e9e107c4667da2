package task

import (
	"cmp"
	"context"
	"slices"

	"partlift/backend/say"
)

// notes polls the ordered transcriptions, all of them in each round, so that
// one that hangs does not hold up the others.
func notes(ctx context.Context, x *run) (Step, error) {
	if err := x.poll(ctx, "notes", false, x.round); err != nil {
		return "", err
	}
	if len(x.wanted()) > 0 {
		return StepTranscribe, nil
	}
	return x.verdict()
}

// round asks for every running transcription. Trouble with one is returned only
// after the others were asked, unless it would be the same for all.
func (x *run) round(ctx context.Context) (done bool, err error) {
	done = true
	for i, t := range x.t.Transcriptions {
		if t.State != TranscriptionRunning {
			continue
		}
		f, broken := x.hear(ctx, &x.t.Transcriptions[i])
		switch {
		case context.Cause(ctx) != nil:
			return false, context.Cause(ctx)
		case broken != nil:
			return false, broken
		case f != nil && (f.offline() || f.Kind != Temporary && f.Kind != Doubt):
			return false, f
		case f != nil:
			err = f
		}
		if x.t.Transcriptions[i].State == TranscriptionRunning {
			done = false
			continue
		}
		x.t.Progress = float64(i+1) / float64(len(x.t.Transcriptions))
		if err := x.save(ctx); err != nil {
			return false, err
		}
	}
	return done, err
}

// hear asks for one transcription and enters what it learns. A fault is the
// service's and may pass; an error is this machine's.
func (x *run) hear(ctx context.Context, t *Transcription) (*Fault, error) {
	got, err := x.cloud.Notes(ctx, t.ID)
	if err != nil {
		return x.unheard(t, asFault(err)), nil
	}
	x.clear(t.ID)
	if !got.Done {
		return nil, nil
	}
	raw, err := x.keep(ctx, got.Raw)
	if err != nil {
		return nil, err
	}
	midi, err := x.keep(ctx, got.MIDI)
	if err != nil {
		return nil, err
	}
	t.Raw, t.MIDI, t.Notes, t.Instruments = raw, midi, got.Notes, got.Instruments
	t.State = TranscriptionDone
	if got.Empty || got.Notes == 0 && len(got.MIDI) == 0 {
		t.State = TranscriptionEmpty
	}
	return nil, nil
}

// unheard enters a fault that is about this transcription, and returns any
// other.
func (x *run) unheard(t *Transcription, f *Fault) *Fault {
	switch f.Kind {
	case Gone, Invalid:
		if f.Kind == Gone && x.deps.Now().Sub(x.t.Since) < goneLimit || !x.believe(t.ID) {
			return nil
		}
		x.fail(t, f)
		if f.Kind == Gone {
			t.State = TranscriptionGone
		}
	case Final, Source:
		x.fail(t, f)
	default:
		x.clear(t.ID)
		return f
	}
	return nil
}

// warnOfMissing names the stems whose notes are missing from the song; an
// earlier attempt's warnings are taken back.
func (x *run) warnOfMissing() {
	x.t.unwarn(NotesLost)
	for _, t := range x.t.failed() {
		x.t.warn(Warning{Kind: NotesLost, Stems: []string{x.t.stemOf(t)}})
	}
}

// failed lists the transcriptions of stems that came to nothing in the end.
func (t *Task) failed() (out []Transcription) {
	for i, x := range t.Transcriptions {
		later := slices.ContainsFunc(t.Transcriptions[i+1:], func(o Transcription) bool { return o.AudioID == x.AudioID })
		if x.AudioID != "" && x.lost() && !later {
			out = append(out, x)
		}
	}
	return out
}

// Lost lists the names of the stems whose notes are missing from a song that is
// done, because their transcriptions failed.
func (t Task) Lost() (names []string) {
	if t.State != StateDone {
		return nil
	}
	for _, x := range t.failed() {
		names = append(names, t.stemOf(x))
	}
	return names
}

// lost reports whether a transcription came to nothing that may yet be had.
func (t Transcription) lost() bool {
	return t.State == TranscriptionFailed || t.State == TranscriptionGone
}

// stemOf is the name of the stem that a transcription is of.
func (t *Task) stemOf(x Transcription) string {
	for i, s := range t.Stems {
		if s.ID == x.AudioID {
			return t.stemName(i)
		}
	}
	return cmp.Or(x.Stem, x.AudioID)
}

// verdict says how it ended when nothing more is wanted.
func (x *run) verdict() (Step, error) {
	if done := x.t.Results(); len(done) > 0 {
		x.warnOfMissing()
		return StepSave, nil
	}
	perStem := false
	for _, t := range x.t.Transcriptions {
		if t.lost() {
			x.expired(t)
			return "", t.Fault
		}
		perStem = perStem || t.AudioID != ""
	}
	f := &Fault{Kind: Empty, Message: say.Of("The service found no notes in {{.Song}}.", say.With{"Song": x.t.title()})}
	switch {
	case perStem:
		f.Message = say.Of("The service found no notes in {{.Song}}, neither in the whole song nor in any single stem.", say.With{"Song": x.t.title()})
		f.Hint = say.Of("Try again, which is free, or give it a cleaner recording: less reverb, clearer instruments.")
	default:
		f.Hint = say.Of("Try again, which is free, or give it a cleaner recording; this separation has no stems that could be tried one by one.")
	}
	return "", f
}
