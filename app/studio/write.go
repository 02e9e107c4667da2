package studio

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"partlift/backend/say"
)

// unnamed is the pattern of files that have no name yet: what follows the first
// dash is the number of the process that writes them.
const unnamed = ".partlift-*"

// WriteFile writes a file that everybody may read whole or not at all: under a
// temporary name in the same folder first, synced, then renamed over what is
// there. A pipe or a device of that name is left alone.
func WriteFile(path string, write func(f *os.File) error) error {
	return writeWhole(path, 0o644, write)
}

// private is the mode of files for their owner alone.
const private = 0o600

// writeWhole is WriteFile for a file of some mode.
func writeWhole(path string, mode os.FileMode, write func(f *os.File) error) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return say.Refuse("Choose the name of a file.", "“{{.Name}}” is not a file but a pipe or a device.", say.With{"Name": path})
	}
	f, err := createUnnamed(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	err = write(f)
	if err == nil {
		err = f.Chmod(mode)
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

// createUnnamed makes a file of this process in a folder, which sweep removes if
// the process is killed.
func createUnnamed(dir string) (*os.File, error) {
	return os.CreateTemp(dir, fmt.Sprintf(".partlift-%d-*", os.Getpid()))
}

// sweep removes what a writer that was killed left in the folder: at once where
// its process is known to be gone, else after a time that is longer than any
// writing takes.
func sweep(dir string, now time.Time) {
	left, _ := os.ReadDir(dir) // a folder that cannot be listed keeps them
	for _, e := range left {
		if ours, _ := filepath.Match(unnamed, e.Name()); !ours || !e.Type().IsRegular() && !e.IsDir() {
			continue
		}
		most := time.Hour
		if e.IsDir() { // of a session, whose sound takes its time
			most = 24 * time.Hour
		}
		if info, err := e.Info(); err == nil && (orphan(e.Name()) || now.Sub(info.ModTime()) > most) {
			_ = os.RemoveAll(filepath.Join(dir, e.Name()))
		}
	}
}

// orphan reports whether the process that wrote an unnamed file has ended for
// sure. Where a system does not tell, it has not.
func orphan(name string) bool {
	number, _, _ := strings.Cut(strings.TrimPrefix(name, ".partlift-"), "-")
	return processEnded(number)
}

// processEnded reports whether the process of a number has ended for sure.
func processEnded(number string) bool {
	pid, err := strconv.Atoi(number)
	if err != nil || pid <= 0 {
		return false
	}
	p, err := os.FindProcess(pid)
	return err == nil && errors.Is(p.Signal(syscall.Signal(0)), os.ErrProcessDone)
}
