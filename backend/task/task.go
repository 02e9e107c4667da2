// Package task takes one song on its journey, by the steps of an Engine. The
// cloud's are upload, separate, stems, transcribe, collect, notes and save; a
// sketch is made by listen and save. Every change is journalled before the next
// request leaves, so a process that is killed at any point goes on where it
// stopped.
//
// One request on the cloud's way costs money: the separation. It is announced in the
// journal (Intent) before it leaves and its id is journalled the moment it is
// known. When a process dies in between, nobody can say whether it was charged;
// the task then asks and never sends it again by itself.
//
// The package polls. Callbacks only wake a poll early (Hint).
package task

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"partlift/backend/say"
)

// State says whether a task moves, rests or is over.
type State string

// The states of a task. Only a running task has a goroutine.
const (
	StateRunning   State = "running"
	StateWaiting   State = "waiting"   // active polling has ended; Check asks once more
	StateAsking    State = "asking"    // Question needs an answer before anything is sent
	StateDone      State = "done"      // Results holds the notes
	StateEmpty     State = "empty"     // everything answered, nothing held a note
	StateFailed    State = "failed"    // Fault says why; Retry goes on from the same step
	StateCancelled State = "cancelled" // Retry goes on from the same step
)

// Unfinished reports whether a task in this state still has to be looked after
// when the program starts: running, waiting or asking.
func (s State) Unfinished() bool {
	return s == StateRunning || s == StateWaiting || s == StateAsking
}

// Step is a stage of the journey.
type Step string

// The steps in their order. A task of the cloud may enter late (an existing
// separation starts at StepStems) and go back (an upload that has expired).
const (
	StepUpload     Step = "upload"
	StepSeparate   Step = "separate"
	StepStems      Step = "stems"
	StepTranscribe Step = "transcribe" // orders; what is per stem waits for StepCollect
	StepCollect    Step = "collect"
	StepNotes      Step = "notes"
	StepListen     Step = "listen" // in the place of all these: hears the audio on this computer
	StepHear       Step = "hear"   // the same of stems
	StepSave       Step = "save"
)

// The kinds of separation a Request can ask for.
const (
	KindSplit = "split_stem"     // up to 12 stems; also what "" means
	KindVocal = "separate_vocal" // vocals and the rest
)

// Request is what the user asked for. One of Audio, TaskID with AudioID, or
// Separation says where the sound comes from.
type Request struct {
	Engine     string // by its name; "" = the cloud's
	Title      string
	Audio      string // blob SHA of a local file
	AudioName  string // its file name; only the extension leaves the machine
	AudioSize  int64  // bytes, for display
	Send       string // blob SHA of the same sound in the form that is uploaded; "" = Audio itself
	SendName   string // its file name
	TaskID     string // existing Suno task …
	AudioID    string // … and the track of it
	Separation string // existing separation task; free of charge
	Kind       string // KindSplit or KindVocal; "" = KindSplit
	PerStem    bool   // transcribe each stem by itself from the start
	Provider   string // given to Deps.Cloud
	Stems      []Stem // separated audio to be heard here, by name and SHA, in the place of Audio
	Kept       bool   // the song was done before and stays that, however this ends
	Demo       bool   // carried along for the caller
}

// Same reports whether two requests would bring the same: of one engine, by one
// separation.
func (r Request) Same(o Request) bool {
	mine, _ := EngineNamed(r.Engine)
	theirs, _ := EngineNamed(o.Engine)
	return mine.Name == theirs.Name && r.Source() == o.Source() && r.Provider == o.Provider && r.Variant() == o.Variant()
}

// Source identifies the sound: the audio's SHA, or the ids of an existing Suno
// track or separation. Two requests with the same Source, Provider and Variant
// would buy the same separation.
func (r Request) Source() string {
	switch {
	case len(r.Stems) > 0:
		id := "stems:"
		for _, s := range r.Stems {
			id += s.SHA + "/"
		}
		return id
	case r.Separation != "":
		return "separation:" + r.Separation
	case r.TaskID != "":
		return "suno:" + r.TaskID + "/" + r.AudioID
	default:
		return r.Audio
	}
}

// Variant is the kind of separation: "split_stem" or "separate_vocal".
func (r Request) Variant() string {
	if r.Kind == "" {
		return KindSplit
	}
	return r.Kind
}

// Upload is where the audio lies for the service to fetch. The address is
// public to whoever knows it: keep it out of logs.
type Upload struct {
	URL string
	At  time.Time
}

// Intent announces a request that costs money. While a task has one, nobody
// knows whether the request arrived; with a Separation as well, a person said
// that it did, and the service has not confirmed the id yet.
type Intent struct {
	Step    Step
	At      time.Time
	Key     string   // random, tells two announcements apart
	Balance *float64 // credits before the request; nil = not known
}

