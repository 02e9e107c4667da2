//go:build window

package perf

import (
	"bytes"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/damage"
	"github.com/jezek/xgb/xproto"
)

// eye sees from outside when something is painted: it asks the display to tell
// of every change of the pixels of a window.
type eye struct {
	x      *xgb.Conn
	events chan seen
	pid    xproto.Atom
	stop   chan struct{}
	ended  chan struct{}
}

// seen is something that the display told of.
type seen struct {
	at    time.Time
	event xgb.Event
}

// stripHeight is how much of a window's top is looked at to tell a painted
// frame from a void; both programs have words there.
const stripHeight = 100

func newEye(b *testing.B) *eye {
	b.Helper()
	x, err := xgb.NewConn()
	if err != nil {
		b.Skip("no display: ", err)
	}
	if err := damage.Init(x); err != nil {
		b.Fatal(err)
	}
	if _, err := damage.QueryVersion(x, 1, 1).Reply(); err != nil {
		b.Fatal(err)
	}
	e := &eye{x: x, events: make(chan seen, 10_000), stop: make(chan struct{}), ended: make(chan struct{})}
	root := xproto.Setup(x).DefaultScreen(x).Root
	if err := xproto.ChangeWindowAttributesChecked(x, root, xproto.CwEventMask, []uint32{xproto.EventMaskSubstructureNotify}).Check(); err != nil {
		b.Fatal(err)
	}
	const name = "_NET_WM_PID"
	atom, err := xproto.InternAtom(x, false, uint16(len(name)), name).Reply()
	if err != nil {
		b.Fatal(err)
	}
	e.pid = atom.Atom
	go e.listen()
	b.Cleanup(func() {
		close(e.stop)
		x.Close()
		<-e.ended
	})
	return e
}

func (e *eye) listen() {
	defer close(e.ended)
	for {
		event, err := e.x.WaitForEvent()
		if event == nil && err == nil {
			return // closed
		}
		if err != nil {
			continue // of a window that is gone
		}
		select {
		case e.events <- seen{time.Now(), event}:
		case <-e.stop:
			return
		}
	}
}

// forget drops what was seen so far.
func (e *eye) forget() {
	for {
		select {
		case <-e.events:
		default:
			return
		}
	}
}

// paint is when a window came to be seen.
type paint struct {
	window xproto.Window
	first  time.Time // its first frame that is not of one color
	last   time.Time // the last one before it stood still
}

// stillness is how long nothing may change until a window counts as complete.
const stillness = 600 * time.Millisecond

// await waits for the window of a process, for its first frame and until it
// stands still.
func (e *eye) await(b *testing.B, pid int) (p paint) {
	b.Helper()
	limit := time.After(time.Minute)
	still := time.NewTimer(time.Hour)
	defer still.Stop()
	for {
		select {
		case s := <-e.events:
			switch ev := s.event.(type) {
			case xproto.CreateNotifyEvent:
				if !ev.OverrideRedirect && ev.Width > stripHeight {
					e.watch(ev.Window)
				}
			case damage.NotifyEvent:
				w := xproto.Window(ev.Drawable)
				if p.window == 0 && e.painted(w, pid) {
					p.window, p.first = w, s.at
				}
				if w == p.window {
					p.last = s.at
					still.Reset(stillness)
				}
			}
		case <-still.C:
			return p
		case <-limit:
			b.Fatal("no window was painted")
		}
	}
}

// watch has every change of a window's pixels told.
func (e *eye) watch(w xproto.Window) {
	if id, err := damage.NewDamageId(e.x); err == nil {
		damage.Create(e.x, id, xproto.Drawable(w), damage.ReportLevelRawRectangles)
	}
}

// painted reports whether a window belongs to a process and shows something.
func (e *eye) painted(w xproto.Window, pid int) bool {
	own, err := xproto.GetProperty(e.x, false, w, e.pid, xproto.AtomCardinal, 0, 1).Reply()
	if err != nil || len(own.Value) < 4 || int(xgb.Get32(own.Value)) != pid {
		return false
	}
	size, err := xproto.GetGeometry(e.x, xproto.Drawable(w)).Reply()
	if err != nil {
		return false
	}
	img, err := xproto.GetImage(e.x, xproto.ImageFormatZPixmap, xproto.Drawable(w), 0, 0, size.Width, min(size.Height, stripHeight), 1<<32-1).Reply()
	if err != nil || len(img.Data) < 8 {
		return false
	}
	// Of one color when it is equal to itself moved by a pixel.
	return !bytes.Equal(img.Data[4:], img.Data[:len(img.Data)-4])
}

// repaints counts the frames that were painted into a window for some time:
// changes within a few milliseconds are of one frame.
func (e *eye) repaints(b *testing.B, w xproto.Window, d time.Duration) (n int) {
	b.Helper()
	e.forget()
	over := time.After(d)
	var last time.Time
	for {
		select {
		case s := <-e.events:
			if ev, ok := s.event.(damage.NotifyEvent); ok && xproto.Window(ev.Drawable) == w {
				if s.at.Sub(last) > 3*time.Millisecond {
					n++
				}
				last = s.at
			}
		case <-over:
			return n
		}
	}
}

// settle waits until a window stands still.
func (e *eye) settle(b *testing.B, w xproto.Window) {
	b.Helper()
	limit := time.After(time.Minute)
	still := time.NewTimer(stillness)
	defer still.Stop()
	for {
		select {
		case s := <-e.events:
			if ev, ok := s.event.(damage.NotifyEvent); ok && xproto.Window(ev.Drawable) == w {
				still.Reset(stillness)
			}
		case <-still.C:
			return
		case <-limit:
			return // something moves all the time, which is for the caller to count
		}
	}
}
