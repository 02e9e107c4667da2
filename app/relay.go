package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"time"

	"partlift/backend/library"
	"partlift/backend/relay"
	"partlift/backend/secret"
	"partlift/backend/task"
)

// relayUser is under which name the relay's channel lies among the keys.
const relayUser = "relay"

// kindCallback are the bodies that the relay handed over.
const kindCallback = "callback"

// Relay is how the program stands with its relay.
type Relay struct {
	Hub       string // address, "" when none is set up
	Connected bool
	Text      string // how it stands, one sentence
	Tested    string // what the test callback showed, when it was set up just now
	Fleeting  bool   // no keychain: forgotten when the program ends
}

// A line is the connection to the relay that is in use.
type line struct {
	channel relay.Channel
	cancel  context.CancelFunc
	done    chan struct{}
}

func (l *line) close() {
	if l != nil {
		l.cancel()
		<-l.done
	}
}

// ListenRelay sets who is told how the relay stands; nil for nobody. It is
// called on a goroutine of the relay's.
func (s *Studio) ListenRelay(f func(Relay)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onRelay = f
}

// SetUpRelay makes a channel at a hub, sends a test callback through it, and
// uses it from then on. The invitation is "" where none is asked for.
func (s *Studio) SetUpRelay(ctx context.Context, address, invite string, file bool) (Relay, error) {
	hub, err := relay.HubAddress(address)
	if err != nil {
		return Relay{}, relayTrouble(err)
	}
	if err := validBase(hub); err != nil {
		return Relay{}, err
	}
	if _, err := s.tasks(); err != nil {
		return Relay{}, err // another program has the library, and perhaps a relay
	}
	channel, err := relay.NewChannel(ctx, hub, invite)
	if err != nil {
		return Relay{}, relayTrouble(err)
	}
	probe := relay.Client{Channel: channel, Invite: invite, Now: s.cfg.Now, After: s.cfg.After, Log: s.log,
		Keep: func(context.Context, relay.Delivery) error { return nil }}
	took, err := probe.Probe(ctx)
	if err != nil {
		return Relay{}, relayTrouble(err)
	}
	want := secret.Keychain
	if file {
		want = secret.File
	}
	source, err := s.vault.For(relayUser).Save(ctx, secret.Key(channel.Key()), want)
	var remark *secret.Notice
	if err != nil && !(errors.As(err, &remark) && source == secret.Memory) {
		return Relay{}, err
	}
	if err := s.useRelay(channel); err != nil {
		return Relay{}, err
	}
	r := Relay{Hub: hub, Text: s.say("Connecting…"), Tested: s.say("A test callback came through in {{.Milliseconds}} ms.", with{"Milliseconds": took.Milliseconds()}), Fleeting: source == secret.Memory}
	return r, nil
}

// LeaveRelay forgets the channel; songs go on by asking the service.
func (s *Studio) LeaveRelay(ctx context.Context) error {
	s.mu.Lock()
	l := s.line
	s.line = nil
	s.mu.Unlock()
	l.close()
	return s.vault.For(relayUser).Clear(ctx)
}

// keptRelay returns the channel that is kept, if there is one.
func (s *Studio) keptRelay(ctx context.Context) (relay.Channel, bool) {
	key, _, err := s.vault.For(relayUser).Load(ctx)
	if err != nil {
		if !errors.Is(err, secret.ErrNone) {
			s.log.Warn("the relay's channel could not be read", "error", err)
		}
		return relay.Channel{}, false
	}
	c, err := relay.ParseChannel(key.Reveal())
	if err != nil {
		s.log.Warn("the relay's channel is none", "error", err)
		return relay.Channel{}, false
	}
	return c, true
}

