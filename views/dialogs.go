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

	"partlift/app/studio"
	"partlift/backend/say"
	"partlift/views/chooser"
	"partlift/views/kit"
	"partlift/views/words"
)

// kinds are the files that can be added.
var kinds = []string{".wav", ".mp3", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".aac", ".aif", ".aiff", ".wma", ".json", ".mid", ".midi", ".smf", ".kar", ".rmi", ".zip"}

// chooseFile adds files: several where the desktop's own dialog asks, else one.
// Several at once can also be dropped on the window.
func (w *window) chooseFile() {
	add := func(paths []string) {
		w.remember(paths[0])
		w.m.AddFiles(paths)
	}
	q := chooser.Question{Title: words.L("Add songs"), Accept: words.L("Add"), Label: words.L("Audio, results and MIDI"), Kinds: kinds, Folder: w.m.Settings.Now().OpenDir}
	w.askDesktop(chooser.Files, q, add, func() { w.openFile(words.L("Add a song"), words.L("Add"), kinds, add) })
}

// chooseFont takes a SoundFont to play by.
func (w *window) chooseFont() {
	use, kinds := func(paths []string) { w.m.UseFont(paths[0]) }, []string{".sf2"}
	q := chooser.Question{Title: words.L("Choose a SoundFont"), Accept: words.L("Use"), Label: words.L("SoundFonts"), Kinds: kinds}
	w.askDesktop(chooser.File, q, use, func() { w.openFile(q.Title, q.Accept, kinds, use) })
}

// openFile lets a person choose one file of some kinds in the toolkit's dialog.
func (w *window) openFile(title, confirm string, kinds []string, use func(paths []string)) {
	d := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err != nil {
			w.m.Notify(say.Notice{Name: "choose", Level: say.Warning, Text: words.L("The file could not be opened."), Hint: err.Error()})
			return
		}
		if r == nil {
			return
		}
		path := r.URI().Path()
		_ = r.Close() // only its name is needed
		use([]string{path})
	}, w.win)
	startAt(d, w.m.Settings.Now().OpenDir)
	d.SetFilter(storage.NewExtensionFileFilter(kinds))
	d.SetTitleText(title)
	d.SetConfirmText(confirm)
	w.open(d)
}

// export writes to the folder of the settings, or asks for one first.
func (w *window) export(what studio.What) {
	w.toFolder(func(dir string) { w.m.Export(dir, what) })
}

// session writes the open song as a session there.
func (w *window) session(kind string) { w.toFolder(func(dir string) { w.m.Session(dir, kind) }) }

// exportSongs writes songs of the history there, cut into files as the open one is.
func (w *window) exportSongs(ids []string) {
	w.someFolder(func(dir string) { w.m.ExportSongs(ids, dir, w.song.bar.what(nil)) })
}

// sessionSongs writes songs of the history as sessions for the DAW of the
// settings.
func (w *window) sessionSongs(ids []string) {
	w.someFolder(func(dir string) {
		w.m.SessionSongs(ids, dir, studio.SessionFor(w.m.Settings.Now().DAW).ID)
	})
}

// toFolder is someFolder for the open song, if there is one.
func (w *window) toFolder(write func(dir string)) {
	if w.m.Page.Now() != nil {
		w.someFolder(write)
	}
}

// someFolder writes something to the folder of the settings, or to one that it
// asks for.
func (w *window) someFolder(write func(dir string)) {
	if dir := w.m.Settings.Now().ExportDir; dir != "" && isFolder(dir) {
		write(dir)
		return
	}
	w.chooseFolder(words.L("Export here"), write)
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// exportFolder changes where exports go.
func (w *window) exportFolder() {
	w.chooseFolder(words.L("Use this folder"), func(dir string) { w.m.SaveSettings(w.m.Settings.Now().ExportTo(dir)) })
}

func (w *window) chooseFolder(confirm string, use func(dir string)) {
	q := chooser.Question{Title: words.L("Choose a folder"), Accept: confirm, Folder: w.m.Settings.Now().ExportDir}
	w.askDesktop(chooser.Folder, q, func(paths []string) { use(paths[0]) }, func() { w.openFolder(confirm, use) })
}

// openFolder lets a person choose a folder in the toolkit's dialog.
func (w *window) openFolder(confirm string, use func(dir string)) {
	d := dialog.NewFolderOpen(func(l fyne.ListableURI, err error) {
		if err != nil {
			w.m.Notify(say.Notice{Name: "choose", Level: say.Warning, Text: words.L("The folder could not be opened."), Hint: err.Error()})
			return
		}
		if l != nil {
			use(l.Path())
		}
	}, w.win)
	d.SetTitleText(words.L("Choose a folder"))
	d.SetConfirmText(confirm)
	startAt(d, w.m.Settings.Now().ExportDir)
	w.open(d)
}

// startAt begins a file dialog in the folder of the last one.
func startAt(d *dialog.FileDialog, dir string) {
	if dir != "" {
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
	w.openOutside(&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}, say.Notice{Name: "show", Level: say.Failure,
		Text: words.L("The system's file manager could not be opened."), Hint: words.L("The folder is {{.Folder}}", words.With{"Folder": path}), Copy: path})
}

// askIDs opens the form for ids.
func (w *window) askIDs() {
	form := newIDsForm(w.closeSheet)
	lookUp := func() {
		w.closeSheet()
		w.m.AddIDs(form.ids())
	}
	form.submit(lookUp)
	use := kit.NewButton(words.L("Look up"), theme.SearchIcon(), lookUp, w.closeSheet).As(widget.HighImportance)
	cancel := kit.NewButton(words.L("Cancel"), nil, w.closeSheet, w.closeSheet)
	w.openSheet(kit.Sheet(words.L("Start from work that exists at the service"), form.content(), use, cancel), form.task)
}

// shortPath names a folder by its last two names.
func shortPath(dir string) string {
	name, above := filepath.Base(dir), filepath.Base(filepath.Dir(dir))
	if len(above) < 2 { // a root
		return name
	}
	return filepath.Join(above, name)
}
