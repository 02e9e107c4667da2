package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"partlift/app"
	"partlift/app/studio"
	"partlift/views/kit"
	"partlift/views/words"
)

// newSessionButton is the button that writes the open song as a session for a
// DAW, with a menu of the forms there are.
func newSessionButton(m *app.Model, h *host) *kit.Button {
	var b *kit.Button
	b = kit.NewButton(words.L("Session"), theme.FolderNewIcon(), func() { h.Menu(sessionMenu(m, h), b) }, h.Back)
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
	daw := ""
	for _, d := range app.DAWs()[1:] { // the first is any program
		if d.ID == m.Settings.Now().DAW {
			daw = d.Name
		}
	}
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
