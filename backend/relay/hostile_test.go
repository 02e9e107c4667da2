package relay_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"partlift/backend/relay"
)

// hostile is a hub that knows how to let a client in, and then does as it likes.
type hostile struct {
	t       testing.TB
	channel relay.Channel
	ws      *websocket.Conn
}

// hostileHub serves a hub that speaks a sub-protocol and does act with each
// connection that got in.
func hostileHub(t testing.TB, protocol string, act func(h *hostile)) *desk {
	t.Helper()
	c := relay.Channel{Secret: secretOf(t, 77)}
	up := websocket.Upgrader{Subprotocols: []string{protocol}}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := up.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer ws.Close()
		h := &hostile{t: t, channel: c, ws: ws}
		if protocol != relay.Subprotocol || h.letIn() {
			act(h)
		}
	}))
	t.Cleanup(srv.Close)
	c.Hub = srv.URL
	return newDesk(c)
}

func (h *hostile) letIn() bool {
	if _, ok := h.hear(); !ok {
		return false
	}
	sealed, err := relay.Seal(h.channel.Secret.Public(), relay.PurposeChallenge, []byte("any nonce"))
	if err != nil {
		h.t.Error(err)
	}
	h.say(relay.Frame{Type: relay.TypeChallenge, Sealed: sealed})
	_, ok := h.hear()
	h.say(relay.Frame{Type: relay.TypeReady})
	return ok
}

func (h *hostile) say(f relay.Frame) {
	b, err := f.Bytes()
	if err != nil {
		h.t.Error(err)
	}
	_ = h.ws.WriteMessage(websocket.TextMessage, b) // the client may have left
}

func (h *hostile) hear() (relay.Frame, bool) {
	_, b, err := h.ws.ReadMessage()
	if err != nil {
		return relay.Frame{}, false
	}
	f, err := relay.ParseFrame(b)
	return f, err == nil
}

// letter sends a letter with a body under what change makes of its frame, in
// pieces of a size, and returns the client's answer: "" if it hung up.
func (h *hostile) letter(to relay.Secret, token string, body []byte, piece int, change func(f *relay.Frame)) string {
	sealed, err := relay.SealLetter(to.Public(), relay.Delivery{Token: token, Body: body})
	if err != nil {
		h.t.Error(err)
	}
	sum := sha256.Sum256(sealed)
	f := relay.Frame{Type: relay.TypeDeliver, Seq: 1, ID: relay.LetterID(h.channel.Secret.ID(), token, body), Size: len(sealed), Sum: hex.EncodeToString(sum[:])}
	if change != nil {
		change(&f)
	}
	h.say(f)
	for len(sealed) > 0 {
		n := min(piece, len(sealed))
		_ = h.ws.WriteMessage(websocket.BinaryMessage, sealed[:n])
		sealed = sealed[n:]
	}
	answer, _ := h.hear()
	return answer.Type
}

