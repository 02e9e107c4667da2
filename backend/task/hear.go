package task

import (
	"context"
	"errors"

	"partlift/backend/say"
)

// hear hears the stems of a request on this computer, one after the other. What
// each gave is journalled before the next, so that a process that was killed goes
// on with the stem that it was at.
func hear(ctx context.Context, x *run) (Step, error) {
	stems := x.t.Request.Stems
	for i, stem := range stems {
		if x.t.heard(stem) {
			continue
		}
		m := x.meter(ctx)
		got, err := x.deps.Hear(ctx, stem, func(done float64) { m.set((float64(i) + done) / float64(len(stems))) })
		x.t.Progress = m.end()
		out := Transcription{ID: "heard-" + stem.SHA, AudioID: stem.SHA, Stem: stem.Name, State: TranscriptionDone,
			Notes: got.Notes, Instruments: got.Instruments, Remarks: got.Remarks, At: x.deps.Now()}
		var bad *Fault
		switch {
		case context.Cause(ctx) != nil:
			return "", context.Cause(ctx)
		case errors.As(err, &bad) && bad.Kind == Invalid: // the others may be whole
			out.State, out.Fault = TranscriptionFailed, bad
		case err != nil:
			return "", unheardFault(err)
		case got.Notes == 0:
			out.State = TranscriptionEmpty
		default:
			if out.Raw, err = x.keep(ctx, got.Raw); err != nil {
				return "", err
			}
		}
		x.t.Transcriptions = append(x.t.Transcriptions, out)
		if err := x.save(ctx); err != nil {
			return "", err
		}
	}
	if len(x.t.Results()) > 0 {
		return StepSave, nil
	}
	return "", x.t.nothingHeard()
}

// heard reports whether a stem was heard already.
func (t Task) heard(stem Stem) bool {
	for _, x := range t.Transcriptions {
		if x.AudioID == stem.SHA {
			return true
		}
	}
	return false
}

// nothingHeard says why no stem gave notes.
func (t Task) nothingHeard() *Fault {
	for _, x := range t.Transcriptions {
		if x.Fault != nil {
			return x.Fault
		}
	}
	return &Fault{Kind: Empty, Code: noSense,
		Message: say.Of("No notes were found in the stems."),
		Hint:    say.Of("They may be silent, or noise and speech. The sound itself stays in the library.")}
}
