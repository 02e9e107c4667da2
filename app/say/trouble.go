package say

import (
	"fmt"
)

// Trouble is an error that already is words for a person.
type Trouble struct {
	Text string // what happened, a full sentence
	Hint string // what to do next, a full sentence or ""
	Err  error  // the cause, for the log; may be nil
}

// Error returns both sentences.
func (t *Trouble) Error() string {
	if t.Hint == "" {
		return t.Text
	}
	return t.Text + " " + t.Hint
}

// Unwrap returns the cause.
func (t *Trouble) Unwrap() error { return t.Err }

// Troublef is a Trouble without a cause: what to do next, and what happened.
func Troublef(hint, format string, args ...any) *Trouble {
	return &Trouble{Text: fmt.Sprintf(format, args...), Hint: hint}
}
