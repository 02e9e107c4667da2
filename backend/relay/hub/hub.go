// Package hub is the relay's server: an http.Handler that takes callbacks, keeps
// them in a Store and hands them to whoever proves a channel's secret. The
// protocol is described in package relay.
//
// The store is a stream of NATS JetStream, either inside this process (Embed)
// or a cluster's (Connect). One stream holds all mailboxes, one subject each,
// and there are no consumers: a letter is read by its subject, and an
// acknowledgement deletes it. A callback is answered with 200 only after the
// stream's own acknowledgement, which with Embed means that the disk was synced.
//
// A letter is gzipped and sealed to the channel's public key before it is
// stored, so the disk, its backups and the cluster's operator see sizes and
// times. What is longer than one message is stored as pieces first; the message
// that names them comes last and is what makes the letter exist.
package hub

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/prometheus/client_golang/prometheus"

	"partlift/backend/relay"
)

// Config is how a hub behaves.
type Config struct {
	Now     func() time.Time
	Wall    func() time.Time // dates letters and judges signatures; nil = Now
	Limits  Limits           // zero fields get DefaultLimits
	Invite  string           // needed to open a channel; "" = open to everybody
	Trusted []netip.Prefix   // proxies whose X-Forwarded-For counts
	Free    func() (uint64, error)
	Health  func() error // nil = always well
	Metrics prometheus.Registerer
	Log     *slog.Logger
	// Recount is how old the tally of a channel's letters may get. Hubs that
	// share a store need it short; 0 = an hour.
	Recount time.Duration
}

// Crammed reports whether the disk has less left than Limits.MinFree.
func (c Config) Crammed() bool {
	if c.Free == nil {
		return false
	}
	free, err := c.Free()
	return err == nil && free < c.Limits.MinFree
}

// Limits bound what strangers can make a hub do.
type Limits struct {
	Body      int           // bytes of a callback
	Letters   int           // waiting in one channel
	Bytes     int64         // of them, sealed
	PerMinute int           // callbacks of one channel; as many at once
	Opens     int           // channels opened per hour and address without invitation
	Dials     int           // handshakes per minute and address; as many at once
	InFlight  int64         // bytes of callbacks being read at one time
	Sockets   int           // connections in all
	Each      int           // connections of one channel
	MinFree   uint64        // bytes that must be free on the disk
	Ping      time.Duration // between pings of a connection, whole seconds
	BodyTime  time.Duration // for sending a body
	StoreTime time.Duration // for storing it; together below the 15 s of the service
}

// DefaultLimits are generous for people and narrow for floods.
func DefaultLimits() Limits {
	return Limits{
		Body: relay.MaxBody, Letters: 500, Bytes: 256 << 20, PerMinute: 60, Opens: 10, Dials: 300,
		InFlight: 256 << 20, Sockets: 100_000, Each: 8, MinFree: 64 << 20,
		Ping: relay.PingEvery, BodyTime: 8 * time.Second, StoreTime: 6 * time.Second,
	}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	pick(&l.Body, d.Body)
	pick(&l.Letters, d.Letters)
	pick(&l.Bytes, d.Bytes)
	pick(&l.PerMinute, d.PerMinute)
	pick(&l.Opens, d.Opens)
	pick(&l.Dials, d.Dials)
	pick(&l.InFlight, d.InFlight)
	pick(&l.Sockets, d.Sockets)
	pick(&l.Each, d.Each)
	pick(&l.MinFree, d.MinFree)
	pick(&l.Ping, d.Ping)
	pick(&l.BodyTime, d.BodyTime)
	pick(&l.StoreTime, d.StoreTime)
	l.Body = min(l.Body, relay.MaxBody)
	l.Ping = max(l.Ping, time.Second)
	return l
}

func pick[T comparable](v *T, def T) {
	var zero T
	if *v == zero {
		*v = def
	}
}

// Hub is the server. Close it after the HTTP server has stopped.
type Hub struct {
	cfg     Config
	store   Store
	mux     *http.ServeMux
	up      websocket.Upgrader
	count   *metrics
	rates   rates
	tallies tallies
	load    load

	ctx     context.Context // of all sessions
	cancel  context.CancelFunc
	unwatch func()
	wg      sync.WaitGroup

	mu       sync.Mutex
	sessions map[string][]*session
	slots    []map[*session]struct{} // by the second of the interval at which they are pinged
	sockets  int
	draining bool
}

