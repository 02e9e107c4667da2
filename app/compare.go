package app

import (
	"context"

	"partlift/app/edit"
	"partlift/app/studio"
)

// compare listens how the notes of a song lie in its sound, where nobody did
// before, after what its sounds look like was worked out. The end of ctx ends
// that. Sounds that cannot be read leave it unknown.
func (m *Song) compare(ctx context.Context, p *edit.Page) {
	m.Comparing.Set(0)
	if !studio.Comparable(p) {
		return
	}
	tell := func(percent int) {
		m.post(func() {
			if ctx.Err() == nil {
				m.Comparing.Set(percent)
			}
		})
	}
	m.inOrder("outlines", func(context.Context) func() {
		if ctx.Err() != nil {
			return nil
		}
		told := percents(tell)
		heard, err := m.studio.Compare(ctx, p, func(done float64) { told(max(int64(100*done), 1), 100) })
		return func() {
			if ctx.Err() != nil {
				return
			}
			m.Comparing.Set(0)
			if heard == nil {
				m.studio.Log().Warn("could not compare the notes with the sound", "error", err)
				return
			}
			m.heard(heard)
		}
	})
}

// heard puts on the open page how its notes lie in the sound; what moves by that
// follows.
func (m *Song) heard(h *edit.Heard) {
	next := *m.Page.Now()
	next.Learn(h)
	m.Page.Set(&next)
	m.reapply()
}

// SetOffset says by hand how many seconds the notes of the open song lie before
// its sound; MeasureOffset leaves it to what was heard.
func (m *Song) SetOffset(seconds float64) { m.offset(&seconds) }

// MeasureOffset takes the place of the sound from what was heard.
func (m *Song) MeasureOffset() { m.offset(nil) }

func (m *Song) offset(seconds *float64) {
	m.edit(m.say("move the sound"), func(p *edit.Page) edit.Layers { return p.Layers.WithOffset(seconds) })
}
