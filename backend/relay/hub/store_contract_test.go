//go:build unix

package hub_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/relay/hub"
)

func letterOf(n int) (hub.Letter, []byte) {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{byte(n), byte(n >> 8), byte(n >> 16)}).Read(b)
	return hub.Letter{
		ID: fmt.Sprintf("%032x", n), Sum: fmt.Sprintf("%064x", n), Received: time.UnixMilli(1_700_000_000_000 + int64(n)), Size: n,
	}, b
}

// next waits for the letter after a sequence number: a replica may lag.
func next(t testing.TB, s hub.Mailbox, channel string, after uint64) hub.Letter {
	t.Helper()
	limit := time.After(10 * time.Minute)
	for {
		l, err := s.Next(t.Context(), channel, after)
		if err == nil {
			return l
		}
		select {
		case <-limit:
			t.Fatalf("nothing after %d: %v", after, err)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// empty waits until a channel shows nothing.
func empty(t testing.TB, s hub.Mailbox, channel string) {
	t.Helper()
	limit := time.After(10 * time.Minute)
	for {
		_, err := s.Next(t.Context(), channel, 0)
		if errors.Is(err, hub.ErrNone) {
			return
		}
		select {
		case <-limit:
			t.Fatalf("%s is not empty: %v", channel, err)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func content(t testing.TB, l hub.Letter) []byte {
	t.Helper()
	var out []byte
	for i := range l.Parts {
		var b []byte
		var err error
		for range 400 {
			if b, err = l.Part(t.Context(), i); !errors.Is(err, hub.ErrNone) {
				break
			}
			pause(5 * time.Millisecond)
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, b...)
	}
	return out
}

// testStore is what every store must do.
func testStore(t *testing.T, s hub.Store) {
	ctx := t.Context()
	type bell struct {
		channel string
		seq     uint64
	}
	bells := make(chan bell, 1000)
	stop, err := s.Watch(func(c string, n uint64) { bells <- bell{c, n} })
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	empty(t, s, chanA)
	sizes := []int{1, hub.Piece - 1, hub.Piece, hub.Piece + 1, 5*hub.Piece + 7}
	var seqs []uint64
	for i, n := range sizes {
		l, b := letterOf(n)
		seq, known, err := s.Put(ctx, chanA, l, b)
		if err != nil || known {
			t.Fatalf("%d bytes: %v, %v", n, known, err)
		}
		if i > 0 && seq <= seqs[i-1] {
			t.Fatalf("sequence numbers do not rise: %d after %d", seq, seqs[i-1])
		}
		seqs = append(seqs, seq)
		select {
		case got := <-bells:
			if got != (bell{chanA, seq}) {
				t.Errorf("the bell rang for %v, not %d", got, seq)
			}
		case <-time.After(10 * time.Minute):
			t.Fatal("the bell never rang")
		}
	}
	other, otherBytes := letterOf(77)
	seqB, _, err := s.Put(ctx, chanB, other, otherBytes)
	if err != nil {
		t.Fatal(err)
	}
	for i, n := range sizes { // the same again is known, sealed differently or not
		l, b := letterOf(n)
		b = bytes.Clone(b)
		b[0]++
		if seq, known, err := s.Put(ctx, chanA, l, b); err != nil || !known || seq != seqs[i] {
			t.Errorf("%d bytes again: %d, %v, %v", n, seq, known, err)
		}
	}
	after := uint64(0)
	for i, n := range sizes {
		want, b := letterOf(n)
		l := next(t, s, chanA, after)
		if l.Seq != seqs[i] || l.ID != want.ID || l.Sum != want.Sum || l.Size != n || !l.Received.Equal(want.Received) {
			t.Errorf("letter %d is %+v", i, l)
		}
		if d := cmp.Diff(b, content(t, l)); d != "" {
			t.Errorf("%d bytes came back changed", n)
		}
		after = l.Seq
	}
	if _, err := s.Next(ctx, chanA, after); !errors.Is(err, hub.ErrNone) {
		t.Errorf("after the last: %v", err)
	}
	testStoreDelete(t, s, seqs, seqB)
	testRegistry(t, s)
}

func testStoreDelete(t *testing.T, s hub.Store, seqs []uint64, seqB uint64) {
	ctx := t.Context()
	if err := s.Delete(ctx, chanA, seqB); err == nil {
		if _, ram := s.(*ram); !ram {
			t.Error("a channel deleted another's letter")
		}
	}
	if l := next(t, s, chanB, 0); l.Seq != seqB {
		t.Errorf("the other channel has %d", l.Seq)
	}
	for range 2 { // the second time there is nothing to delete
		for _, seq := range seqs {
			if err := s.Delete(ctx, chanA, seq); err != nil {
				t.Errorf("delete %d: %v", seq, err)
			}
		}
	}
	empty(t, s, chanA)
	if err := s.Delete(ctx, chanB, seqB); err != nil {
		t.Error(err)
	}
	empty(t, s, chanB)
	l, b := letterOf(1)
	if _, known, err := s.Put(ctx, chanA, l, b); err != nil || !known {
		t.Errorf("a repeat of what was deleted: %v, %v", known, err)
	}
	empty(t, s, chanA)
}

func testRegistry(t *testing.T, s hub.Registry) {
	ctx := t.Context()
	if _, err := s.Channel(ctx, chanA); !errors.Is(err, hub.ErrNone) {
		t.Errorf("an unknown channel: %v", err)
	}
	for _, key := range []string{"", "one", "two"} {
		want := hub.Record{Public: bytes.Repeat([]byte{4}, 32), WebhookKey: key, Seen: 5}
		if err := s.SaveChannel(ctx, chanA, want); err != nil {
			t.Fatal(err)
		}
		limit := time.After(10 * time.Minute)
		for {
			got, err := s.Channel(ctx, chanA)
			if err != nil {
				t.Fatalf("a channel that was just saved: %v", err)
			}
			if cmp.Equal(want, got) {
				break
			}
			select {
			case <-limit:
				t.Fatalf("reads %v", got)
			case <-time.After(5 * time.Millisecond):
			}
		}
	}
	if _, err := s.Channel(ctx, chanB); !errors.Is(err, hub.ErrNone) {
		t.Errorf("another channel: %v", err)
	}
}
