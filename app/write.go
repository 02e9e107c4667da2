package app

import (
	"os"
	"path/filepath"
)

// unnamed is the pattern of files that have no name yet.
const unnamed = ".partlift-*"

// WriteFile writes a file whole or not at all: under a temporary name in the
// same folder first, synced, then renamed over what is there. A pipe or a
// device of that name is left alone.
func WriteFile(path string, write func(f *os.File) error) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return trouble("Choose the name of a file.", "“%s” is not a file but a pipe or a device.", path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), unnamed)
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	err = write(f)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	return err
}
