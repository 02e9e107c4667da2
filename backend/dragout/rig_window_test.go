//go:build window && linux

package dragout_test

import (
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"

	"partlift/backend/dragout"
)

// patience is how long a test waits for what must happen.
const patience = 10 * time.Minute

// client is a program on the display.
type client struct {
	t      *testing.T
	c      *xgb.Conn
	root   xproto.Window
	events chan xgb.Event
}

func connect(t *testing.T) *client {
	t.Helper()
	c, err := xgb.NewConn()
	if err != nil {
		t.Fatalf("these tests need a display, as .ci/display gives: %v", err)
	}
	x := &client{t: t, c: c, root: xproto.Setup(c).DefaultScreen(c).Root, events: make(chan xgb.Event, 1024)}
	go func() {
		defer close(x.events)
		for {
			ev, err := c.WaitForEvent()
			if ev == nil && err == nil {
				return
			}
			if ev != nil {
				x.events <- ev
			}
		}
	}()
	t.Cleanup(func() {
		c.Close()
		for range x.events {
		}
	})
	return x
}

func (x *client) atom(name string) xproto.Atom {
	r, err := xproto.InternAtom(x.c, false, uint16(len(name)), name).Reply()
	if err != nil {
		x.t.Errorf("atom %s: %v", name, err)
		return 0
	}
	return r.Atom
}

// window maps a window of 200 by 150 pixels. Without the window manager it is
// where it was asked to be.
func (x *client) window(at image.Point, managed bool, events uint32) xproto.Window {
	x.t.Helper()
	id, err := xproto.NewWindowId(x.c)
	if err != nil {
		x.t.Fatal(err)
	}
	free := uint32(1)
	if managed {
		free = 0
	}
	events |= xproto.EventMaskStructureNotify | xproto.EventMaskExposure
	err = xproto.CreateWindowChecked(x.c, 0, id, x.root, int16(at.X), int16(at.Y), 200, 150, 0, xproto.WindowClassInputOutput, 0,
		xproto.CwBackPixel|xproto.CwOverrideRedirect|xproto.CwEventMask, []uint32{0x335577, free, events}).Check()
	if err != nil {
		x.t.Fatal(err)
	}
	xproto.ChangeProperty(x.c, xproto.PropModeReplace, id, xproto.AtomWmClass, xproto.AtomString, 8, 14, []byte("target\x00Target\x00"))
	xproto.MapWindow(x.c, id)
	x.expect("the window is shown", func(ev xgb.Event) bool { e, ok := ev.(xproto.ExposeEvent); return ok && e.Window == id })
	return id
}

// expect waits for an event and drops those before it.
func (x *client) expect(what string, right func(xgb.Event) bool) {
	x.t.Helper()
	limit := time.After(patience)
	for {
		select {
		case ev, ok := <-x.events:
			if !ok {
				x.t.Fatalf("%s: the display is gone", what)
			}
			if right(ev) {
				return
			}
		case <-limit:
			x.t.Fatalf("waited in vain: %s", what)
		}
	}
}

// bench is a display with a window of ours to drag from, and a hand.
type bench struct {
	*client
	port  *dragout.Port
	ours  xproto.Window
	files []string
}

var (
	oursAt   = image.Pt(100, 100)
	targetAt = image.Pt(600, 300)
	nowhere  = image.Pt(1500, 1000)
)

// middle is the middle of a window that was asked for at a point.
func middle(p image.Point) image.Point { return p.Add(image.Pt(100, 75)) }

