package app

import (
	"context"
	"errors"
	"time"

	"partlift/app/studio"
	"partlift/backend/say"
)

// closeLimit is how long the tasks may take to write down where they are.
const closeLimit = 10 * time.Second

// Begin is Start for a window that has just come up: it tells of an earlier
// crash and takes what the program was started with.
func (m *Model) Begin(crashed string, l studio.Launch) {
	m.Start()
	m.TellCrash(crashed)
	m.AddFiles(l.Files)
	if l.Demo {
		m.TryDemo()
	}
}

// OpenDoor lets later starts of the program hand their files over. The word is
// any text that nobody can guess; show brings the window to the front. Close
// what is returned when the window is gone; it may be nil, where no later start
// can find this window.
func (m *Model) OpenDoor(word string, show func()) *studio.Doorway {
	door, err := studio.OpenDoorway(m.studio.Dir(), word, func(files []string) {
		m.post(func() {
			show()
			m.AddFiles(files)
		})
	})
	if err != nil {
		m.studio.Log().Warn("a later start cannot find this window", "error", err)
	}
	return door
}

// Shut closes the model and its studio. It does not wait longer than the tasks
// need to write down where they are; after is the clock's.
func (m *Model) Shut(after func(time.Duration) <-chan time.Time) error {
	closed := make(chan error, 1)
	go func() {
		m.Close()
		closed <- m.studio.Close()
	}()
	select {
	case err := <-closed:
		return err
	case <-after(closeLimit):
		return errors.New("the tasks take too long; they go on at the next start")
	}
}

// Recovery makes the list of songs again where studio.Open found it lost, and
// then says what came of it, through post; nil where that does not help.
func Recovery(ctx context.Context, cfg studio.Config, err error, post func(func())) func(done func(say.Notice)) {
	if !studio.CanRecover(err) {
		return nil
	}
	return func(done func(say.Notice)) {
		go func() {
			r, err := studio.RecoverLibrary(ctx, cfg)
			n := r.Told(cfg)
			if err != nil {
				cfg.Log.Error("could not recover the library", "error", err)
				n = studio.Unopened(cfg, err)
			}
			post(func() { done(n) })
		}()
	}
}
