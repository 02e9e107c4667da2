package library

import (
	"errors"
	"os"
	"runtime"
)

// disk makes files last through a power cut. Tests look at the order in which
// it is asked to.
type disk interface {
	sync(f *os.File) error
	rename(from, to string) error
	syncFolder(path string) error // makes renames inside it last
}

// system is the disk of the operating system.
type system struct{}

func (system) sync(f *os.File) error        { return f.Sync() }
func (system) rename(from, to string) error { return os.Rename(from, to) }

// syncFolder does nothing on Windows, where renames last by themselves and a
// folder cannot be synced.
func (system) syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
