package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"partlift/app"
	"partlift/views/dragsource"
	"partlift/views/kit"
	"partlift/views/words"
)

// desk is what lists of files and parts ask of the window they stand in.
type desk struct {
	*kit.Window
	out    *dragsource.Out   // the way out for dragged files
	show   func(path string) // show a file or folder in the system's file manager
	copy   func(text string) // to the clipboard
	saveAs func(path string) // copy a file to where the user says
}

// fileMenu is the menu of a file that is there already.
func fileMenu(m *app.Model, d *desk, files func() ([]string, error)) *fyne.Menu {
	return fyne.NewMenu("", handOut(m, d, "hand out the file", files)...)
}

// handOut lists what works with files where dragging does not.
func handOut(m *app.Model, d *desk, doing string, files func() ([]string, error)) []*fyne.MenuItem {
	with := func(use func(files []string)) func() {
		return func() {
			if f, err := files(); err != nil {
				n := m.Explain(doing, err)
				n.Name = "files"
				m.Notify(n)
			} else if len(f) > 0 {
				use(f)
			}
		}
	}
	first := func(use func(path string)) func() { return with(func(f []string) { use(f[0]) }) }
	return []*fyne.MenuItem{
		kit.IconItem(words.L("Copy file"), theme.ContentCopyIcon(), with(m.CopyFiles)),
		kit.IconItem(words.L("Copy path"), theme.ContentCopyIcon(), first(d.copy)),
		kit.IconItem(words.L("Save as…"), theme.DocumentSaveIcon(), first(d.saveAs)),
		kit.IconItem(words.L("Show in folder"), theme.FolderOpenIcon(), first(d.show)),
	}
}
