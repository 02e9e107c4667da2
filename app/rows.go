package app

import (
	"fmt"

	"partlift/backend/library"
	"partlift/backend/task"
)

// rowOf describes a song of the library as the history shows it.
func rowOf(s library.Song) Row {
	r := Row{ID: s.ID, Title: s.Title, State: RowState(s.State), Detail: s.Detail, Progress: s.Progress, Parts: s.Tracks, Notes: s.Notes,
		Seconds: s.Seconds, Updated: s.Updated, Demo: s.Demo, Sketch: s.Engine == engineLocal, order: s.Order}
	if r.State == RowDone {
		r.Progress = 1
		r.Detail = fmt.Sprintf("%s · %s · %s", plural(r.Parts, "part"), Thousands(r.Notes)+" notes", Clock(r.Seconds))
		if r.Sketch {
			r.Detail = "Sketch · " + r.Detail
		}
	}
	return r
}

// weight is the share of the whole journey that a step takes, as seen on the
// service's own samples; steps before it are done.
var weight = map[task.Step][2]float64{
	task.StepUpload:     {0, 0.10},
	task.StepSeparate:   {0.10, 0.02},
	task.StepStems:      {0.12, 0.43},
	task.StepCollect:    {0.55, 0.15},
	task.StepTranscribe: {0.70, 0.02},
	task.StepNotes:      {0.72, 0.26},
	task.StepSave:       {0.98, 0.02},
}

// withTask brings a row up to date with its task.
func withTask(r Row, t task.Task) Row {
	r.State, r.Updated = RowState(t.State), t.Updated
	w := weight[t.Step]
	r.Progress = w[0] + w[1]*min(max(t.Progress, 0), 1)
	switch t.State {
	case task.StateRunning:
		r.Detail = stepText(t)
		if t.Detail != "" {
			r.Detail = t.Detail
		}
	case task.StateWaiting:
		r.Detail = "The service takes long. It is checked again at the next start, or now if you ask."
	case task.StateAsking:
		r.Detail = "Waits for your answer: was it already paid for?"
	case task.StateEmpty:
		r.Detail = "The service found no notes. Try again, stem by stem."
	case task.StateCancelled:
		r.Detail = "Cancelled. Retry goes on from here."
	case task.StateFailed:
		if t.Fault != nil {
			r.Detail = t.Fault.Message
		}
	case task.StateDone:
		r.Progress = 1
	}
	return r
}

// Progress describes a task as a row of the history does.
func Progress(t task.Task) Row { return withTask(Row{ID: t.SongID, Title: t.Request.Title}, t) }

func stepText(t task.Task) string {
	switch t.Step {
	case task.StepUpload:
		return fmt.Sprintf("Uploading %.0f %%", 100*t.Progress)
	case task.StepSeparate, task.StepStems:
		return "Separating the instruments"
	case task.StepCollect:
		return fmt.Sprintf("Fetching the stems %.0f %%", 100*t.Progress)
	case task.StepTranscribe, task.StepNotes:
		return "Transcribing to MIDI"
	default:
		return "Saving"
	}
}

// Thousands writes a count with separators.
func Thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", Thousands(n/1000), n%1000)
}
