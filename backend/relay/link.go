package relay

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// link is one authenticated connection.
type link struct {
	c      *Client
	ws     *websocket.Conn
	opens  Opener
	silent time.Duration // see SilentAfter
	asked  time.Duration // pause the hub asked for
	refuse atomic.Bool   // a letter was sent back: come again for it
}

// dial connects and proves the secret. The link is never nil; it is open only
// without an error.
func (c *Client) dial(ctx context.Context, p *Partial) (*link, Frame, error) {
	l := &link{c: c, opens: c.Channel.Secret.Opener(), silent: SilentAfter(PingEvery)}
	ctx, cancel := context.WithTimeout(ctx, 2*AuthWithin)
	defer cancel()
	d := websocket.Dialer{
		Proxy: http.ProxyFromEnvironment, TLSClientConfig: c.TLS, Subprotocols: []string{Subprotocol},
		HandshakeTimeout: 2 * AuthWithin, ReadBufferSize: 8 << 10, WriteBufferSize: MaxFrame,
	}
	ws, resp, err := d.DialContext(ctx, c.Channel.socket(), nil)
	if err != nil {
		if resp != nil {
			seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After")) // a date counts as nothing
			l.wait(seconds)
		}
		return l, Frame{}, handshake(resp, err)
	}
	l.ws = ws
	if ws.Subprotocol() != Subprotocol {
		l.close()
		return l, Frame{}, notHub(errors.New("another sub-protocol"))
	}
	ws.SetReadLimit(MaxChunk)
	stop := context.AfterFunc(ctx, l.close)
	ready, err := l.prove(p)
	stop()
	if err != nil {
		l.close()
		return l, Frame{}, err
	}
	if ready.Ping > 0 && ready.Ping < 3600 {
		l.silent = SilentAfter(time.Duration(ready.Ping) * time.Second)
	}
	return l, ready, nil
}

// handshake is the error of a refused handshake.
func handshake(resp *http.Response, err error) error {
	switch {
	case resp == nil:
		return offline(plain(err))
	case resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode >= 500:
		return busy(fmt.Errorf("handshake: answer %d", resp.StatusCode))
	}
	return notHub(fmt.Errorf("handshake: answer %d", resp.StatusCode))
}

func (l *link) prove(p *Partial) (Frame, error) {
	id := l.opens.id
	if err := l.send(Frame{Type: TypeHello, Version: Version, Channel: id, Partial: p}); err != nil {
		return Frame{}, err
	}
	f, err := l.expect(TypeChallenge)
	if err != nil {
		return f, err
	}
	nonce, err := l.opens.Open(PurposeChallenge, f.Sealed)
	if err != nil {
		return f, protocol(err)
	}
	if err := l.send(Frame{Type: TypeProof, Proof: Prove(id, nonce)}); err != nil {
		return f, err
	}
	return l.expect(TypeReady)
}

func (l *link) close() {
	if l.ws != nil {
		l.ws.Close()
	}
}

// wait notes for how many seconds the hub wants to be left alone.
func (l *link) wait(seconds int) {
	l.asked = time.Duration(min(max(seconds, 0), 300)) * time.Second
}

func (l *link) send(f Frame) error {
	b, err := f.Bytes()
	if err != nil {
		return err
	}
	l.ws.SetWriteDeadline(l.c.Now().Add(WriteWithin))
	if err := l.ws.WriteMessage(websocket.TextMessage, b); err != nil {
		return offline(err)
	}
	return nil
}

// next reads a message: a frame, or bytes of a letter.
func (l *link) next() (Frame, []byte, error) {
	l.ws.SetReadDeadline(l.c.Now().Add(l.silent))
	kind, b, err := l.ws.ReadMessage()
	if err != nil {
		return Frame{}, nil, offline(err)
	}
	if kind == websocket.BinaryMessage {
		return Frame{}, b, nil
	}
	f, err := ParseFrame(b)
	if err != nil {
		return f, nil, protocol(err)
	}
	if f.Type == TypeBye {
		l.wait(f.Retry)
		return f, nil, fromBye(f)
	}
	return f, nil, nil
}

// expect reads frames until one of a type comes.
func (l *link) expect(kind string) (Frame, error) {
	for {
		f, _, err := l.next()
		if err != nil || f.Type == kind {
			return f, err
		}
	}
}

