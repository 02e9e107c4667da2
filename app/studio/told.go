package studio

import (
	"strings"

	"partlift/backend/say"
	"partlift/backend/task"
)

// delays says why a task does not get on.
var delays = map[task.Delay]string{
	task.NoNetwork:   say.Key("No connection. This goes on by itself when the network is back."),
	task.Trouble:     say.Key("The service has trouble at the moment. Trying again."),
	task.HostTrouble: say.Key("The server with the stems cannot be reached. Trying again."),
	task.Strange:     say.Key("The service does not seem to know this work at the moment. Asking again."),
	task.TooBusy:     say.Key("The service is busy. Trying again in a moment."),
	task.TooLong:     say.Key("The service is still working on this. Check again later; nothing is lost."),
}

// warningText puts a warning of a task into words.
func warningText(t say.Tongue, w task.Warning) string {
	names := strings.Join(w.Stems, ", ")
	switch {
	case w.Text != "":
		return t.Say(w.Text)
	case w.Kind == task.NoStems:
		return t.Say("The separation came without stems, so there is nothing to listen to. The notes are not affected.")
	case w.Kind == task.ManyStems:
		return t.Say("The service sent {{.Sent}} stems; only the first {{.Taken}} were taken.", say.With{"Sent": w.Sent, "Taken": task.MaxStems})
	case w.Kind == task.NotesLost:
		return t.Say("The stem {{.Stem}} could not be transcribed, so its notes are missing. Transcribe per stem again to order it once more; that is free.", say.With{"Stem": names})
	case w.Kind == task.StemsAway && len(w.Stems) == 1:
		return t.Say("The stem {{.Stem}} could not be downloaded, so it cannot be listened to. The notes are not affected. It can be fetched later, while the service keeps it.", say.With{"Stem": names})
	case w.Kind == task.StemsAway:
		return t.Say("The stems {{.Stems}} could not be downloaded, so they cannot be listened to. The notes are not affected. They can be fetched later, while the service keeps them.", say.With{"Stems": names})
	default: // of a later version
		return t.Say("A later version of Partlift left a warning here that this one does not know.")
	}
}

// WarningTexts puts what a task warned of into English.
func WarningTexts(t task.Task) (out []string) {
	for _, w := range t.Warnings {
		out = append(out, warningText(nil, w))
	}
	return out
}
