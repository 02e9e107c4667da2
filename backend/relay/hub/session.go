package hub

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"partlift/backend/relay"
)

// session is one connection.
type session struct {
	hub     *Hub
	ws      *websocket.Conn
	channel string
	slot    int // of the pings
	ctx     context.Context
	cancel  context.CancelFunc // closes the connection as well

	writing sync.Mutex // one data message at a time

	mu      sync.Mutex
	cursor  uint64             // the letters up to here were sent
	want    uint64             // the bell has rung for this one
	out     map[uint64]outward // on their way, unanswered
	bytes   int                // of out
	pumping bool               // a goroutine is sending
	rung    bool               // since it last looked
	pings   int
	partial *relay.Partial // from hello, until used
}

type outward struct {
	size     int
	received time.Time
}

// socket takes a connection: GET /v1/socket. It leaves the handler at once,
// because net/http keeps its buffers and a grown stack as long as that runs.
func (h *Hub) socket(w http.ResponseWriter, r *http.Request) {
	if !slices.Contains(websocket.Subprotocols(r), relay.Subprotocol) {
		http.Error(w, "the sub-protocol is "+relay.Subprotocol, http.StatusBadRequest)
		return
	}
	if !h.rates.dial(h.address(r), h.cfg.Now()) {
		h.refuse(w, errOpens)
		return
	}
	if err := h.admit(); err != nil {
		h.refuse(w, errCrowded)
		return
	}
	ws, err := h.up.Upgrade(w, r, nil)
	if err != nil {
		h.dismiss()
		return
	}
	s := &session{hub: h, ws: ws}
	h.wg.Go(s.serve)
}

// admit counts a connection in.
func (h *Hub) admit() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.draining {
		return errDraining
	}
	if h.sockets >= h.cfg.Limits.Sockets {
		return errCrowded
	}
	h.sockets++
	return nil
}

func (h *Hub) dismiss() {
	h.mu.Lock()
	h.sockets--
	h.mu.Unlock()
}

// serve lets a client in. Reading goes on in a goroutine of its own: the stack
// that the challenge needed would stay with an idle connection for long.
func (s *session) serve() {
	s.ctx, s.cancel = context.WithCancel(s.hub.ctx)
	context.AfterFunc(s.ctx, func() { s.ws.Close() })
	s.ws.SetReadLimit(relay.MaxFrame)
	if reason := s.greet(); reason != "" {
		s.bye(reason, retryAfter(reason))
		s.hub.dismiss()
		return
	}
	s.hub.wg.Go(s.listen)
}

// listen takes frames until the session ends.
func (s *session) listen() {
	defer s.hub.dismiss()
	defer s.cancel()
	defer s.hub.leave(s)
	s.ring(0)
	alive := func(string) error {
		return s.ws.SetReadDeadline(s.hub.cfg.Now().Add(relay.SilentAfter(s.hub.cfg.Limits.Ping)))
	}
	alive("")
	s.ws.SetPongHandler(alive)
	for {
		f, err := s.read()
		if errors.Is(err, relay.ErrFrame) {
			s.bye(relay.ByeProtocol, retryAfter(relay.ByeProtocol))
			return
		}
		if err != nil {
			return
		}
		alive("")
		if reason := s.handle(f); reason != "" {
			s.bye(reason, retryAfter(reason))
			return
		}
	}
}

// retryAfter is how long a client is to stay away, in seconds.
func retryAfter(reason string) int {
	switch reason {
	case relay.ByeRestart, relay.ByeBusy:
		return 2
	case relay.ByeLimit, relay.ByeProtocol, relay.ByeProof:
		return 60
	}
	return 0
}

// read reads a frame. Binary messages are not frames.
func (s *session) read() (relay.Frame, error) {
	kind, b, err := s.ws.ReadMessage()
	if err != nil {
		return relay.Frame{}, err
	}
	if kind != websocket.TextMessage {
		return relay.Frame{}, relay.ErrFrame
	}
	return relay.ParseFrame(b)
}

// handle does what a frame asks; it returns the reason of a bye.
func (s *session) handle(f relay.Frame) (reason string) {
	switch f.Type {
	case relay.TypeAck:
		return s.settle(f.Seq, true)
	case relay.TypeNack:
		return s.settle(f.Seq, false)
	case relay.TypePing:
		s.send(relay.Frame{Type: relay.TypePong})
	case relay.TypePong:
	case relay.TypeConfigure:
		return s.configure(f.WebhookKey)
	default:
		return relay.ByeProtocol
	}
	return ""
}

// settle takes a letter off the way. Only what was sent on this connection can
// be answered, so that no channel touches another's.
func (s *session) settle(seq uint64, kept bool) (reason string) {
	s.mu.Lock()
	o, ok := s.out[seq]
	s.mu.Unlock()
	if !ok {
		return ""
	}
	if kept {
		ctx, cancel := context.WithTimeout(s.ctx, s.hub.cfg.Limits.StoreTime)
		defer cancel()
		if err := s.hub.store.Delete(ctx, s.channel, seq); err != nil {
			s.hub.cfg.Log.Warn("letter not deleted", "channel", short(s.channel), "seq", seq, "err", err)
			return relay.ByeBusy
		}
		s.hub.tallies.remove(s.channel, seq)
		s.hub.count.acked(s.hub.cfg.Wall().Sub(o.received))
	} else {
		s.hub.count.letter("nacked")
	}
	s.mu.Lock()
	delete(s.out, seq)
	s.bytes -= o.size
	s.mu.Unlock()
	s.ring(0)
	return ""
}

// send writes a frame.
func (s *session) send(f relay.Frame) error {
	b, err := f.Bytes()
	if err != nil {
		return err
	}
	return s.write(websocket.TextMessage, b)
}

func (s *session) write(kind int, b []byte) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.ws.SetWriteDeadline(s.hub.cfg.Now().Add(relay.WriteWithin))
	return s.ws.WriteMessage(kind, b)
}

// lookEvery is after how many pings a session looks for letters though no bell
// has rung: a bell can be lost between the hubs of a cluster.
const lookEvery = 12

func (s *session) ping() {
	s.mu.Lock()
	busy := s.pumping // its bytes are sign enough, and its write may be stuck
	s.pings++
	owed := s.want > s.cursor || s.pings%lookEvery == 0
	s.mu.Unlock()
	if busy {
		return
	}
	s.ws.WriteControl(websocket.PingMessage, nil, s.hub.cfg.Now().Add(time.Second))
	if owed {
		s.ring(0)
	}
}

// bye says why and ends the session.
func (s *session) bye(reason string, retry int) {
	s.hub.count.bye(reason)
	f := relay.Frame{Type: relay.TypeBye, Reason: reason, Retry: retry}
	if reason == relay.ByeVersion {
		f.Versions = []int{relay.Version}
	}
	if reason != relay.ByeSlow && s.send(f) == nil {
		s.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, reason), s.hub.cfg.Now().Add(time.Second))
	}
	s.cancel()
}
