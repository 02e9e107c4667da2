package views

import (
	"image"
	"io"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/theme"

	"partlift/app"
	"partlift/views/chooser"
	"partlift/views/dragsource"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// way is how files are dragged out of the window.
func (w *window) way() *dragsource.Out {
	turn := 0 // the late word of a drag is not about the next one
	return &dragsource.Out{
		Window: w.win,
		Begin: func(n dragsource.Native, files []string, picture image.Image) error {
			w.dragging = true
			turn++
			mine := turn
			err := w.m.Drag(app.Window{System: n.System, Handle: n.Handle}, files, picture, func() {
				w.dragging, w.dragged = w.dragging && mine != turn, w.host.about.Now()
			})
			if err != nil {
				w.dragging = false
			}
			return err
		},
		Failed: func(err error) { w.m.Notify(failed(w.m, "drag", "drag the files", err)) },
	}
}

func failed(m *app.Model, name, doing string, err error) app.Notice {
	n := m.Explain(doing, err)
	n.Name = name
	return n
}

// partLoad prepares parts of the open song for a drag; nil are all that are not
// muted.
func partLoad(m *app.Model, near interface{ Theme() fyne.Theme }, parts []int) (dragsource.Load, error) {
	files, label, err := m.PartFiles(parts)
	l := dragsource.Load{Label: label, Files: files}
	if p := m.Page.Now(); p != nil && len(parts) == 1 {
		th, variant := kit.ThemeOf(near)
		part := p.Parts[parts[0]]
		l.Color = look.PartColor(part.Program, part.Drums, look.IsDark(th, variant))
	}
	return l, err
}

// taken are the parts that go along when a row is dragged: all that are chosen
// if it is one of them.
func (v *parts) taken(i int) []int {
	if chosen := v.selection(); v.chosen[i] && len(chosen) > 1 {
		return chosen
	}
	return []int{v.parts()[i].Index}
}

// partMenu is the menu of a part.
func partMenu(m *app.Model, h *host, part int, taken []int) *fyne.Menu {
	items := handOut(m, h, "write the files", func() ([]string, error) {
		files, _, err := m.PartFiles(taken)
		return files, err
	})
	edit := kit.IconItem(words.L("Change…"), theme.DocumentCreateIcon(), func() { h.part(part) })
	return fyne.NewMenu("", append([]*fyne.MenuItem{edit, fyne.NewMenuItemSeparator()}, items...)...)
}

// fileMenu is the menu of a file that is there already.
func fileMenu(m *app.Model, h *host, files func() ([]string, error)) *fyne.Menu {
	return fyne.NewMenu("", handOut(m, h, "hand out the file", files)...)
}

// handOut lists what works with files where dragging does not.
func handOut(m *app.Model, h *host, doing string, files func() ([]string, error)) []*fyne.MenuItem {
	with := func(use func(files []string)) func() {
		return func() {
			if f, err := files(); err != nil {
				m.Notify(failed(m, "files", doing, err))
			} else if len(f) > 0 {
				use(f)
			}
		}
	}
	first := func(use func(path string)) func() { return with(func(f []string) { use(f[0]) }) }
	return []*fyne.MenuItem{
		kit.IconItem(words.L("Copy file"), theme.ContentCopyIcon(), with(m.CopyFiles)),
		kit.IconItem(words.L("Copy path"), theme.ContentCopyIcon(), first(h.copy)),
		kit.IconItem(words.L("Save as…"), theme.DocumentSaveIcon(), first(h.saveAs)),
		kit.IconItem(words.L("Show in folder"), theme.FolderOpenIcon(), first(h.show)),
	}
}

// saveAs copies a file to where the user says.
func (w *window) saveAs(path string) {
	q := chooser.Question{Title: words.L("Save as"), Accept: words.L("Save"), Name: filepath.Base(path), Folder: w.m.Settings.Now().ExportDir}
	copyThere := func(paths []string) {
		if err := saveCopy(path, paths[0]); err != nil {
			w.m.Notify(failed(w.m, "save", "save the file there", err))
		}
	}
	w.askDesktop(chooser.Save, q, copyThere, func() { w.saveFile(path) })
}

// saveFile is saveAs with the toolkit's dialog.
func (w *window) saveFile(path string) {
	d := dialog.NewFileSave(func(to fyne.URIWriteCloser, err error) {
		if err == nil && to != nil {
			err = copyTo(to, path)
		}
		if err != nil {
			w.m.Notify(failed(w.m, "save", "save the file there", err))
		}
	}, w.win)
	d.SetFileName(filepath.Base(path))
	d.SetTitleText(words.L("Save as"))
	startAt(d, w.m.Settings.Now().ExportDir)
	w.open(d)
}

// copyTo copies a file and closes where it went.
func copyTo(to io.WriteCloser, path string) error {
	from, err := os.Open(path)
	if err != nil {
		_ = to.Close()
		return err
	}
	defer from.Close()
	_, err = io.Copy(to, from)
	if closing := to.Close(); err == nil {
		err = closing
	}
	return err
}
