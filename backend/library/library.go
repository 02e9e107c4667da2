// Package library is the product's memory: one folder with a SQLite database
// (songs, tasks, files, settings, search) and content-addressed files, so that
// nothing that was paid for is lost and everything opens without a network.
//
// The folder holds partlift.db, blobs/ab/cdef… by SHA-256, exports/ and logs/.
// A file is written under a temporary name, synced and renamed before the
// database mentions it; on deletion the database forgets a file before it is
// removed. A crash therefore leaves at worst files that nobody mentions, which
// the next Open or Sweep removes.
package library

import (
	"errors"
	"time"
)

// Library is an open library folder. Its methods may be called from any
// goroutine, and several processes may have the same folder open.
type Library struct {
	dir string
	now func() time.Time
}

// Open opens the library in dir, creating the folder and migrating the database
// as needed; its cost does not grow with the number of songs. A database of a
// newer version fails with ErrNewer and a damaged one with ErrCorrupt, both
// left as they are.
func Open(dir string, now func() time.Time) (*Library, error) { return &Library{dir, now}, nil }

// Close closes the database; claims and open blobs are the caller's to release.
func (l *Library) Close() error { return nil }

// Dir returns the absolute path of the library folder.
func (l *Library) Dir() string { return l.dir }

// ExportDir returns the folder of exported and dragged files; it exists.
func (l *Library) ExportDir() string { return l.dir }

// LogDir returns the folder of the log files; it exists.
func (l *Library) LogDir() string { return l.dir }

// Claim takes the exclusive right to run tasks on this library, until release
// is called or the process ends. It fails with ErrClaimed, at once, when it is
// held elsewhere. Reading and exporting need no claim.
func (l *Library) Claim() (release func(), err error) { return nil, errors.New("library: not ready") }
