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
		card *otoCard
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
			opened.card, opened.err = begin(rate)
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
	case opened.card.err() != nil:
		return nil, errors.Join(ErrNoSound, opened.card.err())
	case opened.rate != rate:
		return nil, ErrBusy
	}
	taken = true
	return opened.card, nil
}

// begin opens the card and returns when it is ready.
func begin(rate int) (*otoCard, error) {
	ctx, ready, err := oto.NewContext(&oto.NewContextOptions{SampleRate: rate, ChannelCount: 2, Format: oto.FormatFloat32LE, BufferSize: cardDelay})
	if err != nil {
		return nil, err
	}
	<-ready
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c := &otoCard{ctx: ctx, rate: rate}
	c.delay.Store(int64(feedDelay))
	c.p = ctx.NewPlayer(c)
	c.p.SetBufferSize(c.bytes())
	return c, nil
}

// otoCard is the card of this process. Its player plays for ever, silence when
// there is no feed: one that goes on after a pause may be read by two goroutines
// at once, which mixes up the order of its sound, and what a closed one has left
// in its buffer may be heard together with the next.
type otoCard struct {
	ctx     *oto.Context
	rate    int
	p       *oto.Player
	feed    atomic.Pointer[feed]
	silence atomic.Int64 // bytes since there is no feed

	delay atomic.Int64 // of the buffer, a time.Duration
	empty int          // times that the buffer was, for the goroutine that reads
}

// bytes is the size of the buffer.
func (c *otoCard) bytes() int {
	return int(time.Duration(c.delay.Load()).Seconds()*float64(c.rate)) * 8
}

func (c *otoCard) start(f *feed) {
	c.feed.Store(f)
	_ = c.ctx.Resume() // it does nothing the first time; err tells of a failure
	if !c.p.IsPlaying() {
		c.p.Play()
	}
}

// emptyMost is how often the buffer may be empty: once for each start, and by
// chance.
const emptyMost = 3

// Read gives the feed's sound. The buffer grows until it is never found empty:
// how much a card takes at once is not told, and where it takes more than there
// is, it plays silence in between, which crackles. It is called without a lock
// of the player's.
func (c *otoCard) Read(b []byte) (int, error) {
	f := c.feed.Load()
	if f == nil {
		return c.nothing(b), nil
	}
	if d := c.delay.Load(); d < int64(feedMost) && c.p.BufferedSize() == 0 {
		if c.empty++; c.empty > emptyMost {
			c.empty = 0
			c.delay.Store(2 * d)
			c.p.SetBufferSize(c.bytes())
		}
	}
	n, err := f.Read(b)
	if err != nil {
		return c.nothing(b), nil
	}
	f.delay.Store(int64(cardDelay) + c.delay.Load())
	return n, nil
}

func (c *otoCard) nothing(b []byte) int {
	n := min(len(b), 8*chunk)
	clear(b[:n])
	c.silence.Add(int64(n))
	return n
}

func (c *otoCard) stop() { _ = c.ctx.Suspend() }

func (c *otoCard) err() error { return errors.Join(c.ctx.Err(), c.p.Err()) }

// release waits until only silence is left in the buffer, unless the card
// rests or hangs.
func (c *otoCard) release() {
	c.feed.Store(nil)
	end := c.silence.Load() + int64(2*c.bytes())
	tick, late := time.NewTicker(time.Millisecond), time.NewTimer(2*feedMost)
	defer tick.Stop()
	defer late.Stop()
	for waiting := true; waiting && c.silence.Load() < end; {
		select {
		case <-tick.C:
		case <-late.C:
			waiting = false
		}
	}
	_ = c.ctx.Suspend()
	holder.Lock()
	defer holder.Unlock()
	taken = false
}
