package views

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"partlift/app"
)

// shortcut is a key with the system's usual modifier, Ctrl or Cmd.
func shortcut(key fyne.KeyName, more fyne.KeyModifier) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault | more}
}

func item(label string, key fyne.KeyName, action func()) *fyne.MenuItem {
	i := fyne.NewMenuItem(label, action)
	if key != "" {
		i.Shortcut = shortcut(key, 0)
	}
	return i
}

// menus lists every verb with its key.
func (w *window) menus() *fyne.MainMenu {
	selected := item("Export selected", "", func() { w.song.bar.export(w.song.parts.selection()) })
	selected.Shortcut = shortcut(fyne.KeyE, fyne.KeyModifierShift)
	file := fyne.NewMenu("File",
		item("Add song…", fyne.KeyO, w.host.add),
		item("Use ids…", fyne.KeyI, w.host.ids),
		item("Try the demo", "", w.m.TryDemo),
		fyne.NewMenuItemSeparator(),
		item("Settings", fyne.KeyComma, func() { w.host.settings(true) }),
	)
	all := item("Export all", fyne.KeyE, func() { w.song.bar.export(nil) })
	rename := item("Rename", fyne.KeyR, w.song.title.start)
	closing := item("Close", fyne.KeyW, w.host.back)
	remove := item("Remove from library…", "", func() {
		if p := w.m.Page.Now(); p != nil {
			w.m.Delete(p.ID)
		}
	})
	unmute := item("Take all parts back in", "", func() { w.m.MuteAll(false) })
	song := fyne.NewMenu("Song", all, selected, fyne.NewMenuItemSeparator(), unmute, rename, remove, fyne.NewMenuItemSeparator(), closing)
	undo := item("Undo", "", func() { w.undo(true) })
	redo := item("Redo", "", func() { w.undo(false) })
	undo.Shortcut, redo.Shortcut = &fyne.ShortcutUndo{}, &fyne.ShortcutRedo{}
	edit := fyne.NewMenu("Edit", undo, redo)
	view := fyne.NewMenu("View",
		item("Search", fyne.KeyF, func() { w.host.focus(w.side.search) }),
		item("History", fyne.KeyH, func() { w.host.focus(w.side.history.list) }),
		item("Parts", fyne.KeyP, w.toParts),
		item("Piano roll", fyne.KeyL, w.toRoll),
		fyne.NewMenuItemSeparator(),
		item("Light", "", w.themeTo("light")),
		item("Dark", "", w.themeTo("dark")),
		item("As the system", "", w.themeTo("system")),
	)
	help := fyne.NewMenu("Help",
		item("Keys", fyne.KeyK, w.showKeys),
		item("Show log", "", func() { w.host.show(filepath.Join(w.host.about.Library, "logs", "partlift.log")) }),
		item("Licences", "", w.showLicences),
		item("About Partlift", "", func() { w.host.settings(true) }),
	)
	main := fyne.NewMainMenu(file, edit, song, view, help)
	w.m.Page.Watch(func(p *app.Page) {
		for _, i := range []*fyne.MenuItem{all, selected, unmute, rename, remove} {
			i.Disabled = p == nil
		}
		undo.Label, redo.Label, undo.Disabled, redo.Disabled = "Undo", "Redo", true, true
		if p != nil && p.Undo != "" {
			undo.Label, undo.Disabled = "Undo "+p.Undo, false
		}
		if p != nil && p.Redo != "" {
			redo.Label, redo.Disabled = "Redo "+p.Redo, false
		}
		main.Refresh()
	})
	return main
}

// toParts puts the keyboard on the list of parts.
func (w *window) toParts() {
	if w.m.Page.Now() != nil {
		w.song.tabs.pick(0)
		w.host.focus(w.song.parts.list)
	}
}

// toRoll puts the keyboard on the piano roll.
func (w *window) toRoll() {
	if w.m.Page.Now() != nil {
		w.song.tabs.pick(1)
		w.host.focus(w.song.roll.roll)
	}
}

// undo takes back or does again what was done last: in the text that is being
// typed, else in the song.
func (w *window) undo(back bool) {
	typing, ok := w.win.Canvas().Focused().(interface {
		Undo()
		Redo()
	})
	switch {
	case ok && back:
		typing.Undo()
	case ok:
		typing.Redo()
	case back:
		w.m.Undo()
	default:
		w.m.Redo()
	}
}

func (w *window) themeTo(name string) func() {
	return func() {
		s := w.m.Settings.Now()
		s.Theme = name
		w.m.SaveSettings(s)
	}
}
