package library

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// The beginnings of the names of folders in which an archive is made, inside the
// library, or a library is unpacked, beside its place to be.
const (
	packingBegins   = ".packing-"
	unpackingBegins = ".unpacking-"
)

// ownerName is the lock in such a folder that ends with the process.
const ownerName = "owner.lock"

// workFolder makes a folder for temporary work. leave gives up the lock, after
// which the folder is the caller's to remove or rename.
func workFolder(parent, begins string) (dir string, leave func() error, err error) {
	dir, err = os.MkdirTemp(parent, begins)
	if err != nil {
		return "", nil, err
	}
	lock := flock.New(filepath.Join(dir, ownerName))
	if ok, err := lock.TryLock(); err != nil || !ok {
		return "", nil, errors.Join(err, lock.Close(), os.RemoveAll(dir))
	}
	return dir, func() error { return errors.Join(lock.Close(), os.Remove(lock.Path())) }, nil
}

// sweepWork removes what dead processes left of such folders in parent.
func sweepWork(parent, begins string, now time.Time) error {
	f, err := os.Open(parent)
	if err != nil {
		return nil // then there is nothing of ours
	}
	defer f.Close()
	const most = 10_000 // names; whoever keeps more beside a library keeps these too
	names, err := f.Readdirnames(most)
	if err == io.EOF {
		err = nil
	}
	for _, name := range names {
		dir := filepath.Join(parent, name)
		if strings.HasPrefix(name, begins) && ownerless(dir, now) {
			err = errors.Join(err, os.RemoveAll(dir))
		}
	}
	return err
}

// ownerless reports whether a folder's process is dead. Without a lock it is
// being made, or about to be renamed, or of an earlier version: then age tells.
func ownerless(dir string, now time.Time) bool {
	info, err := os.Lstat(dir)
	if err != nil || !info.IsDir() {
		return false
	}
	lock := flock.New(filepath.Join(dir, ownerName), flock.SetFlag(os.O_RDWR))
	defer lock.Close()
	ok, err := lock.TryLock()
	if errors.Is(err, fs.ErrNotExist) {
		return now.Sub(info.ModTime()) > graceOfOrphans
	}
	return ok && err == nil
}
