package hub

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"time"

	"partlift/backend/relay"
)

// greet says hello, challenges, and lets in whoever proves the secret; else it
// returns the reason of the bye.
func (s *session) greet() (reason string) {
	s.ws.SetReadDeadline(s.hub.cfg.Now().Add(relay.AuthWithin))
	f, err := s.read()
	if err != nil || f.Type != relay.TypeHello || !relay.IsChannelID(f.Channel) {
		return relay.ByeProtocol
	}
	if f.Version != relay.Version {
		return relay.ByeVersion
	}
	ctx, cancel := context.WithTimeout(s.ctx, relay.AuthWithin)
	defer cancel()
	rec, err := s.hub.store.Channel(ctx, f.Channel)
	if errors.Is(err, ErrNone) {
		return relay.ByeUnknown
	} else if err != nil {
		return relay.ByeBusy
	}
	if reason := s.challenge(f.Channel, rec); reason != "" {
		return reason
	}
	s.channel, s.partial = f.Channel, f.Partial
	pending, err := s.hub.tallies.pending(ctx, s.hub, s.channel)
	if err != nil {
		return relay.ByeBusy
	}
	s.hub.touch(ctx, s.channel, rec)
	if reason := s.hub.join(s); reason != "" {
		return reason
	}
	ready := relay.Frame{
		Type: relay.TypeReady, Version: relay.Version, Pending: pending,
		Ping: int(s.hub.cfg.Limits.Ping / time.Second), Max: s.hub.cfg.Limits.Body,
	}
	if s.send(ready) != nil {
		s.hub.leave(s)
		return relay.ByeSlow
	}
	return ""
}

// challenge asks for what only the channel's secret can open.
func (s *session) challenge(channel string, rec Record) (reason string) {
	nonce := make([]byte, 32)
	rand.Read(nonce)
	sealed, err := relay.Seal(rec.Public, relay.PurposeChallenge, nonce)
	if err != nil || s.send(relay.Frame{Type: relay.TypeChallenge, Sealed: sealed}) != nil {
		return relay.ByeBusy
	}
	f, err := s.read()
	if err != nil || f.Type != relay.TypeProof {
		return relay.ByeProtocol
	}
	if subtle.ConstantTimeCompare(f.Proof, relay.Prove(channel, nonce)) != 1 {
		return relay.ByeProof
	}
	return ""
}

// touch keeps a channel that is used from growing old, once a day.
func (h *Hub) touch(ctx context.Context, channel string, rec Record) {
	now := h.cfg.Wall().Unix()
	if d := now - rec.Seen; d > -86400 && d < 86400 {
		return
	}
	rec.Seen = now
	if err := h.store.SaveChannel(ctx, channel, rec); err != nil {
		h.cfg.Log.Warn("channel not refreshed", "channel", short(channel), "err", err)
	}
}

func (s *session) configure(key string) (reason string) {
	ctx, cancel := context.WithTimeout(s.ctx, s.hub.cfg.Limits.StoreTime)
	defer cancel()
	rec, err := s.hub.store.Channel(ctx, s.channel)
	if err == nil {
		rec.WebhookKey = key
		err = s.hub.store.SaveChannel(ctx, s.channel, rec)
	}
	if err != nil {
		return relay.ByeBusy
	}
	s.send(relay.Frame{Type: relay.TypeDone})
	return ""
}
