//go:build unix

package hub_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"partlift/backend/relay/hub"
)

const (
	chanA = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	chanB = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
)

func embed(t testing.TB, s hub.Stream) *hub.Jet {
	t.Helper()
	if s.MaxBytes == 0 {
		s.MaxBytes = 1 << 30
	}
	j, err := hub.Embed(t.Context(), t.TempDir(), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	})
	return j
}

func TestStores(t *testing.T) {
	t.Parallel()
	t.Run("in memory", func(t *testing.T) { testStore(t, newRAM()) })
	t.Run("embedded", func(t *testing.T) { testStore(t, embed(t, hub.Stream{})) })
	t.Run("one server", func(t *testing.T) {
		j, err := hub.Connect(t.Context(), hub.Cluster{URL: oneServer(t)}, hub.Stream{MaxBytes: 1 << 30})
		if err != nil {
			t.Fatal(err)
		}
		defer j.Close()
		testStore(t, j)
	})
	t.Run("cluster", func(t *testing.T) {
		c := newCluster(t)
		j, err := hub.Connect(t.Context(), hub.Cluster{URL: c.url()}, hub.Stream{Replicas: 3, MaxBytes: 1 << 30})
		if err != nil {
			t.Fatal(err)
		}
		defer j.Close()
		testStore(t, j)
	})
}

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
	limit := time.After(20 * time.Second)
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
	limit := time.After(20 * time.Second)
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
		case <-time.After(20 * time.Second):
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
		limit := time.After(20 * time.Second)
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

func TestAStoreOpensAgain(t *testing.T) {
	dir := t.TempDir()
	open := func() *hub.Jet {
		j, err := hub.Embed(t.Context(), dir, hub.Stream{MaxBytes: 1 << 30})
		if err != nil {
			t.Fatal(err)
		}
		return j
	}
	j := open()
	if _, err := hub.Embed(t.Context(), dir, hub.Stream{}); !errors.Is(err, hub.ErrInUse) {
		t.Errorf("a folder in use: %v", err)
	}
	l, b := letterOf(3 * hub.Piece)
	if _, _, err := j.Put(t.Context(), chanA, l, b); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	j = open()
	defer j.Close()
	if !bytes.Equal(content(t, next(t, j, chanA, 0)), b) {
		t.Error("the letter changed")
	}
	if _, known, err := j.Put(t.Context(), chanA, l, b); err != nil || !known {
		t.Errorf("a repeat after opening again: %v, %v", known, err)
	}
}

func TestSweepLeavesWhatIsNeeded(t *testing.T) {
	j := embed(t, hub.Stream{})
	ctx := t.Context()
	l, b := letterOf(3 * hub.Piece)
	if _, _, err := j.Put(ctx, chanA, l, b); err != nil {
		t.Fatal(err)
	}
	for range 2 { // repeats leave their pieces
		if _, known, err := j.Put(ctx, chanA, l, b); err != nil || !known {
			t.Fatal(known, err)
		}
	}
	before, _, err := j.Waiting(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := j.Sweep(ctx, time.Hour); n != 0 || err != nil {
		t.Errorf("swept %d attempts that are young, %v", n, err)
	}
	n, err := j.Sweep(ctx, 0)
	after, _, err2 := j.Waiting(ctx)
	if n != 2 || err != nil || err2 != nil || before != 10 || after != 4 {
		t.Errorf("swept %d; %d messages became %d; %v %v", n, before, after, err, err2)
	}
	if !bytes.Equal(content(t, next(t, j, chanA, 0)), b) {
		t.Error("the letter is not what it was")
	}
	if err := j.Delete(ctx, chanA, next(t, j, chanA, 0).Seq); err != nil {
		t.Fatal(err)
	}
	if left, _, err := j.Waiting(ctx); left != 0 || err != nil {
		t.Errorf("%d messages left, %v", left, err)
	}
}

func TestAFullStoreRefusesAndGoesOn(t *testing.T) {
	j := embed(t, hub.Stream{MaxBytes: 3 << 20, Letters: 4})
	ctx := t.Context()
	var kept []uint64
	put := func(channel string, n int) error {
		l, b := letterOf(n)
		seq, _, err := j.Put(ctx, channel, l, b)
		if err == nil && channel == chanA {
			kept = append(kept, seq)
		}
		return err
	}
	for i := range 4 {
		if err := put(chanA, 1000+i); err != nil {
			t.Fatal(err)
		}
	}
	if err := put(chanA, 2000); !errors.Is(err, hub.ErrFull) {
		t.Errorf("one too many: %v", err)
	}
	var err error
	for i := 0; err == nil && i < 50; i++ {
		err = put(fmt.Sprintf("%s%02d", chanB[:30], i), 300_000+i)
	}
	if !errors.Is(err, hub.ErrNoSpace) {
		t.Errorf("a full store: %v", err)
	}
	for _, seq := range kept {
		if err := j.Delete(ctx, chanA, seq); err != nil {
			t.Errorf("delete in a full store: %v", err)
		}
	}
	if err := put(chanA, 2001); err != nil {
		t.Errorf("after space came back: %v", err)
	}
	if err := j.Check(ctx); err != nil {
		t.Errorf("check: %v", err)
	}
}

func TestForeignMessagesDoNotHoldUpALetter(t *testing.T) {
	url := oneServer(t)
	j, err := hub.Connect(t.Context(), hub.Cluster{URL: url}, hub.Stream{MaxBytes: 1 << 30, Name: "FOREIGN"})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	nc, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := js.Publish(context.Background(), "FOREIGN.letter."+chanA, []byte("no letter")); err != nil {
		t.Fatal(err)
	}
	l, b := letterOf(10)
	seq, _, err := j.Put(t.Context(), chanA, l, b)
	if err != nil {
		t.Fatal(err)
	}
	if got := next(t, j, chanA, 0); got.Seq != seq {
		t.Errorf("got %d, want %d", got.Seq, seq)
	}
}
