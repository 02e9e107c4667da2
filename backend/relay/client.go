package relay

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"
)

// Client listens to a channel. Its fields are set before Run and not changed.
type Client struct {
	Channel Channel
	// Invite opens the channel again if the hub has forgotten it.
	Invite string
	// WebhookKey returns the key of SetWebhookKey, "" for none; it is told to a
	// hub that has forgotten the channel. nil = none.
	WebhookKey func(context.Context) string
	// Keep stores a delivery: when it returns nil, a disk has the bytes, synced,
	// and the hub forgets them. It is called for one delivery after the other
	// and should return soon. The same ID may come again, after a crash also to
	// another process; storing it twice must be harmless. With an error the
	// delivery stays at the hub and comes again within a minute or so.
	Keep func(ctx context.Context, d Delivery) error
	// Status hears of every change; nil is allowed. It should return soon.
	Status func(State)
	Now    func() time.Time
	After  func(time.Duration) <-chan time.Time // nil = time.After
	TLS    *tls.Config                          // nil = the system's
	Log    *slog.Logger                         // nil = none

	forgotten bool // the hub forgot the channel, and the webhook key with it
}

// Phase is how a client stands with its hub.
type Phase int

// The phases.
const (
	Off        Phase = iota // Run has ended
	Connecting              // on the way
	Connected               // letters arrive the moment they exist
	Waiting                 // for State.Retry, then it is tried again
)

// State is what Status hears.
type State struct {
	Phase   Phase
	Pending int           // letters that lay at the hub when it connected
	Retry   time.Duration // of Waiting
	Err     error         // why Waiting or Off; an *Error, nil when asked to stop
}

// The pauses between tries.
const (
	firstPause   = 500 * time.Millisecond
	longestPause = time.Minute
	lasted       = 30 * time.Second // a connection this old counts as a success
)

// Run listens until ctx ends, whose error it then returns, or until the hub
// refuses for good; that is an *Error. It reconnects by itself.
func (c *Client) Run(ctx context.Context) error {
	m := &memory{}
	pause := firstPause
	for {
		c.tell(State{Phase: Connecting})
		began := c.Now()
		retry, err := c.once(ctx, m)
		if ctx.Err() != nil {
			c.tell(State{Phase: Off})
			return ctx.Err()
		}
		if lasting(err) {
			c.tell(State{Phase: Off, Err: err})
			return err
		}
		if c.Now().Sub(began) > lasted {
			pause = firstPause
		}
		// Full jitter: after a hub's restart not all come at the same moment.
		wait := max(retry, time.Duration(rand.Int64N(int64(pause))))
		pause = min(2*pause, longestPause)
		c.tell(State{Phase: Waiting, Retry: wait, Err: err})
		c.log().Info("relay: not connected", "retry", wait, "err", detail(err))
		select {
		case <-ctx.Done():
		case <-c.after(wait):
		}
	}
}

// once opens one connection and serves it to its end. retry is the least pause
// that the hub asked for.
func (c *Client) once(ctx context.Context, m *memory) (retry time.Duration, err error) {
	l, ready, err := c.dial(ctx, m.partial())
	var e *Error
	if errors.As(err, &e) && e.Kind == KindUnknown {
		// The id follows from the secret, so addresses already given to the
		// service count again after this.
		if err := c.Channel.Open(ctx, c.http(), c.Invite); err != nil {
			return 0, err
		}
		c.forgotten = true
		return 0, e
	}
	if err != nil {
		return l.asked, err
	}
	defer l.close()
	if err := c.remind(ctx); err != nil {
		return l.asked, err
	}
	c.tell(State{Phase: Connected, Pending: ready.Pending})
	c.log().Info("relay: connected", "pending", ready.Pending)
	err = l.serve(ctx, m)
	return l.asked, err
}

// remind tells a hub that has forgotten the channel the webhook key again, so
// that it does not take unsigned callbacks from then on.
func (c *Client) remind(ctx context.Context) error {
	if !c.forgotten || c.WebhookKey == nil {
		return nil
	}
	if key := c.WebhookKey(ctx); key != "" {
		if err := c.SetWebhookKey(ctx, key); err != nil {
			return err
		}
	}
	c.forgotten = false
	return nil
}

func (c *Client) tell(s State) {
	if c.Status != nil {
		c.Status(s)
	}
}

func (c *Client) after(d time.Duration) <-chan time.Time {
	if c.After != nil {
		return c.After(d)
	}
	return time.After(d)
}

func (c *Client) log() *slog.Logger {
	if c.Log != nil {
		return c.Log
	}
	return slog.New(slog.DiscardHandler)
}

// detail is an error for the log.
func detail(err error) string {
	var e *Error
	if errors.As(err, &e) && e.Err != nil {
		return e.Err.Error()
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// memory is what a client knows across connections.
type memory struct {
	seen  map[string]bool
	order []string // of seen, oldest first
	begun *incoming
}

const remembered = 4096 // ids

// know remembers an id that was kept.
func (m *memory) know(id string) {
	if m.seen == nil {
		m.seen = map[string]bool{}
	}
	if m.seen[id] {
		return
	}
	m.seen[id] = true
	m.order = append(m.order, id)
	if len(m.order) > remembered {
		delete(m.seen, m.order[0])
		m.order = m.order[1:]
	}
}

// partial is the beginning of a letter worth naming to the hub.
func (m *memory) partial() *Partial {
	if m.begun == nil || len(m.begun.bytes) < MaxChunk {
		return nil
	}
	return &Partial{Seq: m.begun.frame.Seq, ID: m.begun.frame.ID, Size: len(m.begun.bytes)}
}

// incoming is a letter on its way.
type incoming struct {
	frame Frame
	bytes []byte
}
