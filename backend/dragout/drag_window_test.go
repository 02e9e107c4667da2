//go:build window && linux

package dragout_test

import (
	"image"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"partlift/backend/dragout"
)

// carry takes the files from our window to a point, and says when the target
// there has seen them.
func (b *bench) carry(g *target, to image.Point) <-chan dragout.Result {
	b.t.Helper()
	b.press()
	out := b.begin()
	b.move(to.Sub(image.Pt(30, 20)))
	b.move(to)
	if g != nil {
		g.until("XdndPosition")
	}
	return out
}

func uri(file string) string {
	return "file://" + strings.NewReplacer(" ", "%20", "#", "%23", "é", "%C3%A9").Replace(file) + "\r\n"
}

func TestADropDelivers(t *testing.T) {
	for name, m := range map[string]manners{
		"plain":                      {},
		"in a frame":                 {managed: true},
		"that never says it is done": {leaveOpen: true},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			g := newTarget(t, targetAt, m)
			for range 3 {
				to := middle(targetAt)
				if m.managed {
					p, err := xproto.TranslateCoordinates(g.c, g.win, g.root, 100, 75).Reply()
					if err != nil {
						t.Fatal(err)
					}
					to = image.Pt(int(p.DstX), int(p.DstY))
				}
				out := b.carry(g, to)
				b.release()
				if r := b.want(out, dragout.Delivered); r.Target != "Target" {
					t.Errorf("delivered to %q", r.Target)
				}
				if got, want := g.data(), uri(b.files[0]); got != want {
					t.Errorf("the target got %q, want %q", got, want)
				}
				if len(g.offer) != 3 || g.offer[0] != g.atom("text/uri-list") || g.offer[1] != g.atom("application/x-lmms-stringpair") || g.offer[2] == 0 {
					t.Errorf("offered as %v", g.offer)
				}
			}
		})
	}
}

func TestADragThatDeliversNothing(t *testing.T) {
	b := newBench(t)
	g := newTarget(t, targetAt, manners{})
	deliver := func(t *testing.T) {
		t.Helper()
		out := b.carry(g, middle(targetAt))
		b.release()
		b.want(out, dragout.Delivered)
		g.data()
	}
	deliver(t)
	t.Run("over nothing", func(t *testing.T) {
		out := b.carry(nil, nowhere)
		b.release()
		b.want(out, dragout.NoTarget)
		deliver(t)
	})
	t.Run("over our own window", func(t *testing.T) {
		b.set("XdndAware", b.ours, 5)
		out := b.carry(nil, middle(oursAt).Add(image.Pt(40, 30)))
		b.release()
		b.want(out, dragout.NoTarget)
		deliver(t)
	})
	t.Run("Escape over a target", func(t *testing.T) {
		const escape = 9 // keycode of the key at the top left
		out := b.carry(g, middle(targetAt))
		b.fake(xproto.KeyPress, escape, image.Point{})
		b.want(out, dragout.Cancelled)
		g.until("XdndLeave")
		b.fake(xproto.KeyRelease, escape, image.Point{})
		b.release()
		deliver(t)
	})
	t.Run("released before it began", func(t *testing.T) {
		b.press()
		b.move(middle(targetAt))
		b.release()
		b.want(b.begin(), dragout.Cancelled)
		deliver(t)
	})
	t.Run("into and out of a target", func(t *testing.T) {
		out := b.carry(g, middle(targetAt))
		b.move(nowhere)
		g.until("XdndLeave")
		b.release()
		b.want(out, dragout.NoTarget)
		deliver(t)
	})
	t.Run("ended by Close", func(t *testing.T) {
		out := b.carry(g, middle(targetAt))
		if err := b.port.Close(); err != nil {
			t.Error(err)
		}
		b.want(out, dragout.Cancelled)
		g.until("XdndLeave")
		b.release()
		deliver(t)
	})
}

// set gives a window a property of one word.
func (x *client) set(name string, w xproto.Window, v byte) {
	xproto.ChangeProperty(x.c, xproto.PropModeReplace, w, x.atom(name), xproto.AtomAtom, 32, 1, []byte{v, 0, 0, 0})
	x.atom("sync")
}

func TestAFlickInOneJumpDelivers(t *testing.T) {
	b := newBench(t)
	g := newTarget(t, targetAt, manners{})
	b.press()
	out := b.begin()
	b.move(middle(targetAt))
	b.release()
	b.want(out, dragout.Delivered)
	if got := g.data(); got != uri(b.files[0]) {
		t.Errorf("the target got %q", got)
	}
}

