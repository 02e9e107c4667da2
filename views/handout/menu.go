// Package handout gives files to people and their other programs: by dragging, by
// the clipboard, as a copy, or shown in their folder.
package handout

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"partlift/app"
	"partlift/views/dragsource"
	"partlift/views/kit"
	"partlift/views/words"
)

// Desk is what lists of files and parts ask of the window they stand in.
type Desk struct {
	*kit.Window
	Out    *dragsource.Out   // the way out for dragged files
	Show   func(path string) // show a file or folder in the system's file manager
	Copy   func(text string) // to the clipboard
	SaveAs func(path string) // copy a file to where the user says
}

// Menu is the menu of a file that is there already.
func Menu(m *app.Model, d *Desk, files func() ([]string, error)) *fyne.Menu {
	return fyne.NewMenu("", Items(m, d, "hand out the file", files)...)
}

// Items lists what works with files where dragging does not. files returns their
// paths; doing says what could not be done where it fails.
func Items(m *app.Model, d *Desk, doing string, files func() ([]string, error)) []*fyne.MenuItem {
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
		kit.IconItem(words.L("Copy path"), theme.ContentCopyIcon(), first(d.Copy)),
		kit.IconItem(words.L("Save as…"), theme.DocumentSaveIcon(), first(d.SaveAs)),
		kit.IconItem(words.L("Show in folder"), theme.FolderOpenIcon(), first(d.Show)),
	}
}
