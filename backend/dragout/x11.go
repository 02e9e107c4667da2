//go:build linux || freebsd || netbsd || openbsd || dragonfly

package dragout

import (
	"errors"
	"fmt"
	"image"
	"io"
	"sync"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// own is the system whose windows this build can drag files out of.
const own = X11

// errLost is a connection that the server closed.
var errLost = errors.New("the connection to the X server was lost")

// system connects to the X server when it is first needed, and again if the
// connection was lost.
type system struct{ desk *desk }

func (s *system) open() (*desk, error) {
	if s.desk != nil {
		select {
		case <-s.desk.ended:
		default:
			return s.desk, nil
		}
	}
	d, err := newDesk()
	if err != nil {
		return nil, fmt.Errorf("reach the X server: %w", err)
	}
	s.desk = d
	return d, nil
}

func (s *system) start(handle uintptr, files []string, img image.Image) (<-chan Result, error) {
	d, err := s.open()
	if err != nil {
		return nil, err
	}
	var out <-chan Result
	if lost := d.run(func() { out, err = d.begin(xproto.Window(handle), files, img) }); lost != nil {
		return nil, lost
	}
	return out, err
}

func (s *system) copy(files []string) error {
	d, err := s.open()
	if err != nil {
		return err
	}
	if lost := d.run(func() { err = d.copy(files) }); lost != nil {
		return lost
	}
	return err
}

func (s *system) close() error {
	if s.desk == nil {
		return nil
	}
	close(s.desk.quit)
	<-s.desk.ended
	s.desk = nil
	return nil
}

// desk is a connection to the X server of our own, beside the toolkit's. It
// holds a hidden window that owns the selections and speaks XDND. Its loop is
// the only one to touch what is in it.
type desk struct {
	c      *xgb.Conn
	screen *xproto.ScreenInfo
	win    xproto.Window
	atoms  map[string]xproto.Atom
	escape xproto.Keycode // 0 if the keyboard has none
	looks  looks
	events chan xgb.Event
	verbs  chan func()
	ticker *time.Ticker
	quit   chan struct{}
	ended  chan struct{}
	wares  wares
	drag   *drag // under way, or nil
}

var atomNames = []string{"XdndAware", "XdndProxy", "XdndSelection", "XdndEnter", "XdndPosition", "XdndStatus", "XdndLeave", "XdndDrop",
	"XdndFinished", "XdndActionCopy", "TARGETS", "MULTIPLE", "TIMESTAMP", "ATOM_PAIR", "CLIPBOARD", "CLIPBOARD_MANAGER", "SAVE_TARGETS",
	typeList, typeLMMS, typeOwn, typeCopied, typeText, "_NET_WM_WINDOW_TYPE", "_NET_WM_WINDOW_TYPE_DND", "_PARTLIFT_TIME"}

func newDesk() (*desk, error) {
	xgb.Logger.SetOutput(io.Discard) // it would write to the terminal that there is no authority file
	c, err := xgb.NewConn()
	if err != nil {
		return nil, err
	}
	d := &desk{c: c, screen: xproto.Setup(c).DefaultScreen(c), atoms: map[string]xproto.Atom{},
		events: make(chan xgb.Event, 64), verbs: make(chan func()), quit: make(chan struct{}), ended: make(chan struct{}),
		ticker: time.NewTicker(time.Hour)}
	d.ticker.Stop()
	d.wares.offers = map[xproto.Atom]*offer{}
	if err := d.settle(); err != nil {
		c.Close()
		return nil, err
	}
	go d.pump()
	go d.loop()
	return d, nil
}

// settle asks the server for what every drag needs.
func (d *desk) settle() error {
	cookies := make([]xproto.InternAtomCookie, len(atomNames))
	for i, n := range atomNames {
		cookies[i] = xproto.InternAtom(d.c, false, uint16(len(n)), n)
	}
	for i, n := range atomNames {
		r, err := cookies[i].Reply()
		if err != nil {
			return err
		}
		d.atoms[n] = r.Atom
	}
	win, err := xproto.NewWindowId(d.c)
	if err != nil {
		return err
	}
	d.win = win
	// Changes of its properties bring the server's time.
	err = xproto.CreateWindowChecked(d.c, 0, win, d.screen.Root, -10, -10, 1, 1, 0, xproto.WindowClassInputOnly, d.screen.RootVisual,
		xproto.CwOverrideRedirect|xproto.CwEventMask, []uint32{1, xproto.EventMaskPropertyChange}).Check()
	if err != nil {
		return err
	}
	d.escape = escapeKey(d.c)
	d.looks = looks{shapes: shapes(d.c)}
	d.looks.accept, d.looks.refuse = cursors(d.c)
	return nil
}

// escapeKey finds the key that carries Escape.
func escapeKey(c *xgb.Conn) xproto.Keycode {
	const keysymEscape = 0xff1b
	setup := xproto.Setup(c)
	m, err := xproto.GetKeyboardMapping(c, setup.MinKeycode, byte(setup.MaxKeycode-setup.MinKeycode+1)).Reply()
	if err != nil || m.KeysymsPerKeycode == 0 {
		return 0
	}
	per := int(m.KeysymsPerKeycode)
	for i := 0; i+per <= len(m.Keysyms); i += per {
		if m.Keysyms[i] == keysymEscape {
			return setup.MinKeycode + xproto.Keycode(i/per)
		}
	}
	return 0
}

// pump brings events to the loop until the connection is closed. Errors are
// dropped: they are about windows of others that are gone meanwhile.
func (d *desk) pump() {
	defer close(d.events)
	for {
		ev, err := d.c.WaitForEvent()
		switch {
		case ev != nil:
			d.events <- ev
		case err == nil:
			return
		}
	}
}

func (d *desk) loop() {
	defer close(d.ended)
	defer d.ticker.Stop()
	for {
		select {
		case ev, ok := <-d.events:
			if !ok {
				d.stop(Result{Outcome: Failed, Err: errLost})
				return
			}
			d.handle(ev)
		case do := <-d.verbs:
			do()
		case <-d.ticker.C:
			if d.drag != nil {
				d.drag.step()
			}
		case <-d.quit:
			d.stop(Result{Outcome: Cancelled})
			d.save()
			d.c.Close()
			var pumped sync.WaitGroup
			pumped.Go(func() {
				for range d.events {
				}
			})
			pumped.Wait()
			return
		}
	}
}

// run has the loop call f, and waits for it.
func (d *desk) run(f func()) error {
	done := make(chan struct{})
	select {
	case d.verbs <- func() { defer close(done); f() }:
		<-done
		return nil
	case <-d.ended:
		return errLost
	}
}

// stop ends the drag that is under way.
func (d *desk) stop(r Result) {
	if d.drag != nil {
		d.drag.leave()
		d.drag.end(r)
	}
}

func (d *desk) handle(ev xgb.Event) {
	switch e := ev.(type) {
	case xproto.SelectionRequestEvent:
		d.serve(e)
	case xproto.SelectionClearEvent:
		if o := d.wares.offers[e.Selection]; o != nil && int32(e.Time-o.since) >= 0 { // times wrap around
			delete(d.wares.offers, e.Selection)
		}
	case xproto.ClientMessageEvent:
		if d.drag != nil && e.Format == 32 {
			d.drag.hear(e)
		}
	case xproto.DestroyNotifyEvent:
		if d.drag != nil {
			d.drag.gone(e.Window)
		}
	}
}

// time asks the server for its time, without which selections cannot be owned
// in order: writing nothing to a property is reported with it.
func (d *desk) time() (xproto.Timestamp, error) {
	xproto.ChangeProperty(d.c, xproto.PropModeAppend, d.win, d.atoms["_PARTLIFT_TIME"], xproto.AtomString, 8, 0, nil)
	var at xproto.Timestamp
	err := d.await(func(ev xgb.Event) bool {
		e, ok := ev.(xproto.PropertyNotifyEvent)
		if ok {
			at = e.Time
		}
		return ok && e.Atom == d.atoms["_PARTLIFT_TIME"]
	})
	return at, err
}

// answerLimit is how long the server, or a program that must answer at once,
// may take.
const answerLimit = time.Second

// await handles events until one is the right one.
func (d *desk) await(right func(xgb.Event) bool) error {
	limit := time.NewTimer(answerLimit)
	defer limit.Stop()
	for {
		select {
		case ev, ok := <-d.events:
			if !ok {
				return errLost
			}
			if right(ev) {
				return nil
			}
			d.handle(ev)
		case <-limit.C:
			return errors.New("the X server does not answer")
		}
	}
}
