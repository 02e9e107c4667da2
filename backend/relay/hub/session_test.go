//go:build unix

package hub_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"partlift/backend/relay"
	"partlift/backend/relay/hub"
)

func TestWhoGetsIn(t *testing.T) {
	w := newWorld(t, hub.Config{})
	other := w.open(3)
	id := w.chan0.Secret.ID()
	hello := fmt.Sprintf(`{"type":"hello","version":1,"channel":%q}`, id)
	for _, c := range []struct {
		name  string
		sends []string
		want  string
	}{
		{"another version", []string{strings.Replace(hello, `"version":1`, `"version":2`, 1)}, relay.ByeVersion},
		{"an unknown channel", []string{strings.Replace(hello, id, chanB, 1)}, relay.ByeUnknown},
		{"no channel", []string{`{"type":"hello","version":1}`}, relay.ByeProtocol},
		{"another frame first", []string{`{"type":"ack","seq":1}`}, relay.ByeProtocol},
		{"no JSON", []string{`hello`}, relay.ByeProtocol},
		{"no proof", []string{hello, `{"type":"proof"}`}, relay.ByeProof},
		{"a wrong proof", []string{hello, `{"type":"proof","proof":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}`}, relay.ByeProof},
		{"another frame for a proof", []string{hello, `{"type":"ping"}`}, relay.ByeProtocol},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := w.raw()
			for _, s := range c.sends {
				p.send(s)
			}
			if f := p.bye(); f.Reason != c.want || c.want == relay.ByeVersion && len(f.Versions) != 1 {
				t.Errorf("bye %+v, want %s", f, c.want)
			}
		})
	}
	t.Run("another's secret", func(t *testing.T) {
		p := w.raw()
		p.send(hello)
		f := p.frame(relay.TypeChallenge)
		if _, err := other.Secret.Opener().Open(relay.PurposeChallenge, f.Sealed); err == nil {
			t.Error("opened")
		}
	})
	t.Run("a proof used again", func(t *testing.T) {
		p := w.raw()
		p.send(hello)
		nonce, err := w.chan0.Secret.Opener().Open(relay.PurposeChallenge, p.frame(relay.TypeChallenge).Sealed)
		if err != nil {
			t.Fatal(err)
		}
		q := w.raw()
		q.send(hello)
		q.frame(relay.TypeChallenge)
		q.sendFrame(relay.Frame{Type: relay.TypeProof, Proof: relay.Prove(id, nonce)})
		if f := q.bye(); f.Reason != relay.ByeProof {
			t.Errorf("bye %+v", f)
		}
	})
	t.Run("a web page", func(t *testing.T) {
		if _, resp, err := w.connect(http.Header{"Origin": {w.url}}, relay.Subprotocol); err == nil || resp.StatusCode != 403 {
			t.Errorf("%v, %v", resp, err)
		}
	})
	t.Run("another protocol", func(t *testing.T) {
		if _, resp, err := w.connect(nil, "chat"); err == nil || resp.StatusCode != 400 {
			t.Errorf("%v, %v", resp, err)
		}
	})
}

func TestRulesAfterReady(t *testing.T) {
	w := newWorld(t, hub.Config{})
	for _, c := range []struct {
		name string
		send func(p *peer)
		want string
	}{
		{"an unknown type", func(p *peer) { p.send(`{"type":"sing"}`) }, relay.ByeProtocol},
		{"no JSON", func(p *peer) { p.send(`x`) }, relay.ByeProtocol},
		{"bytes", func(p *peer) { p.ws.WriteMessage(websocket.BinaryMessage, []byte("x")) }, relay.ByeProtocol},
		{"hello again", func(p *peer) { p.send(`{"type":"hello","version":1}`) }, relay.ByeProtocol},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := w.dial(w.chan0)
			c.send(p)
			if f := p.bye(); f.Reason != c.want {
				t.Errorf("bye %+v", f)
			}
		})
	}
	t.Run("a frame too long", func(t *testing.T) {
		p := w.dial(w.chan0)
		p.send(`{"type":"ping","x":"` + strings.Repeat("x", relay.MaxFrame) + `"}`)
		if _, _, err := p.read(); err == nil {
			t.Error("the connection goes on")
		}
	})
	t.Run("acks of what was never sent", func(t *testing.T) {
		p := w.dial(w.chan0)
		for _, seq := range []uint64{0, 1, 1 << 63} {
			p.ack(seq)
		}
		p.settled()
	})
	t.Run("unknown fields", func(t *testing.T) {
		p := w.dial(w.chan0)
		p.send(`{"type":"ping","color":"red"}`)
		p.frame(relay.TypePong)
	})
}

