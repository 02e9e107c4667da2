//go:build linux || freebsd || netbsd || openbsd || dragonfly

package dragout

import (
	"errors"
	"image"
	"time"

	"github.com/jezek/xgb/xproto"
)

const (
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

// begin starts a drag; the button must be down.
func (d *desk) begin(window xproto.Window, files []string, img image.Image) (<-chan Result, error) {
	if g := d.drag; g != nil {
		switch g.phase {
		case held:
			// The toolkit has seen a release and a press since: that drag began so
			// late after a flick that it took this press for its own.
			g.leave()
			g.end(Result{Outcome: Cancelled})
		case released:
			g.refused()
		case dropped:
			g.conclude() // the target keeps everybody waiting, perhaps with a question to the user
		}
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
		g.refused()
	}
}

// refused ends a drag whose target did not want it.
func (g *drag) refused() {
	class := g.to.class
	g.leave()
	g.end(Result{Outcome: Refused, Target: class})
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
