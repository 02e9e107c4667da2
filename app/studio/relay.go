package studio

import (
	"context"
	"errors"
	"time"

	"partlift/backend/relay"
	"partlift/backend/say"
	"partlift/backend/secret"
)

// relayUser is under which name the relay's channel lies among the keys.
const relayUser = "relay"

// Relay is how the program stands with its relay.
type Relay struct {
	Hub       string // address, "" when none is set up
	Connected bool
	Text      string // how it stands, one sentence
	Tested    string // what the test callback showed, when it was set up just now
	Fleeting  bool   // no keychain: forgotten when the program ends
	Signed    bool   // only callbacks with the service's signature are taken
}

// A line is the connection to the relay that is in use.
type line struct {
	channel relay.Channel
	signed  bool // a webhook key is set; guarded by Studio.mu
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
	if err := s.vault.For(webhookUser).Clear(ctx); err != nil {
		s.log.Warn("an earlier webhook key was not removed", "error", err)
	}
	if err := s.useRelay(channel, false); err != nil {
		return Relay{}, err
	}
	r := Relay{Hub: hub, Text: s.say("Connecting…"), Tested: s.say("A test callback came through in {{.Milliseconds}} ms.", say.With{"Milliseconds": took.Milliseconds()}), Fleeting: source == secret.Memory}
	return r, nil
}

// LeaveRelay forgets the channel; songs go on by asking the service.
func (s *Studio) LeaveRelay(ctx context.Context) error {
	s.mu.Lock()
	l := s.line
	s.line = nil
	s.mu.Unlock()
	l.close()
	return errors.Join(s.vault.For(relayUser).Clear(ctx), s.vault.For(webhookUser).Clear(ctx))
}

// keptRelay returns the channel that is kept and where, if there is one.
func (s *Studio) keptRelay(ctx context.Context) (c relay.Channel, place secret.Source, ok bool) {
	key, place, err := s.vault.For(relayUser).Load(ctx)
	if err != nil {
		if !errors.Is(err, secret.ErrNone) {
			s.log.Warn("the relay's channel could not be read", "error", err)
		}
		return relay.Channel{}, secret.None, false
	}
	c, err = relay.ParseChannel(key.Reveal())
	if err != nil {
		s.log.Warn("the relay's channel is invalid", "error", err)
		return relay.Channel{}, secret.None, false
	}
	return c, place, true
}

// useRelay listens to a channel. Only the program that runs the tasks of a
// library listens for them: what it acknowledges is gone for all others.
func (s *Studio) useRelay(c relay.Channel, signed bool) error {
	if _, err := s.tasks(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	next := &line{channel: c, signed: signed, cancel: cancel, done: make(chan struct{})}
	s.mu.Lock()
	was := s.line
	s.line = next
	s.mu.Unlock()
	was.close()
	client := relay.Client{Channel: c, Keep: s.heed, WebhookKey: s.webhookKey, Now: s.cfg.Now, After: s.cfg.After, Log: s.log,
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
	c, _, ok := s.keptRelay(ctx)
	if !ok {
		return nil
	}
	return s.useRelay(c, s.webhookKey(ctx) != "")
}

// tellRelay passes the state of the line in use on.
func (s *Studio) tellRelay(l *line, state relay.State) {
	s.mu.Lock()
	f, current, signed := s.onRelay, s.line == l, l.signed
	s.mu.Unlock()
	if f == nil || !current {
		return
	}
	r := Relay{Hub: l.channel.Hub, Connected: state.Phase == relay.Connected, Signed: signed}
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
			r.Text = e.Message.And(e.Hint).In(s.words)
		}
	}
	f(r)
}

// heed has the task that a callback is about ask for its result now. What the
// callback says is not used: the service, which can be asked, is the one to
// believe. Tasks ask by themselves after a start, so none is missed.
func (s *Studio) heed(_ context.Context, d relay.Delivery) error {
	r, err := s.tasks()
	if err != nil {
		return err
	}
	s.log.Info("a callback came", "bytes", len(d.Body), "age", s.cfg.Now().Sub(d.Received).Round(time.Millisecond))
	r.Hint(d.Token)
	return nil
}

// relayTrouble puts an error of the relay into words.
func relayTrouble(err error) error {
	var e *relay.Error
	if errors.As(err, &e) {
		return say.Told(e.Message, e.Hint, e)
	}
	return err
}

// Callback is the address a task's POST names. The service demands one;
// without a relay it leads nowhere on purpose, and polling does the work. The
// .invalid domain cannot belong to anybody, so nobody receives results.
func (s *Studio) Callback(token string) string {
	s.mu.Lock()
	l := s.line
	s.mu.Unlock()
	if l != nil {
		return l.channel.CallbackURL(token)
	}
	return "https://no-relay.partlift.invalid/cb?t=" + token
}
