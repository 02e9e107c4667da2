package views

import (
	"fyne.io/fyne/v2"

	"partlift/app"
	"partlift/app/studio"
	"partlift/views/dragsource"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// newSessionButton is the button that writes the open song as a session for a
// DAW, with a menu of the forms there are.
func newSessionButton(m *app.Model, h *host) *kit.Button {
	var b *kit.Button
	b = kit.NewButton(words.L("Session"), look.GripIcon, func() { h.Menu(sessionMenu(m, h), b) }, h.Back)
	return b
}

// sessionMenu lists the forms, that of the DAW of the settings first.
func sessionMenu(m *app.Model, h *host) *fyne.Menu {
	names := map[string]string{
		"dawproject": words.L("DAWproject: Bitwig, Studio One, Cubase"),
		"reaper":     words.L("REAPER project"),
		"ardour":     words.L("Ardour session"),
		"folder":     words.L("Folder for any other: WAV files that begin at bar 1, and MIDI"),
	}
	daw := dawOf(m)
	mine := studio.SessionFor(m.Settings.Now().DAW).ID
	var items []*fyne.MenuItem
	for _, k := range studio.SessionKinds() {
		item := fyne.NewMenuItem(names[k.ID], func() { h.session(k.ID) })
		if k.ID == mine && daw != "" {
			item.Label = words.L("For {{.Name}}: {{.Session}}", words.With{"Name": daw, "Session": item.Label})
			items = append([]*fyne.MenuItem{item}, items...)
			continue
		}
		items = append(items, item)
	}
	return fyne.NewMenu("", items...)
}

// dawOf names the program of the settings that parts are dragged to, "" for any.
func dawOf(m *app.Model) string {
	for _, d := range app.DAWs()[1:] { // the first is any program
		if d.ID == m.Settings.Now().DAW {
			return d.Name
		}
	}
	return ""
}

// newSessionChip makes the button, whose icon is a grip, one from which the open
// song is dragged as a session for the DAW of the settings.
func newSessionChip(m *app.Model, h *host, b *kit.Button) *dragsource.Handle {
	return dragsource.Wrap(b, h.Out, func() (dragsource.Load, error) {
		files, label, err := m.SessionFiles()
		return dragsource.Load{Label: label, Files: files}, err
	})
}
