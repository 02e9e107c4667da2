package app

import (
	"context"

	"partlift/app/studio"
	"partlift/backend/say"
)

// Session writes the open song to its folder in a folder as a session of a kind: every part and
// stem on its bars. It takes a while and can be stopped; nothing of it is seen
// before it is complete and checked.
func (m *Exports) Session(dir, kind string) {
	p := m.model.Page.Now()
	if p == nil {
		return
	}
	s := m.goesTo(dir)
	text := m.say("Writing the session of “{{.Title}}”…", say.With{"Title": p.Title})
	m.busyWith("session", &slowWork{Busy: Busy{Text: text, CanStop: true}}, func(ctx context.Context, tell func(int)) func() {
		so := s.Session(kind)
		so.Progress = percents(tell)
		r, err := m.studio.ExportSession(ctx, p.ID, exportOf(p, s, studio.What{Parts: p.Outgoing()}), so)
		return func() {
			if m.fail("session", "write the session of “{{.Title}}”", err, say.With{"Title": p.Title}) {
				return
			}
			m.tellSession(r)
			m.exported(p.ID)
		}
	})
}

// tellSession says what was written, or which check failed.
func (m *Exports) tellSession(r studio.SessionReport) {
	for _, c := range r.Checks {
		if !c.OK {
			m.Notify(say.Notice{Name: "session", Level: say.Failure,
				Text: m.say("The session of “{{.Title}}” did not pass its checks, so nothing was written.", say.With{"Title": r.Title}),
				Hint: m.say("Please report these words: {{.Check}}", say.With{"Check": say.Join(c.Name, c.Detail)})})
			return
		}
	}
	n := say.Notice{Name: "session", Level: say.Success, Path: r.Open,
		Text: m.say("The session of “{{.Title}}” is written and checked.", say.With{"Title": r.Title})}
	for _, k := range studio.SessionKinds() {
		if k.ID == r.Kind {
			n.Hint = m.say(k.Hint)
		}
	}
	m.Notify(n)
}
