package studio

import (
	"context"

	"partlift/backend/relay"
	"partlift/backend/say"
	"partlift/backend/secret"
)

// webhookUser is under which name the key by which the service signs its
// callbacks lies among the keys.
const webhookUser = "webhook"

// SetWebhookKey has the relay take only callbacks that the service signed with
// key, or all of them again with "". The key lies where the relay's secret
// does; the relay has to keep it too, to check signatures by it.
func (s *Studio) SetWebhookKey(ctx context.Context, key string) error {
	channel, place, ok := s.keptRelay(ctx)
	if !ok {
		return say.Refuse("Set one up in the settings first.", "No relay is set up.")
	}
	k := secret.Key(key)
	if err := secret.Valid(k); key != "" && err != nil {
		return err
	}
	client := relay.Client{Channel: channel, Now: s.cfg.Now, After: s.cfg.After, Log: s.log}
	if err := client.SetWebhookKey(ctx, k.Reveal()); err != nil {
		return relayTrouble(err)
	}
	s.mu.Lock()
	if s.line != nil {
		s.line.signed = key != ""
	}
	s.mu.Unlock()
	if key == "" {
		return s.vault.For(webhookUser).Clear(ctx)
	}
	_, err := s.vault.For(webhookUser).Save(ctx, k, place)
	return err
}

// webhookKey returns the key that is kept, "" for none.
func (s *Studio) webhookKey(ctx context.Context) string {
	k, _, err := s.vault.For(webhookUser).Load(ctx)
	if err != nil {
		return ""
	}
	return k.Reveal()
}
