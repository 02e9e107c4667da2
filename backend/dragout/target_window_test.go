//go:build window && linux

package dragout_test

import (
	"image"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// manners is how a target behaves.
type manners struct {
	refuse    bool // says no to every position
	mute      bool // never answers to a position
	leaveOpen bool // never says that it has finished
	keep      bool // does not ask for the data until told to
	die       bool // destroys its window at the drop
	managed   bool // has a frame of the window manager
}

// target is a window of another program that takes drops.
type target struct {
	*client
	manners
	win   xproto.Window
	saw   chan string      // enter, position, leave, drop
	took  chan string      // the data, for each drop
	since xproto.Timestamp // of the last drop
	asks  chan xproto.Timestamp
	offer []xproto.Atom // of the last enter
}

func newTarget(t *testing.T, at image.Point, m manners) *target {
	t.Helper()
	x := connect(t)
	g := &target{client: x, manners: m, saw: make(chan string, 4096), took: make(chan string, 1024), asks: make(chan xproto.Timestamp, 1)}
	g.win = x.window(at, m.managed, 0)
	five := []byte{5, 0, 0, 0}
	xproto.ChangeProperty(x.c, xproto.PropModeReplace, g.win, x.atom("XdndAware"), xproto.AtomAtom, 32, 1, five)
	x.atom("sync") // the property is set when this is answered
	names := map[xproto.Atom]string{}
	for _, n := range []string{"XdndEnter", "XdndPosition", "XdndLeave", "XdndDrop", "XdndSelection", "text/uri-list", "XdndActionCopy", "XdndStatus", "XdndFinished"} {
		names[x.atom(n)] = n
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		g.serve(names)
	}()
	t.Cleanup(func() {
		if m.managed {
			x.unframe(g.win)
		}
		x.c.Close()
		<-done
	})
	return g
}

// unframe destroys a window and waits until the window manager has let go of
// it. The server gives the same numbers to the next connection, and what the
// manager still says about the old window would hit the new one.
func (x *client) unframe(w xproto.Window) {
	tree, err := xproto.QueryTree(x.c, w).Reply()
	if err != nil {
		return // it has gone already
	}
	xproto.DestroyWindow(x.c, w)
	limit, tick := time.After(patience), time.NewTicker(10*time.Millisecond)
	defer tick.Stop()
	for tree.Parent != x.root {
		if _, err := xproto.GetGeometry(x.c, xproto.Drawable(tree.Parent)).Reply(); err != nil {
			return
		}
		select {
		case <-tick.C:
		case <-limit:
			x.t.Error("the window manager does not let go of a window")
			return
		}
	}
}

func (g *target) serve(names map[xproto.Atom]string) {
	atom := func(name string) uint32 {
		for a, n := range names {
			if n == name {
				return uint32(a)
			}
		}
		return 0
	}
	var source xproto.Window
	ask := func(at xproto.Timestamp) {
		xproto.ConvertSelection(g.c, g.win, xproto.Atom(atom("XdndSelection")), xproto.Atom(atom("text/uri-list")), xproto.Atom(atom("XdndDrop")), at)
	}
	say := func(kind string, words ...uint32) {
		data := append([]uint32{uint32(g.win)}, words...)
		data = append(data, make([]uint32, 5-len(data))...)
		ev := xproto.ClientMessageEvent{Format: 32, Window: source, Type: xproto.Atom(atom(kind)), Data: xproto.ClientMessageDataUnionData32New(data)}
		xproto.SendEvent(g.c, false, source, 0, string(ev.Bytes()))
	}
	for {
		var ev xgb.Event
		var ok bool
		select {
		case at := <-g.asks:
			ask(at)
			continue
		case ev, ok = <-g.events:
			if !ok {
				return
			}
		}
		switch e := ev.(type) {
		case xproto.ClientMessageEvent:
			name := names[e.Type]
			source = xproto.Window(e.Data.Data32[0])
			switch name {
			case "XdndEnter":
				g.offer = nil
				for _, a := range e.Data.Data32[2:] {
					g.offer = append(g.offer, xproto.Atom(a))
				}
			case "XdndPosition":
				yes := uint32(1)
				if g.refuse {
					yes = 0
				}
				if !g.mute {
					say("XdndStatus", yes, 0, 0, atom("XdndActionCopy"))
				}
			case "XdndDrop":
				g.since = xproto.Timestamp(e.Data.Data32[2])
				switch {
				case g.die:
					xproto.DestroyWindow(g.c, g.win)
				case !g.keep:
					ask(g.since)
				}
			}
			g.saw <- name
		case xproto.SelectionNotifyEvent:
			p, err := xproto.GetProperty(g.c, true, g.win, xproto.Atom(atom("XdndDrop")), xproto.GetPropertyTypeAny, 0, 1<<16).Reply()
			if e.Property == 0 || err != nil {
				g.took <- "nothing"
			} else {
				g.took <- string(p.Value)
			}
			if !g.leaveOpen {
				say("XdndFinished", 0) // "not performed", as some programs say after all went well
			}
		}
	}
}

// until waits until the target has seen something.
func (g *target) until(what string) {
	g.t.Helper()
	limit := time.After(patience)
	for {
		select {
		case s := <-g.saw:
			if s == what {
				return
			}
		case <-limit:
			g.t.Fatalf("the target has not seen %s", what)
		}
	}
}

// data waits for what the target was given.
func (g *target) data() string {
	g.t.Helper()
	select {
	case s := <-g.took:
		return s
	case <-time.After(patience):
		g.t.Fatal("the target was given nothing")
	}
	return ""
}
