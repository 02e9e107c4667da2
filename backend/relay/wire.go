package relay

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Version is the protocol's version.
const Version = 1

// Subprotocol is what both sides name in the WebSocket handshake.
const Subprotocol = "partlift-relay.1"

// Limits of the protocol.
const (
	MaxBody   = 32 << 20 // bytes of a callback's body
	MaxFrame  = 4096     // bytes of a text message
	MaxChunk  = 64 << 10 // bytes of a binary message
	MaxSealed = MaxBody + 64<<10
	MaxToken  = 128
	MinToken  = 16

	Window      = 8       // letters on their way unanswered
	WindowBytes = 4 << 20 // and their sealed bytes
)

// Times of the protocol.
const (
	PingEvery   = 25 * time.Second // unless the hub says otherwise
	AuthWithin  = 10 * time.Second
	WriteWithin = 10 * time.Second // for one message
)

// SilentAfter is how long a connection may say nothing, given the interval of
// the pings; then it counts as dead.
func SilentAfter(ping time.Duration) time.Duration { return ping * 12 / 5 }

// The types of frames.
const (
	TypeHello     = "hello"
	TypeChallenge = "challenge"
	TypeProof     = "proof"
	TypeReady     = "ready"
	TypeDeliver   = "deliver"
	TypeCancel    = "cancel"
	TypeAck       = "ack"
	TypeNack      = "nack"
	TypePing      = "ping"
	TypePong      = "pong"
	TypeConfigure = "configure"
	TypeDone      = "done"
	TypeBye       = "bye"
)

// The reasons of a bye.
const (
	ByeRestart  = "restart"
	ByeBusy     = "busy"
	ByeSlow     = "slow"
	ByeLimit    = "limit"
	ByeVersion  = "version"
	ByeUnknown  = "unknown"
	ByeProof    = "proof"
	ByeProtocol = "protocol"
)

// Frame is a text message of either side. Which fields count depends on Type;
// the package comment says which.
type Frame struct {
	Type string `json:"type"`

	Version  int      `json:"version,omitempty"`
	Versions []int    `json:"versions,omitempty"`
	Channel  string   `json:"channel,omitempty"`
	Partial  *Partial `json:"partial,omitempty"`

	Sealed []byte `json:"sealed,omitempty"`
	Proof  []byte `json:"proof,omitempty"`

	Pending int `json:"pending,omitempty"`
	Ping    int `json:"ping,omitempty"` // seconds
	Max     int `json:"max,omitempty"`  // bytes of a body

	Seq  uint64 `json:"seq,omitempty"`
	ID   string `json:"id,omitempty"`
	Size int    `json:"size,omitempty"` // sealed bytes
	From int    `json:"from,omitempty"` // where the bytes begin
	Sum  string `json:"sum,omitempty"`
	Age  int64  `json:"age,omitempty"` // milliseconds

	WebhookKey string `json:"webhookKey,omitempty"`
	Reason     string `json:"reason,omitempty"`
	Retry      int    `json:"retry,omitempty"` // seconds
}

// Partial is the beginning of a letter that a client has.
type Partial struct {
	Seq  uint64 `json:"seq"`
	ID   string `json:"id"`
	Size int    `json:"size"` // bytes
}

// ErrFrame marks a text message that is not a frame of this protocol.
var ErrFrame = errors.New("not a frame of the relay's protocol")

// ParseFrame reads a text message. Unknown fields are ignored; an unknown type
// is left to the caller.
func ParseFrame(b []byte) (Frame, error) {
	var f Frame
	if len(b) > MaxFrame {
		return f, fmt.Errorf("%w: %d bytes", ErrFrame, len(b))
	}
	if err := json.Unmarshal(b, &f); err != nil {
		// The error's own text could quote what is secret.
		return Frame{}, fmt.Errorf("%w: broken JSON", ErrFrame)
	}
	if f.Type == "" {
		return Frame{}, fmt.Errorf("%w: no type", ErrFrame)
	}
	if f.Size < 0 || f.Size > MaxSealed || f.From < 0 || f.From > f.Size || f.Pending < 0 || f.Retry < 0 {
		return Frame{}, fmt.Errorf("%w: a number is out of range", ErrFrame)
	}
	if p := f.Partial; p != nil && (p.Size < 0 || p.Size > MaxSealed) {
		return Frame{}, fmt.Errorf("%w: a number is out of range", ErrFrame)
	}
	return f, nil
}

// Bytes is the frame as a text message.
func (f Frame) Bytes() ([]byte, error) {
	b, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("write a frame: %w", err)
	}
	if len(b) > MaxFrame {
		return nil, fmt.Errorf("%w: %d bytes", ErrFrame, len(b))
	}
	return b, nil
}
