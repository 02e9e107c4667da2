package speaker

import (
	"errors"
	"io"
	"math"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"partlift/backend/music"
	"partlift/backend/player"
)

const rate = 44_100

// tone is a player of one long note that plays.
func tone() *player.Player {
	p := player.New(rate)
	p.Load(player.Score{Song: music.Song{Tracks: []music.Track{{Program: 16, Notes: []music.Note{{Pitch: 60, Velocity: 100, Start: 0, End: 600}}}}}})
	p.Play()
	return p
}

// until waits for something that others bring about.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick, end := time.NewTicker(time.Millisecond), time.NewTimer(20*time.Second)
	defer tick.Stop()
	defer end.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-end.C:
			t.Fatalf("%s: it never comes", what)
		}
	}
}

// fake is a card that reads when a test says so.
type fake struct {
	feed          io.Reader
	broken        atomic.Bool
	starts, stops int
	released      bool
}

func (f *fake) start(feed *feed) { f.feed, f.starts = feed, f.starts+1 }
func (f *fake) stop()            { f.stops++ }
func (f *fake) release()         { f.released = true }

func (f *fake) err() error {
	if f.broken.Load() {
		return errors.New("unplugged")
	}
	return nil
}

func (f *fake) read(t *testing.T, frames int) {
	t.Helper()
	if _, err := io.ReadFull(f.feed, make([]byte, 8*frames)); err != nil {
		t.Fatal(err)
	}
}

// clock is a time that a test moves.
type clock struct{ ns atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.ns.Store(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).UnixNano())
	return c
}

func (c *clock) now() time.Time       { return time.Unix(0, c.ns.Load()) }
func (c *clock) pass(d time.Duration) { c.ns.Add(int64(d)) }

func TestSilentClockMovesTheTransport(t *testing.T) {
	before := runtime.NumGoroutine()
	c, p := newClock(), tone()
	s := open(p, c.now, nil, ErrNoSound)
	if !s.Silent() || !errors.Is(s.Err(), ErrNoSound) || s.Latency() != 0 {
		t.Errorf("%v, %v", s.Err(), s.Latency())
	}
	<-s.Lost()
	last := 0.0
	until(t, "two seconds", func() bool {
		c.pass(7 * time.Millisecond)
		at := s.Position()
		if at < last {
			t.Fatalf("position %v after %v", at, last)
		}
		last = at
		return at > 2
	})
	p.Seek(30)
	until(t, "a seek", func() bool { c.pass(time.Millisecond); return s.Position() >= 30 })
	s.Stop()
	until(t, "a stop", func() bool {
		at := p.Rendered()
		c.pass(50 * time.Millisecond)
		runtime.Gosched()
		return p.Rendered() == at
	})
	s.Start()
	at := p.Rendered()
	until(t, "a start", func() bool { c.pass(time.Millisecond); return p.Rendered() > at })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	at = p.Rendered()
	c.pass(time.Second)
	if s.Close() != nil || p.Rendered() != at {
		t.Error("a closed speaker renders")
	}
	until(t, "the end of all goroutines", func() bool { return runtime.NumGoroutine() <= before })
}

// While a computer sleeps, nothing is played.
func TestSilentClockDoesNotCatchUpWithSleep(t *testing.T) {
	c, p := newClock(), tone()
	s := open(p, c.now, nil, ErrNoSound)
	defer s.Close()
	until(t, "a beginning", func() bool { c.pass(time.Millisecond); return p.Rendered() > 0 })
	at := p.Rendered()
	c.pass(time.Hour)
	until(t, "an end of sleep", func() bool { c.pass(time.Millisecond); return p.Rendered() > at })
	if gone := float64(p.Rendered()-at) / rate; gone > 2 {
		t.Errorf("%v s were played after an hour", gone)
	}
}

