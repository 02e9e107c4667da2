package kie

import (
	"errors"
	"log/slog"
	"time"

	"partlift/backend/say"
)

// Kind sorts errors by what can be done about them.
type Kind int

// The kinds of errors.
const (
	KindOther       Kind = iota // nothing fits
	KindDenied                  // key missing, wrong, or not allowed from here (401)
	KindCredits                 // not enough credits (402)
	KindNotFound                // no such task or path (404)
	KindPending                 // asked too early: the task is not finished
	KindBusy                    // too many requests (429, 430): wait
	KindInvalid                 // the service or this package refuses the request (400, 422)
	KindConflict                // the service says it has done this already (409)
	KindRefused                 // the audio matches a known recording (413)
	KindSource                  // the service could not fetch the audio (451): upload again
	KindMaintenance             // 455
	KindTemporary               // server or network trouble; nothing was charged
	KindDoubt                   // a request that costs credits may or may not have been carried out
	KindFailed                  // the task failed, final (501)
	KindRefunded                // the task failed and the credits came back (531)
	KindDisabled                // the service does not offer this (505)
	KindSubKey                  // the key's own usage limit is reached (433)
	KindEmpty                   // finished, and no notes were found
	KindOversize                // a download is larger than any file that the service makes
	KindInsecure                // the host does not prove who it is, or does not speak TLS
)

// Error is what every method of Client returns when the service, the network
// or the arguments are at fault. Only a cancelled context that harmed nothing
// is returned as the context's own error.
type Error struct {
	Kind    Kind
	Code    int      // code of the service's envelope, 0 without one
	HTTP    int      // HTTP status, 0 without an answer
	Message say.Text // a full sentence for people
	Hint    say.Text // what to do next, a full sentence
	Raw     string   // the service's own words, one line, clipped; may be empty
	Err     error    // cause, may be nil

	wait time.Duration // asked for by the service
}

// Error returns the sentence for people.
func (e *Error) Error() string { return e.Message.String() }

// LogValue adds what people do not need to see and engineers do.
func (e *Error) LogValue() slog.Value {
	return slog.GroupValue(slog.String("message", e.Error()), slog.Int("kind", int(e.Kind)), slog.Int("code", e.Code),
		slog.Int("http", e.HTTP), slog.String("raw", e.Raw), slog.Any("cause", e.Err))
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of the first *Error in err's chain, else KindOther.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return KindOther
}
