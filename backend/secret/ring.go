package secret

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/zalando/go-keyring"
)

// Keyring is a keychain; the default is the operating system's.
type Keyring interface {
	Get(service, user string) (string, error)
	Set(service, user, password string) error
	Delete(service, user string) error
}

// ErrAbsent is what a Keyring returns when it has no such entry.
var ErrAbsent = keyring.ErrNotFound

// ErrSlow is the cause when the keychain did not answer in time.
var ErrSlow = errors.New("keychain did not answer in time")

type systemRing struct{}

func (systemRing) Get(service, user string) (string, error) { return keyring.Get(service, user) }
func (systemRing) Set(service, user, pass string) error     { return keyring.Set(service, user, pass) }
func (systemRing) Delete(service, user string) error        { return keyring.Delete(service, user) }

// ring asks a Keyring with a time limit. A keychain call can wait for a dialog
// that nobody answers, and nothing can end it; so there is one call at a time,
// and while one is overdue the others fail at once instead of waiting too.
type ring struct {
	keyring Keyring
	service string
	timeout time.Duration
	turn    chan struct{} // full while a call runs

	mu      sync.Mutex
	running *call // nil when idle
}

// call is one question to the keychain.
type call struct{ overdue bool }

func newRing(o Options) *ring {
	r := &ring{keyring: o.Keyring, service: o.Service, timeout: o.Timeout, turn: make(chan struct{}, 1)}
	if r.keyring == nil {
		r.keyring = systemRing{}
	}
	if r.timeout <= 0 {
		r.timeout = 2 * time.Second
	}
	return r
}

// get returns the key, the zero Secret when there is none.
func (r *ring) get(ctx context.Context, user string) (Secret, error) {
	text, err := r.ask(ctx, func() (string, error) { return r.keyring.Get(r.service, user) })
	if errors.Is(err, ErrAbsent) {
		return Secret{}, nil
	}
	return Key(text), err
}

func (r *ring) set(ctx context.Context, user string, key Secret) error {
	_, err := r.ask(ctx, func() (string, error) { return "", r.keyring.Set(r.service, user, key.Reveal()) })
	if err != nil && strings.Contains(err.Error(), key.Reveal()) {
		return errors.New("keychain refused the key") // its own words would leak it
	}
	return err
}

func (r *ring) remove(ctx context.Context, user string) error {
	_, err := r.ask(ctx, func() (string, error) { return "", r.keyring.Delete(r.service, user) })
	if errors.Is(err, ErrAbsent) {
		return nil
	}
	return err
}

// ask runs fn in its turn and gives up after the time limit. The goroutine of
// a call that was given up on cannot be waited for; it keeps its turn, so that
// there is never a second one.
func (r *ring) ask(ctx context.Context, fn func() (string, error)) (string, error) {
	if r.isOverdue() {
		return "", ErrSlow
	}
	timer := time.NewTimer(r.timeout)
	defer timer.Stop()
	select {
	case r.turn <- struct{}{}:
	case <-timer.C:
		return "", r.giveUp()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	type answer struct {
		text string
		err  error
	}
	answers := make(chan answer, 1)
	r.begin()
	go func() {
		defer r.end()
		text, err := guarded(fn)
		answers <- answer{text, err}
	}()
	select {
	case a := <-answers:
		return a.text, a.err
	case <-timer.C:
		return "", r.giveUp()
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// guarded turns a panic of a keychain's driver into an error.
func guarded(fn func() (string, error)) (text string, err error) {
	defer func() {
		if recover() != nil { // its value may hold what was asked
			err = errors.New("keychain driver failed")
		}
	}()
	return fn()
}

func (r *ring) begin() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.running = &call{}
}

func (r *ring) end() {
	r.mu.Lock()
	r.running = nil
	r.mu.Unlock()
	<-r.turn
}

func (r *ring) isOverdue() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.running != nil && r.running.overdue
}

// giveUp marks the call that runs, if it still does.
func (r *ring) giveUp() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.running != nil {
		r.running.overdue = true
	}
	return ErrSlow
}
