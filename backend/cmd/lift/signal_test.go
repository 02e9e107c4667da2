//go:build unix

package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A pipe may never answer and a device may never end, so neither is opened.
func TestPipesAndDevicesAreRefusedAtOnce(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "song.wav")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	for _, path := range []string{pipe, "/dev/zero"} {
		for _, args := range [][]string{{"export", path}, {"check", path}, {"check", "--json", path}, {"grid", path}, {"song", path}, {"sim", "--song", path}, {"sim", "--script", path}} {
			code, out, errs := here(t, args...)
			if code != 1 || out != "" || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "pipe or a device") {
				t.Errorf("%v: code %d, output %q, message %q; want one sentence", args, code, out, errs)
			}
		}
	}
}

// silent is a terminal at which nobody types: a read ends with the test.
type silent struct{ stop func() }

func (s silent) Read([]byte) (int, error) {
	s.stop() // Ctrl-C, once lift waits for the key
	select {}
}

// Whoever is asked for a key on a terminal must get away by Ctrl-C.
func TestSignalEndsWaitingForAKey(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	var out, errs bytes.Buffer
	l := &lift{in: silent{stop}, out: &out, err: &errs}
	l.places.Library = t.TempDir()
	if code := l.run(ctx, []string{"key", "set"}); code != 1 || out.Len() != 0 || !strings.HasPrefix(errs.String(), "Stopped.") {
		t.Errorf("code %d, output %q, message %q; want 1 and that it was stopped", code, &out, &errs)
	}
}
