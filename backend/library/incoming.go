package library

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
)

const (
	incomingName = "incoming"
	lockSuffix   = ".lock"
)

// incoming is one process's folder for blobs that are still being written. Its
// lock ends with the process, which is how others know that it is dead.
type incoming struct {
	lock *flock.Flock
	dir  string
}

func (l *Library) incomingDir() (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.incoming == nil {
		in, err := newIncoming(filepath.Join(l.dir, blobsName, incomingName))
		if err != nil {
			return "", err
		}
		l.incoming = in
	}
	return l.incoming.dir, nil
}

func newIncoming(root string) (*incoming, error) {
	if err := os.MkdirAll(root, 0o700); err != nil {
		return nil, err
	}
	for {
		dir := filepath.Join(root, rand.Text())
		lock := flock.New(dir + lockSuffix)
		if ok, err := lock.TryLock(); err != nil {
			return nil, errors.Join(err, lock.Close())
		} else if ok && samePlace(lock) {
			return &incoming{lock, dir}, os.Mkdir(dir, 0o700)
		}
		// A sweep got hold of the lock file between its creation and our lock.
		if err := lock.Close(); err != nil {
			return nil, err
		}
	}
}

// samePlace reports whether the locked file is still the one under its name.
func samePlace(lock *flock.Flock) bool {
	held, err := lock.Stat()
	if err != nil {
		return false
	}
	named, err := os.Stat(lock.Path())
	return err == nil && os.SameFile(held, named)
}

// close removes the folder, then its lock file: a folder without one would
// never be looked at again.
func (in *incoming) close() error {
	err := os.RemoveAll(in.dir)
	// Windows removes the lock file only once it is closed; elsewhere it must go
	// while it is held, so that nobody takes it in between.
	removed := os.Remove(in.lock.Path()) == nil
	err = errors.Join(err, in.lock.Close())
	if !removed {
		if e := os.Remove(in.lock.Path()); !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return err
}

// sweepIncoming removes the folders of dead processes, at most limit of them.
func (l *Library) sweepIncoming(limit int) error {
	root := filepath.Join(l.dir, blobsName, incomingName)
	entries, err := os.ReadDir(root)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		name, isLock := strings.CutSuffix(e.Name(), lockSuffix)
		if !isLock || limit == 0 {
			continue
		}
		limit--
		if err := sweepOne(root, name); err != nil {
			return err
		}
	}
	return nil
}

// sweepOne removes one process's folder if that process is dead. It makes no
// lock of its own: what has gone meanwhile has been cleaned up.
func sweepOne(root, name string) error {
	lock := flock.New(filepath.Join(root, name+lockSuffix), flock.SetFlag(os.O_RDWR))
	// A lock that cannot be had belongs to somebody alive, our own included; one
	// that has lost its name, to somebody who has just cleaned up.
	if ok, err := lock.TryLock(); err != nil || !ok || !samePlace(lock) {
		return lock.Close()
	}
	return (&incoming{lock, filepath.Join(root, name)}).close()
}
