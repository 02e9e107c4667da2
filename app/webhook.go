package app

import (
	"context"
)

// SetWebhookKey has the relay take only signed callbacks; see Studio.
func (m *Setup) SetWebhookKey(key string) {
	m.busy(m.say("Telling the relay…"), func(ctx context.Context) func() {
		err := m.studio.SetWebhookKey(ctx, key)
		return func() {
			if m.fail("webhook", "set the webhook key", err) {
				return
			}
			m.Dismiss("webhook")
			r := m.Relay.Now()
			r.Signed = key != ""
			m.Relay.Set(r)
		}
	})
}
