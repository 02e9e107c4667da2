package task

import "partlift/backend/say"

// The names of the engines, as tasks and songs keep them.
const (
	EngineCloud = "cloud" // the service separates and transcribes
	EngineLocal = "local" // this computer sketches, free
)

// Engine is a way from a song's sound to its notes: a list of steps.
type Engine struct {
	Name    string
	Sketch  bool // its notes are a first sketch, which those of another engine may join
	Service bool // it works with Deps.Cloud: a network, a key, and an order that costs

	first func(Request) Step
	steps map[Step]step
}

// Engines lists every engine; a new one is an entry here and its steps.
func Engines() []Engine {
	return []Engine{
		{Name: EngineCloud, Service: true, first: Request.entry, steps: map[Step]step{
			StepUpload: upload, StepSeparate: separate, StepStems: stems, StepTranscribe: transcribe,
			StepCollect: collect, StepNotes: notes, StepSave: save}},
		{Name: EngineLocal, Sketch: true, first: Request.ear, steps: map[Step]step{
			StepListen: listen, StepHear: hear, StepSave: save}},
	}
}

// EngineNamed returns an engine; "" is the cloud's, of tasks from before there
// were two. ok is false for a name that this version does not know.
func EngineNamed(name string) (e Engine, ok bool) {
	for _, e := range Engines() {
		if e.Name == name || name == "" && e.Name == EngineCloud {
			return e, true
		}
	}
	return Engine{}, false
}

// step returns what a task does next. A task of a newer version is left alone:
// taking one step for another could cost.
func (t *Task) step() (Engine, step, error) {
	e, _ := EngineNamed(t.Request.Engine)
	if do := e.steps[t.Step]; do != nil {
		return e, do, nil
	}
	return e, nil, &Fault{Kind: Invalid, Code: noSense,
		Message: say.Of("This version of Partlift cannot go on with this song: a newer one began it."),
		Hint:    say.Of("Update Partlift, then try again; nothing is lost.")}
}
