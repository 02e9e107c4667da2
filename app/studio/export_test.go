package studio

import (
	"context"

	"partlift/backend/relay"
)

// Heed hands a delivery over as the relay's client does.
func (s *Studio) Heed(ctx context.Context, token, id string, body []byte) error {
	return s.heed(ctx, relay.Delivery{Token: token, ID: id, Body: body, Received: s.cfg.Now()})
}
