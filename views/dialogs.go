package views

import (
	"net/url"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/app"
)

// kinds are the files that can be added.
var kinds = []string{".wav", ".mp3", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".aac", ".aif", ".aiff", ".wma", ".json", ".mid", ".midi", ".smf"}

// chooseFile adds one file. Several at once can be dropped on the window.
func (w *window) chooseFile() {
	w.openFile("Add a song", "Add", kinds, func(path string) { w.m.AddFiles([]string{path}) })
}

// chooseFont takes a SoundFont to play by.
func (w *window) chooseFont() { w.openFile("Choose a SoundFont", "Use", []string{".sf2"}, w.m.UseFont) }

// openFile lets a person choose one file of some kinds.
func (w *window) openFile(title, confirm string, kinds []string, use func(path string)) {
	d := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err != nil {
			w.m.Notify(app.Notice{Name: "choose", Level: app.Warning, Text: "The file could not be opened.", Hint: err.Error()})
			return
		}
		if r == nil {
			return
		}
		path := r.URI().Path()
		_ = r.Close() // only its name is needed
		use(path)
	}, w.win)
	d.SetFilter(storage.NewExtensionFileFilter(kinds))
	d.SetTitleText(title)
	d.SetConfirmText(confirm)
	w.open(d)
}

// export writes to the folder of the settings, or asks for one first.
func (w *window) export(what app.What) {
	if w.m.Page.Now() == nil {
		return
	}
	if dir := w.m.Settings.Now().ExportDir; dir != "" && isFolder(dir) {
		w.m.Export(dir, what)
		return
	}
	w.chooseFolder("Export here", func(dir string) { w.m.Export(dir, what) })
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// exportFolder changes where exports go.
func (w *window) exportFolder() {
	w.chooseFolder("Use this folder", func(dir string) {
		s := w.m.Settings.Now()
		s.ExportDir = dir
		w.m.SaveSettings(s)
	})
}

func (w *window) chooseFolder(confirm string, use func(dir string)) {
	d := dialog.NewFolderOpen(func(l fyne.ListableURI, err error) {
		if err != nil {
			w.m.Notify(app.Notice{Name: "choose", Level: app.Warning, Text: "The folder could not be opened.", Hint: err.Error()})
			return
		}
		if l != nil {
			use(l.Path())
		}
	}, w.win)
	d.SetTitleText("Choose a folder")
	d.SetConfirmText(confirm)
	w.startAtExports(d)
	w.open(d)
}

// startAtExports begins a file dialog in the folder of the last export.
func (w *window) startAtExports(d *dialog.FileDialog) {
	if dir := w.m.Settings.Now().ExportDir; dir != "" {
		if at, err := storage.ListerForURI(storage.NewFileURI(dir)); err == nil {
			d.SetLocation(at)
		}
	}
}

// open shows a file dialog at most of the window's size.
func (w *window) open(d *dialog.FileDialog) {
	w.files = d
	d.SetOnClosed(func() { w.files = nil })
	d.Show()
	size := w.win.Canvas().Size()
	d.Resize(fyne.NewSize(min(size.Width-80, 1000), min(size.Height-80, 700)))
}

// dropped takes what was dropped on the window.
func (w *window) dropped(_ fyne.Position, items []fyne.URI) {
	var paths []string
	for _, u := range items {
		if u.Scheme() == "file" {
			paths = append(paths, u.Path())
		}
	}
	w.m.AddFiles(paths)
}

// showIn opens the system's file manager at a folder, or at the folder of a
// file.
func (w *window) showIn(path string) {
	if !isFolder(path) {
		path = filepath.Dir(path)
	}
	if err := w.app.OpenURL(&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}); err != nil {
		w.m.Notify(app.Notice{Name: "show", Level: app.Warning, Text: "The system's file manager could not be opened.", Hint: "The folder is " + path})
	}
}

// askIDs opens the form for ids.
func (w *window) askIDs() {
	form := newIDsForm(w.closeSheet)
	use := newButton("Look up", theme.SearchIcon(), func() {
		w.closeSheet()
		w.m.AddIDs(form.ids())
	}, w.closeSheet).as(widget.HighImportance)
	cancel := newButton("Cancel", nil, w.closeSheet, w.closeSheet)
	w.openSheet(sheet("Start from work that exists at the service", form.content(), use, cancel), form.task)
}
