package studio

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"partlift/backend/library"
	"partlift/backend/say"
	"partlift/backend/task"
)

// What the library keeps in the detail of a row: kinds, with commas between
// them. Rows of earlier versions have sentences there.
const (
	lacksParts  = "lacks-parts"
	lacksStems  = "lacks-stems"
	broughtBack = "brought-back"
)

// details says what the kinds mean.
var details = map[string]string{
	lacksParts:  say.Key("some parts are missing"),
	lacksStems:  say.Key("some stems are missing"),
	broughtBack: say.Key("Brought back without its notes. Retry asks before anything is paid."),
}

// detailed reports whether a row's detail holds a kind, or says what it means as
// earlier versions did.
func detailed(detail, kind string) bool {
	return slices.Contains(strings.Split(detail, ","), kind) || strings.Contains(detail, details[kind])
}

// lacking lists the kinds of what a finished song lacks, "" for nothing.
func lacking(t task.Task) string {
	var lacks []string
	if t.State == task.StateDone && len(t.Lost()) > 0 {
		lacks = append(lacks, lacksParts)
	}
	if t.State == task.StateDone && len(t.Missing()) > 0 {
		lacks = append(lacks, lacksStems)
	}
	return strings.Join(lacks, ",")
}

// row describes a song of the library as the history shows it; one on its way,
// or stopped there, by its task.
func (s *Studio) row(ctx context.Context, song library.Song) Row {
	r := rowOf(s.words, song)
	if r.State == RowDone || song.Detail != "" {
		return r
	}
	if t, err := s.TaskOf(ctx, song.ID); err == nil {
		return WithTask(s.words, r, t)
	}
	return r
}

// rowOf describes a song by what the library's list knows of it.
func rowOf(t say.Tongue, s library.Song) Row {
	r := Row{ID: s.ID, Title: s.Title, State: RowState(s.State), Detail: t.Say(cmp.Or(details[s.Detail], s.Detail)), Progress: s.Progress, Parts: s.Tracks, Notes: s.Notes,
		Seconds: s.Seconds, Updated: s.Updated, Removed: s.Removed, Demo: s.Demo, Sketch: EngineOf(s.Engine).Sketch, Folder: s.Engine == engineFiles, Order: s.Order}
	if r.State == RowDone {
		r.Progress = 1
		r.Detail = fmt.Sprintf("%s · %s · %s", t.Count(r.Parts, "{{.Count}} part", "{{.Count}} parts"),
			t.Count(r.Notes, "{{.Count}} note", "{{.Count}} notes"), say.Clock(r.Seconds))
		if r.Folder && r.Notes == 0 {
			r.Detail = t.Say("Sound without notes") + " · " + say.Clock(r.Seconds)
		}
		if r.Folder {
			r.Detail = t.Say("Folder") + " · " + r.Detail
		}
		if r.Sketch {
			r.Detail = t.Say("Sketch") + " · " + r.Detail
		}
		for _, lack := range []string{lacksParts, lacksStems} {
			if detailed(s.Detail, lack) {
				r.Detail += " · " + t.Say(details[lack])
			}
		}
		r.StemsMissing = detailed(s.Detail, lacksStems)
	}
	return r
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
	task.StepHear:       {0, 0.98},
	task.StepSave:       {0.98, 0.02},
}

// reached is how much of the whole journey a task has behind it, 0–1.
func reached(t task.Task) float64 {
	if t.State == task.StateDone {
		return 1
	}
	w := weight[t.Step]
	return w[0] + w[1]*min(max(t.Progress, 0), 1)
}

// WithTask brings a row up to date with its task.
func WithTask(words say.Tongue, r Row, t task.Task) Row {
	r.State, r.Updated, r.Progress = RowState(t.State), t.Updated, reached(t)
	switch t.State {
	case task.StateRunning:
		r.Detail = stepText(words, t)
		if text := delays[t.Delay]; text != "" {
			r.Detail = words.Say(text)
		}
	case task.StateWaiting:
		r.Detail = words.Say("This is taking longer than usual. Partlift checks again at the next start, or choose Check now.")
	case task.StateAsking:
		r.Detail = words.Say("Waiting for you: was this already charged?")
	case task.StateEmpty:
		if len(t.Request.Stems) > 0 && t.Fault != nil {
			r.Detail = t.Fault.Message.In(words)
			break
		}
		r.Detail = words.Say("The service found no notes. Try again, stem by stem.")
	case task.StateCancelled:
		r.Detail = words.Say("Canceled. Retry goes on from here.")
	case task.StateFailed:
		if t.Fault != nil {
			r.Detail = t.Fault.Message.In(words)
		}
	}
	return r
}

// Progress describes a task as a row of the history does.
func Progress(t task.Task) Row { return WithTask(nil, Row{ID: t.SongID, Title: t.Request.Title}, t) }

func stepText(words say.Tongue, t task.Task) string {
	percent := say.With{"Percent": fmt.Sprintf("%.0f", 100*t.Progress)}
	switch t.Step {
	case task.StepUpload:
		return words.Say("Uploading {{.Percent}} %", percent)
	case task.StepSeparate, task.StepStems:
		return words.Say("Separating the instruments")
	case task.StepCollect:
		return words.Say("Fetching the stems {{.Percent}} %", percent)
	case task.StepHear:
		return words.Say("Hearing the stems {{.Percent}} %", percent)
	case task.StepListen:
		return words.Say("Sketching {{.Percent}} %", percent)
	case task.StepTranscribe, task.StepNotes:
		return words.Say("Transcribing to MIDI")
	default:
		return words.Say("Saving")
	}
}

// Row is one song in the history.
type Row struct {
	ID       string
	Title    string
	State    RowState
	Detail   string  // "Uploading 43 %", "12 parts · 3,214 notes", or why it failed
	Progress float64 // 0–1 of the whole journey; negative: cannot be told
	Parts    int
	Notes    int
	Seconds  float64
	Updated  time.Time
	Removed  time.Time // when it was taken out of the history; zero while it is in it
	Demo     bool
	Sketch   bool // all its notes are the local engine's
	Folder   bool // it came in parts: several files that are one song

	StemsMissing bool // of a finished song; Model.FetchStems may bring them

	Order int64 // place in the history, for reading on from here
}

// RowState is the state of a song as a person sees it.
type RowState string

// The states of a row.
const (
	RowRunning   RowState = "running"
	RowWaiting   RowState = "waiting" // the service takes long; a check can be asked for
	RowAsking    RowState = "asking"  // a question must be answered before it goes on
	RowDone      RowState = "done"
	RowEmpty     RowState = "empty" // finished, but the service found no notes
	RowFailed    RowState = "failed"
	RowCancelled RowState = "cancelled"
)

// CanCancel reports whether the row can be stopped.
func (r Row) CanCancel() bool {
	return r.State == RowRunning || r.State == RowWaiting || r.State == RowAsking
}

// CanRetry reports whether the journey can go on from where it stopped.
func (r Row) CanRetry() bool {
	return r.State == RowFailed || r.State == RowCancelled || r.State == RowEmpty || r.State == RowWaiting
}

// CanOpen reports whether there are notes to look at, which a sketch has while
// its other parts are on their way, or sounds in which none were found.
func (r Row) CanOpen() bool {
	return r.State == RowDone || r.State == RowEmpty || r.Sketch && r.Notes > 0
}
