package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const testKey = "a-key-of-the-pretend-service"

// process returns lift as a process of its own, with a home of its own.
func process(t *testing.T, home string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), asLift+"=1", "PARTLIFT_API_KEY="+testKey, "PARTLIFT_LIBRARY="+filepath.Join(home, "library"),
		"XDG_DATA_HOME="+home, "XDG_CONFIG_HOME="+home, "DBUS_SESSION_BUS_ADDRESS=unix:path="+home+"/no-bus")
	return cmd
}

// service is a running lift sim.
type service struct{ base string }

// serve starts lift sim and waits for its address.
func serve(t *testing.T, script string) service {
	t.Helper()
	args := []string{"sim", "--credits", "100000"}
	if script != "" {
		path := filepath.Join(t.TempDir(), "script.json")
		if err := os.WriteFile(path, []byte(script), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, "--script", path)
	}
	cmd := process(t, t.TempDir(), args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("lift sim printed no address: %v", err)
	}
	return service{strings.TrimSpace(line)}
}

// state is what the pretend service says of itself.
type state struct {
	Charges []struct{ TaskID string }
	Balance float64
}

func (s service) state(t *testing.T) (out state) {
	t.Helper()
	if err := json.Unmarshal(s.get(t, "/sim/state"), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func (s service) get(t *testing.T, path string) []byte {
	t.Helper()
	resp, err := http.Get(s.base + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(resp.Body); err != nil || resp.StatusCode != 200 {
		t.Fatalf("%s: status %d, error %v", path, resp.StatusCode, err)
	}
	return b.Bytes()
}

// audio downloads the pretend service's own song to a file.
func (s service) audio(t *testing.T, slug string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), slug+".wav")
	if err := os.WriteFile(path, s.get(t, "/sim/songs/"+slug+".wav"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (s service) song(wav, out string, more ...string) []string {
	return append([]string{"song", wav, "--json", "--engine", "cloud", "--api-base", s.base, "--upload-base", s.base, "--poll", "5ms", "--grid", "off", "-o", out}, more...)
}

// fileSums reads every file of a folder.
func fileSums(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(f)] = string(data)
	}
	return out
}
