package hub

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Letter is a sealed callback in a mailbox.
type Letter struct {
	Seq      uint64
	ID       string // relay.LetterID
	Received time.Time
	Size     int    // sealed bytes
	Sum      string // SHA-256 of the sealed bytes, hex
	Parts    int    // pieces of the sealed bytes, at least 1
	// Part reads a piece. Pieces are in order and none is longer than Piece.
	Part func(ctx context.Context, i int) ([]byte, error)
}

// Piece is the longest piece of a letter in the store, in bytes. It fits a NATS
// server's message as it comes from the box.
const Piece = 512 << 10

// Errors of a Store.
var (
	ErrNone    = errors.New("nothing there")
	ErrFull    = errors.New("the channel's mailbox is full")
	ErrNoSpace = errors.New("the store is full")
)

// Mailbox keeps letters. Every method may be called from many goroutines.
type Mailbox interface {
	// Put has stored and synced the letter when it returns without an error;
	// sealed is cut into pieces. The same ID again within an hour is not stored:
	// known is true. Put rings the bell.
	Put(ctx context.Context, channel string, l Letter, sealed []byte) (seq uint64, known bool, err error)
	// Next is the first letter of a channel after a sequence number, or ErrNone.
	// It may miss the newest ones for a moment.
	Next(ctx context.Context, channel string, after uint64) (Letter, error)
	// Delete forgets a letter, durably; one that is not there is no error.
	Delete(ctx context.Context, channel string, seq uint64) error
}

// Bell tells of new letters.
type Bell interface {
	// Watch calls ring soon after every Put of any hub on the same store, from
	// one goroutine, until stop is called. Some may be missed when a connection
	// breaks; ring("", 0) then says so.
	Watch(ring func(channel string, seq uint64)) (stop func(), err error)
}

// Registry knows the channels.
type Registry interface {
	Channel(ctx context.Context, id string) (Record, error) // ErrNone
	SaveChannel(ctx context.Context, id string, r Record) error
}

// Store is where a hub keeps everything.
type Store interface {
	Mailbox
	Bell
	Registry
}

// Record is what a hub knows about a channel. There is no secret of the client
// in it, but a webhook key if it set one.
type Record struct {
	Public     []byte `json:"public"`
	WebhookKey string `json:"webhookKey,omitempty"`
	Seen       int64  `json:"seen"` // Unix seconds of the last proof, to the day
}

// parseRecord reads a stored record.
func parseRecord(b []byte) (Record, error) {
	var r Record
	if err := json.Unmarshal(b, &r); err != nil {
		return Record{}, errors.New("read a channel's record: broken JSON")
	}
	if len(r.Public) != 32 {
		return Record{}, fmt.Errorf("read a channel's record: key of %d bytes", len(r.Public))
	}
	return r, nil
}
