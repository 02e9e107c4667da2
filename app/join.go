package app

import (
	"context"

	"partlift/app/studio"
	"partlift/backend/say"
)

// Complete asks whether the cloud is to bring every part of the sketch that is
// open.
func (m *Orders) Complete() {
	p := m.model.Page.Now()
	if p == nil || !p.Sketched() {
		return
	}
	m.busy(m.say("Looking for earlier work…"), func(ctx context.Context) func() {
		d, err := m.studio.Complete(ctx, p.ID)
		return func() {
			if !m.fail("complete", "get the parts of “{{.Title}}”", err, say.With{"Title": p.Title}) {
				m.taken([]studio.Draft{d}, nil, nil)
			}
		}
	})
}
