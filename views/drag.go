package views

import (
	"image"
	"io"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"partlift/app"
	"partlift/backend/say"
	"partlift/views/chooser"
	"partlift/views/dragsource"
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

func failed(m *app.Model, name, doing string, err error) say.Notice {
	n := m.Explain(doing, err)
	n.Name = name
	return n
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
