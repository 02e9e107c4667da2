package app

import (
	"context"
	"errors"
	"strings"

	"partlift/app/studio"
	"partlift/backend/say"
)

// Explain is Explain in the user's language.
func (m *desk) Explain(doing string, err error, with ...say.With) say.Notice {
	return studio.ExplainIn(m.words, doing, err, with...)
}

// Notify shows a notice; one of the same name is replaced.
func (m *desk) Notify(n say.Notice) {
	var kept []say.Notice
	for _, have := range m.Notices.Now() {
		if have.Name != n.Name {
			kept = append(kept, have)
		}
	}
	m.Notices.Set(append(kept, n))
}

// Dismiss takes a notice away, or all that one of Gathered stands for.
func (m *desk) Dismiss(name string) {
	var kept []say.Notice
	for _, have := range m.Notices.Now() {
		if have.Name != name && all+have.Kind != name {
			kept = append(kept, have)
		}
	}
	m.Notices.Set(kept)
}

// fail shows err, if there is one that is worth telling, and reports whether
// there was an error.
func (m *desk) fail(name, doing string, err error, with ...say.With) bool {
	return m.failNamed(say.Notice{Name: name}, "", doing, err, with...)
}

// failNamed is fail for one of several files or songs: the notice says which,
// also where the error does not know.
func (m *desk) failNamed(as say.Notice, subject, doing string, err error, with ...say.With) bool {
	if err == nil {
		return false
	}
	if errors.Is(err, context.Canceled) {
		return true
	}
	m.studio.Log().Error("could not "+doing, "error", err)
	n := m.Explain(doing, err, with...)
	n.Name, n.Kind = as.Name, as.Kind
	if !strings.Contains(n.Text, subject) {
		n.Text = m.say("“{{.Name}}”: {{.What}}", say.With{"Name": subject, "What": n.Text})
	}
	m.Notify(n)
	return true
}
