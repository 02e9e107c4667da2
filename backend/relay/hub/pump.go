package hub

import (
	"context"
	"errors"
	"time"

	"github.com/gorilla/websocket"

	"partlift/backend/relay"
)

// How long a letter that must be there is looked for: a replica may lag behind
// the one that acknowledged.
const (
	lookAgain = 25 * time.Millisecond
	lookTimes = 40
)

// ring starts sending if nobody does. Idle sessions have no goroutine for it.
func (s *session) ring(seq uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.want = max(s.want, seq)
	s.rung = true
	if s.pumping || s.ctx.Err() != nil {
		return
	}
	s.pumping = true
	s.hub.wg.Go(s.pump)
}

// pump sends letters until none is left or the window is full.
func (s *session) pump() {
	for misses := 0; ; {
		cursor, full := s.look()
		if full {
			return
		}
		ctx, cancel := context.WithTimeout(s.ctx, s.hub.cfg.Limits.StoreTime)
		l, err := s.hub.store.Next(ctx, s.channel, cursor)
		cancel()
		if errors.Is(err, ErrNone) {
			if misses++; !s.again(misses) {
				return
			}
			continue
		}
		if err != nil {
			s.stop(relay.ByeBusy)
			return
		}
		misses = 0
		if err := s.deliver(l); err != nil {
			s.stop(relay.ByeSlow)
			return
		}
	}
}

func (s *session) stop(reason string) {
	if s.ctx.Err() == nil {
		s.bye(reason, 2)
	}
	s.mu.Lock()
	s.pumping = false
	s.mu.Unlock()
}

// look says from where to go on. With a full window it ends the pump; an answer
// rings again.
func (s *session) look() (cursor uint64, full bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rung = false
	if len(s.out) >= relay.Window || s.bytes >= relay.WindowBytes || s.ctx.Err() != nil {
		s.pumping = false
		return 0, true
	}
	return s.cursor, false
}

// again decides whether to look once more after having found nothing; if not,
// the pump has ended.
func (s *session) again(misses int) bool {
	s.mu.Lock()
	late := s.want > s.cursor && misses <= lookTimes
	if !late && !s.rung {
		s.pumping = false
		s.mu.Unlock()
		return false
	}
	rung := s.rung
	s.mu.Unlock()
	if rung {
		return true
	}
	t := time.NewTimer(lookAgain)
	defer t.Stop()
	select {
	case <-s.ctx.Done():
	case <-t.C:
	}
	return true
}

// deliver sends one letter.
func (s *session) deliver(l Letter) error {
	from := s.launch(l)
	age := max(0, s.hub.cfg.Wall().Sub(l.Received).Milliseconds())
	err := s.send(relay.Frame{
		Type: relay.TypeDeliver, Seq: l.Seq, ID: l.ID, Size: l.Size, From: from, Sum: l.Sum, Age: age,
	})
	if err != nil {
		return err
	}
	at := 0
	for i := range l.Parts {
		part, err := s.part(l, i)
		if err != nil {
			return s.abandon(l, err)
		}
		end := at + len(part)
		if from < end {
			if err := s.chunks(part[max(0, from-at):]); err != nil {
				return err
			}
		}
		at = end
	}
	if at != l.Size {
		return s.abandon(l, errors.New("pieces of another length"))
	}
	s.hub.count.letter("delivered")
	return nil
}

// launch enters a letter as on its way and returns where its bytes begin.
func (s *session) launch(l Letter) (from int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cursor = max(s.cursor, l.Seq)
	if s.out == nil {
		s.out = map[uint64]outward{}
	}
	s.out[l.Seq] = outward{l.Size, l.Received}
	s.bytes += l.Size
	if p := s.partial; p != nil && p.Seq == l.Seq && p.ID == l.ID && p.Size < l.Size {
		from = p.Size
	}
	s.partial = nil
	return from
}

// part reads a piece, with patience for a replica that lags.
func (s *session) part(l Letter, i int) (b []byte, err error) {
	for range lookTimes {
		ctx, cancel := context.WithTimeout(s.ctx, s.hub.cfg.Limits.StoreTime)
		b, err = l.Part(ctx, i)
		cancel()
		if !errors.Is(err, ErrNone) {
			return b, err
		}
		t := time.NewTimer(lookAgain)
		select {
		case <-s.ctx.Done():
			t.Stop()
			return nil, s.ctx.Err()
		case <-t.C:
		}
	}
	return nil, err
}

func (s *session) chunks(b []byte) error {
	for len(b) > 0 {
		n := min(len(b), relay.MaxChunk)
		if err := s.write(websocket.BinaryMessage, b[:n]); err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}

// abandon breaks off a letter whose bytes cannot be read. It stays stored and
// must not hold up the others.
func (s *session) abandon(l Letter, cause error) error {
	if s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	s.hub.count.letter("cancelled")
	s.hub.cfg.Log.Error("letter not readable", "channel", short(s.channel), "seq", l.Seq, "err", cause)
	s.mu.Lock()
	delete(s.out, l.Seq)
	s.bytes -= l.Size
	s.mu.Unlock()
	return s.send(relay.Frame{Type: relay.TypeCancel, Seq: l.Seq})
}
