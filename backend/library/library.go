// Package library is the product's memory: one folder with a SQLite database
// (songs, tasks, files, settings, search) and content-addressed files, so that
// nothing that was paid for is lost and everything opens without a network.
//
// The folder holds partlift.db, blobs/ab/cdef… by SHA-256, songs/ with a record
// of each song for the case that the database is lost, exports/ and logs/. A
// file is written under a temporary name, synced and renamed before the
// database mentions it; on deletion the database forgets a file before it is
// removed. A crash therefore leaves at worst files that nobody mentions. Those
// that this database has put are removed by a later Sweep; others never are.
package library

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"partlift/backend/say"
)

// Names inside the library folder.
const (
	databaseName = "partlift.db"
	blobsName    = "blobs"
	exportsName  = "exports"
	logsName     = "logs"
	recordsName  = "songs"
	claimName    = "claim.lock"
	openName     = "open.lock"
)

// graceOfOrphans is how long a blob may wait for the song that mentions it;
// another process may have put it and be busy with the rest.
const graceOfOrphans = 24 * time.Hour

// patience is how long a second process waits for the first one to finish
// opening, or to end its write.
const patience = 10 * time.Second

// Library is an open library folder. Its methods may be called from any
// goroutine, and several processes may have the same folder open.
type Library struct {
	dir        string
	now        func() time.Time
	write      *sql.DB // one connection: writes queue here instead of failing as busy
	read       *sql.DB
	recovering bool // a lost database is made again
	disk       disk

	mu       sync.Mutex     // guards what follows, and removal of blobs
	pinned   map[string]int // blobs put by us and not mentioned yet; see pin
	incoming *incoming      // nil before the first Put

	recording sync.Mutex // guards what follows, and the order of changes and their records
	recorded  []marked   // to be forgotten along with the next change
}

// Open opens the library in dir, creating the folder and migrating the database
// as needed; its cost does not grow with the number of songs. A database of a
// newer version fails with ErrNewer, a damaged or foreign one with ErrCorrupt,
// and one that is missing or empty beside files of songs with ErrLost; all are
// left as they are. Recover helps against the last two.
func Open(dir string, now func() time.Time) (*Library, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, explain(dir, "open library", err)
	}
	l := newLibrary(abs, now)
	lock, err := l.lockFolder()
	if err != nil {
		return nil, err
	}
	defer lock.Close()
	// From here on a slow disk is waited for: half a migration helps nobody.
	if err := l.open(context.Background()); err != nil {
		return nil, errors.Join(l.explain("open library", err), l.Close())
	}
	return l, nil
}

func newLibrary(dir string, now func() time.Time) *Library {
	return &Library{dir: dir, now: now, disk: system{}, pinned: make(map[string]int)}
}

// lockFolder makes the folder if need be, and takes the right to open the
// library: migration and the switch to WAL are done by one process at a time.
func (l *Library) lockFolder() (*flock.Flock, error) {
	if err := l.makeFolders(); err != nil {
		return nil, l.explain("create library folder", err)
	}
	lock := flock.New(filepath.Join(l.dir, openName))
	wait, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if _, err := lock.TryLockContext(wait, 10*time.Millisecond); err != nil {
		return nil, errors.Join(l.explain("lock library", lockError(err)), lock.Close())
	}
	return lock, nil
}

// lockError tells a lock that others held too long from one that failed.
func lockError(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return errWaited
	}
	return err
}

func (l *Library) open(ctx context.Context) error {
	if err := l.inspect(); err != nil {
		return err
	}
	var err error
	if l.write, err = connect(l.databasePath(), 1, "_txlock=immediate"); err != nil {
		return err
	}
	if l.read, err = connect(l.databasePath(), 4, "_pragma=query_only(1)"); err != nil {
		return err
	}
	if err := l.migrate(ctx); err != nil {
		return err
	}
	if err := l.knowsItsSongs(ctx); err != nil {
		return err
	}
	// What is left to clean up is small after an orderly end; a long list is
	// cut short here and finished by Sweep.
	if err := l.sweepIncoming(64); err != nil {
		return err
	}
	// What cannot be removed is no reason not to open.
	_ = sweepWork(l.dir, packingBegins, l.now())
	_ = sweepWork(filepath.Dir(l.dir), unpackingBegins, l.now())
	if _, err := l.record(ctx); err != nil {
		return err
	}
	_, err = l.emptyTrash(ctx, 256)
	return err
}

// Close closes the database; claims and open blobs are the caller's to release.
func (l *Library) Close() error {
	var errs []error
	l.recording.Lock()
	if len(l.recorded) > 0 {
		// Not done, it costs the next start a look at these records.
		_ = l.change(context.Background(), "keep records", func(tx *sql.Tx) error { return unmark(context.Background(), tx, l.recorded) })
		l.recorded = nil
	}
	l.recording.Unlock()
	// The writer goes last: the last connection folds the log into the database.
	for _, db := range []*sql.DB{l.read, l.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.incoming != nil {
		errs = append(errs, l.incoming.close())
		l.incoming = nil
	}
	return errors.Join(errs...)
}

// Dir returns the absolute path of the library folder.
func (l *Library) Dir() string { return l.dir }

// ExportDir returns the folder of exported and dragged files; it exists.
func (l *Library) ExportDir() string { return filepath.Join(l.dir, exportsName) }

// LogDir returns the folder of the log files; it exists.
func (l *Library) LogDir() string { return filepath.Join(l.dir, logsName) }

func (l *Library) databasePath() string { return filepath.Join(l.dir, databaseName) }

// Claim takes the exclusive right to run tasks on this library, until release
// is called or the process ends. It fails with ErrClaimed, at once, when it is
// held elsewhere. Reading and exporting need no claim.
func (l *Library) Claim() (release func(), err error) {
	lock := flock.New(filepath.Join(l.dir, claimName))
	ok, err := lock.TryLock()
	if err != nil {
		return nil, errors.Join(l.explain("claim library", err), lock.Close())
	}
	if !ok {
		return nil, errors.Join(&Fault{Kind: ErrClaimed, Sentence: say.Of("Another Partlift is working on the songs in {{.Folder}}. "+
			"Look at them here, or close the other one to go on with them here.", say.With{"Folder": l.dir})}, lock.Close())
	}
	return sync.OnceFunc(func() { _ = lock.Close() }), nil
}
