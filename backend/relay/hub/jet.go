package hub

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Stream is how the mailboxes lie in JetStream.
type Stream struct {
	Name      string        // of the stream and first word of its subjects; "" = PARTLIFT_RELAY
	Replicas  int           // 0 = 1
	Retention time.Duration // of letters; 0 = 14 days
	Letters   int           // most in one channel, a backstop to the hub's own quota; 0 = 500
	MaxBytes  int64         // of all letters; it must be less than the disk has
	Channels  int64         // most of them; 0 = 200,000
	Log       *slog.Logger
}

func (s *Stream) orDefault() {
	pick(&s.Name, "PARTLIFT_RELAY")
	pick(&s.Replicas, 1)
	pick(&s.Retention, 14*24*time.Hour)
	pick(&s.Letters, 500)
	pick(&s.MaxBytes, 4<<30)
	pick(&s.Channels, 200_000)
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
}

// known is for how long JetStream itself recognizes a letter that was deleted.
const known = time.Hour

// channelLives is how long a channel is remembered that nobody connects to.
const channelLives = 90 * 24 * time.Hour

// Jet is a Store in NATS JetStream.
type Jet struct {
	s       Stream
	nc      *nats.Conn
	js      jetstream.JetStream
	letters jetstream.Stream
	records jetstream.Stream
	reg     string // name of the records' stream
	close   func() error

	cancel context.CancelFunc
	wg     sync.WaitGroup
}

// newJet makes the streams, or finds them, on a connection that it then owns.
func newJet(ctx context.Context, nc *nats.Conn, s Stream, closing func() error) (*Jet, error) {
	s.orDefault()
	js, err := jetstream.New(nc)
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	j := &Jet{s: s, nc: nc, js: js, reg: s.Name + "_CHANNELS", close: closing}
	j.letters, err = js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: s.Name, Subjects: []string{s.Name + ".letter.*", s.Name + ".piece.*.*", s.Name + ".canary"},
		Storage: jetstream.FileStorage, Replicas: s.Replicas, MaxAge: s.Retention, Duplicates: known,
		// Without this, reads queue behind everything else the server is asked.
		AllowDirect:       true,
		MaxMsgsPerSubject: int64(s.Letters), Discard: jetstream.DiscardNew, DiscardNewPerSubject: true,
		// Below the disk's size: a full stream refuses and goes on, a full disk
		// stalls the server until it is started again.
		MaxBytes: s.MaxBytes,
	})
	if err != nil {
		return nil, fmt.Errorf("open the store's letters: %w", err)
	}
	j.records, err = js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: j.reg, Subjects: []string{s.Name + ".channel.*"},
		Storage: jetstream.FileStorage, Replicas: s.Replicas, MaxAge: channelLives,
		AllowDirect: true, MaxMsgsPerSubject: 1, MaxMsgs: s.Channels, Discard: jetstream.DiscardNew,
	})
	if err != nil {
		return nil, fmt.Errorf("open the store's channels: %w", err)
	}
	life, cancel := context.WithCancel(context.Background())
	j.cancel = cancel
	j.wg.Go(func() { j.sweeps(life) })
	return j, nil
}

// Close ends the store's own work and its connection.
func (j *Jet) Close() error {
	j.cancel()
	j.wg.Wait()
	j.nc.Close()
	if j.close != nil {
		return j.close()
	}
	return nil
}

func (j *Jet) subject(kind, channel string) string { return j.s.Name + "." + kind + "." + channel }

// Channel reads a record. A miss is asked of the stream's leader: a replica may
// not have heard of a channel that was opened a moment ago.
func (j *Jet) Channel(ctx context.Context, id string) (Record, error) {
	subject := j.subject("channel", id)
	m, err := j.records.GetLastMsgForSubject(ctx, subject)
	if err == nil {
		return parseRecord(m.Data)
	}
	if !errors.Is(err, jetstream.ErrMsgNotFound) {
		return Record{}, fmt.Errorf("read a channel: %w", err)
	}
	if j.s.Replicas == 1 {
		return Record{}, ErrNone
	}
	data, err := j.leaderLast(ctx, subject)
	if err != nil {
		return Record{}, err
	}
	return parseRecord(data)
}

// leaderLast reads the last message of a subject from the leader.
func (j *Jet) leaderLast(ctx context.Context, subject string) ([]byte, error) {
	q, err := json.Marshal(map[string]string{"last_by_subj": subject})
	if err != nil {
		return nil, err
	}
	m, err := j.nc.RequestWithContext(ctx, "$JS.API.STREAM.MSG.GET."+j.reg, q)
	if err != nil {
		return nil, fmt.Errorf("read a channel: %w", err)
	}
	var answer struct {
		Error   *struct{ Code int } `json:"error"`
		Message *struct{ Data []byte }
	}
	if err := json.Unmarshal(m.Data, &answer); err != nil {
		return nil, fmt.Errorf("read a channel: %w", err)
	}
	switch {
	case answer.Message != nil:
		return answer.Message.Data, nil
	case answer.Error != nil && answer.Error.Code == 404:
		return nil, ErrNone
	}
	return nil, errors.New("read a channel: the store refused")
}

// SaveChannel writes a record.
func (j *Jet) SaveChannel(ctx context.Context, id string, r Record) error {
	b, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("save a channel: %w", err)
	}
	if _, err := j.publish(ctx, &nats.Msg{Subject: j.subject("channel", id), Data: b}); err != nil {
		return fmt.Errorf("save a channel: %w", err)
	}
	return nil
}

// Watch listens for the bells of all hubs on this store.
func (j *Jet) Watch(ring func(channel string, seq uint64)) (stop func(), err error) {
	bells := make(chan *nats.Msg, 4096)
	sub, err := j.nc.ChanSubscribe(j.subject("bell", "*"), bells)
	if err != nil {
		return nil, fmt.Errorf("listen to the store: %w", err)
	}
	back := make(chan struct{}, 1)
	j.nc.SetReconnectHandler(func(*nats.Conn) {
		select {
		case back <- struct{}{}:
		default:
		}
	})
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	prefix := len(j.subject("bell", ""))
	wg.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-back: // bells were missed
				ring("", 0)
			case m := <-bells:
				if seq, err := strconv.ParseUint(string(m.Data), 10, 64); err == nil && len(m.Subject) > prefix {
					ring(m.Subject[prefix:], seq)
				}
			}
		}
	})
	return func() { sub.Unsubscribe(); cancel(); wg.Wait() }, nil
}

// Check stores and deletes a small message, to see that the store does both.
func (j *Jet) Check(ctx context.Context) error {
	ack, err := j.publish(ctx, &nats.Msg{Subject: j.s.Name + ".canary"})
	if err != nil {
		return fmt.Errorf("check the store: %w", err)
	}
	if err := j.letters.DeleteMsg(ctx, ack.Sequence); err != nil {
		return fmt.Errorf("check the store: %w", err)
	}
	return nil
}

// Waiting is how many messages and bytes the store holds.
func (j *Jet) Waiting(ctx context.Context) (messages, bytes uint64, err error) {
	info, err := j.letters.Info(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("ask the store: %w", err)
	}
	return info.State.Msgs, info.State.Bytes, nil
}