// A hub that forges, swaps or bloats letters gets nothing kept, and the client
// hangs up where the rules were broken.
func TestForgedLettersAreNotKept(t *testing.T) {
	noise := make([]byte, 100_000) // does not get smaller by packing
	for i := range noise {
		noise[i] = byte(rand.Int())
	}
	probe := "probe-" + strings.Repeat("x", 20)
	for _, c := range []struct {
		name   string
		send   func(h *hostile) string
		answer string
		kept   bool
	}{
		{"an honest one", func(h *hostile) string {
			return h.letter(h.channel.Secret, tokenA, noise, relay.MaxChunk, nil)
		}, relay.TypeAck, true},
		{"under the id of another", func(h *hostile) string {
			return h.letter(h.channel.Secret, tokenA, []byte("{}"), 1000, func(f *relay.Frame) { f.ID = relay.LetterID(h.channel.Secret.ID(), tokenA, []byte("[]")) })
		}, relay.TypeNack, false},
		{"sealed for somebody else", func(h *hostile) string {
			return h.letter(secretOf(h.t, 78), tokenA, []byte("{}"), 1000, nil)
		}, relay.TypeNack, false},
		{"with another sum", func(h *hostile) string {
			return h.letter(h.channel.Secret, tokenA, []byte("{}"), 1000, func(f *relay.Frame) { f.Sum = strings.Repeat("0", 64) })
		}, "", false},
		{"without a sum", func(h *hostile) string {
			return h.letter(h.channel.Secret, tokenA, []byte("{}"), 1000, func(f *relay.Frame) { f.Sum = "" })
		}, "", false},
		{"longer than it says", func(h *hostile) string {
			return h.letter(h.channel.Secret, tokenA, []byte("{}"), 1000, func(f *relay.Frame) { f.Size-- })
		}, "", false},
		{"in pieces that are too large", func(h *hostile) string {
			return h.letter(h.channel.Secret, tokenA, noise, relay.MaxChunk+1, nil)
		}, "", false},
		{"a test callback of somebody who waits", func(h *hostile) string {
			return h.letter(h.channel.Secret, probe, []byte("{}"), 1000, nil)
		}, relay.TypeNack, false},
		{"a test callback that nobody waits for", func(h *hostile) string {
			return h.letter(h.channel.Secret, probe, []byte("{}"), 1000, func(f *relay.Frame) { f.Age = 61_000 })
		}, relay.TypeAck, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			answers := make(chan string, 1)
			d := hostileHub(t, relay.Subprotocol, func(h *hostile) {
				select {
				case answers <- c.send(h):
				default: // it came again
				}
			})
			d.After = func(time.Duration) <-chan time.Time { return nil }
			stop := d.run(t)
			if got := await(t, "an answer", answers, nil); got != c.answer {
				t.Errorf("answered by %q, want %q", got, c.answer)
			}
			_ = stop()
			if kept := len(d.kept) > 0; kept != c.kept {
				t.Errorf("kept: %v", kept)
			} else if kept && !bytes.Equal((<-d.kept).Body, noise) {
				t.Error("another body was kept")
			}
		})
	}
}

func TestAHubOfAnotherProtocolIsNone(t *testing.T) {
	d := hostileHub(t, "chat", func(*hostile) {})
	ctx, cancel := context.WithTimeout(t.Context(), waitFor)
	defer cancel()
	var e *relay.Error
	if err := d.Run(ctx); !errors.As(err, &e) || e.Kind != relay.KindAddress {
		t.Errorf("ended with %v", err)
	}
}

// A hub may ask for patience, but not send a client away for good.
func TestAHubCannotSendAClientAwayForLong(t *testing.T) {
	for retry, most := range map[int]time.Duration{7: 7 * time.Second, 1 << 30: 5 * time.Minute} {
		d := hostileHub(t, relay.Subprotocol, func(h *hostile) { h.say(relay.Frame{Type: relay.TypeBye, Reason: relay.ByeBusy, Retry: retry}) })
		d.After = func(time.Duration) <-chan time.Time { return nil }
		d.run(t)
		if got := await(t, "a pause", d.states, phase(relay.Waiting)).Retry; got != most {
			t.Errorf("asked for %d s, it waits for %v", retry, got)
		}
	}
}

// A connection on which nothing is heard is given up.
func TestASilentHubIsLeft(t *testing.T) {
	d := hostileHub(t, relay.Subprotocol, func(h *hostile) { h.hear() })
	d.After = func(time.Duration) <-chan time.Time { return nil }
	real, status := d.Now, d.Status
	late := make(chan struct{})
	d.Now = func() time.Time {
		select {
		case <-late: // the time that silence may last has passed
			return real().Add(-2 * relay.SilentAfter(relay.PingEvery))
		default:
			return real()
		}
	}
	d.Status = func(s relay.State) {
		if s.Phase == relay.Connected {
			close(late)
		}
		status(s)
	}
	d.run(t)
	await(t, "a pause", d.states, phase(relay.Waiting))
}
