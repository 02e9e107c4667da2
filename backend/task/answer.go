package task

import (
	"context"
	"slices"
	"strings"
)

// Answer answers the question of a task, or asks for PerStem.
func (r *Runner) Answer(ctx context.Context, id string, a Answer) error {
	return r.restart(ctx, id, func(t *Task) error {
		if a.Kind == PerStem {
			return t.perStem()
		}
		if t.Question == nil || a.Question != 0 && a.Question != t.Question.Number || !slices.Contains(t.Question.Answers, a.Kind) {
			return ErrAnswer
		}
		t.State = StateRunning
		switch a.Kind {
		case AskAgain:
			t.again()
		case SendAgain:
			t.sendAgain()
		case UseSeparation:
			id := strings.TrimSpace(a.Separation)
			if id == "" {
				return ErrAnswer
			}
			doubt := t.Intent // stays until the service knows the id: it may be mistyped
			t.abandon()
			t.Separation, t.Step, t.Intent = id, StepStems, doubt
		case GiveUp:
			t.State = StateCancelled // the intent stays: a later Retry asks again
		}
		return nil
	})
}

// abandon puts the separation aside, with all that came of it.
func (t *Task) abandon() {
	if t.Separation != "" {
		t.Abandoned = append(t.Abandoned, t.Separation)
	}
	t.Separation, t.SeparationRaw, t.Intent, t.Reused = "", "", nil, false
	t.Stems, t.Transcriptions, t.Warnings, t.Collected = nil, nil, nil, false
}

// sendAgain orders a new separation, as the user has chosen.
func (t *Task) sendAgain() {
	t.abandon()
	t.Fresh, t.Step = true, StepUpload
	if t.Request.TaskID != "" {
		t.Step = StepSeparate
	}
}

// perStem orders the stems that have not given notes.
func (t *Task) perStem() error {
	if t.State == StateAsking || t.Separation == "" || len(t.audible()) == 0 {
		return ErrAnswer
	}
	t.State, t.Request.PerStem, t.Step, t.StemsOnly = StateRunning, true, StepTranscribe, false
	t.Transcriptions = slices.DeleteFunc(t.Transcriptions, func(x Transcription) bool {
		return x.AudioID != "" && x.State != TranscriptionDone && x.State != TranscriptionRunning
	})
	return nil
}
