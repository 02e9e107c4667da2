//go:build linux && cgo

package speaker

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// A process opens its sound card once, so each of these tests runs in a process
// of its own, with a sound system of its own.

// child runs a test of this file in a process with a sound system.
func child(t *testing.T, test, conf string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "asound.conf")
	if err := os.WriteFile(path, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+test+"$", "-test.timeout=60s", "-test.v")
	cmd.Env = append(os.Environ(), "ALSA_CONFIG_PATH="+path, "PARTLIFT_TEST_CARD="+test)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	return string(out)
}

// childOnly skips a test that is for a child.
func childOnly(t *testing.T) {
	if os.Getenv("PARTLIFT_TEST_CARD") != t.Name() {
		t.Skip("it is run by another test")
	}
}

func TestWithoutASoundSystem(t *testing.T) { child(t, "TestChildHasNoSound", "") }

func TestChildHasNoSound(t *testing.T) {
	childOnly(t)
	p := tone()
	s, err := Open(p, time.Now)
	if !errors.Is(err, ErrNoSound) || !s.Silent() || Sentence(err).Empty() {
		t.Fatalf("got %v", err)
	}
	began := time.Now()
	until(t, "half a second", func() bool { return s.Position() > .5 })
	if took := time.Since(began); took < 400*time.Millisecond {
		t.Errorf("half a second took %v", took)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(p, time.Now)
	if !errors.Is(err, ErrNoSound) {
		t.Errorf("a second time: %v", err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

func TestSoundReachesTheCard(t *testing.T) {
	file := filepath.Join(t.TempDir(), "out.raw")
	conf := fmt.Sprintf("pcm.null { type null }\npcm.!default { type file slave.pcm \"null\" file %q format \"raw\" }\n", file)
	t.Log(child(t, "TestChildPlaysIntoAFile", conf))
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	// This card takes sound faster than time passes, so silence comes between:
	// it is left out on both sides.
	got := loud(b)
	first := same(got)
	if first < rate || first == len(got) {
		t.Errorf("%d of %d frames are those of the first speaker", first, len(got))
	}
	if second := same(got[first:]); first+second != len(got) {
		t.Errorf("frame %d of %d is neither speaker's", first+second, len(got))
	}
}

// same returns how many frames are those that a tone begins with.
func same(got [][2]float32) int {
	l, r := make([]float32, len(got)+50_000), make([]float32, len(got)+50_000)
	tone().Render(l, r)
	at := 0
	for i := 0; i < len(l) && at < len(got); i++ {
		if l[i] == 0 && r[i] == 0 {
			continue
		}
		if got[at] != [2]float32{l[i], r[i]} {
			break
		}
		at++
	}
	return at
}

// loud returns the frames that are not silent.
func loud(b []byte) (out [][2]float32) {
	for ; len(b) >= 8; b = b[8:] {
		if l, r := sample(b), sample(b[4:]); l != 0 || r != 0 {
			out = append(out, [2]float32{l, r})
		}
	}
	return out
}

func TestChildPlaysIntoAFile(t *testing.T) {
	childOnly(t)
	p := tone()
	s, err := Open(p, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(tone(), time.Now); !errors.Is(err, ErrBusy) {
		t.Errorf("a second speaker: %v", err)
	}
	until(t, "two seconds", func() bool { return p.Rendered() > 2*rate })
	s.Stop()
	at := p.Rendered()
	s.Start()
	until(t, "a start", func() bool { return p.Rendered() > at+rate/10 })
	if s.Silent() || s.Latency() <= 0 {
		t.Error(s.Err(), s.Latency())
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	at = p.Rendered()
	next, err := Open(tone(), time.Now)
	if err != nil {
		t.Fatalf("after Close: %v", err)
	}
	defer next.Close()
	until(t, "the next song", func() bool { return next.Position() > 0 })
	if p.Rendered() != at {
		t.Error("the closed speaker renders")
	}
}
