//go:build unix

package hub_test

import (
	"context"
	"slices"
	"sync"

	"partlift/backend/relay/hub"
)

// ram is a store without durability: what the real ones are measured against,
// and compared with.
type ram struct {
	mu       sync.Mutex
	seq      uint64
	letters  map[string][]hub.Letter
	known    map[string]uint64
	channels map[string]hub.Record
	ring     func(string, uint64)
}

func newRAM() *ram {
	return &ram{letters: map[string][]hub.Letter{}, known: map[string]uint64{}, channels: map[string]hub.Record{}}
}

func (r *ram) Put(_ context.Context, channel string, l hub.Letter, sealed []byte) (uint64, bool, error) {
	r.mu.Lock()
	if seq, ok := r.known[channel+l.ID]; ok {
		r.mu.Unlock()
		return seq, true, nil
	}
	r.seq++
	seq := r.seq
	l.Seq, l.Parts = seq, (len(sealed)+hub.Piece-1)/hub.Piece
	l.Part = func(_ context.Context, i int) ([]byte, error) {
		return sealed[i*hub.Piece : min(len(sealed), (i+1)*hub.Piece)], nil
	}
	r.letters[channel] = append(r.letters[channel], l)
	r.known[channel+l.ID] = seq
	ring := r.ring
	r.mu.Unlock()
	if ring != nil {
		ring(channel, seq)
	}
	return seq, false, nil
}

func (r *ram) Next(_ context.Context, channel string, after uint64) (hub.Letter, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, l := range r.letters[channel] {
		if l.Seq > after {
			return l, nil
		}
	}
	return hub.Letter{}, hub.ErrNone
}

func (r *ram) Delete(_ context.Context, channel string, seq uint64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.letters[channel] = slices.DeleteFunc(r.letters[channel], func(l hub.Letter) bool { return l.Seq == seq })
	return nil
}

func (r *ram) Watch(ring func(string, uint64)) (func(), error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ring = ring
	return func() { r.mu.Lock(); r.ring = nil; r.mu.Unlock() }, nil
}

func (r *ram) Channel(_ context.Context, id string) (hub.Record, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rec, ok := r.channels[id]
	if !ok {
		return rec, hub.ErrNone
	}
	return rec, nil
}

func (r *ram) SaveChannel(_ context.Context, id string, rec hub.Record) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.channels[id] = rec
	return nil
}
