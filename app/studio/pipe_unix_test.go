//go:build unix

package studio_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"partlift/app/studio"
)

// A pipe in the place of a file of ours keeps nobody from starting.
func TestPipesAmongOurFilesAreNotOpened(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	fifo := func(path string) {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Skip(err)
		}
	}
	fifo(filepath.Join(dir, "window.json"))
	if studio.HandOver(t.Context(), dir, nil) {
		t.Error("handed over to a pipe")
	}
	p := studio.Places{Data: filepath.Join(dir, "data"), Config: filepath.Join(dir, "config")}
	fifo(filepath.Join(dir, "config", "partlift", "library"))
	if got := p.Dir(); got != filepath.Join(dir, "data", "partlift") {
		t.Errorf("the library is %s", got)
	}
	fifo(filepath.Join(dir, "logs", "run-20200101-000000-1.txt"))
	f, earlier, err := studio.CrashFile(filepath.Join(dir, "logs"), "", time.Now())
	if err != nil || earlier != "" {
		t.Fatal(earlier, err)
	}
	if err := studio.Discard(f); err != nil {
		t.Error(err)
	}
	fifo(filepath.Join(dir, "song.mid"))
	if _, err := studio.ReadFile(filepath.Join(dir, "song.mid")); err == nil {
		t.Error("a pipe was read")
	}
}
