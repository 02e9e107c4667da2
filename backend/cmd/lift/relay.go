package main

import (
	"context"
	"path/filepath"
	"time"

	hub "partlift/backend/relay/hub/serve"
)

// relay runs a hub, as relayd does.
func relay(ctx context.Context, l *lift, args []string) error {
	code := hub.Main(ctx, hub.Env{Name: "lift relay", Args: args, Stdout: l.out, Stderr: l.err, Now: time.Now,
		Data: filepath.Join(l.places.Data, "partlift-relay")})
	switch code {
	case 0:
		return nil
	case 2:
		return errSaid
	}
	return errTold
}
