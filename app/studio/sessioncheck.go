package studio

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"partlift/backend/say"
	"partlift/backend/session"
	"partlift/backend/session/dawproject"
	"partlift/backend/smf/verify"
)

// check reads everything again and compares it with what was meant.
func (w *sessionWriter) check() error {
	fsys, faults, closer, err := w.reopen()
	if err != nil {
		return err
	}
	defer closer.Close()
	found, err := w.kind.Read(fsys, w.name)
	if err != nil {
		return err
	}
	found.Faults = append(found.Faults, faults...)
	w.done.checks = append(w.done.checks, session.Compare(w.kind.Fit(w.session), found)...)
	sound := session.Result{Name: "sound", OK: true, Detail: "no sound"}
	for _, k := range w.sounds {
		r, err := w.checkSound(fsys, &k)
		if err != nil {
			return err
		}
		if sound.OK {
			sound = r
		}
	}
	if n := len(w.sounds); sound.OK && n > 0 {
		sound.Detail = say.Thousands(n) + " files, with the silence in front and the samples that were written"
	}
	w.done.checks = append(w.done.checks, sound)
	return nil
}

// reopen opens what was written as files.
func (w *sessionWriter) reopen() (fs.FS, []string, io.Closer, error) {
	if !w.packed() {
		return os.DirFS(w.hidden), nil, io.NopCloser(nil), nil
	}
	f, err := os.Open(w.inside(w.archive()))
	if err != nil {
		return nil, nil, nil, err
	}
	info, err := f.Stat()
	if err == nil {
		z, faults, e := dawproject.Unpack(f, info.Size())
		if err = e; err == nil {
			return z, faults, f, nil
		}
	}
	return nil, nil, nil, errors.Join(err, f.Close())
}

// checkSound reads a sound where it lies in the session.
func (w *sessionWriter) checkSound(fsys fs.FS, k *keptSound) (session.Result, error) {
	if w.ctx.Err() != nil {
		return session.Result{}, w.ctx.Err()
	}
	f, err := fsys.Open(w.kind.Media(w.name, k.File))
	if err != nil {
		return session.Result{}, err
	}
	defer f.Close()
	got, err := session.ReadSound(f)
	if err != nil {
		return session.Result{Name: "sound", Detail: k.File + " cannot be read again"}, nil
	}
	w.move(k.size)
	return session.CompareWave(&k.Sound, w.session.Rate, got), nil
}

// show moves the session to its place in one step, numbered where something else
// has its name. The same session that is there already is used again.
func (w *sessionWriter) show() error {
	from := w.hidden
	if w.packed() {
		from = w.inside(w.archive())
	}
	w.done.bytes = bytesIn(from)
	for n := 1; w.done.path == ""; n++ {
		to := w.kind.place(w.opt.Dir, w.opt.Title, n)
		_, err := os.Lstat(to)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			if err := os.Rename(from, to); err != nil {
				return err
			}
			w.done.path = to
		case err != nil:
			return err
		case sameTree(from, to):
			w.done.path = to
		}
	}
	w.done.open = w.kind.open(w.done.path, w.opt.Title)
	return nil
}

// report says what was done.
func (w *sessionWriter) report() SessionReport {
	r := SessionReport{Title: w.opt.Title, Kind: w.kind.ID, Path: w.done.path, Open: w.done.open, Bytes: w.done.bytes, Shift: w.laid.plan.Shift + w.so.Offset, Offset: w.so.Offset,
		Checks: w.done.checks, OK: w.done.path != ""}
	if w.session != nil {
		r.Tracks = len(w.session.Tracks)
	}
	r.Heard, r.Notices = verify.Hearing(w.laid.out.Hearing), w.laid.out.Hearing.Sentences(w.song.Words)
	for _, n := range w.done.notices {
		r.Notices = append(r.Notices, n.In(w.song.Words))
	}
	return r
}

// bytesIn is how many bytes the files in a folder have, or a file.
func bytesIn(path string) (size int64) {
	_ = filepath.WalkDir(path, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if info, err := d.Info(); err == nil {
				size += info.Size()
			}
		}
		return nil
	})
	return size
}

// sameTree reports whether two files, or all that is in two folders, are the same.
func sameTree(one, two string) bool {
	if info, err := os.Lstat(one); err != nil || info.Mode().IsRegular() {
		same, err := sameContent(one, two)
		return err == nil && same
	}
	count := func(dir string, visit func(rel string, d fs.DirEntry) bool) (n int) {
		_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if rel, e := filepath.Rel(dir, path); err == nil && e == nil && visit(rel, d) {
				n++
				return nil
			}
			n = -1
			return fs.SkipAll
		})
		return n
	}
	every := count(two, func(string, fs.DirEntry) bool { return true })
	return every > 0 && every == count(one, func(rel string, d fs.DirEntry) bool {
		info, err := os.Lstat(filepath.Join(two, rel))
		if err != nil || info.IsDir() != d.IsDir() || info.Mode()&fs.ModeSymlink != 0 {
			return false
		}
		if d.IsDir() {
			return true
		}
		same, err := sameContent(filepath.Join(one, rel), filepath.Join(two, rel))
		return err == nil && same
	})
}
