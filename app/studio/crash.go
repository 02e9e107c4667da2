package studio

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// watchCrashes has crashes of this run written to a folder of logs. It returns
// the report of an earlier one, "" for none, and what to call when the program
// ends in order.
func watchCrashes(dir string, now time.Time, log *slog.Logger) (earlier string, ended func()) {
	about := fmt.Sprintf("Partlift %s, %s/%s, %s", Version, runtime.GOOS, runtime.GOARCH, runtime.Version())
	f, earlier, err := CrashFile(dir, about, now)
	if err == nil {
		err = debug.SetCrashOutput(f, debug.CrashOptions{})
	}
	if err != nil {
		log.Warn("a crash could not be written down", "error", err)
		return earlier, func() {}
	}
	return earlier, func() {
		err := errors.Join(debug.SetCrashOutput(nil, debug.CrashOptions{}), Discard(f))
		if err != nil {
			log.Warn("could not end watching in order", "error", err)
		}
	}
}

// crashMark is in every report of the runtime, and in no file that waits for
// one.
var crashMark = []byte("goroutine ")

// CrashFile makes the file that the runtime is to write a crash of this run
// into, in a folder of logs, and returns the report of an earlier crash, "" if
// there is none that was not returned before. The file begins with about, such
// as the program's version. Discard it when the program ends in order.
func CrashFile(dir, about string, now time.Time) (f *os.File, earlier string, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, "", err
	}
	earlier, err = earlierCrash(dir, now)
	if err != nil {
		return nil, "", err
	}
	f, err = os.CreateTemp(dir, fmt.Sprintf("%s-%d-*.txt", now.UTC().Format("run-20060102-150405"), os.Getpid()))
	if err != nil {
		return nil, "", err
	}
	_, err = fmt.Fprintf(f, "%s, started %s\n", about, now.UTC().Format(time.RFC3339))
	return f, earlier, err
}

// earlierCrash looks for the newest report and gives all of them another name,
// so that none is told twice. Files without one are removed if their program
// was ended without a word, as by a power cut.
func earlierCrash(dir string, now time.Time) (newest string, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "run-*.txt"))
	slices.Sort(files) // by time
	for _, path := range files {
		body, readErr := readOwn(path)
		if readErr != nil || !bytes.Contains(body, crashMark) {
			if readErr == nil && deserted(path, now) {
				_ = os.Remove(path)
			}
			continue // else perhaps of a program that runs beside this one
		}
		told := filepath.Join(dir, "crash-"+filepath.Base(path)[len("run-"):])
		if err := os.Rename(path, told); err == nil {
			newest = told
		}
	}
	return newest, err
}

// deserted reports whether the program that waits with a file for its crash is
// gone. Its name tells the process; where that or the system does not, the file's
// age does.
func deserted(path string, now time.Time) bool {
	if parts := strings.Split(filepath.Base(path), "-"); len(parts) == 5 && processEnded(parts[3]) {
		return true
	} else if len(parts) == 5 && runtime.GOOS != "windows" {
		return false
	}
	info, err := os.Lstat(path)
	return err == nil && now.Sub(info.ModTime()) > 24*time.Hour
}

// Discard removes the file of a run that ended in order.
func Discard(f *os.File) error { return errors.Join(f.Close(), os.Remove(f.Name())) }
