package task

import (
	"context"
	"errors"
	"fmt"
	"net"

	"partlift/backend/say"
)

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
	Oversize  Kind = "oversize"  // a file that is larger than any of the service's
	Source    Kind = "source"    // the service could not fetch the audio; upload once more
	Final     Kind = "final"     // the service tried and failed
	Empty     Kind = "empty"     // no notes in any answer
)

// Fault is an error with what the user and the pipeline need to know. Message
// and Hint are full sentences without secrets; Hint says what to do next.
type Fault struct {
	Kind    Kind
	Code    int // the service's code; 0 = no answer arrived, -1 = none, or one without sense
	Message say.Text
	Hint    say.Text
	Err     error `json:"-"` // the cause, for the log; without secrets
}

// Error returns the kind, the code and the message.
func (f *Fault) Error() string {
	return fmt.Sprintf("%s (%d): %s", f.Kind, f.Code, f.Message)
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Err }

// noSense is the Code of an answer nothing could be made of, and of faults on
// this side.
const noSense = -1

// offline reports whether no answer arrived at all: the usual sign of a cut
// network, which is waited out without counting.
func (f *Fault) offline() bool { return f.Kind == Temporary && f.Code == 0 }

// asFault makes a fault of any error of a free request.
func asFault(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	out := &Fault{Kind: Temporary, Code: noSense, Err: err,
		Message: say.Of("The service gave an answer that Partlift does not understand."),
		Hint:    say.Of("Try again in a few minutes; the details are in the log.")}
	var n net.Error
	if errors.As(err, &n) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		out.Code, out.Message = 0, say.Of("The service cannot be reached.")
		out.Hint = say.Of("Check the network connection, then try again.")
	}
	return out
}

// asChargedFault makes a fault of an error of a request that costs money.
// Without a clear word that it was refused it may have been accepted.
func asChargedFault(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return &Fault{Kind: Doubt, Err: err,
		Message: say.Of("The request was sent and no clear answer came."),
		Hint:    say.Of("Look at the service's log page before sending it again.")}
}

// unheardFault makes a fault of an error of Deps.Listen.
func unheardFault(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return readingFault(err)
}

// storageFault is a failure of this machine's own disk or database, where
// something was to be written.
func storageFault(err error) *Fault {
	return &Fault{Kind: Final, Code: noSense, Err: err,
		Message: say.Of("Partlift could not write to the library."),
		Hint:    say.Of("Check that the disk has room and the library folder can be written, then try again; nothing is paid twice.")}
}

// readingFault is storageFault where something was to be read.
func readingFault(err error) *Fault {
	f := storageFault(err)
	f.Message = say.Of("Partlift could not read from the library.")
	return f
}
