package hub_test

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// fill posts until the hub refuses, at most that many times.
func fill(t *testing.T, c *campaign, times int) {
	t.Helper()
	c.client.Timeout = 0
	for refused := 0; refused < times; {
		body := make([]byte, 300_000)
		noise(int(c.seq.Add(1)), len(body)).Read(body)
		ctx, cancel := context.WithCancel(t.Context())
		cancel() // one try each
		if !c.send(ctx, 0, body, 0) {
			refused++
		}
		if c.seq.Load() > 1000 {
			t.Fatal("the disk is never full")
		}
	}
}

func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("relay-test", dir, "tmpfs", 0, "size=32m"); err != nil {
		if os.Getenv("PARTLIFT_NEED_TMPFS") != "" {
			t.Fatalf("a small disk cannot be mounted: %v", err)
		}
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	p, url := runHub(t, nil, wide("--addr", "127.0.0.1:0", "--data", dir)...)
	defer p.kill()
	c := newCampaign(t, 1, url)
	fill(t, c, 3)
	c.app(0)
	c.demand("a disk filled by callbacks")
	for range 5 {
		if !c.send(t.Context(), 0, c.body(), 0) {
			t.Error("a callback was refused after space came back")
		}
	}
	c.demand("after space came back")

	// Now something else fills the disk, to the last byte.
	junk, err := os.Create(filepath.Join(dir, "junk"))
	if err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 4096)
	for err == nil {
		_, err = junk.Write(block)
	}
	junk.Close()
	if c.send(t.Context(), 0, c.body(), 0) {
		t.Error("a callback was taken on a disk without a free byte")
	}
	if os.Getenv("PARTLIFT_SOAK") != "" {
		pause(12 * time.Second) // in which the hub looks after its store
	}
	if err := os.Remove(junk.Name()); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if !c.send(t.Context(), 0, c.body(), 0) {
			t.Error("a callback was refused after the junk was gone")
		}
	}
	c.demand("after the junk was gone")
}

// The hub cannot write files beyond a size, which its own guards cannot see.
func TestWritesFail(t *testing.T) {
	t.Parallel()
	addr, dir := freeAddr(t), t.TempDir()
	args := wide("--addr", addr, "--data", dir)
	p, url := runHub(t, []string{fsizeEnv + "=3000000"}, args...)
	c := newCampaign(t, 1, url)
	fill(t, c, 1)
	if os.Getenv("PARTLIFT_SOAK") != "" { // a store that is stuck ends the hub, whose supervisor starts another
		select {
		case <-p.done:
			if code := p.cmd.ProcessState.ExitCode(); code != 1 {
				t.Errorf("the hub ended with %d: %s", code, p.log)
			}
		case <-time.After(2 * time.Minute):
			t.Error("the hub goes on with a store that cannot write")
		}
	}
	p.kill()
	runHub(t, nil, args...)
	c.app(0)
	for range 5 {
		if !c.send(t.Context(), 0, c.body(), 0) {
			t.Error("a callback was refused by the new hub")
		}
	}
	c.demand("writes that failed")
}
