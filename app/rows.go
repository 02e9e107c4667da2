package app

import (
	"fmt"
	"strings"

	"partlift/backend/library"
	"partlift/backend/task"
)

// rowOf describes a song of the library as the history shows it.
func rowOf(t tongue, s library.Song) Row {
	r := Row{ID: s.ID, Title: s.Title, State: RowState(s.State), Detail: t.say(s.Detail), Progress: s.Progress, Parts: s.Tracks, Notes: s.Notes,
		Seconds: s.Seconds, Updated: s.Updated, Demo: s.Demo, Sketch: engineOf(s.Engine).Sketch, order: s.Order}
	if r.State == RowDone {
		r.Progress = 1
		r.Detail = fmt.Sprintf("%s · %s · %s", t.count(r.Parts, "{{.Count}} part", "{{.Count}} parts"),
			t.count(r.Notes, "{{.Count}} note", "{{.Count}} notes"), Clock(r.Seconds))
		if r.Sketch {
			r.Detail = t.say("Sketch") + " · " + r.Detail
		}
		for _, lack := range []string{lostParts, lostStems} {
			if strings.Contains(s.Detail, lack) {
				r.Detail += " · " + t.say(lack)
			}
		}
		r.StemsMissing = strings.Contains(s.Detail, lostStems)
	}
	return r
}

// What a finished song may lack, as the library keeps it.
var (
	lostParts = key("some parts are missing")
	lostStems = key("some stems are missing")
)

// lacking says what a finished song lacks, "" for nothing.
func lacking(t task.Task) string {
	var lacks []string
	if len(t.Lost()) > 0 {
		lacks = append(lacks, lostParts)
	}
	if len(t.Missing()) > 0 {
		lacks = append(lacks, lostStems)
	}
	return strings.Join(lacks, ", ")
}

// weight is the share of the whole journey that a step takes, as seen on the
// service's own samples; steps before it are done.
var weight = map[task.Step][2]float64{
	task.StepUpload:     {0, 0.10},
	task.StepSeparate:   {0.10, 0.02},
	task.StepStems:      {0.12, 0.43},
	task.StepTranscribe: {0.55, 0.02},
	task.StepCollect:    {0.57, 0.15},
	task.StepNotes:      {0.72, 0.26},
	task.StepListen:     {0, 0.98},
	task.StepSave:       {0.98, 0.02},
}

// withTask brings a row up to date with its task.
func withTask(words tongue, r Row, t task.Task) Row {
	r.State, r.Updated = RowState(t.State), t.Updated
	w := weight[t.Step]
	r.Progress = w[0] + w[1]*min(max(t.Progress, 0), 1)
	switch t.State {
	case task.StateRunning:
		r.Detail = stepText(words, t)
		if t.Detail != "" {
			r.Detail = words.say(t.Detail)
		}
	case task.StateWaiting:
		r.Detail = words.say("This is taking longer than usual. Partlift checks again at the next start, or choose Check now.")
	case task.StateAsking:
		r.Detail = words.say("Waiting for you: was this already charged?")
	case task.StateEmpty:
		r.Detail = words.say("The service found no notes. Try again, stem by stem.")
	case task.StateCancelled:
		r.Detail = words.say("Cancelled. Retry goes on from here.")
	case task.StateFailed:
		if t.Fault != nil {
			r.Detail = words.say(t.Fault.Message)
		}
	case task.StateDone:
		r.Progress = 1
	}
	return r
}

// Progress describes a task as a row of the history does.
func Progress(t task.Task) Row { return withTask(nil, Row{ID: t.SongID, Title: t.Request.Title}, t) }

func stepText(words tongue, t task.Task) string {
	percent := with{"Percent": fmt.Sprintf("%.0f", 100*t.Progress)}
	switch t.Step {
	case task.StepUpload:
		return words.say("Uploading {{.Percent}} %", percent)
	case task.StepSeparate, task.StepStems:
		return words.say("Separating the instruments")
	case task.StepCollect:
		return words.say("Fetching the stems {{.Percent}} %", percent)
	case task.StepListen:
		return words.say("Sketching {{.Percent}} %", percent)
	case task.StepTranscribe, task.StepNotes:
		return words.say("Transcribing to MIDI")
	default:
		return words.say("Saving")
	}
}

// Thousands writes a count with separators.
func Thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", Thousands(n/1000), n%1000)
}
