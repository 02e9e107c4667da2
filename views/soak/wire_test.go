//go:build soak && linux

package soak_test

import (
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// wire is the network between the relay and whoever talks to it. It can be
// down, or go silent without closing anything.
type wire struct {
	addr, to string

	mu    sync.Mutex
	l     net.Listener // nil while it is down
	mute  *atomic.Bool // of the connections made since the last silence
	conns []net.Conn
	work  sync.WaitGroup
}

func newWire(t testing.TB, to string) *wire {
	t.Helper()
	w := &wire{addr: freeAddr(t), to: to, mute: &atomic.Bool{}}
	if err := w.up(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		w.down()
		w.work.Wait()
	})
	return w
}

func (w *wire) url() string { return "http://" + w.addr }

// up listens again.
func (w *wire) up() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.l != nil {
		return nil
	}
	l, err := net.Listen("tcp", w.addr)
	if err != nil {
		return err
	}
	w.l = l
	w.work.Go(func() { w.accept(l) })
	return nil
}

// down refuses connections and tears those off that are there.
func (w *wire) down() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.l != nil {
		w.l.Close()
	}
	for _, c := range w.conns {
		c.Close()
	}
	w.l, w.conns = nil, nil
}

// silence cuts what is connected without a word. New connections work.
func (w *wire) silence() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mute.Store(true)
	w.mute = &atomic.Bool{}
}

func (w *wire) accept(l net.Listener) {
	for {
		a, err := l.Accept()
		if err != nil {
			return
		}
		b, err := net.Dial("tcp", w.to)
		if err != nil {
			a.Close()
			continue
		}
		w.mu.Lock()
		mute := w.mute
		w.conns = append(w.conns, a, b)
		w.mu.Unlock()
		w.work.Go(func() { pass(a, b, mute) })
		w.work.Go(func() { pass(b, a, mute) })
	}
}

// pass hands on what comes, until the wire is mute: then it is swallowed, and
// neither end hears that the other is gone.
func pass(from, to net.Conn, mute *atomic.Bool) {
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		if mute.Load() {
			if err != nil {
				return
			}
			continue
		}
		if err == nil {
			_, err = to.Write(buf[:n])
		}
		if err != nil {
			from.Close()
			to.Close()
			return
		}
	}
}