// Stem is one separated piece of audio.
type Stem struct {
	ID     string // the service's id, needed to transcribe it alone; may be ""
	Name   string // as delivered: "Drums", "Backing_Vocals"
	URL    string // where it can be fetched for some days
	SHA    string // blob; "" until collected, or when it could not be
	Silent bool   // holds nothing that could be heard
}

// The states of a transcription.
const (
	TranscriptionRunning = "running"
	TranscriptionDone    = "done"   // Raw holds notes
	TranscriptionEmpty   = "empty"  // answered without a note
	TranscriptionFailed  = "failed" // refused or broken; the song goes on without it
	TranscriptionGone    = "gone"   // the service forgot it; it is asked for again once
)

// Transcription is one request for notes: of the whole song (AudioID "") or of
// one stem. What was heard here has no ID.
type Transcription struct {
	ID          string // the service's id
	AudioID     string // the stem's id; "" = whole song
	Stem        string // the stem's name; "" = whole song
	State       string
	Raw         string // blob: the answer as it came
	MIDI        string // blob: a Standard MIDI File, where the service sent one
	Notes       int
	Instruments int        // with notes; 0 = not known
	Remarks     []say.Text // what was wrong with a sound that was heard here, in sentences
	At          time.Time
	Fault       *Fault // why it failed
}

// Task is one request's journey. It is a value: what callers get is a copy.
type Task struct {
	ID       string
	SongID   string
	Token    string // secret of the callback address, 160 bits in hex
	Request  Request
	State    State
	Step     Step
	Progress float64 // 0–1 of the step; not journalled on each change
	Delay    Delay   // why it does not get on; not journalled on each change
	Warnings []Warning
	Tries    int // failed attempts at the current request

	Intent         *Intent
	Upload         *Upload
	Separation     string
	SeparationRaw  string   // blob: the separation's answer as it came
	Reused         bool     // Separation was paid for by an earlier task
	Fresh          bool     // the user ordered a new separation; do not reuse one
	Abandoned      []string // separations given up for a newer one
	Collected      bool     // the stems were fetched, as far as they could be
	StemsOnly      bool     // the song was done, and what runs or ran last only fetches its stems
	Reuploads      int      // uploads repeated because the service could not fetch them
	Stems          []Stem
	Transcriptions []Transcription

	Question *Question // open question; answers it lists are accepted
	Asked    int       // how many questions there were
	Fault    *Fault    // why it failed or is empty
	Since    time.Time // polling of this step counts from here
	Created  time.Time
	Updated  time.Time
}

// Results lists the transcriptions whose notes make up the song: those of the
// stems where there are any, else the one of the whole song. Mixing both would
// double notes.
func (t Task) Results() []Transcription {
	var whole, stems []Transcription
	for _, x := range t.Transcriptions {
		switch {
		case x.State != TranscriptionDone:
		case x.AudioID == "":
			whole = append(whole, x)
		default:
			stems = append(stems, x)
		}
	}
	if len(stems) > 0 {
		return stems
	}
	return whole
}

// ask opens a question.
func (t *Task) ask(q Question) {
	t.Asked++
	q.Number = t.Asked
	t.Question = &q
}

func (t Task) clone() Task {
	t.Warnings = slices.Clone(t.Warnings)
	t.Abandoned = slices.Clone(t.Abandoned)
	t.Stems = slices.Clone(t.Stems)
	t.Transcriptions = slices.Clone(t.Transcriptions)
	t.Intent = copied(t.Intent)
	t.Upload = copied(t.Upload)
	t.Question = copied(t.Question)
	t.Fault = copied(t.Fault)
	return t
}

func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	c := *p
	return &c
}

// Event carries the newest state of a task. Changes of state are journalled
// before their event; events that only report progress are not journalled.
type Event struct{ Task Task }

// Missing lists the stems whose audio is not here and might still be fetched.
func (t Task) Missing() (out []Stem) {
	for i, s := range t.Stems {
		if s.SHA == "" {
			s.Name = t.stemName(i)
			out = append(out, s)
		}
	}
	return out
}

// stemName is what people read; a service may give a stem no name.
func (t *Task) stemName(i int) string {
	if name := strings.TrimSpace(strings.ReplaceAll(t.Stems[i].Name, "_", " ")); name != "" {
		return name
	}
	return fmt.Sprintf("no. %d", i+1)
}

// audible lists the stems that can be transcribed alone and are worth it.
func (t *Task) audible() []Stem {
	return slices.DeleteFunc(slices.Clone(t.Stems), func(s Stem) bool { return s.ID == "" || s.Silent })
}