// New starts a hub over a store.
func New(cfg Config, store Store) (*Hub, error) {
	cfg.Limits = cfg.Limits.orDefault()
	if cfg.Wall == nil {
		cfg.Wall = cfg.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	pick(&cfg.Recount, time.Hour)
	h := &Hub{cfg: cfg, store: store, mux: http.NewServeMux(), sessions: map[string][]*session{}}
	h.up = websocket.Upgrader{
		// Small, and writes borrow theirs: an idle connection must cost little.
		ReadBufferSize: 512, WriteBufferSize: relay.MaxFrame, WriteBufferPool: &sync.Pool{},
		HandshakeTimeout: relay.AuthWithin, Subprotocols: []string{relay.Subprotocol},
		// A browser names an origin. The secret is no matter for web pages.
		CheckOrigin: func(r *http.Request) bool { return r.Header.Get("Origin") == "" },
	}
	h.slots = make([]map[*session]struct{}, cfg.Limits.Ping/time.Second)
	h.ctx, h.cancel = context.WithCancel(context.Background())
	h.count = newMetrics(cfg.Metrics, h)
	h.rates.init(cfg.Limits)
	h.load.max = cfg.Limits.InFlight
	h.mux.HandleFunc("POST /cb/{channel}/{token}", h.deposit)
	h.mux.HandleFunc("POST /v1/channels", h.open)
	h.mux.HandleFunc("GET /v1/socket", h.socket)
	h.mux.HandleFunc("GET /healthz", h.health)
	stop, err := store.Watch(h.ring)
	if err != nil {
		h.cancel()
		return nil, err
	}
	h.unwatch = stop
	h.wg.Go(h.ping)
	return h, nil
}

// ServeHTTP serves callbacks, openings, sockets and /healthz.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Cache-Control", "no-store")
	h.mux.ServeHTTP(w, r)
}

// Drain tells every client to come again and closes the connections, as far as
// it gets before ctx ends. It may be called while callbacks are still answered.
func (h *Hub) Drain(ctx context.Context) {
	h.mu.Lock()
	h.draining = true
	var all []*session
	for _, list := range h.sessions {
		all = append(all, list...)
	}
	h.mu.Unlock()
	var told sync.WaitGroup
	for _, s := range all {
		// Spread, so that they do not all come back at the same moment.
		told.Go(func() { s.bye(relay.ByeRestart, 1+rand.IntN(5)) })
	}
	done := make(chan struct{})
	h.wg.Go(func() { told.Wait(); close(done) })
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// Close drains for a moment and waits for all that the hub has started.
func (h *Hub) Close() error {
	ctx, cancel := context.WithTimeout(h.ctx, 2*time.Second)
	h.Drain(ctx)
	cancel()
	h.unwatch()
	h.cancel()
	h.wg.Wait()
	return nil
}

func (h *Hub) health(w http.ResponseWriter, _ *http.Request) {
	if h.cfg.Health != nil {
		if err := h.cfg.Health(); err != nil {
			http.Error(w, "not well", http.StatusServiceUnavailable)
			return
		}
	}
	w.Write([]byte("ok\n"))
}

// ring wakes the sessions of a channel.
func (h *Hub) ring(channel string, seq uint64) {
	h.mu.Lock()
	var list []*session
	if channel == "" {
		for _, l := range h.sessions {
			list = append(list, l...)
		}
	} else {
		list = append(list, h.sessions[channel]...)
	}
	h.mu.Unlock()
	for _, s := range list {
		s.ring(seq)
	}
}

// ping pings each connection once per interval, from one goroutine for all:
// one for each would double what an idle connection costs.
func (h *Hub) ping() {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for slot := 0; ; slot = (slot + 1) % len(h.slots) {
		select {
		case <-h.ctx.Done():
			return
		case <-t.C:
		}
		h.mu.Lock()
		due := make([]*session, 0, len(h.slots[slot]))
		for s := range h.slots[slot] {
			due = append(due, s)
		}
		h.mu.Unlock()
		for _, s := range due {
			s.ping()
		}
	}
}

var errDraining = errors.New("the hub is stopping")

// join enters a session; it says why not.
func (h *Hub) join(s *session) (reason string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.draining:
		return relay.ByeRestart
	case len(h.sessions[s.channel]) >= h.cfg.Limits.Each:
		return relay.ByeLimit
	}
	h.sessions[s.channel] = append(h.sessions[s.channel], s)
	s.slot = rand.IntN(len(h.slots))
	if h.slots[s.slot] == nil {
		h.slots[s.slot] = map[*session]struct{}{}
	}
	h.slots[s.slot][s] = struct{}{}
	return ""
}

func (h *Hub) leave(s *session) {
	h.mu.Lock()
	defer h.mu.Unlock()
	list := h.sessions[s.channel]
	for i, other := range list {
		if other == s {
			list = append(list[:i:i], list[i+1:]...)
			break
		}
	}
	if len(list) == 0 {
		delete(h.sessions, s.channel)
	} else {
		h.sessions[s.channel] = list
	}
	delete(h.slots[s.slot], s)
}
