// Package speaker plays a player's sound on the sound card. Without a card, or
// after it is lost, a silent clock asks for the sound instead, so that the
// transport and the playhead go on.
package speaker

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"partlift/backend/player"
	"partlift/backend/say"
)

// ErrNoSound is returned when no sound card can be opened.
var ErrNoSound = errors.New("no sound card")

// ErrBusy is returned while another Speaker is open, or when the card was
// opened at another rate before.
var ErrBusy = errors.New("the sound card is in use by this program")

// Sentence says for people what an error of Open or Err means.
func Sentence(err error) say.Text {
	switch {
	case err == nil:
		return say.Text{}
	case errors.Is(err, ErrBusy):
		return say.Of("The sound card is in use by another song. Close that song to hear this one.")
	case errors.Is(err, errLost):
		return say.Of("The sound card does not answer any more, so songs play silently. Connect it again and restart Partlift.")
	default:
		return say.Of("No sound card could be opened, so songs play silently. Connect one, or check the sound settings, and restart Partlift.")
	}
}

var errLost = errors.New("the sound card is lost")

// Delays that are asked for. A card may need longer ones.
const (
	cardDelay = 20 * time.Millisecond // of the card's buffer
	feedDelay = 10 * time.Millisecond // of the buffer before it, which grows if need be
	feedMost  = 160 * time.Millisecond
	// chunk is how many frames are made at once.
	chunk = 128
	// openWithin bounds the time for opening, and for every other word with the
	// card.
	openWithin = 3 * time.Second
	// tick is the step of the silent clock.
	tick = 10 * time.Millisecond
	// stallTicks is how long a card may ask for nothing.
	stallTicks = 250
)

// card is a sound card that was opened.
type card interface {
	// start plays what feed gives, and goes on after a stop. It tells the feed
	// when the sound gets later.
	start(f *feed)
	// stop pauses.
	stop()
	// err returns why it plays no more.
	err() error
	// release ends playing and leaves the card to the next who opens it.
	release()
}

// Speaker plays a player. Its methods may be called from anywhere.
type Speaker struct {
	p    *player.Player
	now  func() time.Time
	card card
	feed *feed

	heard atomic.Int64 // frame of the last Position
	lost  chan struct{}
	fault atomic.Pointer[error]

	mu      sync.Mutex // of started and closed
	started atomic.Bool
	closed  bool
	cancel  context.CancelFunc
	done    chan struct{}
}

// Open plays p from now on, and asks now for the time. It always returns a
// Speaker, to be closed: if the error is not nil, there is no sound, and a
// silent clock moves the transport. It takes at most some seconds. Render of p
// belongs to the Speaker until Close. One Speaker can be open at a time.
func Open(p *player.Player, now func() time.Time) (*Speaker, error) {
	c, err := openCard(p.Rate())
	return open(p, now, c, err), err
}

func open(p *player.Player, now func() time.Time, c card, err error) *Speaker {
	ctx, cancel := context.WithCancel(context.Background())
	s := &Speaker{p: p, now: now, card: c, lost: make(chan struct{}), cancel: cancel, done: make(chan struct{})}
	s.feed = &feed{p: p, now: now, rate: float64(p.Rate())}
	if err != nil {
		s.silence(err)
	} else {
		s.feed.delay.Store(int64(cardDelay + feedDelay))
	}
	s.Start()
	go s.run(ctx)
	return s
}

// Start goes on after Stop. A Speaker that was opened has started.
func (s *Speaker) Start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.started.Swap(true) || s.Silent() {
		return
	}
	within(func() { s.card.start(s.feed) })
}

// Stop lets the card rest; the player does not move until Start. To pause a
// song, pause the player: that is free of clicks.
func (s *Speaker) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || !s.started.Swap(false) || s.Silent() {
		return
	}
	within(s.card.stop)
}

// Close ends playing and returns when the player is not used any more.
func (s *Speaker) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	s.feed.end()
	s.cancel()
	<-s.done
	if s.card != nil {
		within(s.card.release)
	}
	return nil
}

// Silent reports whether there is no sound card, or not any more.
func (s *Speaker) Silent() bool { return s.fault.Load() != nil }

// Err returns why the Speaker is silent, nil while it is not.
func (s *Speaker) Err() error {
	if err := s.fault.Load(); err != nil {
		return *err
	}
	return nil
}

// Lost is closed when the Speaker falls silent; Err says why.
func (s *Speaker) Lost() <-chan struct{} { return s.lost }

// Latency returns how long it takes from Render to the ear as far as this
// program knows: the buffers that were asked for, 30 ms to begin with.
func (s *Speaker) Latency() time.Duration { return time.Duration(s.feed.delay.Load()) }

// Position returns the second of the song that is heard now. It never runs
// backwards but where a seek or a loop is heard.
func (s *Speaker) Position() float64 {
	frame := min(s.feed.heard(s.now()), s.p.Rendered())
	for {
		last := s.heard.Load()
		if frame <= last {
			return s.p.PositionAt(last)
		}
		if s.heard.CompareAndSwap(last, frame) {
			return s.p.PositionAt(frame)
		}
	}
}

// silence gives the card up for the silent clock.
func (s *Speaker) silence(err error) {
	if s.fault.CompareAndSwap(nil, &err) {
		s.feed.detach()
		close(s.lost)
	}
}

// run watches the card and is the clock when there is none.
func (s *Speaker) run(ctx context.Context) {
	defer close(s.done)
	t := time.NewTicker(tick)
	defer t.Stop()
	last, calls, stalled := s.now(), int64(0), 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		at := s.now()
		switch {
		case !s.started.Load():
			stalled = 0
		case s.Silent():
			s.feed.pass(min(at.Sub(last), time.Second))
		default:
			if c := s.feed.calls.Load(); c != calls {
				calls, stalled = c, 0
			} else {
				stalled++
			}
			if err := s.card.err(); err != nil {
				s.silence(errors.Join(errLost, err))
			} else if stalled > stallTicks {
				s.silence(errLost)
			}
		}
		last = at
	}
}

// within runs fn for as long as a card may take to answer: drivers hang.
func within(fn func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		fn()
	}()
	t := time.NewTimer(openWithin)
	defer t.Stop()
	select {
	case <-done:
	case <-t.C:
	}
}
