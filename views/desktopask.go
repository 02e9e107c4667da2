package views

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"partlift/backend/say"
	"partlift/views/chooser"
	"partlift/views/dragsource"
	"partlift/views/words"
)

// askDesktop has the desktop's own dialog ask for files, and the toolkit's where
// the desktop has none. While one is on screen a second question goes to the
// toolkit, in case the first one never came up.
func (w *window) askDesktop(kind chooser.Kind, q chooser.Question, use func(paths []string), toolkit func()) {
	bus := w.host.about.Bus
	if bus == "" || w.asking {
		toolkit()
		return
	}
	if n := dragsource.NativeOf(w.win); n.System == "x11" {
		q.Parent = chooser.X11(n.Handle)
	}
	w.asking = true
	w.m.Await("choose", func(ctx context.Context) func() {
		paths, err := chooser.Choose(ctx, bus, kind, q)
		return func() {
			w.asking = false
			switch {
			case errors.Is(err, chooser.ErrNone):
				toolkit()
			case err != nil:
				w.m.Notify(say.Notice{Name: "choose", Level: say.Warning, Text: words.L("The file could not be chosen."), Hint: words.L("Drop it on the window instead. The desktop said: {{.Words}}", words.With{"Words": err.Error()})})
			case len(paths) > 0:
				use(paths)
			}
		}
	})
}

// saveCopy copies a file to a path; onto itself it changes nothing.
func saveCopy(path, to string) error {
	a, errA := os.Stat(path)
	b, errB := os.Stat(to)
	if errA == nil && errB == nil && os.SameFile(a, b) {
		return nil
	}
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	return copyTo(f, path)
}

// remember keeps the folder that songs were added from.
func (w *window) remember(path string) {
	s := w.m.Settings.Now()
	if dir := filepath.Dir(path); s.OpenDir != dir {
		s.OpenDir = dir
		w.m.SaveSettings(s)
	}
}
