package studio

import (
	"partlift/backend/kie"
	"partlift/backend/library"
	"partlift/backend/secret"
	"partlift/backend/task"
)

// The words of the pipeline and the library for those who work with a studio,
// who need no other package for them.
type (
	Task       = task.Task       // a song's journey
	Event      = task.Event      // news of one
	Question   = task.Question   // what it waits with
	Answer     = task.Answer     // what it is told then
	AnswerKind = task.AnswerKind // in short
	Pace       = task.Pace       // how often the service is asked
	Clip       = kie.Clip        // a track of a Suno task
	Earlier    = library.Song    // a song as the library lists it
	Damage     = library.Damage  // a file of it that is not what it was
	KeyNotice  = secret.Notice   // what there is to say of a kept key
)

// The states of a task that others tell apart.
const (
	StateRunning = task.StateRunning
	StateWaiting = task.StateWaiting
	StateAsking  = task.StateAsking
	StateDone    = task.StateDone
	StateEmpty   = task.StateEmpty
	StateFailed  = task.StateFailed
)

// StepSave is the last step of a task, which leaves a song with its notes.
const StepSave = task.StepSave

// What a task that asks can be told.
const (
	AskAgain      = task.AskAgain
	GiveUp        = task.GiveUp
	PerStem       = task.PerStem
	SendAgain     = task.SendAgain
	UseSeparation = task.UseSeparation
)

// ErrNoKey says that there is no API key.
var ErrNoKey = secret.ErrNone

// EngineCloud is the engine that is meant where none is named.
const EngineCloud = task.EngineCloud

// EngineNamed returns an engine; ok is false for a name that there is not.
func EngineNamed(name string) (e task.Engine, ok bool) { return task.EngineNamed(name) }

// CreditUSD is about what a credit costs, in US dollars.
const CreditUSD = kie.CreditUSD
