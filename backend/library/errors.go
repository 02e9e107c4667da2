package library

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"syscall"

	"modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"partlift/backend/say"
)

// The kinds of failure callers can tell apart with errors.Is. The error itself
// is often a *Fault, whose text is a sentence fit for the user.
var (
	ErrNotFound = errors.New("not in the library")
	ErrClaimed  = errors.New("library is in use by another process")
	ErrNewer    = errors.New("library was written by a newer version")
	ErrCorrupt  = errors.New("library database is damaged")
	ErrLost     = errors.New("library database is lost")
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

// errWaited is the cause of ErrBusy when another process was opening the
// library all the time.
var errWaited = errors.New("another process keeps opening the library")

// Fault is a failure with a sentence for the user. errors.Is finds both its
// kind and its cause.
type Fault struct {
	Kind     error    // one of the Err values of this package
	Cause    error    // may be nil
	Sentence say.Text // what happened and what to do next
}

// Error returns the sentence.
func (f *Fault) Error() string { return f.Sentence.String() }

// Unwrap returns the kind and the cause.
func (f *Fault) Unwrap() []error {
	if f.Cause == nil {
		return []error{f.Kind}
	}
	return []error{f.Kind, f.Cause}
}

func corrupt(path string, cause error) error {
	return &Fault{Kind: ErrCorrupt, Cause: cause, Sentence: say.Of("The library database {{.File}} is damaged and was not repaired or replaced. "+
		"Put back a copy of it from a backup, or bring the songs back from the files beside it with: {{.Command}}.", say.With{"File": path, "Command": rebuildCommand(path)})}
}

func (l *Library) explain(op string, err error) error { return explain(l.dir, op, err) }

// explain turns what the disk or the database says into a Fault where the user
// can do something about it, and wraps the rest with op.
func explain(dir, op string, err error) error {
	var known *Fault
	if err == nil || errors.As(err, &known) {
		return err
	}
	at := say.With{"Folder": dir}
	switch kind := kindOf(err); kind {
	case ErrCorrupt:
		return corrupt(filepath.Join(dir, databaseName), err)
	case ErrFull:
		return &Fault{kind, err, say.Of("The disk with {{.Folder}} is full. Free some space and try again; nothing that was stored is lost.", at)}
	case ErrAccess:
		return &Fault{kind, err, say.Of("Partlift may not write in {{.Folder}}. Change the folder's permissions, or choose another library folder.", at)}
	case ErrBusy:
		return &Fault{kind, err, say.Of("Another program keeps the library in {{.Folder}} locked. Close it and try again.", at)}
	default:
		return fmt.Errorf("%s: %w", op, err)
	}
}

// kindOf sorts an error into one of the kinds, or nil.
func kindOf(err error) error {
	var db *sqlite.Error
	if errors.As(err, &db) {
		switch db.Code() & 0xff { // the rest is detail
		case codes.SQLITE_CORRUPT, codes.SQLITE_NOTADB:
			return ErrCorrupt
		case codes.SQLITE_FULL:
			return ErrFull
		case codes.SQLITE_READONLY, codes.SQLITE_CANTOPEN, codes.SQLITE_PERM:
			return ErrAccess
		case codes.SQLITE_BUSY, codes.SQLITE_LOCKED:
			return ErrBusy
		}
	}
	switch {
	case errors.Is(err, errWaited):
		return ErrBusy
	case errors.Is(err, syscall.ENOSPC):
		return ErrFull
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS), errors.Is(err, syscall.ENOTDIR):
		return ErrAccess
	}
	return nil
}
