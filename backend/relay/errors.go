package relay

import (
	"errors"

	"partlift/backend/say"
)

// Kind says what to do about an Error.
type Kind int

// The kinds of errors.
const (
	KindOffline   Kind = iota // the hub cannot be reached; trying again helps
	KindBusy                  // the hub is there and cannot help now; trying again helps
	KindAddress               // the address is not a hub's
	KindInvite                // the hub wants an invitation, or another one
	KindUnknown               // the hub does not have the channel
	KindVersion               // hub and client speak different versions
	KindProof                 // the secret is not the channel's
	KindProtocol              // the other side broke the rules
	KindDelivered             // the test callback did not come through
)

// Error is what went wrong, in words for the user. Message says what happened,
// Hint what to do next; Err is for the log and holds no secret.
type Error struct {
	Kind    Kind
	Message say.Text
	Hint    say.Text
	Err     error
}

// Error is the message.
func (e *Error) Error() string { return e.Message.String() }

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

// lasting reports whether an error will not pass by itself.
func lasting(err error) bool {
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	return e.Kind == KindAddress || e.Kind == KindInvite || e.Kind == KindVersion || e.Kind == KindProof
}

func offline(err error) *Error {
	return &Error{
		Kind: KindOffline, Message: say.Of("The relay cannot be reached."),
		Hint: say.Of("Results arrive by asking the service until it is back; nothing needs to be done."), Err: err,
	}
}

func busy(err error) *Error {
	return &Error{
		Kind: KindBusy, Message: say.Of("The relay cannot take more just now."),
		Hint: say.Of("It is tried again by itself; results arrive by asking the service meanwhile."), Err: err,
	}
}

func notHub(err error) *Error {
	return &Error{
		Kind: KindAddress, Message: say.Of("There is no relay at this address."),
		Hint: say.Of("Check the address with whoever runs the relay; it begins with https://."), Err: err,
	}
}

func protocol(err error) *Error {
	return &Error{
		Kind: KindProtocol, Message: say.Of("The relay answered in a way Partlift does not understand."),
		Hint: say.Of("Results arrive by asking the service. Bring Partlift and the relay up to date."), Err: err,
	}
}

// fromBye is the error of a bye.
func fromBye(f Frame) *Error {
	cause := errors.New("bye: " + cleanReason(f.Reason))
	switch f.Reason {
	case ByeUnknown:
		return &Error{
			Kind: KindUnknown, Message: say.Of("The relay does not know this computer's channel any more."),
			Hint: say.Of("Set the relay up again in the settings."), Err: cause,
		}
	case ByeProof:
		return &Error{
			Kind: KindProof, Message: say.Of("The relay does not accept this computer's secret."),
			Hint: say.Of("Set the relay up again in the settings."), Err: cause,
		}
	case ByeVersion:
		return &Error{
			Kind: KindVersion, Message: say.Of("The relay speaks another version of the protocol."),
			Hint: say.Of("Bring Partlift and the relay up to date."), Err: cause,
		}
	case ByeRestart, ByeBusy, ByeLimit, ByeSlow:
		return busy(cause)
	}
	return protocol(cause)
}

// cleanReason keeps what a hub said short and printable.
func cleanReason(s string) string {
	if len(s) > 32 {
		s = s[:32]
	}
	out := []byte(s)
	for i, c := range out {
		if c < ' ' || c > '~' {
			out[i] = '?'
		}
	}
	return string(out)
}
