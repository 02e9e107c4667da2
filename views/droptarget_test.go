//go:build window && linux

package views

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// dropTarget is another program's window that takes files, above all others in
// a corner of the display.
type dropTarget struct {
	t      *testing.T
	c      *xgb.Conn
	window xproto.Window
	files  chan []string // of every drop
	atoms  map[string]xproto.Atom
}

// newDropTarget maps a window of w by h at a place.
func newDropTarget(t *testing.T, x, y int16, w, h uint16) *dropTarget {
	t.Helper()
	c, err := xgb.NewConn()
	if err != nil {
		t.Fatal(err)
	}
	d := &dropTarget{t: t, c: c, files: make(chan []string, 64), atoms: map[string]xproto.Atom{}}
	for _, name := range []string{"XdndAware", "XdndEnter", "XdndPosition", "XdndStatus", "XdndDrop", "XdndLeave", "XdndFinished", "XdndSelection", "XdndActionCopy", "text/uri-list"} {
		r, err := xproto.InternAtom(c, false, uint16(len(name)), name).Reply()
		if err != nil {
			t.Fatal(err)
		}
		d.atoms[name] = r.Atom
	}
	screen := xproto.Setup(c).DefaultScreen(c)
	if d.window, err = xproto.NewWindowId(c); err != nil {
		t.Fatal(err)
	}
	err = xproto.CreateWindowChecked(c, screen.RootDepth, d.window, screen.Root, x, y, w, h, 0, xproto.WindowClassInputOutput, screen.RootVisual,
		xproto.CwBackPixel|xproto.CwOverrideRedirect|xproto.CwEventMask, []uint32{0x204020, 1, xproto.EventMaskPropertyChange}).Check()
	if err != nil {
		t.Fatal(err)
	}
	xproto.ChangeProperty(c, xproto.PropModeReplace, d.window, d.atoms["XdndAware"], xproto.AtomAtom, 32, 1, []byte{5, 0, 0, 0})
	if err := xproto.MapWindowChecked(c, d.window).Check(); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { defer close(done); d.run() }()
	t.Cleanup(func() { c.Close(); <-done })
	return d
}

// run answers to drags until the connection is closed.
func (d *dropTarget) run() {
	for {
		ev, err := d.c.WaitForEvent()
		if ev == nil && err == nil {
			return
		}
		switch e := ev.(type) {
		case xproto.ClientMessageEvent:
			d.message(e)
		case xproto.SelectionNotifyEvent:
			d.received(e)
		}
	}
}

func (d *dropTarget) message(e xproto.ClientMessageEvent) {
	source := xproto.Window(e.Data.Data32[0])
	switch e.Type {
	case d.atoms["XdndPosition"]:
		d.tell(source, "XdndStatus", uint32(d.window), 1, 0, 0, uint32(d.atoms["XdndActionCopy"]))
	case d.atoms["XdndDrop"]:
		xproto.ConvertSelection(d.c, d.window, d.atoms["XdndSelection"], d.atoms["text/uri-list"], d.atoms["text/uri-list"], xproto.Timestamp(e.Data.Data32[2]))
		d.tell(source, "XdndFinished", uint32(d.window), 1, uint32(d.atoms["XdndActionCopy"]), 0, 0)
	}
}

// received reads what was dropped.
func (d *dropTarget) received(e xproto.SelectionNotifyEvent) {
	p, err := xproto.GetProperty(d.c, true, d.window, e.Property, xproto.GetPropertyTypeAny, 0, 1<<20).Reply()
	if err != nil {
		return
	}
	var out []string
	for _, line := range strings.Fields(string(p.Value)) {
		if u, err := url.Parse(line); err == nil && u.Scheme == "file" {
			out = append(out, u.Path)
		}
	}
	d.files <- out
}

func (d *dropTarget) tell(to xproto.Window, kind string, data ...uint32) {
	e := xproto.ClientMessageEvent{Format: 32, Window: to, Type: d.atoms[kind], Data: xproto.ClientMessageDataUnionData32New(data)}
	xproto.SendEvent(d.c, false, to, 0, string(e.Bytes()))
	d.c.Sync()
}

// next waits for a drop.
func (d *dropTarget) next(what string) []string {
	d.t.Helper()
	select {
	case files := <-d.files:
		return files
	case <-time.After(10 * time.Minute):
		d.t.Fatalf("nothing was dropped: %s", what)
		return nil
	}
}