// The playhead is where the ear is, moves steadily although the card asks in
// lumps, and does not run ahead.
func TestPositionIsWhatIsHeard(t *testing.T) {
	c, p, card := newClock(), tone(), &fake{}
	s := open(p, c.now, card, nil)
	defer s.Close()
	if s.Silent() || s.Latency() != cardDelay+feedDelay {
		t.Fatal(s.Err(), s.Latency())
	}
	const lump = 1024
	card.read(t, 2*lump) // fills its buffers
	played, last := 0.0, 0.0
	for i := range 400 {
		for range 10 {
			c.pass(time.Second * lump / rate / 10)
			played += lump / 10. / rate
			at := s.Position()
			if at < last {
				t.Fatalf("position %v after %v", at, last)
			}
			if i > 100 {
				if d := at - last; d < .5*lump/10/rate || d > 1.5*lump/10/rate {
					t.Fatalf("a step of %v s at %v s, want %v", d, played, lump/10./rate)
				}
				if late := float64(p.Rendered())/rate - at; math.Abs(late-s.Latency().Seconds()) > .025 {
					t.Fatalf("%v s behind what was rendered", late)
				}
			}
			last = at
		}
		card.read(t, lump)
	}
}

func TestCardThatIsLostBecomesTheSilentClock(t *testing.T) {
	c, p, card := newClock(), tone(), &fake{}
	s := open(p, c.now, card, nil)
	defer s.Close()
	card.read(t, 4000)
	card.broken.Store(true)
	<-s.Lost()
	if !errors.Is(s.Err(), errLost) || Sentence(s.Err()).Key == Sentence(ErrNoSound).Key {
		t.Errorf("%v", s.Err())
	}
	if n, err := card.feed.Read(make([]byte, 800)); n != 0 || err != io.EOF {
		t.Error("the lost card is given sound")
	}
	at := s.Position()
	until(t, "the clock", func() bool { c.pass(time.Millisecond); return s.Position() > at+.5 })
}

// A card that asks for nothing any more is lost too, even if it says nothing.
func TestCardThatStallsIsLost(t *testing.T) {
	c, p, card := newClock(), tone(), &fake{}
	s := open(p, c.now, card, nil)
	defer s.Close()
	card.read(t, 100)
	until(t, "the loss", s.Silent)
	if !errors.Is(s.Err(), errLost) {
		t.Error(s.Err())
	}
}

func TestStopStartAndCloseReachTheCard(t *testing.T) {
	c, p, card := newClock(), tone(), &fake{}
	s := open(p, c.now, card, nil)
	s.Start()
	s.Stop()
	s.Stop()
	s.Start()
	if card.starts != 2 || card.stops != 1 {
		t.Errorf("%d starts, %d stops", card.starts, card.stops)
	}
	if err := s.Close(); err != nil || !card.released {
		t.Error("not released", err)
	}
	s.Start()
	s.Stop()
	if n, err := card.feed.Read(make([]byte, 80)); n != 0 || err != io.EOF || card.starts != 2 {
		t.Error("a closed speaker plays")
	}
}

func TestFeedIsTheSamplesOfRender(t *testing.T) {
	c, p, card := newClock(), tone(), &fake{}
	s := open(p, c.now, card, nil)
	defer s.Close()
	b := make([]byte, 8*5000)
	if _, err := io.ReadFull(card.feed, b); err != nil {
		t.Fatal(err)
	}
	l, r := make([]float32, 5000), make([]float32, 5000)
	tone().Render(l, r)
	for i := range l {
		if left, right := sample(b[8*i:]), sample(b[8*i+4:]); left != l[i] || right != r[i] {
			t.Fatalf("frame %d is %v, %v; want %v, %v", i, left, right, l[i], r[i])
		}
	}
	if n := testing.AllocsPerRun(100, func() { _, _ = card.feed.Read(b) }); n != 0 {
		t.Errorf("%v allocations a read", n)
	}
}

func sample(b []byte) float32 {
	return math.Float32frombits(uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24)
}

func TestEveryErrorHasASentence(t *testing.T) {
	seen := map[string]bool{"": true}
	for _, err := range []error{ErrNoSound, ErrBusy, errLost} {
		if says := Sentence(err).String(); seen[says] {
			t.Errorf("%v: %q", err, says)
		} else {
			seen[says] = true
		}
	}
	if !Sentence(nil).Empty() {
		t.Error("nothing is an error")
	}
}
