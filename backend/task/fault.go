package task

import "fmt"

// Kind sorts faults by what has to be done about them.
type Kind string

// The kinds of fault. For a request that costs money, every kind but Doubt
// promises that it was not accepted.
const (
	Temporary Kind = "temporary" // the same request may work later; Code 0 = no connection
	Busy      Kind = "busy"      // too many requests; wait longer
	Doubt     Kind = "doubt"     // sent, and no telling whether it was accepted
	Denied    Kind = "denied"    // key missing, wrong or not allowed
	Credits   Kind = "credits"   // balance too low
	Gone      Kind = "gone"      // id or address unknown, not yet there, or expired
	Invalid   Kind = "invalid"   // the request itself is wrong
	Source    Kind = "source"    // the service could not fetch the audio; upload once more
	Final     Kind = "final"     // the service tried and failed
	Empty     Kind = "empty"     // no notes in any answer
	Cancelled Kind = "cancelled" // stopped by the user
)

// Fault is an error with what the user and the pipeline need to know. Message
// and Hint are full sentences without secrets; Hint says what to do next.
type Fault struct {
	Kind    Kind
	Code    int // the service's code; 0 = no answer arrived, -1 = an answer without sense
	Message string
	Hint    string
	Err     error `json:"-"` // the cause, for the log
}

// Error returns the kind, the code and the message.
func (f *Fault) Error() string {
	return fmt.Sprintf("%s (%d): %s", f.Kind, f.Code, f.Message)
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Err }
