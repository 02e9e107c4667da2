//go:build unix

package hub_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

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
