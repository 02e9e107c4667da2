//go:build window

package views

import (
	"bufio"
	"context"
	"crypto/rand"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/backend/kie/kiesim"
)

// TestWindowRelay runs a real relay beside the program. A song goes through it
// by callbacks; then the relay is killed, and the next song gets there by
// polling.
func TestWindowRelay(t *testing.T) {
	bin, lift := build(t, ".."), build(t, "../backend/cmd/lift")
	hub := exec.Command(lift, "relay", "--addr", "127.0.0.1:0", "--data", t.TempDir())
	out, err := hub.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := hub.Start(); err != nil {
		t.Fatal(err)
	}
	defer hub.Wait()
	defer hub.Process.Kill()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	address := strings.TrimSpace(strings.TrimPrefix(line, "relay on "))

	script, err := kiesim.ReadScript(strings.NewReader(`{"latency":{"separation":"4500ms","midi":"4500ms"}}`))
	if err != nil {
		t.Fatal(err)
	}
	key := "relay-key-0123456789-abcd"
	sim := kiesim.New(kiesim.Config{Keys: []string{key}, Credits: 500, Script: script, Now: time.Now})
	server := httptest.NewServer(sim)
	defer sim.Close()
	defer server.Close()

	library, config := t.TempDir(), t.TempDir()
	places := studio.Places{Data: t.TempDir(), Config: config, Library: library}
	keys := places.Keys()
	keys.Keyring = noKeyring{}
	st, err := studio.Open(t.Context(), studio.Config{Dir: library, Keys: keys, UserAgent: "Partlift/test", Now: time.Now, After: time.After, Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.SetUpRelay(t.Context(), address, "", true); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	s := sit(t, bin, library, []string{"PARTLIFT_API_KEY=" + key, "XDG_CONFIG_HOME=" + config}, "--demo", "--api-base", server.URL, "--upload-base", server.URL)
	eyes := openStudio(t, library)
	defer eyes.Close()
	done := func(n int) func() bool {
		return func() bool {
			ready := 0
			for _, r := range s.rows(eyes) {
				if r.State == studio.RowFailed {
					t.Fatalf("a song failed: %s", r.Detail)
				}
				if r.State == studio.RowDone {
					ready++
				}
			}
			return ready >= n
		}
	}
	log := func() string {
		b, err := os.ReadFile(filepath.Join(library, "logs", "partlift.log"))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	s.until("the demo is done", 2*time.Minute, done(3))
	came := regexp.MustCompile(`time=(\S+) .*msg="a callback came"`).FindAllStringSubmatch(log(), -1)
	if len(came) == 0 {
		t.Fatalf("no callback came through the relay:\n%s", log())
	}
	for _, r := range s.rows(eyes) {
		last, err := time.Parse(time.RFC3339Nano, came[len(came)-1][1])
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("“%s” was in the library %v after the last callback came", r.Title, r.Updated.Sub(last).Round(time.Millisecond))
	}
	if strings.Contains(log(), key) || strings.Contains(log(), "/cb/") {
		t.Error("a secret is in the log")
	}

	if err := hub.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	wav := filepath.Join(t.TempDir(), "Without.wav")
	songs, err := studio.DemoSongs()
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(wav)
	if err != nil {
		t.Fatal(err)
	}
	if err := kiesim.RenderWAV(f, songs[0].Music, kiesim.Format{}); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	s.leave()
	cmd := exec.CommandContext(context.Background(), lift, "song", wav, "-o", t.TempDir(), "--library", library, "--api-base", server.URL, "--upload-base", server.URL, "--grid", "off")
	cmd.Env = append(os.Environ(), "PARTLIFT_API_KEY="+key, "XDG_CONFIG_HOME="+config)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("with the relay gone: %v\n%s", err, out)
	}
}
