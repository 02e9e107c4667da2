package studio_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/secret"
)

// takeHere tells a child process which library to take a folder into, and which
// folder that is.
const takeHere, takeFrom = "PARTLIFT_TEST_TAKE", "PARTLIFT_TEST_TAKE_FROM"

// TestTake is the child: it takes a folder, and says after each step how far it
// is.
func TestTake(t *testing.T) {
	dir := os.Getenv(takeHere)
	if dir == "" {
		t.Skip("run by TestAKilledTakeLeavesNothingHalf")
	}
	s, err := studio.Open(context.Background(), studio.Config{Dir: dir, Keys: secret.Options{Keyring: studiotest.NoKeyring{}}, Now: time.Now, After: time.After, Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	h, err := studio.Look([]string{os.Getenv(takeFrom)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.TakeHanded(context.Background(), h, studio.Choice{Changed: studio.Update}, func(done, _ int64) { fmt.Println("read", done) }); err != nil {
		t.Fatal(err)
	}
	fmt.Println("taken")
	select {}
}

// killedTaking starts a child that takes a folder, kills it once it has read so
// many pieces, or after all of them so much later, and reports whether it was
// done by then.
func killedTaking(t *testing.T, lib, from string, pieces int, later time.Duration) (done bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestTake$")
	cmd.Env = append(os.Environ(), takeHere+"="+lib, takeFrom+"="+from)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 0; n < pieces && lines.Scan(); n++ {
		if done = lines.Text() == "taken"; done {
			break
		}
	}
	timer := time.AfterFunc(later, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	for lines.Scan() {
		done = done || lines.Text() == "taken"
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.Exited() {
		t.Fatalf("the child was not killed: %v", err)
	}
	return done
}

// A process that is killed while it takes a song in parts leaves the song whole,
// as it was before, or not at all.
func TestAKilledTakeLeavesNothingHalf(t *testing.T) {
	t.Parallel()
	if testing.Short() || runtime.GOOS == "windows" {
		t.Skip("starts and kills many processes")
	}
	dir := vendorFolder(t, "Night Bus Stems")
	changed := vendorFolder(t, "Night Bus Stems")
	if err := errors.Join(os.WriteFile(filepath.Join(changed, "Night_Bus (Bass).wav"), tone(2, 9), 0o600), os.Remove(filepath.Join(changed, "Night_Bus (Lead Vocals).wav"))); err != nil {
		t.Fatal(err)
	}
	states := map[string]bool{}
	for round := range 14 {
		w := studiotest.New(t, kiesim.Script{})
		before := ""
		if round%2 == 1 {
			take(t, w, studio.Choice{}, dir)
			before = "Bass,Drums,Lead Vocals 2"
		}
		w.Close()
		after := map[bool]string{false: "Bass,Drums,Lead Vocals 2", true: "Bass,Drums 2"}[round%2 == 1]
		from := map[bool]string{false: dir, true: changed}[round%2 == 1]
		pieces, later := 1+round, time.Duration(0)
		if round > 7 {
			pieces, later = 9, time.Duration(round-8)*4*time.Millisecond
		}
		done := killedTaking(t, w.Config.Dir, from, pieces, later)
		w.Open(t)
		got := stateOf(t, w)
		states[fmt.Sprint(got == after)] = true
		if got != after && (got != before || done) {
			t.Errorf("round %d: %q, done %v; want %q or %q", round, got, done, after, before)
		}
		// Nothing that was being written is left, and it goes on.
		for _, f := range shape(t, w) {
			if strings.HasPrefix(f, "incoming") {
				t.Errorf("round %d: %s is left", round, f)
			}
		}
		if again := take(t, w, studio.Choice{Changed: studio.Update}, from); len(again.Songs) != 1 || stateOf(t, w) != after || len(w.Rows(t, "")) != 1 {
			t.Errorf("round %d: %+v, %q", round, again, stateOf(t, w))
		}
		w.Close()
	}
	if !states["false"] {
		t.Error("no round was killed in time")
	}
}

// stateOf describes the only song of a library, "" for none.
func stateOf(t *testing.T, w *studiotest.World) string {
	t.Helper()
	rows := w.Rows(t, "")
	if len(rows) == 0 {
		return ""
	}
	p, err := w.Page(t.Context(), rows[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	var stems []string
	for _, s := range p.Stems {
		if _, err := os.Stat(s.Path); err != nil {
			t.Error(err)
		}
		stems = append(stems, s.Name)
	}
	return fmt.Sprint(strings.Join(stems, ","), " ", len(p.Parts))
}
