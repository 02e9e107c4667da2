//go:build darwin || windows || (linux && cgo)

package speaker

import (
	"errors"
	"io"
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

func (c *otoCard) start(feed io.Reader) {
	_ = c.ctx.Resume() // it does nothing the first time; err tells of a failure
	p := c.p.Load()
	if p == nil {
		p = c.ctx.NewPlayer(feed)
		p.SetBufferSize(int(feedDelay.Seconds()*float64(c.rate)) * 8)
		c.p.Store(p)
	}
	p.Play()
}

func (c *otoCard) stop() {
	if p := c.p.Load(); p != nil {
		p.Pause()
	}
	_ = c.ctx.Suspend()
}

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