func TestLettersComeInOrderWithinTheWindow(t *testing.T) {
	w := newWorld(t, hub.Config{Limits: hub.Limits{PerMinute: 1000}})
	const n = 3 * relay.Window
	for i := range n {
		w.post(w.chan0.CallbackURL(token), strings.NewReader(fmt.Sprintf(`{"n":%d}`, i)))
	}
	p := w.dial(w.chan0)
	if p.ready.Pending != n || p.ready.Max != relay.MaxBody || p.ready.Ping != 25 {
		t.Errorf("ready says %+v", p.ready)
	}
	var seqs []uint64
	for i := range relay.Window {
		f := p.letter()
		if d := p.open(f); string(d.Body) != fmt.Sprintf(`{"n":%d}`, i) || d.Token != token {
			t.Errorf("letter %d is %s", i, d.Body)
		}
		seqs = append(seqs, f.Seq)
	}
	p.settled() // nothing comes beyond the window
	p.ack(seqs[3])
	if d := p.open(p.letter()); string(d.Body) != fmt.Sprintf(`{"n":%d}`, relay.Window) {
		t.Errorf("after an ack comes %s", d.Body)
	}
	p.sendFrame(relay.Frame{Type: relay.TypeNack, Seq: seqs[0]})
	p.letter()
	p.settled()
	p.ws.Close()
	q := w.dial(w.chan0)
	if q.ready.Pending != n-1 {
		t.Errorf("%d pending after one ack", q.ready.Pending)
	}
	var again []string
	for range relay.Window {
		again = append(again, string(q.open(q.letter()).Body))
	}
	if again[0] != `{"n":0}` || again[3] != `{"n":4}` {
		t.Errorf("the next connection gets %v", again)
	}
}

func TestTheWindowCountsBytes(t *testing.T) {
	w := newWorld(t, hub.Config{Limits: hub.Limits{PerMinute: 1000}})
	for i := range 4 {
		w.post(w.chan0.CallbackURL(token), noise(i, 3<<20))
	}
	p := w.dial(w.chan0)
	one := p.letter()
	p.letter() // the one that passes 4 MiB may still go
	p.settled()
	p.ack(one.Seq)
	p.letter()
	p.settled()
}

// noise is JSON that does not compress.
func noise(seed, n int) *bytes.Reader {
	random := make([]byte, n*3/4+3)
	rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8), byte(seed >> 16), byte(seed >> 24)}).Read(random)
	b := []byte(`"` + base64.StdEncoding.EncodeToString(random))[:n]
	b[n-1] = '"'
	return bytes.NewReader(b)
}

func TestALargeLetterGoesOnWhereItBroke(t *testing.T) {
	store := newRAM()
	w := worldOn(t, hub.Config{}, store, nil)
	if code := w.post(w.chan0.CallbackURL(token), noise(1, large)); code != 200 {
		t.Fatalf("a large one: answer %d", code)
	}
	p := w.dial(w.chan0)
	f := p.frame(relay.TypeDeliver)
	var have []byte
	for range 7 {
		_, b, err := p.read()
		if err != nil {
			t.Fatal(err)
		}
		have = append(have, b...)
	}
	p.ws.Close()
	for _, part := range []relay.Partial{
		{Seq: f.Seq, ID: f.ID, Size: len(have)}, {Seq: f.Seq + 1, ID: f.ID, Size: 9}, {Seq: f.Seq, ID: "other", Size: 9}, {Seq: f.Seq, ID: f.ID, Size: f.Size},
	} {
		q := w.dialPartial(w.chan0, &part)
		q.bytes = bytes.Clone(have)
		g := q.letter()
		if want := part == (relay.Partial{Seq: f.Seq, ID: f.ID, Size: len(have)}); want != (g.From == len(have)) {
			t.Errorf("asked with %+v it begins at %d", part, g.From)
		}
		if d := q.open(g); len(d.Body) != large {
			t.Errorf("%d bytes", len(d.Body))
		}
		q.ws.Close()
	}
}

