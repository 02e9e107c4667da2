//go:build unix

package main_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"partlift/backend/relay"
)

// The binary is built without cgo, keeps its files where systemd says, and ends
// well when asked to.
func TestBinary(t *testing.T) {
	path := filepath.Join(t.TempDir(), "relayd")
	build := exec.Command("go", "build", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	state := t.TempDir()
	cmd := exec.Command(path, "--addr", "127.0.0.1:0")
	cmd.Env = append(os.Environ(), "STATE_DIRECTORY="+state)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	line, err := bufio.NewReader(out).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "relay on ")
	if err != nil || !ok {
		t.Fatalf("it says %q, %v", line, err)
	}
	c, err := relay.NewChannel(t.Context(), url, "")
	if err != nil {
		t.Fatal(err)
	}
	client := relay.Client{Channel: c, Now: time.Now}
	if _, err := client.Probe(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(state, "jetstream")); err != nil {
		t.Error(err)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("asked to stop, it ended with %v", err)
	}
}
