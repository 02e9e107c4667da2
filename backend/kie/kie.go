// Package kie speaks to the Kie.ai Suno API and to services built like it:
// upload, stem separation, transcription to notes, credits, downloads.
//
// The service is loose about shapes: numbers arrive as text, JSON inside JSON,
// the same id under four names, errors inside HTTP 200. All of that ends here;
// callers see music.Song, State and *Error. A request that costs credits is
// never repeated once it may have left the machine (KindDoubt).
package kie

// State says how far a task of the service has come.
type State int

// The states of a task.
const (
	Unknown State = iota // the service does not know the task (yet)
	Pending              // the service works on it
	Done                 // finished, with a result
	Empty                // finished, and nothing was found in the audio
	Failed               // finished without a result, final
)

// String returns the state in lower case.
func (s State) String() string {
	switch s {
	case Pending:
		return "pending"
	case Done:
		return "done"
	case Empty:
		return "empty"
	case Failed:
		return "failed"
	default:
		return "unknown"
	}
}

// Final reports whether further polling can not change the state.
func (s State) Final() bool { return s == Done || s == Empty || s == Failed }
