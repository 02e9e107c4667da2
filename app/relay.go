package app

import (
	"context"

	"partlift/app/studio"
)

// SetUpRelay makes a channel at a hub and uses it.
func (m *Setup) SetUpRelay(address, invite string, file bool) {
	m.busy(m.say("Setting up the relay…"), func(ctx context.Context) func() {
		r, err := m.studio.SetUpRelay(ctx, address, invite, file)
		return func() {
			if m.fail("relay", "set up the relay", err) {
				return
			}
			m.Dismiss("relay")
			now := m.Relay.Now()
			if now.Hub == r.Hub && now.Text != "" {
				r.Connected, r.Text = now.Connected, now.Text
			}
			m.Relay.Set(r)
		}
	})
}

// LeaveRelay does without the relay from now on.
func (m *Setup) LeaveRelay() {
	m.busy(m.say("Leaving the relay…"), func(ctx context.Context) func() {
		err := m.studio.LeaveRelay(ctx)
		return func() {
			if !m.fail("relay", "forget the relay", err) {
				m.Relay.Set(studio.Relay{})
			}
		}
	})
}

// onRelay brings news of the relay to the screen.
func (m *Setup) onRelay(r studio.Relay) {
	m.post(func() {
		if m.ctx.Err() != nil {
			return
		}
		now := m.Relay.Now()
		if now.Hub == r.Hub {
			r.Fleeting, r.Tested = now.Fleeting, now.Tested
		}
		m.Relay.Set(r)
	})
}
