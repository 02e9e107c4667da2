//go:build linux || freebsd || netbsd || openbsd || dragonfly

package dragout

import (
	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

const (
	xdndVersion = 5
	xdndOldest  = 3 // the oldest that is still spoken
)

// target is a window that takes drops.
type target struct {
	win     xproto.Window // named in messages; 0 means none
	dest    xproto.Window // where they are sent: its proxy, or itself
	version byte
	class   string
}

// talk is what was said to the target and answered.
type talk struct {
	waiting  bool // for the answer to a position
	ticks    int  // since that was sent
	pending  bool // the pointer has moved on since
	accepted bool
}

// hear takes an answer of the target.
func (g *drag) hear(e xproto.ClientMessageEvent) {
	if g.to.win == 0 || xproto.Window(e.Data.Data32[0]) != g.to.win {
		return
	}
	switch e.Type {
	case g.d.atoms["XdndStatus"]:
		if g.phase == dropped {
			return
		}
		g.talk.waiting, g.talk.accepted = false, e.Data.Data32[1]&1 != 0
		g.d.showCursor(g.window, g.talk.accepted)
		if g.phase == released {
			g.decide()
		} else {
			g.speak()
		}
	case g.d.atoms["XdndFinished"]:
		if g.phase == dropped {
			g.conclude()
		}
	}
}

func (g *drag) enter(to target) {
	if to.win == 0 {
		return
	}
	to.class = g.d.class(to.win)
	g.to = to
	// To hear of its end. The mask is ours alone.
	xproto.ChangeWindowAttributes(g.d.c, to.win, xproto.CwEventMask, []uint32{xproto.EventMaskStructureNotify})
	var first [3]uint32
	for i, t := range g.d.wares.offers[g.d.atoms["XdndSelection"]].types[:3] {
		first[i] = uint32(t)
	}
	g.send("XdndEnter", uint32(to.version)<<24, first[0], first[1], first[2])
}

func (g *drag) leave() {
	if g.to.win == 0 || g.phase == dropped {
		return
	}
	xproto.ChangeWindowAttributes(g.d.c, g.to.win, xproto.CwEventMask, []uint32{0})
	g.send("XdndLeave", 0, 0, 0, 0)
	g.to, g.talk = target{}, talk{}
	g.d.showCursor(g.window, false)
}

// speak tells the target where the pointer is, one position at a time.
func (g *drag) speak() {
	if g.to.win == 0 || !g.talk.pending || g.talk.waiting {
		return
	}
	g.talk.pending, g.talk.waiting, g.talk.ticks = false, true, 0
	g.send("XdndPosition", 0, uint32(uint16(g.at.x))<<16|uint32(uint16(g.at.y)), uint32(g.since), uint32(g.d.atoms["XdndActionCopy"]))
}

// send sends a message of XDND; the first of its five words is always the
// window that speaks.
func (g *drag) send(kind string, w1, w2, w3, w4 uint32) {
	g.d.send(g.to, kind, [4]uint32{w1, w2, w3, w4})
}

func (d *desk) send(to target, kind string, words [4]uint32) {
	ev := xproto.ClientMessageEvent{Format: 32, Window: to.win, Type: d.atoms[kind],
		Data: xproto.ClientMessageDataUnionData32New(append([]uint32{uint32(d.win)}, words[:]...))}
	xproto.SendEvent(d.c, false, to.dest, 0, string(ev.Bytes()))
}

// find walks from the root down to the first window under the pointer that
// takes drops. That skips the frames of window managers. Our own window ends
// the walk.
func (d *desk) find(at pointer, ours xproto.Window) target {
	const deepest = 32
	w := d.screen.Root
	for range deepest {
		if w == ours {
			return target{}
		}
		if v, ok := d.word(w, "XdndAware"); ok && v >= xdndOldest {
			return target{win: w, dest: w, version: byte(min(v, xdndVersion))}
		}
		if p, v, ok := d.proxy(w); ok {
			return target{win: w, dest: p, version: byte(min(v, xdndVersion))}
		}
		next, err := xproto.TranslateCoordinates(d.c, d.screen.Root, w, at.x, at.y).Reply()
		if err != nil || next.Child == 0 {
			return target{}
		}
		w = next.Child
	}
	return target{}
}

// proxy finds the window that takes drops in place of another, and its
// version. A proxy must name itself, or it is left over from a program that
// has ended.
func (d *desk) proxy(w xproto.Window) (xproto.Window, uint32, bool) {
	p, ok := d.word(w, "XdndProxy")
	if !ok {
		return 0, 0, false
	}
	if self, ok := d.word(xproto.Window(p), "XdndProxy"); !ok || self != p {
		return 0, 0, false
	}
	v, ok := d.word(xproto.Window(p), "XdndAware")
	return xproto.Window(p), v, ok && v >= xdndOldest
}

// word reads the first 32 bits of a property.
func (d *desk) word(w xproto.Window, property string) (uint32, bool) {
	p, err := xproto.GetProperty(d.c, false, w, d.atoms[property], xproto.GetPropertyTypeAny, 0, 1).Reply()
	if err != nil || p.Format != 32 || p.ValueLen == 0 {
		return 0, false
	}
	return xgb.Get32(p.Value), true
}
