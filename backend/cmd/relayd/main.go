// Relayd receives callbacks for desktops that have no public address, keeps
// them until they are fetched, and hands them on over a WebSocket.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"partlift/backend/relay/hub/serve"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := serve.Main(ctx, serve.Env{
		Name: "relayd", Args: os.Args[1:], Stdout: os.Stdout, Stderr: os.Stderr, Now: time.Now,
		Data: os.Getenv("STATE_DIRECTORY"), // set by systemd
	})
	stop()
	os.Exit(code)
}
