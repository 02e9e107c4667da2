package task

import (
	"encoding/json"
	"slices"
	"strings"
)

// Warning is what the owner of a song should know of its journey: a kind, and
// what it is about. The words are made where it is shown.
type Warning struct {
	Kind  WarningKind `json:"kind"`
	Stems []string    `json:"stems,omitempty"` // names, of StemsAway and NotesLost
	Sent  int         `json:"sent,omitempty"`  // stems, of ManyStems
	Text  string      `json:"text,omitempty"`  // of OldWarning
}

// WarningKind tells warnings apart.
type WarningKind string

// The kinds of warning.
const (
	NoStems    WarningKind = "no-stems"   // the separation came without any
	ManyStems  WarningKind = "many-stems" // more came than are taken: only the first MaxStems are here
	StemsAway  WarningKind = "stems-away" // Stems could not be downloaded
	NotesLost  WarningKind = "notes-lost" // Stems could not be transcribed
	OldWarning WarningKind = "text"       // a sentence, as earlier versions kept warnings
)

// UnmarshalJSON reads a warning, or the sentence that it was in a task of an
// earlier version.
func (w *Warning) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*w = Warning{Kind: OldWarning, Text: text}
		if strings.Contains(text, " could not be downloaded, so ") {
			w.Kind = StemsAway // so that it goes when the stems come
		}
		return nil
	}
	type plain Warning
	return json.Unmarshal(data, (*plain)(w))
}

func (w Warning) same(other Warning) bool {
	return w.Kind == other.Kind && w.Sent == other.Sent && w.Text == other.Text && slices.Equal(w.Stems, other.Stems)
}

// warn keeps a warning, once.
func (t *Task) warn(w Warning) {
	if !slices.ContainsFunc(t.Warnings, w.same) {
		t.Warnings = append(t.Warnings, w)
	}
}

// unwarn takes the warnings of a kind back.
func (t *Task) unwarn(kind WarningKind) {
	t.Warnings = slices.DeleteFunc(t.Warnings, func(w Warning) bool { return w.Kind == kind })
}

// Delay is why a task does not get on at the moment.
type Delay string

// The delays; "" means none.
const (
	NoNetwork   Delay = "network" // no connection; it goes on by itself
	Trouble     Delay = "trouble" // the service answers with errors
	HostTrouble Delay = "host"    // a server with stems cannot be reached
	Strange     Delay = "strange" // the service does not seem to know the work
	TooBusy     Delay = "busy"    // the service asks to come back later
	TooLong     Delay = "long"    // the service has worked on it for very long
)
