package app

import (
	"context"
	"errors"
	"os"
	"time"

	"partlift/app/edit"
	"partlift/app/studio"
	"partlift/backend/say"
)

// patience is how long a gesture waits for its file before the window would seem
// to hang.
const patience = 700 * time.Millisecond

// A carryKey says what a gesture is to carry.
type carryKey struct {
	page *edit.Page // of what hangs on all of the song; nil of other things
	what string
}

// carried is a file on its way for a gesture.
type carried struct {
	done chan struct{} // closed when path and err are known
	path string
	err  error
	late bool // the gesture did not wait
}

// carry returns the file that a gesture carries, made by work off the owner
// goroutine. What takes longer than a gesture can wait goes on: there is no path
// then, a notice says to drag again, and so does another one when it is time. Of
// one key there is one work at a time. then, if any, is told of a path on the owner
// goroutine.
func (m *Exports) carry(key carryKey, name string, work func(ctx context.Context, tell func(percent int)) (string, error), then func(path string)) (string, error) {
	c := m.carried[key]
	if c == nil {
		c = &carried{done: make(chan struct{})}
		m.carried[key] = c
		busy := &slowWork{Busy: Busy{Text: m.say("Preparing “{{.Name}}” to be dragged…", say.With{"Name": name}), CanStop: true}}
		m.busyWith("carry", busy, func(ctx context.Context, tell func(int)) func() {
			c.path, c.err = work(ctx, tell)
			close(c.done)
			return func() {
				m.leave(key, c)
				if c.err == nil && then != nil {
					then(c.path)
				}
				if c.late && !m.fail("carry", "drag the files", c.err) {
					m.Notify(say.Notice{Name: "carry", Level: say.Success, Path: c.path, Text: m.say("“{{.Name}}” is ready.", say.With{"Name": name}), Hint: m.say("Drag it now.")})
				}
			}
		})
	}
	wait := time.NewTimer(patience)
	defer wait.Stop()
	select {
	case <-c.done:
		m.leave(key, c)
		if errors.Is(c.err, context.Canceled) { // whoever stopped it knows
			return "", nil
		}
		return c.path, c.err
	case <-wait.C:
		c.late = true
		m.Notify(say.Notice{Name: "carry", Level: say.Info, Text: m.say("“{{.Name}}” takes a moment to be prepared.", say.With{"Name": name}), Hint: m.say("Drag it again when it is ready.")})
		return "", nil
	}
}

// leave forgets a file that is there, so that the next gesture looks for itself.
func (m *Exports) leave(key carryKey, c *carried) {
	if m.carried[key] == c {
		delete(m.carried, key)
	}
}

// madeSession is the session that was dragged last.
type madeSession struct{ key, path string }

// SessionFiles writes the open song as a session for the DAW of the settings, to
// be dragged, and returns its path and what to call it. There is no path while the
// session is still being written. One that was dragged before and is still that of
// the song is used again.
func (m *Exports) SessionFiles() (files []string, label string, err error) {
	p := m.model.Page.Now()
	if p == nil {
		return nil, "", nil
	}
	s := m.model.Settings.Now()
	so := s.Session(studio.SessionFor(s.DAW).ID)
	opt := studio.ExportOptions{Dir: m.studio.HandDir(p.Title), Drums: s.Drums, Keep: true, Page: p}
	key, err := m.studio.SessionKey(m.ctx, p.ID, opt, so)
	if err != nil {
		return nil, "", err
	}
	if m.made.key == key {
		if _, err := os.Lstat(m.made.path); err == nil {
			return []string{m.made.path}, p.Title, nil
		}
	}
	path, err := m.carry(carryKey{what: key}, p.Title, func(ctx context.Context, tell func(int)) (string, error) {
		so.Progress = percents(tell)
		r, err := m.studio.ExportSession(ctx, p.ID, opt, so)
		if err == nil && !r.OK {
			err = say.Refuse("Export the song to see which check failed.", "The file failed its checks, so it was not exported.")
		}
		return r.Dragged(), err
	}, func(path string) {
		m.made = madeSession{key, path}
		m.exported(p.ID)
	})
	return one(path), p.Title, err
}

// one lists a path, if there is one.
func one(path string) []string {
	if path == "" {
		return nil
	}
	return []string{path}
}
