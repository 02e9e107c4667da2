package library

import "errors"

// The kinds of failure callers can tell apart with errors.Is. The error itself
// is often a *Fault, whose text is a sentence fit for the user.
var (
	ErrNotFound = errors.New("not in the library")
	ErrClaimed  = errors.New("library is in use by another process")
	ErrNewer    = errors.New("library was written by a newer version")
	ErrCorrupt  = errors.New("library database is damaged")
	ErrFull     = errors.New("disk is full")
	ErrAccess   = errors.New("library folder cannot be written")
	ErrBusy     = errors.New("library database is locked by another process")
	// ErrDeleted is returned by Save for a song that was deleted, so that a task
	// which ends late cannot bring it back.
	ErrDeleted = errors.New("song was deleted")
	// ErrNoBlob is returned by Save when a file names a blob that is not there.
	ErrNoBlob = errors.New("blob is missing")
	// ErrDamaged is returned by VerifyBlob when content and name differ.
	ErrDamaged = errors.New("blob does not match its hash")
)

// Fault is a failure with a sentence for the user. errors.Is finds both its
// kind and its cause.
type Fault struct {
	Kind     error  // one of the Err values of this package
	Cause    error  // may be nil
	Sentence string // what happened and what to do next
}

// Error returns the sentence.
func (f *Fault) Error() string { return f.Sentence }

// Unwrap returns the kind and the cause.
func (f *Fault) Unwrap() []error {
	if f.Cause == nil {
		return []error{f.Kind}
	}
	return []error{f.Kind, f.Cause}
}
