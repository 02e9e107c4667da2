//go:build darwin || windows || (linux && cgo)

package speaker

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ebitengine/oto/v3"
)

// A process can open its sound card once, and never close it; so what was
// opened is kept here for the next Speaker.
var (
	holder  sync.Mutex
	opening chan struct{} // closed when opening has ended; nil: not begun
	opened  struct {
		ctx  *oto.Context
		rate int
		err  error
	}
	taken bool
)

// openCard opens the sound card, or takes the one that is open.
func openCard(rate int) (card, error) {
	holder.Lock()
	defer holder.Unlock()
	if taken {
		return nil, ErrBusy
	}
	if opening == nil {
		opening = make(chan struct{})
		opened.rate = rate
		go func() {
			defer close(opening)
			opened.ctx, opened.err = begin(rate)
		}()
	}
	t := time.NewTimer(openWithin)
	defer t.Stop()
	select {
	case <-opening:
	case <-t.C:
		return nil, errors.Join(ErrNoSound, errors.New("it takes too long to open"))
	}
	switch {
	case opened.err != nil:
		return nil, errors.Join(ErrNoSound, opened.err)
	case opened.ctx.Err() != nil:
		return nil, errors.Join(ErrNoSound, opened.ctx.Err())
	case opened.rate != rate:
		return nil, ErrBusy
	}
	taken = true
	return &otoCard{ctx: opened.ctx, rate: rate}, nil
}

// begin opens the card and returns when it is ready.
func begin(rate int) (*oto.Context, error) {
	ctx, ready, err := oto.NewContext(&oto.NewContextOptions{SampleRate: rate, ChannelCount: 2, Format: oto.FormatFloat32LE, BufferSize: cardDelay})
	if err != nil {
		return nil, err
	}
	<-ready
	return ctx, ctx.Err()
}

// otoCard is the card of this process.
type otoCard struct {
	ctx  *oto.Context
	rate int
	p    atomic.Pointer[oto.Player] // nil: not started
}

func (c *otoCard) start(f *feed) {
	_ = c.ctx.Resume() // it does nothing the first time; err tells of a failure
	if c.p.Load() != nil {
		return
	}
	w := &watched{feed: f, delay: feedDelay}
	w.p = c.ctx.NewPlayer(w)
	w.set()
	c.p.Store(w.p)
	w.p.Play()
}

// watched is a feed whose buffer grows until it is never found empty. How much
// a card takes at once is not told; where it takes more than there is, it plays
// silence in between, which crackles.
type watched struct {
	*feed
	p     *oto.Player
	delay time.Duration
	empty int // times that the buffer was
}

// emptyMost is how often the buffer may be empty: once for each start, and by
// chance.
const emptyMost = 3

// set asks for a buffer of the delay.
func (w *watched) set() {
	w.p.SetBufferSize(int(w.delay.Seconds()*w.rate) * 8)
	w.feed.delay.Store(int64(cardDelay + w.delay))
}

// Read is called without a lock of the player's.
func (w *watched) Read(b []byte) (int, error) {
	if w.delay < feedMost && w.p.BufferedSize() == 0 {
		if w.empty++; w.empty > emptyMost {
			w.delay, w.empty = 2*w.delay, 0
			w.set()
		}
	}
	return w.feed.Read(b)
}

// stop lets the card rest, and not the player: one that goes on after a pause is
// read by two goroutines at once, which mixes up the order of its sound.
func (c *otoCard) stop() { _ = c.ctx.Suspend() }

func (c *otoCard) err() error {
	if p := c.p.Load(); p != nil {
		return errors.Join(c.ctx.Err(), p.Err())
	}
	return c.ctx.Err()
}

func (c *otoCard) release() {
	if p := c.p.Load(); p != nil {
		_ = p.Close()
	}
	_ = c.ctx.Suspend()
	holder.Lock()
	defer holder.Unlock()
	taken = false
}