func newBench(t *testing.T) *bench {
	t.Helper()
	x := connect(t)
	if err := xtest.Init(x.c); err != nil {
		t.Fatal(err)
	}
	b := &bench{client: x, port: new(dragout.Port), files: []string{midi(t, "Bass # 1 é.mid")}}
	b.ours = x.window(oursAt, false, xproto.EventMaskButtonPress|xproto.EventMaskButtonRelease|xproto.EventMaskButtonMotion)
	t.Cleanup(func() {
		b.fake(xproto.ButtonRelease, 1, image.Point{})
		if err := b.port.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

// midi writes a file to drag.
func midi(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte("MThd"), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// fake plays an event of the mouse or keyboard; the server has taken it when
// this returns.
func (b *bench) fake(kind, detail byte, at image.Point) {
	b.t.Helper()
	if err := xtest.FakeInputChecked(b.c, kind, detail, 0, b.root, int16(at.X), int16(at.Y), 0).Check(); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) move(to image.Point) { b.t.Helper(); b.fake(xproto.MotionNotify, 0, to) }

// press puts the button down on our window, and waits until we hear of it.
func (b *bench) press() {
	b.t.Helper()
	b.move(middle(oursAt))
	b.fake(xproto.ButtonPress, 1, image.Point{})
	b.expect("our window is pressed", func(ev xgb.Event) bool { _, ok := ev.(xproto.ButtonPressEvent); return ok })
	b.move(middle(oursAt).Add(image.Pt(9, 3)))
}

func (b *bench) release() { b.t.Helper(); b.fake(xproto.ButtonRelease, 1, image.Point{}) }

// begin starts a drag as a row would.
func (b *bench) begin() <-chan dragout.Result {
	b.t.Helper()
	out, err := b.port.Start(b.us(), b.files, plate())
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

func (b *bench) us() dragout.Window {
	return dragout.Window{System: dragout.X11, Handle: uintptr(b.ours)}
}

// plate is a picture of one color.
func plate() image.Image {
	img := image.NewRGBA(image.Rect(0, 0, 90, 24))
	draw.Draw(img, img.Rect, image.NewUniform(color.RGBA{0x12, 0xab, 0x34, 255}), image.Point{}, draw.Src)
	return img
}

// outcome waits for the end of a drag.
func (b *bench) outcome(out <-chan dragout.Result) dragout.Result {
	b.t.Helper()
	select {
	case r, ok := <-out:
		if !ok {
			b.t.Fatal("the channel was closed without a result")
		}
		if _, more := <-out; more {
			b.t.Error("there are two results")
		}
		return r
	case <-time.After(patience):
		b.t.Fatal("the drag does not end")
	}
	return dragout.Result{}
}

// want waits for the end of a drag and compares it.
func (b *bench) want(out <-chan dragout.Result, want dragout.Outcome) dragout.Result {
	b.t.Helper()
	r := b.outcome(out)
	if r.Outcome != want {
		b.t.Errorf("outcome %v (%v), want %v", r.Outcome, r.Err, want)
	}
	return r
}

// pixel reads a pixel of the screen.
func (x *client) pixel(at image.Point) uint32 {
	x.t.Helper()
	r, err := xproto.GetImage(x.c, xproto.ImageFormatZPixmap, xproto.Drawable(x.root), int16(at.X), int16(at.Y), 1, 1, ^uint32(0)).Reply()
	if err != nil {
		x.t.Fatal(err)
	}
	return binary.LittleEndian.Uint32(r.Data) & 0xffffff
}

// take asks a selection for a type as any program would.
func (x *client) take(selection, as string) (string, bool) {
	x.t.Helper()
	w, err := xproto.NewWindowId(x.c)
	if err != nil {
		x.t.Fatal(err)
	}
	xproto.CreateWindow(x.c, 0, w, x.root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0, 0, nil)
	defer xproto.DestroyWindow(x.c, w)
	at := x.atom("TAKEN")
	xproto.ConvertSelection(x.c, w, x.atom(selection), x.atom(as), at, xproto.TimeCurrentTime)
	got := false
	x.expect(as+" of "+selection, func(ev xgb.Event) bool {
		e, ok := ev.(xproto.SelectionNotifyEvent)
		got = ok && e.Property != 0
		return ok && e.Requestor == w
	})
	p, err := xproto.GetProperty(x.c, true, w, at, xproto.GetPropertyTypeAny, 0, 1<<16).Reply()
	if err != nil {
		x.t.Fatal(err)
	}
	return string(p.Value), got
}

// names turns the atoms in a property into words, sorted.
func (x *client) names(value string) []string {
	x.t.Helper()
	var out []string
	for b := []byte(value); len(b) >= 4; b = b[4:] {
		r, err := xproto.GetAtomName(x.c, xproto.Atom(binary.LittleEndian.Uint32(b))).Reply()
		if err != nil {
			x.t.Fatal(err)
		}
		out = append(out, r.Name)
	}
	slices.Sort(out)
	return out
}
