//go:build window && linux

package dragout_test

import (
	"image"
	"os"
	"runtime"
	"testing"

	"github.com/jezek/xgb/res"
	"github.com/jezek/xgb/xproto"

	"partlift/backend/dragout"
)

// held is what a program can forget to give back.
type held struct{ goroutines, files, resources int }

// count counts, with the X resources of all programs on the display.
func (b *bench) count() held {
	b.t.Helper()
	files, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		b.t.Fatal(err)
	}
	h := held{goroutines: runtime.NumGoroutine(), files: len(files)}
	clients, err := res.QueryClients(b.c).Reply()
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range clients.Clients {
		r, err := res.QueryClientResources(b.c, c.ResourceBase).Reply()
		if err != nil {
			b.t.Fatal(err)
		}
		for _, kind := range r.Types {
			h.resources += int(kind.Count)
		}
	}
	return h
}

func TestManyDragsLeaveNothingBehind(t *testing.T) {
	const drags = 200
	b := newBench(t)
	if err := res.Init(b.c); err != nil {
		t.Fatal(err)
	}
	g := newTarget(t, targetAt, manners{})
	delivered := 0
	drag := func(i int) {
		switch i % 4 {
		case 0, 1:
			out := b.carry(g, middle(targetAt))
			b.release()
			b.want(out, dragout.Delivered)
			if got := g.data(); got != uri(b.files[0]) {
				t.Fatalf("drag %d brought %q", i, got)
			}
			delivered++
		case 2:
			out := b.carry(nil, nowhere)
			b.release()
			b.want(out, dragout.NoTarget)
		case 3:
			b.press()
			b.move(middle(oursAt).Add(image.Pt(20, 0)))
			b.release()
			b.want(b.begin(), dragout.Cancelled)
		}
	}
	empty := b.count()
	for i := range 8 {
		drag(i)
	}
	before := b.count()
	for i := range drags {
		drag(i)
	}
	if after := b.count(); after != before {
		t.Errorf("before %d drags %+v, after them %+v", drags, before, after)
	}
	if delivered != drags/2+4 {
		t.Errorf("%d drags delivered", delivered)
	}
	if err := b.port.Close(); err != nil {
		t.Fatal(err)
	}
	b.settled(empty)
}

// settled waits until what was counted is given back; the server and the
// runtime take their time.
func (b *bench) settled(want held) {
	b.t.Helper()
	var got held
	for range 5000 {
		runtime.Gosched()
		xproto.GetInputFocus(b.c).Reply()
		if got = b.count(); got == want {
			return
		}
	}
	b.t.Errorf("after Close there is %+v, at the start there was %+v", got, want)
}
