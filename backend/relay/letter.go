package relay

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// Delivery is one callback, as the service posted it.
type Delivery struct {
	ID        string // of token and body: the same for a repeat
	Token     string // from the callback's address; names the task
	Received  time.Time
	Headers   map[string]string // Content-Type and X-Webhook-*, where there
	Signature Signature
	Body      []byte
}

// Signature is what the hub found about a callback's signature.
type Signature string

// The findings.
const (
	SignatureNone  Signature = "none"  // not checked: the channel has no webhook key
	SignatureGood  Signature = "good"  // matches
	SignatureStale Signature = "stale" // matches, but its time is far from the hub's
)

// head is the part of a letter before the body.
type head struct {
	Token     string            `json:"token"`
	Received  int64             `json:"received"`
	Headers   map[string]string `json:"headers,omitempty"`
	Signature Signature         `json:"signature"`
}

const maxHead = 16 << 10

// ErrLetter marks opened bytes that are no letter.
var ErrLetter = errors.New("not a letter of the relay's protocol")

// packers are kept, since one takes a megabyte.
var packers = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
	if err != nil {
		panic("internal error: " + err.Error())
	}
	return z
}}

// SealLetter packs a delivery and seals it to a channel's public key. ID is not
// used: it follows from token and body.
func SealLetter(public []byte, d Delivery) ([]byte, error) {
	b, err := json.Marshal(head{d.Token, d.Received.UnixMilli(), d.Headers, d.Signature})
	if err != nil {
		return nil, fmt.Errorf("pack a letter: %w", err)
	}
	if len(b) > maxHead {
		return nil, fmt.Errorf("%w: headers of %d bytes", ErrLetter, len(b))
	}
	var packed bytes.Buffer
	z := packers.Get().(*gzip.Writer)
	defer packers.Put(z)
	z.Reset(&packed)
	for _, part := range [][]byte{binary.BigEndian.AppendUint32(nil, uint32(len(b))), b, d.Body} {
		if _, err := z.Write(part); err != nil {
			return nil, fmt.Errorf("pack a letter: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("pack a letter: %w", err)
	}
	return Seal(public, PurposeLetter, packed.Bytes())
}

// Letter opens and unpacks a letter.
func (o Opener) Letter(sealed []byte) (Delivery, error) {
	packed, err := o.Open(PurposeLetter, sealed)
	if err != nil {
		return Delivery{}, err
	}
	d, err := unpack(packed)
	if err != nil {
		return Delivery{}, err
	}
	d.ID = LetterID(o.id, d.Token, d.Body)
	return d, nil
}

// unpack reads what lies inside the seal. The stream may claim to hold more
// than it may: it is read to the limit and not beyond.
func unpack(packed []byte) (Delivery, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return Delivery{}, fmt.Errorf("%w: %w", ErrLetter, err)
	}
	defer z.Close()
	plain, err := io.ReadAll(io.LimitReader(z, 4+maxHead+MaxBody+1))
	if err != nil {
		return Delivery{}, fmt.Errorf("%w: %w", ErrLetter, err)
	}
	if len(plain) < 4 {
		return Delivery{}, fmt.Errorf("%w: too short", ErrLetter)
	}
	n := binary.BigEndian.Uint32(plain)
	rest := plain[4:]
	if n > maxHead || int(n) > len(rest) || len(rest)-int(n) > MaxBody {
		return Delivery{}, fmt.Errorf("%w: a length is out of range", ErrLetter)
	}
	var h head
	if json.Unmarshal(rest[:n], &h) != nil || !IsToken(h.Token) {
		return Delivery{}, fmt.Errorf("%w: broken head", ErrLetter)
	}
	return Delivery{
		Token: h.Token, Received: time.UnixMilli(h.Received), Headers: h.Headers,
		Signature: h.Signature, Body: rest[n:],
	}, nil
}
