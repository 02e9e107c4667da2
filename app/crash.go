package app

import (
	"partlift/backend/say"
)

// TellCrash says that the program ended by itself the last time, and where the
// report of it is; "" says nothing.
func (m *desk) TellCrash(report string) {
	if report != "" {
		m.Notify(say.Notice{Name: "crash", Level: say.Warning, Text: m.say("Partlift quit unexpectedly last time."), Hint: m.say("Your songs are safe and continue. A crash report (without your API key) was saved; please send it to security@partlift.com."), Path: report})
	}
}
