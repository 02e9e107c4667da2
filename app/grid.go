package app

import (
	"context"

	"partlift/app/edit"
)

// SetGrid changes how the bars of the open song are read, so that it can be
// undone.
func (m *Song) SetGrid(c edit.GridChoice) {
	p := m.Page.Now()
	if p == nil || c == m.bars {
		return
	}
	m.record(p, m.say("change the bars"))
	next := *p
	m.reach(&next)
	m.Page.Set(&next)
	m.readBars(c)
}

// readBars reads the bars of the open song again. What was chosen is in the
// library at once; of several choices the last one is shown.
func (m *Song) readBars(c edit.GridChoice) {
	p := m.Page.Now()
	m.bars = c
	m.grids++
	number := m.grids
	m.inOrder("song", func(ctx context.Context) func() {
		err := m.studio.SaveGrid(context.WithoutCancel(ctx), p.ID, c)
		return func() { m.fail("grid", "keep the grid", err) }
	})
	m.busy(m.say("Reading the bars…"), func(context.Context) func() {
		found := edit.FindGrid(p.Voices(), c)
		return func() {
			now := m.Page.Now()
			if now == nil || now.ID != p.ID || number != m.grids {
				return
			}
			next := *now
			next.SetGrid(c, found)
			m.model.Report.Set(nil)
			m.Page.Set(&next)
			m.reapply()
		}
	})
}
