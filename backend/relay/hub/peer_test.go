//go:build unix

package hub_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"partlift/backend/relay"
)

// peer is the other end of a session, by hand.
type peer struct {
	t     testing.TB
	ws    *websocket.Conn
	c     relay.Channel
	ready relay.Frame
	last  relay.Frame // deliver
	bytes []byte
}

func (w *world) connect(header http.Header, protocols ...string) (*websocket.Conn, *http.Response, error) {
	d := websocket.Dialer{Subprotocols: protocols, HandshakeTimeout: 20 * time.Second}
	return d.Dial("ws"+strings.TrimPrefix(w.url, "http")+"/v1/socket", header)
}

// raw connects without saying hello.
func (w *world) raw() *peer {
	w.t.Helper()
	ws, _, err := w.connect(nil, relay.Subprotocol)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { ws.Close() })
	return &peer{t: w.t, ws: ws}
}

// dial connects and proves a channel's secret.
func (w *world) dial(c relay.Channel) *peer {
	w.t.Helper()
	return w.dialPartial(c, nil)
}

func (w *world) dialPartial(c relay.Channel, part *relay.Partial) *peer {
	w.t.Helper()
	p := w.raw()
	p.c = c
	p.sendFrame(relay.Frame{Type: relay.TypeHello, Version: 1, Channel: c.Secret.ID(), Partial: part})
	nonce, err := c.Secret.Opener().Open(relay.PurposeChallenge, p.frame(relay.TypeChallenge).Sealed)
	if err != nil {
		w.t.Fatal(err)
	}
	p.sendFrame(relay.Frame{Type: relay.TypeProof, Proof: relay.Prove(c.Secret.ID(), nonce)})
	p.ready = p.frame(relay.TypeReady)
	return p
}

func (p *peer) send(text string) {
	p.t.Helper()
	if err := p.ws.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		p.t.Fatal(err)
	}
}

func (p *peer) sendFrame(f relay.Frame) {
	p.t.Helper()
	b, err := f.Bytes()
	if err != nil {
		p.t.Fatal(err)
	}
	p.send(string(b))
}

func (p *peer) read() (relay.Frame, []byte, error) {
	p.ws.SetReadDeadline(time.Now().Add(10 * time.Minute))
	kind, b, err := p.ws.ReadMessage()
	if err != nil || kind == websocket.BinaryMessage {
		return relay.Frame{}, b, err
	}
	f, err := relay.ParseFrame(b)
	return f, nil, err
}

// frame reads the next message, which must be a frame of a type.
func (p *peer) frame(kind string) relay.Frame {
	p.t.Helper()
	f, b, err := p.read()
	if err != nil || f.Type != kind {
		p.t.Fatalf("got %+v and %d bytes, %v; want %s", f, len(b), err, kind)
	}
	return f
}

// letter reads a deliver frame and its bytes.
func (p *peer) letter() relay.Frame {
	p.t.Helper()
	p.last = p.frame(relay.TypeDeliver)
	p.bytes = p.bytes[:p.last.From]
	for len(p.bytes) < p.last.Size {
		f, b, err := p.read()
		if err != nil || b == nil || len(b) > relay.MaxChunk {
			p.t.Fatalf("got %+v and %d bytes in the middle of a letter, %v", f, len(b), err)
		}
		p.bytes = append(p.bytes, b...)
	}
	if sum := sha256.Sum256(p.bytes); len(p.bytes) != p.last.Size || hex.EncodeToString(sum[:]) != p.last.Sum {
		p.t.Fatalf("a letter of %d bytes came as %d, or its sum is wrong", p.last.Size, len(p.bytes))
	}
	return p.last
}

func (p *peer) open(f relay.Frame) relay.Delivery {
	p.t.Helper()
	d, err := p.c.Secret.Opener().Letter(p.bytes)
	if err != nil || d.ID != f.ID {
		p.t.Fatalf("opens as %s, not %s: %v", d.ID, f.ID, err)
	}
	return d
}

func (p *peer) ack(seq uint64) { p.t.Helper(); p.sendFrame(relay.Frame{Type: relay.TypeAck, Seq: seq}) }

// settled waits until the hub has done what was asked before.
func (p *peer) settled() {
	p.t.Helper()
	p.send(`{"type":"ping"}`)
	p.frame(relay.TypePong)
}

// bye reads to the end and returns the reason.
func (p *peer) bye() relay.Frame {
	p.t.Helper()
	for {
		f, _, err := p.read()
		if err != nil {
			p.t.Fatalf("ended without a bye: %v", err)
		}
		if f.Type == relay.TypeBye {
			if _, _, err := p.read(); err == nil {
				p.t.Error("the connection goes on after a bye")
			}
			return f
		}
	}
}