func TestTargetsOfBadManners(t *testing.T) {
	for name, c := range map[string]struct {
		m    manners
		want dragout.Outcome
	}{
		"one that refuses":                    {manners{refuse: true}, dragout.Refused},
		"one that does not answer":            {manners{mute: true}, dragout.Refused},
		"one that closes before it has taken": {manners{die: true}, dragout.Failed},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			g := newTarget(t, targetAt, c.m)
			out := b.carry(g, middle(targetAt))
			b.release()
			r := b.want(out, c.want)
			if (r.Err != nil) != (c.want == dragout.Failed) {
				t.Errorf("error %v", r.Err)
			}
			if c.want == dragout.Refused {
				g.until("XdndLeave")
			}
			good := newTarget(t, targetAt.Add(image.Pt(300, 0)), manners{})
			out = b.carry(good, middle(targetAt).Add(image.Pt(300, 0)))
			b.release()
			b.want(out, dragout.Delivered)
		})
	}
}

func TestATargetThatVanishesUnderThePointer(t *testing.T) {
	b := newBench(t)
	g := newTarget(t, targetAt, manners{})
	out := b.carry(g, middle(targetAt))
	if err := xproto.DestroyWindowChecked(g.c, g.win).Check(); err != nil {
		t.Fatal(err)
	}
	b.move(middle(targetAt).Add(image.Pt(2, 2)))
	b.release()
	b.want(out, dragout.NoTarget)
}

// A target may take its time, for one behind a question to its user, while the
// next file is already under way.
func TestALateTargetGetsWhatWasDroppedOnIt(t *testing.T) {
	b := newBench(t)
	slow := newTarget(t, targetAt, manners{keep: true})
	first := b.files[0]
	out := b.carry(slow, middle(targetAt))
	b.release()
	slow.until("XdndDrop")
	b.files = []string{midi(t, "Second.mid")}
	other := newTarget(t, targetAt.Add(image.Pt(300, 0)), manners{})
	next := b.carry(other, middle(targetAt).Add(image.Pt(300, 0)))
	b.want(out, dragout.Refused) // as far as anybody can tell when the next one begins
	slow.asks <- slow.since
	if got := slow.data(); got != uri(first) {
		t.Errorf("the late target got %q", got)
	}
	b.release()
	b.want(next, dragout.Delivered)
	if got := other.data(); got != uri(b.files[0]) {
		t.Errorf("the next target got %q", got)
	}
}

// A flick may be over before the program hears of it, and the next press may be
// there when it does. The files of the flick must not go along with that one.
func TestADragThatTookTheNextPress(t *testing.T) {
	b := newBench(t)
	g := newTarget(t, targetAt, manners{})
	b.press()
	late := b.begin()
	b.move(middle(targetAt))
	g.until("XdndPosition")
	b.files = []string{midi(t, "Second.mid")}
	out := b.begin()
	b.want(late, dragout.Cancelled)
	g.until("XdndLeave")
	b.release()
	b.want(out, dragout.Delivered)
	if got := g.data(); got != uri(b.files[0]) {
		t.Errorf("the target got %q", got)
	}
}

func TestADragWhoseTargetThinksForTooLong(t *testing.T) {
	b := newBench(t)
	mute := newTarget(t, targetAt, manners{mute: true})
	out := b.carry(mute, middle(targetAt))
	b.release()
	good := newTarget(t, targetAt.Add(image.Pt(300, 0)), manners{})
	next := b.carry(good, middle(targetAt).Add(image.Pt(300, 0)))
	b.outcome(out) // what it is depends on how far the drag had come
	b.release()
	b.want(next, dragout.Delivered)
}

func TestThePictureFollowsAndGoes(t *testing.T) {
	b := newBench(t)
	g := newTarget(t, targetAt, manners{})
	out := b.carry(g, middle(targetAt))
	at := middle(targetAt).Add(image.Pt(20, 20))
	if got := b.pixel(at); got != 0x12ab34 {
		t.Errorf("pixel %06x beside the pointer", got)
	}
	b.release()
	b.want(out, dragout.Delivered)
	limit, tick := time.After(patience), time.NewTicker(10*time.Millisecond)
	defer tick.Stop()
	for b.pixel(at) == 0x12ab34 { // the server hears of it by another connection
		select {
		case <-tick.C:
		case <-limit:
			t.Fatal("the picture is still there")
		}
	}
}

// A connection that is lost ends the drag, and the next drag makes another.
func TestALostConnectionIsMadeAgain(t *testing.T) {
	b := newBench(t)
	g := newTarget(t, targetAt, manners{})
	out := b.carry(g, middle(targetAt))
	owner, err := xproto.GetSelectionOwner(b.c, b.atom("XdndSelection")).Reply()
	if err != nil {
		t.Fatal(err)
	}
	xproto.KillClient(b.c, uint32(owner.Owner))
	if r := b.want(out, dragout.Failed); r.Err == nil {
		t.Error("failed without an error")
	}
	b.release()
	out = b.carry(g, middle(targetAt))
	b.release()
	b.want(out, dragout.Delivered)
}
