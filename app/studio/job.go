package studio

import (
	"context"
	"slices"
	"time"

	"partlift/backend/say"
	"partlift/backend/task"
)

// Job is how a song came so far: what a person wants to know of one that is on its
// way, waits or failed.
type Job struct {
	Row     Row
	Steps   []JobStep
	Began   time.Time
	Ended   time.Time // zero while it is on its way
	Charged string    // what was paid, in words; "" for nothing
	Why     string    // why it stopped, and what to do next; "" while it runs
	IDs     []JobID   // by which the service knows it
	Alone   bool      // it is heard on this computer: nothing is paid for
}

// JobStep is a step of a journey.
type JobStep struct {
	Name  string
	State StepState
	Note  string // "43 %", or what holds it up
}

// StepState is how far a step is.
type StepState uint8

// The states of a step.
const (
	StepLater StepState = iota
	StepNow
	StepDone
	StepStopped // the journey ended there
)

// JobID is a name that the service has for something.
type JobID struct{ Name, ID string }

// jobSteps are the steps that people see, each with those of the task behind it.
var jobSteps = []struct {
	name  string
	steps []task.Step
	local bool // of a song that is heard on this computer
	cloud bool
}{
	{say.Key("Upload the audio"), []task.Step{task.StepUpload}, false, true},
	{say.Key("Separate the instruments"), []task.Step{task.StepSeparate, task.StepStems}, false, true},
	{say.Key("Fetch the stems"), []task.Step{task.StepCollect}, false, true},
	{say.Key("Write the notes down"), []task.Step{task.StepTranscribe, task.StepNotes}, false, true},
	{say.Key("Listen on this computer"), []task.Step{task.StepListen, task.StepHear}, true, false},
	{say.Key("Keep the result"), []task.Step{task.StepSave}, true, true},
}

// JobOf returns how a song came so far; library.ErrNotFound of one that had no
// journey.
func (s *Studio) JobOf(ctx context.Context, songID string) (Job, error) {
	song, err := s.lib.Song(ctx, songID)
	if err != nil {
		return Job{}, err
	}
	t, err := s.TaskOf(ctx, songID)
	if err != nil {
		return Job{}, err
	}
	return JobWith(s.words, s.row(ctx, song), t), nil
}

// JobWith tells by the task of a song how it came so far.
func JobWith(words say.Tongue, r Row, t task.Task) Job {
	r = WithTask(words, r, t)
	j := Job{Row: r, Began: t.Created, Alone: EngineOf(t.Request.Engine).Sketch}
	if !t.State.Unfinished() {
		j.Ended = t.Updated
	}
	begins := func(s task.Step) float64 { return weight[s][0] } // as much of the journey is behind it
	at := begins(t.Step)
	for _, s := range jobSteps {
		if j.Alone && !s.local || !j.Alone && !s.cloud {
			continue
		}
		first, last := begins(s.steps[0]), begins(s.steps[len(s.steps)-1])
		step := JobStep{Name: words.Say(s.name)}
		switch {
		case t.State == task.StateDone || t.State == task.StateEmpty || at > last:
			step.State = StepDone
		case slices.Contains(s.steps, t.Step):
			step.State, step.Note = StepNow, r.Detail
			if !t.State.Unfinished() {
				step.State = StepStopped
			}
		case at > first: // between its steps another one runs
			step.State = StepNow
		}
		j.Steps = append(j.Steps, step)
	}
	if f := t.Fault; f != nil && !t.State.Unfinished() {
		j.Why = say.Join(f.Message.In(words), f.Hint.In(words))
	}
	j.Charged, j.IDs = charged(words, t), jobIDs(words, t)
	return j
}

// charged says what was paid for a task.
func charged(words say.Tongue, t task.Task) string {
	switch {
	case t.Separation == "" || t.Request.Demo || t.Request.Separation != "":
		return ""
	case t.Reused:
		return words.Say("Nothing: its stems were paid for before")
	}
	return words.Say("About {{.Credits}} credits", say.With{"Credits": say.Credits(price(t.Request))})
}

// jobIDs lists by what the service knows a task.
func jobIDs(words say.Tongue, t task.Task) (out []JobID) {
	add := func(name, id string) {
		if id != "" {
			out = append(out, JobID{name, id})
		}
	}
	add(words.Say("Separation"), t.Separation)
	for _, x := range t.Transcriptions {
		name := words.Say("Notes")
		if x.Stem != "" {
			name += " · " + x.Stem
		}
		add(name, x.ID)
	}
	for _, id := range t.Abandoned {
		add(words.Say("Given up"), id)
	}
	return out
}
