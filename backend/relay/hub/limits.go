package hub

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// rates are the rate limits.
type rates struct{ callbacks, opens, dials buckets }

func (r *rates) init(l Limits) {
	r.callbacks.every, r.callbacks.burst = time.Minute/time.Duration(l.PerMinute), l.PerMinute
	r.opens.every, r.opens.burst = time.Hour/time.Duration(l.Opens), l.Opens
	r.dials.every, r.dials.burst = time.Minute/time.Duration(l.Dials), l.Dials
}

func (r *rates) callback(channel string, now time.Time) bool { return r.callbacks.allow(channel, now) }
func (r *rates) open(address string, now time.Time) bool     { return r.opens.allow(address, now) }
func (r *rates) dial(address string, now time.Time) bool     { return r.dials.allow(address, now) }

// buckets is a token bucket per key.
type buckets struct {
	every time.Duration
	burst int

	mu    sync.Mutex
	m     map[string]*rate.Limiter
	sweep int // size at which full buckets are thrown away
}

func (b *buckets) allow(key string, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.m == nil {
		b.m, b.sweep = map[string]*rate.Limiter{}, 1024
	}
	l := b.m[key]
	if l == nil {
		if len(b.m) >= b.sweep {
			for k, l := range b.m {
				if l.TokensAt(now) >= float64(b.burst) { // as good as new
					delete(b.m, k)
				}
			}
			b.sweep = max(1024, 2*len(b.m))
		}
		l = rate.NewLimiter(rate.Every(b.every), b.burst)
		b.m[key] = l
	}
	return l.AllowN(now, 1)
}

// address is who is at the other end, an IPv6 network counting as one. Behind
// trusted proxies it is the last address that none of them wrote.
func (h *Hub) address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	at, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && h.trusts(at); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		at = hop
	}
	at = at.Unmap()
	if at.Is6() {
		if p, err := at.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return at.String()
}

func (h *Hub) trusts(a netip.Addr) bool {
	for _, p := range h.cfg.Trusted {
		if p.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}

// load bounds the memory of bodies being read.
type load struct {
	max int64

	mu   sync.Mutex
	used int64
}

func (l *load) grow(n int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.used+n > l.max {
		return false
	}
	l.used += n
	return true
}

func (l *load) reader(r io.Reader) *loadReader { return &loadReader{l: l, r: r} }

// loadReader counts what is read, so that a length that was only announced
// takes nothing.
type loadReader struct {
	l *load
	r io.Reader
	n int64
}

// Read reads, or fails with errCrowded.
func (r *loadReader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if !r.l.grow(int64(n)) {
		return 0, errCrowded
	}
	r.n += int64(n)
	return n, err
}

func (r *loadReader) release() {
	r.l.grow(-r.n)
	r.n = 0
}

// tallies know what waits in each channel, for its quota.
type tallies struct {
	mu sync.Mutex
	m  map[string]*tally
}

type tally struct {
	mu      sync.Mutex
	counted time.Time
	letters map[uint64]waiting
	bytes   int64
}

type waiting struct {
	id   string
	size int
}

// of returns a channel's tally, locked, and recounted if it is old.
func (t *tallies) of(ctx context.Context, h *Hub, channel string) (*tally, error) {
	t.mu.Lock()
	if t.m == nil {
		t.m = map[string]*tally{}
	}
	y := t.m[channel]
	if y == nil {
		if len(t.m) > 10_000 {
			clear(t.m) // they are counted again when needed
		}
		y = &tally{}
		t.m[channel] = y
	}
	t.mu.Unlock()
	y.mu.Lock()
	now := h.cfg.Now()
	if y.letters != nil && now.Sub(y.counted) < h.cfg.Recount {
		return y, nil
	}
	y.letters, y.bytes = map[uint64]waiting{}, 0
	for after := uint64(0); ; {
		l, err := h.store.Next(ctx, channel, after)
		if errors.Is(err, ErrNone) {
			y.counted = now
			return y, nil
		}
		if err != nil {
			y.letters = nil
			y.mu.Unlock()
			return nil, err
		}
		after = l.Seq
		y.letters[l.Seq] = waiting{l.ID, l.Size}
		y.bytes += int64(l.Size)
	}
}

// room reports whether a letter fits a channel's quota. One that lies there
// already always fits: it will not be stored again.
func (t *tallies) room(ctx context.Context, h *Hub, channel, id string, size int) (bool, error) {
	y, err := t.of(ctx, h, channel)
	if err != nil {
		return false, err
	}
	defer y.mu.Unlock()
	if len(y.letters) < h.cfg.Limits.Letters && y.bytes+int64(size) <= h.cfg.Limits.Bytes {
		return true, nil
	}
	for _, w := range y.letters {
		if w.id == id {
			return true, nil
		}
	}
	return false, nil
}

func (t *tallies) pending(ctx context.Context, h *Hub, channel string) (int, error) {
	y, err := t.of(ctx, h, channel)
	if err != nil {
		return 0, err
	}
	defer y.mu.Unlock()
	return len(y.letters), nil
}

func (t *tallies) add(channel string, seq uint64, id string, size int) {
	t.change(channel, func(y *tally) {
		if _, have := y.letters[seq]; !have {
			y.letters[seq] = waiting{id, size}
			y.bytes += int64(size)
		}
	})
}

func (t *tallies) remove(channel string, seq uint64) {
	t.change(channel, func(y *tally) {
		y.bytes -= int64(y.letters[seq].size)
		delete(y.letters, seq)
	})
}

func (t *tallies) change(channel string, f func(*tally)) {
	t.mu.Lock()
	y := t.m[channel]
	t.mu.Unlock()
	if y == nil {
		return
	}
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.letters != nil {
		f(y)
	}
}
