package studiotest

import (
	"bufio"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"partlift/backend/relay/hub/serve"
)

// Hub runs a real relay on a folder and returns its address and what ends it.
func Hub(t *testing.T, dir, addr string) (address string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		serve.Main(ctx, serve.Env{Name: "relay", Args: []string{"--addr", addr, "--data", dir, "--quiet"}, Stdout: w, Stderr: io.Discard, Now: time.Now})
		w.Close()
	}()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("the relay does not start: %v", err)
	}
	go io.Copy(io.Discard, r)
	stop = func() {
		cancel()
		<-done
	}
	t.Cleanup(stop)
	return strings.TrimSpace(strings.TrimPrefix(line, "relay on ")), stop
}