// serve takes letters until the connection or ctx ends.
func (l *link) serve(ctx context.Context, m *memory) error {
	stop := context.AfterFunc(ctx, l.close)
	defer stop()
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { l.watch(done) })
	defer wg.Wait()
	defer close(done)
	l.ws.SetPingHandler(func(s string) error {
		now := l.c.Now()
		l.ws.SetReadDeadline(now.Add(l.silent))
		return l.ws.WriteControl(websocket.PongMessage, []byte(s), now.Add(WriteWithin))
	})
	for {
		f, chunk, err := l.next()
		if err != nil {
			return err
		}
		in, err := m.take(f, chunk)
		if err != nil {
			return protocol(err)
		}
		if in == nil {
			continue
		}
		if err := l.settle(ctx, m, in); err != nil {
			return err
		}
	}
}

// watch closes the connection when the computer has slept, since the other end
// has then given up without our hearing it, and when a letter that was sent
// back is due again.
func (l *link) watch(done <-chan struct{}) {
	const every = 10 * time.Second
	last, refused := l.c.Now().Round(0), 0 // Round drops the clock that stands still in sleep
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-done:
			return
		case <-t.C:
		}
		now := l.c.Now().Round(0)
		if l.refuse.Load() {
			refused++
		}
		if now.Sub(last) > 3*every || refused > 3 {
			l.close()
			return
		}
		last = now
	}
}

// take adds a message to the letter on its way and returns it when whole.
func (m *memory) take(f Frame, chunk []byte) (*incoming, error) {
	switch {
	case f.Type == TypeDeliver:
		return nil, m.begin(f)
	case f.Type == TypeCancel:
		m.begun = nil
		return nil, nil
	case chunk == nil:
		return nil, nil
	case m.begun == nil || len(m.begun.bytes)+len(chunk) > m.begun.frame.Size:
		m.begun = nil
		return nil, errors.New("more bytes than a letter has")
	}
	in := m.begun
	in.bytes = append(in.bytes, chunk...)
	if len(in.bytes) < in.frame.Size {
		return nil, nil
	}
	m.begun = nil
	sum := sha256.Sum256(in.bytes)
	if hex.EncodeToString(sum[:]) != in.frame.Sum {
		return nil, errors.New("a letter's sum is wrong")
	}
	return in, nil
}

func (m *memory) begin(f Frame) error {
	old := m.begun
	m.begun = &incoming{frame: f}
	switch {
	case f.Size == 0 || f.Seq == 0:
		m.begun = nil
		return errors.New("a letter without bytes")
	case f.From == 0:
	case old == nil || old.frame.Seq != f.Seq || old.frame.ID != f.ID || old.frame.Sum != f.Sum ||
		old.frame.Size != f.Size || f.From > len(old.bytes):
		m.begun = nil
		return errors.New("a letter goes on that was not begun")
	default:
		m.begun.bytes = old.bytes[:f.From]
	}
	return nil
}

// settle opens and keeps a letter, and answers for it.
func (l *link) settle(ctx context.Context, m *memory, in *incoming) error {
	answer := Frame{Type: TypeAck, Seq: in.frame.Seq}
	if !m.seen[in.frame.ID] {
		switch err := l.keep(ctx, in); {
		case ctx.Err() != nil && err != nil:
			return offline(ctx.Err())
		case err != nil:
			l.c.log().Warn("relay: a letter was sent back", "seq", in.frame.Seq, "bytes", len(in.bytes), "err", err)
			answer.Type = TypeNack
		default:
			m.know(in.frame.ID)
		}
	}
	return l.send(answer)
}

func (l *link) keep(ctx context.Context, in *incoming) error {
	d, err := l.opens.Letter(in.bytes)
	if err != nil {
		return err // stays at the hub: a newer version may be able to read it
	}
	if d.ID != in.frame.ID {
		return fmt.Errorf("%w: another id", ErrLetter)
	}
	if isProbe(d.Token) {
		if time.Duration(in.frame.Age)*time.Millisecond > probeLives {
			return nil
		}
		return errProbe // belongs to the Probe that waits for it
	}
	if err := l.c.Keep(ctx, d); err != nil {
		l.refuse.Store(true)
		return fmt.Errorf("keep a delivery: %w", err)
	}
	return nil
}