func TestAllInstancesGetEachLetterAndTheFirstAckCounts(t *testing.T) {
	w := newWorld(t, hub.Config{})
	a, b := w.dial(w.chan0), w.dial(w.chan0)
	w.post(w.chan0.CallbackURL(token), strings.NewReader(`{}`))
	seq := a.letter().Seq
	b.letter()
	a.ack(seq)
	a.settled()
	if n := w.waiting(w.chan0); n != 0 {
		t.Errorf("%d letters after the first ack", n)
	}
	b.ack(seq)
	b.settled()
	if c := w.dial(w.chan0); c.ready.Pending != 0 {
		t.Errorf("%d pending for a third", c.ready.Pending)
	}
}

func TestChannelsAreStrangers(t *testing.T) {
	w := newWorld(t, hub.Config{})
	other := w.open(5)
	a, b := w.dial(w.chan0), w.dial(other)
	w.post(w.chan0.CallbackURL(token), strings.NewReader(`{}`))
	seq := a.letter().Seq
	b.ack(seq)
	b.settled() // nothing was delivered to it before the pong, either
	if n := w.waiting(w.chan0); n != 1 {
		t.Errorf("another channel's ack left %d letters", n)
	}
}

func TestTooManyConnections(t *testing.T) {
	w := newWorld(t, hub.Config{Limits: hub.Limits{Each: 2, Sockets: 3}})
	w.dial(w.chan0)
	w.dial(w.chan0)
	p := w.raw()
	p.sendFrame(relay.Frame{Type: relay.TypeHello, Version: 1, Channel: w.chan0.Secret.ID()})
	nonce, err := w.chan0.Secret.Opener().Open(relay.PurposeChallenge, p.frame(relay.TypeChallenge).Sealed)
	if err != nil {
		t.Fatal(err)
	}
	if _, resp, err := w.connect(nil, relay.Subprotocol); err == nil || resp.StatusCode != 503 {
		t.Errorf("one too many in all: %v", err)
	}
	p.sendFrame(relay.Frame{Type: relay.TypeProof, Proof: relay.Prove(w.chan0.Secret.ID(), nonce)})
	if f := p.bye(); f.Reason != relay.ByeLimit || f.Retry == 0 {
		t.Errorf("bye %+v", f)
	}
}

func TestASilentClientIsDropped(t *testing.T) {
	w := newWorld(t, hub.Config{Limits: hub.Limits{Ping: time.Second}})
	p := w.dial(w.chan0)
	pings := 0
	p.ws.SetPingHandler(func(string) error { pings++; return nil }) // and no pong
	for {
		if _, _, err := p.read(); err != nil {
			break
		}
	}
	if pings == 0 {
		t.Error("the hub never pinged")
	}
}

func TestClosingSaysWhenToComeBack(t *testing.T) {
	w := newWorld(t, hub.Config{})
	p := w.dial(w.chan0)
	done := make(chan error, 1)
	go func() { done <- w.hub.Close() }()
	if f := p.bye(); f.Reason != relay.ByeRestart || f.Retry < 1 {
		t.Errorf("bye %+v", f)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	if _, resp, err := w.connect(nil, relay.Subprotocol); err == nil || resp.StatusCode != 503 {
		t.Errorf("a hub that stops takes connections: %v", err)
	}
}
