package studio

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"partlift/backend/library"
	"partlift/backend/say"
	"partlift/backend/task"
)

// Examine reads every file of the library and says what is wrong; progress,
// which may be nil, is told how many files are done.
func (s *Studio) Examine(ctx context.Context, progress func(done, all int)) (library.Health, error) {
	return s.lib.Examine(ctx, progress)
}

// SaveLibrary writes the whole library to a new archive file. What is damaged
// is left out and returned. The file appears when it is complete.
func (s *Studio) SaveLibrary(ctx context.Context, path string) (lost []library.Damage, err error) {
	if _, err := os.Lstat(path); err == nil {
		return nil, say.Refuse("Choose another name: an archive is never written over.", "“{{.Name}}” exists already.", say.With{"Name": filepath.Base(path)})
	}
	begun := false
	err = writeWhole(path, private, func(f *os.File) (err error) {
		begun = true
		lost, err = s.lib.Pack(ctx, f)
		return err
	})
	if err != nil && !begun {
		err = &say.Trouble{Text: "“{{.Name}}” cannot be written.", With: say.With{"Name": path}, Hint: "Choose a folder that exists and that you may write to.", Err: err}
	}
	return lost, err
}

// RestoreLibrary makes the library of an archive in a folder that is not there
// yet. Songs that were under way are stopped there: the computer they come from
// may go on with them, and two would pay twice.
func RestoreLibrary(ctx context.Context, archive string, cfg Config) error {
	f, err := OpenFile(archive)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return unreadable(archive, err)
	}
	if err := library.Unpack(ctx, f, info.Size(), cfg.Dir, cfg.Now); err != nil {
		return err
	}
	s, err := Open(ctx, cfg)
	if err != nil {
		return err
	}
	return errors.Join(s.stopAll(ctx, func(task.Task) bool { return true }), s.Close())
}

// stopAll stops what is under way and meant, without asking the service.
func (s *Studio) stopAll(ctx context.Context, meant func(task.Task) bool) error {
	j := s.journal()
	open, err := j.Unfinished(ctx)
	for _, t := range open {
		if !meant(t) {
			continue
		}
		t.State, t.Question, t.Delay = task.StateCancelled, nil, ""
		if err := j.Save(ctx, t); err != nil {
			return err
		}
	}
	return err
}
