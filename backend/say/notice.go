package say

// Level says how a notice is shown.
type Level int

// The levels of a notice.
const (
	Info Level = iota
	Success
	Warning
	Failure
)

// Notice is something the user should know. Notices with the same Name replace
// each other.
type Notice struct {
	Name  string
	Kind  string // several of one kind are shown as one; "" = shown by itself
	Level Level
	Text  string // what happened, one sentence
	Hint  string // what to do next, may be empty
	Path  string // a file or folder the notice is about, "" for none
	Copy  string // words worth taking elsewhere, such as a path or an address, "" for none
	Alert bool   // worth telling also while nobody looks at the window
}
