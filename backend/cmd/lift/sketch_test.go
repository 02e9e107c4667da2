package main

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// fewKills is how often a sketch is killed in usual tests.
const fewKills = 20

// keyless is lift as a process that has no key.
func keyless(t *testing.T, home string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := process(t, home, args...)
	cmd.Env = append(cmd.Env, "PARTLIFT_API_KEY=")
	return cmd
}

func sketching(t *testing.T, home, wav string) *exec.Cmd {
	t.Helper()
	return keyless(t, home, "song", wav, "--engine", "local", "--grid", "off", "--json", "-o", filepath.Join(home, "out"))
}

// blobs are the names of a library's files.
func blobs(t *testing.T, home string) (names []string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(home, "library", "blobs", "??", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range paths {
		names = append(names, filepath.Base(filepath.Dir(p))+filepath.Base(p))
	}
	slices.Sort(names)
	return names
}

// states are those of the songs in the history.
func states(t *testing.T, home string) (out []string) {
	t.Helper()
	var list struct{ Songs []struct{ State string } }
	body, err := keyless(t, home, "history", "--json").Output()
	if err == nil {
		err = json.Unmarshal(body, &list)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list.Songs {
		out = append(out, s.State)
	}
	return out
}

// TestAKilledSketchGoesOn kills lift while it sketches, at any moment, and runs
// it again: the notes and the library are those of a run that nobody disturbed,
// and it has one row all along.
func TestAKilledSketchGoesOn(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	seed := number(t, "PARTLIFT_ROUNDS_SEED", uint64(rand.Uint32()))
	t.Logf("repeat it with PARTLIFT_ROUNDS_SEED=%d", seed)
	dice := rand.New(rand.NewPCG(seed, 0))
	_, wav := shortSong(t)
	home := t.TempDir()
	began := time.Now()
	if out, err := sketching(t, home, wav).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	lasts := time.Since(began)
	files, library := fileSums(t, filepath.Join(home, "out")), blobs(t, home)
	if len(files) == 0 || len(library) != 2 {
		t.Fatalf("undisturbed it wrote %d files, and the library has %q: not the sound and its notes", len(files), library)
	}
	killed, rows := uint64(0), 0
	for killed < number(t, "PARTLIFT_ROUNDS", fewKills) {
		home := t.TempDir()
		cmd := sketching(t, home, wav)
		began := time.Now()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		at := time.Duration(dice.Int64N(int64(lasts)))
		<-time.After(at)
		_ = cmd.Process.Kill() // fails where it is over
		if err := cmd.Wait(); err != nil {
			killed++
		} else {
			lasts = time.Since(began) // it was over before; the next is killed sooner
		}
		if s := states(t, home); slices.Equal(s, []string{"running"}) {
			rows++
		} else if len(s) > 1 {
			t.Errorf("killed after %v, the history has %q", at, s)
		}
		if out, err := sketching(t, home, wav).CombinedOutput(); err != nil {
			t.Errorf("killed after %v, then %v\n%s", at, err, out)
			continue
		}
		if s := states(t, home); !slices.Equal(s, []string{"done"}) {
			t.Errorf("killed after %v and run again, the history has %q", at, s)
		}
		if d := cmp.Diff(library, blobs(t, home)); d != "" {
			t.Errorf("killed after %v, other files in the library (-undisturbed +killed):\n%s", at, d)
		}
		if d := cmp.Diff(files, fileSums(t, filepath.Join(home, "out"))); d != "" {
			t.Errorf("killed after %v, other notes (-undisturbed +killed):\n%s", at, d)
		}
	}
	t.Logf("killed %d times, %d of them while it was in the history as running", killed, rows)
	if rows == 0 {
		t.Error("no kill met a sketch under way")
	}
}

func TestASketchOfASoundThatCannotBeHeard(t *testing.T) {
	home := t.TempDir()
	_, wav := shortSong(t)
	body, err := os.ReadFile(wav)
	if err != nil {
		t.Fatal(err)
	}
	clear(body[100:]) // after its head
	if err := os.WriteFile(wav, body, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // it can be tried again, and keeps its row
		var said bytes.Buffer
		cmd := sketching(t, home, wav)
		cmd.Stderr = &said
		if err := cmd.Run(); err == nil || !strings.HasSuffix(strings.TrimSpace(said.String()), "There is nothing to hear in this sound. Choose a file with music in it.") {
			t.Errorf("%v\n%s", err, said.String())
		}
		if s := states(t, home); !slices.Equal(s, []string{"failed"}) {
			t.Errorf("the history has %q", s)
		}
	}
}
