//go:build linux || freebsd || netbsd || openbsd || dragonfly

package dragout

import (
	"errors"
	"image"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

const (
	xdndVersion = 5
	xdndOldest  = 3 // the oldest that is still spoken

	pollEvery  = 8 * time.Millisecond   // while the button is down
	waitEvery  = 100 * time.Millisecond // after the drop
	silent     = 75                     // polls without an answer after which a target is asked again: 0.6 s
	undecided  = 375                    // polls a target may take to accept after the release: 3 s
	quietAfter = 20                     // waits after which data that was taken before the drop is enough: 2 s
	forgotten  = 6000                   // waits after which nobody will take the data: 10 min
)

// phase is how far a drag has come.
type phase int

const (
	held     phase = iota // the button is down
	released              // the target has not decided yet
	dropped               // the target was told; it may still have to take the data
)

// drag is a gesture, from the press to the delivery. The pointer is never
// grabbed: the toolkit holds an implicit grab as long as the button is down,
// and needs it to see the release. The drag looks at the pointer instead and
// tells the window below it by messages, for which nobody needs a grab.
type drag struct {
	d       *desk
	window  xproto.Window // ours, which is never a target
	since   xproto.Timestamp
	result  chan Result
	picture *picture
	phase   phase
	ticks   int // in this phase
	at      pointer
	to      target
	talk    talk
	taken   bool // some program took the data
}

// pointer is where the pointer is on the root window.
type pointer struct{ x, y int16 }

// target is a window that takes drops.
type target struct {
	win     xproto.Window // named in messages; 0 is none
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

// begin starts a drag; the button must be down.
func (d *desk) begin(window xproto.Window, files []string, img image.Image) (<-chan Result, error) {
	if g := d.drag; g != nil {
		if g.phase != dropped {
			return nil, ErrBusy
		}
		g.conclude() // the target keeps everybody waiting, perhaps with a question to the user
	}
	p, err := xproto.QueryPointer(d.c, d.screen.Root).Reply()
	if err != nil {
		return nil, err
	}
	if p.Mask&xproto.KeyButMaskButton1 == 0 {
		return over(Result{Outcome: Cancelled}), nil // where it was released is not known any more
	}
	at, err := d.time()
	if err != nil {
		return nil, err
	}
	if err := d.own("XdndSelection", dragOffer(d.atoms, files, at)); err != nil {
		return nil, err
	}
	g := &drag{d: d, window: window, since: at, result: make(chan Result, 1), at: pointer{p.RootX, p.RootY}}
	g.picture = d.newPicture(img, g.at)
	d.drag = g
	d.showCursor(window, false)
	d.ticker.Reset(pollEvery)
	g.aim()
	return g.result, nil
}

// step is called at every tick.
func (g *drag) step() {
	g.ticks++
	g.talk.ticks++
	switch g.phase {
	case held:
		g.follow()
	case released:
		g.decide()
	case dropped:
		if g.taken && g.ticks > quietAfter || g.ticks > forgotten {
			g.conclude()
		}
	}
}

// follow looks where the pointer is and whether the button is still down. The
// server's word on the button counts, not the toolkit's: bridges to Wayland
// report releases that did not happen.
func (g *drag) follow() {
	p, err := xproto.QueryPointer(g.d.c, g.d.screen.Root).Reply()
	if err != nil {
		return
	}
	now := pointer{p.RootX, p.RootY}
	up := p.Mask&xproto.KeyButMaskButton1 == 0
	if now != g.at {
		g.at = now
		g.d.movePicture(g.picture, now)
		g.d.showCursor(g.window, g.talk.accepted) // the toolkit may have set its own
		g.aim()
	}
	// Without a movement the target stays the one that was asked last, also at
	// the release: a compositor may have taken its window away by then.
	switch {
	case up:
		g.phase, g.ticks = released, 0
		g.decide()
		return
	case g.escape():
		g.leave()
		g.end(Result{Outcome: Cancelled})
		return
	case g.talk.waiting && g.talk.ticks > silent:
		g.talk.waiting = false
	}
	g.speak()
}

// escape reports whether Escape is held down.
func (g *drag) escape() bool {
	key := g.d.escape
	if key == 0 {
		return false
	}
	k, err := xproto.QueryKeymap(g.d.c).Reply()
	return err == nil && k.Keys[key/8]&(1<<(key%8)) != 0
}

// aim tells the window under the pointer about it.
func (g *drag) aim() {
	to := g.d.find(g.at, g.window)
	if to.win != g.to.win || to.dest != g.to.dest {
		g.leave()
		g.enter(to)
	}
	g.talk.pending = g.to.win != 0
	g.speak()
}

// decide ends the gesture once the target has answered to the last position.
func (g *drag) decide() {
	g.speak()
	switch {
	case g.to.win == 0:
		g.end(Result{Outcome: NoTarget})
	case g.talk.waiting && g.ticks < undecided:
	case g.talk.accepted:
		g.drop()
	default:
		class := g.to.class
		g.leave()
		g.end(Result{Outcome: Refused, Target: class})
	}
}

// drop hands the files to the target. What was shown goes away now: a target
// may take its time, and ask its user questions.
func (g *drag) drop() {
	g.send("XdndDrop", 0, uint32(g.since), 0, 0)
	g.hide()
	g.phase, g.ticks = dropped, 0
	g.d.ticker.Reset(waitEvery)
}

// conclude ends a drag whose target has said all it will.
func (g *drag) conclude() {
	if g.taken {
		g.end(Result{Outcome: Delivered, Target: g.to.class})
	} else {
		g.end(Result{Outcome: Refused, Target: g.to.class})
	}
}

// end reports the result. The files stay on offer for programs that ask late.
func (g *drag) end(r Result) {
	g.hide()
	if g.to.win != 0 {
		xproto.ChangeWindowAttributes(g.d.c, g.to.win, xproto.CwEventMask, []uint32{0})
	}
	g.d.ticker.Stop()
	g.d.drag = nil
	g.result <- r
	close(g.result)
}

func (g *drag) hide() {
	g.d.hideCursor(g.window)
	g.d.closePicture(g.picture)
	g.picture = nil
}

// served notes that the target took the data. After the drop that is all that
// was wanted; whether it calls the drop a success is not to be relied on.
func (g *drag) served() {
	g.taken = true
	if g.phase == dropped {
		g.conclude()
	}
}

// gone notes that a window was destroyed.
func (g *drag) gone(w xproto.Window) {
	if w != g.to.win {
		return
	}
	switch {
	case g.phase != dropped:
		g.to, g.talk = target{}, talk{}
		g.d.showCursor(g.window, false)
	case g.taken:
		g.conclude()
	default:
		g.end(Result{Outcome: Failed, Target: g.to.class, Err: errors.New("the other program closed its window before it took the files")})
	}
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
