package views

import (
	"fyne.io/fyne/v2"

	"partlift/app/edit"
	"partlift/views/kit"
	"partlift/views/words"
)

// menus lists every verb with its key.
func (w *window) menus() *fyne.MainMenu {
	selected := kit.Item(words.L("Export selected"), "", func() { w.song.bar.export(w.song.parts.Selection()) })
	selected.Shortcut = kit.Shortcut(fyne.KeyE, fyne.KeyModifierShift)
	file := fyne.NewMenu(words.L("File"),
		kit.Item(words.L("Add song…"), fyne.KeyO, w.host.add),
		kit.Item(words.L("Use ids…"), fyne.KeyI, w.host.ids),
		kit.Item(words.L("Try the demo"), "", w.m.TryDemo),
		fyne.NewMenuItemSeparator(),
		kit.Item(words.L("Settings"), fyne.KeyComma, func() { w.host.settings(true) }),
	)
	all := kit.Item(words.L("Export all"), fyne.KeyE, func() { w.song.bar.export(nil) })
	rename := kit.Item(words.L("Rename"), fyne.KeyR, w.song.title.Start)
	closing := kit.Item(words.L("Close"), fyne.KeyW, w.host.Back)
	remove := kit.Item(words.L("Remove"), "", func() {
		if p := w.m.Page.Now(); p != nil {
			w.m.Remove(p.ID)
		}
	})
	unmute := kit.Item(words.L("Hear all parts"), "", func() { w.m.MuteAll(false) })
	song := fyne.NewMenu(words.L("Song"), all, selected, fyne.NewMenuItemSeparator(), unmute, rename, remove, fyne.NewMenuItemSeparator(), closing)
	undo := kit.Item(words.L("Undo"), "", func() { w.undo(true) })
	redo := kit.Item(words.L("Redo"), "", func() { w.undo(false) })
	undo.Shortcut, redo.Shortcut = &fyne.ShortcutUndo{}, &fyne.ShortcutRedo{}
	change := fyne.NewMenu(words.L("Edit"), undo, redo)
	view := fyne.NewMenu(words.L("View"),
		kit.Item(words.L("Search"), fyne.KeyF, func() { w.toSide(w.side.Search) }),
		kit.Item(words.L("History"), fyne.KeyH, func() { w.toSide(w.side.Songs.List) }),
		kit.Item(words.L("Parts"), fyne.KeyP, w.toParts),
		kit.Item(words.L("Piano roll"), fyne.KeyL, w.toRoll),
		kit.Item(words.L("Hide or show the history"), fyne.KeyB, w.host.fold),
		fyne.NewMenuItemSeparator(),
		kit.Item(words.L("Light"), "", w.themeTo("light")),
		kit.Item(words.L("Dark"), "", w.themeTo("dark")),
		kit.Item(words.L("As the system"), "", w.themeTo("system")),
	)
	help := fyne.NewMenu(words.L("Help"),
		kit.Item(words.L("Keys"), fyne.KeyK, w.showKeys),
		kit.Item(words.L("Show log"), "", w.host.log),
		kit.Item(words.L("Licenses"), "", w.showLicenses),
		kit.Item(aboutLabel(), "", w.showAbout),
	)
	main := fyne.NewMainMenu(file, change, song, view, help)
	labels := kit.MenuLabels{}
	for _, menu := range main.Items {
		labels.Take(menu)
	}
	w.m.Page.Watch(func(p *edit.Page) {
		for _, i := range []*fyne.MenuItem{all, selected, unmute, rename, remove} {
			i.Disabled = p == nil
		}
		undoing, redoing := words.L("Undo"), words.L("Redo")
		undo.Disabled, redo.Disabled = p == nil || p.Undo == "", p == nil || p.Redo == ""
		if !undo.Disabled {
			undoing = undoWords(p.Undo)
		}
		if !redo.Disabled {
			redoing = redoWords(p.Redo)
		}
		labels.Set(change, undo, undoing)
		labels.Set(change, redo, redoing)
		main.Refresh()
	})
	return main
}

// toParts puts the keyboard on the list of parts.
func (w *window) toParts() {
	if w.m.Page.Now() != nil {
		w.song.tabs.Pick(0)
		w.host.Focus(w.song.parts.Rows)
	}
}

// toRoll puts the keyboard on the piano roll.
func (w *window) toRoll() {
	if w.m.Page.Now() != nil {
		w.song.tabs.Pick(1)
		w.host.Focus(w.song.roll.roll)
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

// undoWords says what would be taken back, "" being nothing.
func undoWords(what string) string {
	return words.L("Undo {{.What}}", words.With{"What": what})
}

// redoWords says what would be done again, "" being nothing.
func redoWords(what string) string {
	return words.L("Redo {{.What}}", words.With{"What": what})
}
