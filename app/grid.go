package app

import (
	"context"

	"partlift/app/edit"
)

// SetGrid changes how the bars of the open song are read, so that it can be
// undone.
func (m *Song) SetGrid(c edit.GridChoice) {
	p := m.endTry()
	if p == nil || c == m.bars {
		return
	}
	m.record(p, m.say("change the bars"))
	next := *p
	m.reach(&next)
	m.Page.Set(&next)
	m.readBars(c)
}

// TryGrid lets another reading of the open song's bars be heard and seen, until
// KeepTrial or EndTrial. Nothing is kept and nothing is exported by it.
func (m *Song) TryGrid(c edit.GridChoice) {
	p := m.Page.Now()
	if p == nil {
		return
	}
	m.tries++
	number := m.tries
	m.busy(m.say("Reading the bars…"), func(context.Context) func() {
		trial := edit.TrialOf(p.Words, p.Voices(), c)
		return func() {
			if now := m.Page.Now(); now != nil && now.ID == p.ID && number == m.tries {
				m.try(trial)
			}
		}
	})
}

// KeepTrial takes the reading that is tried as right, so that it can be undone.
func (m *Song) KeepTrial() {
	p := m.Page.Now()
	if p == nil || p.Trial == nil {
		return
	}
	if c := p.Trial.Settled(); c != m.bars {
		m.SetGrid(c)
	} else {
		m.EndTrial()
	}
}

// EndTrial goes back to the bars as they were.
func (m *Song) EndTrial() {
	m.tries++ // a reading under way comes too late
	if p := m.Page.Now(); p != nil && p.Trial != nil {
		m.try(nil)
	}
}

func (m *Song) try(t *edit.Trial) {
	next := *m.Page.Now()
	next.Trial = t
	m.Page.Set(&next)
}

// readBars reads the bars of the open song again. What was chosen is in the
// library at once; of several choices the last one is shown.
func (m *Song) readBars(c edit.GridChoice) {
	p := m.Page.Now()
	m.bars = c
	m.grids++
	m.tries++
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
