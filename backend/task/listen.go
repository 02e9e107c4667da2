package task

import "context"

// listen hears the audio on this computer. Nothing of it is kept before it is
// over, so that a process that was killed hears it again from the start.
func listen(ctx context.Context, x *run) (Step, error) {
	m := x.meter(ctx)
	heard, err := x.deps.Listen(ctx, x.t.Request, m.set)
	x.t.Progress = m.end()
	if err != nil {
		return "", unheardFault(err)
	}
	raw, err := x.keep(ctx, heard.Raw)
	if err != nil {
		return "", err
	}
	x.t.Transcriptions = []Transcription{{State: TranscriptionDone, Raw: raw, Notes: heard.Notes,
		Instruments: heard.Instruments, Remarks: heard.Remarks, At: x.deps.Now()}}
	return StepSave, nil
}