// useRelay listens to a channel. Only the program that runs the tasks of a
// library listens for them: what it acknowledges is gone for all others.
func (s *Studio) useRelay(c relay.Channel) error {
	if _, err := s.tasks(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	next := &line{channel: c, cancel: cancel, done: make(chan struct{})}
	s.mu.Lock()
	was := s.line
	s.line = next
	s.mu.Unlock()
	was.close()
	client := relay.Client{Channel: c, Keep: s.keepCallback, Now: s.cfg.Now, After: s.cfg.After, Log: s.log,
		Status: func(state relay.State) { s.tellRelay(next, state) }}
	go func() {
		defer close(next.done)
		if err := client.Run(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("the relay refuses", "error", err)
		}
	}()
	return nil
}

// resumeRelay listens again after a start, if a channel is kept.
func (s *Studio) resumeRelay(ctx context.Context) error {
	c, ok := s.keptRelay(ctx)
	if !ok {
		return nil
	}
	return s.useRelay(c)
}

// tellRelay passes the state of the line in use on.
func (s *Studio) tellRelay(l *line, state relay.State) {
	s.mu.Lock()
	f, current := s.onRelay, s.line == l
	s.mu.Unlock()
	if f == nil || !current {
		return
	}
	r := Relay{Hub: l.channel.Hub, Connected: state.Phase == relay.Connected}
	switch state.Phase {
	case relay.Connected:
		r.Text = s.say("Connected: results arrive the moment they exist.")
	case relay.Connecting:
		r.Text = s.say("Connecting…")
	case relay.Waiting:
		r.Text = s.say("The relay cannot be reached; songs go on by asking the service.")
	default:
		r.Text = s.say("The relay refuses this computer. Set it up again; songs go on without it.")
	}
	if state.Err != nil && state.Phase == relay.Off {
		var e *relay.Error
		if errors.As(state.Err, &e) {
			r.Text = s.say(e.Message + " " + e.Hint)
		}
	}
	f(r)
}

// keepCallback stores what the relay hands over and wakes its task. When it
// returns nil the bytes are on disk. The same delivery may come again: it is
// known by its id. What belongs to no task here is not ours.
func (s *Studio) keepCallback(ctx context.Context, d relay.Delivery) error {
	r, err := s.tasks()
	if err != nil {
		return err
	}
	song, err := s.ownerOf(ctx, d.Token)
	if err != nil {
		return err
	}
	if song == "" {
		s.log.Info("a callback of no task was dropped", "bytes", len(d.Body))
		return nil
	}
	blob, err := s.lib.Put(ctx, bytes.NewReader(d.Body))
	if err == nil {
		err = s.lib.AddFile(ctx, library.File{SongID: song, Kind: kindCallback, Name: d.ID, SHA: blob.SHA, Size: blob.Size})
	}
	if err != nil {
		return err
	}
	s.log.Info("a callback came", "song", song, "bytes", len(d.Body), "age", s.cfg.Now().Sub(d.Received).Round(time.Millisecond))
	r.Hint(d.Token)
	return nil
}

// ownerOf returns the song of the task whose callback address holds a token, ""
// for none that still waits for its result. A cancelled one does: what is
// handed over for it was paid for, and the hub forgets it now. The journal has
// the token of every task before its address is sent.
func (s *Studio) ownerOf(ctx context.Context, token string) (string, error) {
	rows, err := s.lib.Tasks(ctx, resultless...)
	if err != nil || token == "" {
		return "", err
	}
	for _, row := range rows {
		var t task.Task
		if err := json.Unmarshal(row.Body, &t); err == nil && t.Token == token {
			return t.SongID, nil
		}
	}
	return "", nil
}

// relayTrouble puts an error of the relay into words.
func relayTrouble(err error) error {
	var e *relay.Error
	if errors.As(err, &e) {
		return &Trouble{Text: e.Message, Hint: e.Hint, Err: e}
	}
	return err
}

// callback is the address a task's POST names. The service demands one;
// without a relay it leads nowhere on purpose, and polling does the work. The
// .invalid domain cannot belong to anybody, so nobody receives results.
func (s *Studio) callback(token string) string {
	s.mu.Lock()
	l := s.line
	s.mu.Unlock()
	if l != nil {
		return l.channel.CallbackURL(token)
	}
	return "https://no-relay.partlift.invalid/cb?t=" + token
}

// SetUpRelay makes a channel at a hub and uses it.
func (m *Model) SetUpRelay(address, invite string, file bool) {
	m.busy(m.say("Setting up the relay…"), func(ctx context.Context) func() {
		r, err := m.studio.SetUpRelay(ctx, address, invite, file)
		return func() {
			if m.fail("relay", "set up the relay", err) {
				return
			}
			m.Dismiss("relay")
			now := m.Relay.Now()
			if now.Hub == r.Hub && now.Text != "" {
				r.Connected, r.Text = now.Connected, now.Text
			}
			m.Relay.Set(r)
		}
	})
}

// LeaveRelay does without the relay from now on.
func (m *Model) LeaveRelay() {
	m.busy(m.say("Leaving the relay…"), func(ctx context.Context) func() {
		err := m.studio.LeaveRelay(ctx)
		return func() {
			if !m.fail("relay", "forget the relay", err) {
				m.Relay.Set(Relay{})
			}
		}
	})
}

// onRelay brings news of the relay to the screen.
func (m *Model) onRelay(r Relay) {
	m.post(func() {
		if m.ctx.Err() != nil {
			return
		}
		now := m.Relay.Now()
		if now.Hub == r.Hub {
			r.Fleeting, r.Tested = now.Fleeting, now.Tested
		}
		m.Relay.Set(r)
	})
}
