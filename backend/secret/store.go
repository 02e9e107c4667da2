package secret

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"partlift/backend/say"
)

// Source says where a key is kept.
type Source string

// The places a key can be in. Load asks them in this order; the slowest, which
// may ask the user to unlock it, comes last.
const (
	None        Source = ""
	Environment Source = "environment"
	Memory      Source = "memory"
	File        Source = "file"
	Keychain    Source = "keychain"
)

// ErrNone is returned by Load when there is no key anywhere.
var ErrNone = errors.New("no API key is set")

// Options says where keys may be.
type Options struct {
	Env      string        // value of the environment variable, not its name; "" for none
	Service  string        // the keychain's name for the program
	User     string        // the profile, such as the provider's name
	FilePath string        // file for keys; "" when files are not allowed
	Timeout  time.Duration // for one answer of the keychain; 0 means 2 s
	Keyring  Keyring       // nil: the operating system's
}

// Store keeps the key of one profile; see For for another one. Its methods may
// be called from any goroutine and return within Timeout, give or take.
type Store struct {
	env    Secret
	user   string
	places *places
}

// places is shared by the stores of all profiles.
type places struct {
	ring *ring
	file *file // nil when not allowed

	mu     sync.Mutex
	memory map[string]Secret // by profile
}

// Open returns a store; it asks nothing yet and cannot block.
func Open(o Options) *Store {
	p := &places{ring: newRing(o), memory: make(map[string]Secret)}
	if o.FilePath != "" {
		p.file = &file{path: o.FilePath}
	}
	return &Store{env: Key(o.Env), user: o.User, places: p}
}

// For returns the store of another profile over the same places. The
// environment's key belongs only to the profile given to Open.
func (s *Store) For(user string) *Store {
	if user == s.user {
		return s
	}
	return &Store{user: user, places: s.places}
}

// Notice is a sentence for the user about something that did not go as wished;
// the program can go on.
type Notice struct {
	Sentence say.Text
	Cause    error
}

// Error returns the sentence.
func (n *Notice) Error() string { return n.Sentence.String() }

// Unwrap returns the cause.
func (n *Notice) Unwrap() error { return n.Cause }

// Load returns the key and where it was found. Without one the error is
// ErrNone; if that is because the keychain could not be asked, it is a Notice
// around ErrNone.
func (s *Store) Load(ctx context.Context) (Secret, Source, error) {
	if s.env != (Secret{}) {
		if err := Valid(s.env); err != nil {
			return Secret{}, None, fmt.Errorf("environment: %w", err)
		}
		return s.env, Environment, nil
	}
	if key := s.places.recall(s.user); key != (Secret{}) {
		return key, Memory, nil
	}
	if s.places.file != nil {
		if key, err := s.places.file.load(s.user); err != nil || key != (Secret{}) {
			return key, File, err
		}
	}
	key, err := s.places.ring.get(ctx, s.user)
	switch {
	case err == nil && key != (Secret{}):
		return key, Keychain, nil
	case err == nil:
		return Secret{}, None, ErrNone
	default:
		return Secret{}, None, &Notice{Sentence: say.Of("The system's keychain could not be asked, so a key kept there was not found.").And(say.Of("Unlock the keychain and start again, or paste the key once more.")), Cause: errors.Join(ErrNone, err)}
	}
}

// Save keeps a key in the wanted place and returns where it went. When the
// keychain does not take it, that is Memory and the error a Notice. Saving to
// the keychain or the file removes the copy in the other one.
func (s *Store) Save(ctx context.Context, key Secret, to Source) (Source, error) {
	if err := Valid(key); err != nil {
		return None, err
	}
	switch to {
	case Memory:
		s.places.remember(s.user, key)
		return Memory, nil
	case File:
		return s.saveFile(ctx, key)
	case Keychain:
		return s.saveKeychain(ctx, key)
	default:
		return None, fmt.Errorf("a key cannot be saved to %q", to)
	}
}

func (s *Store) saveFile(ctx context.Context, key Secret) (Source, error) {
	if s.places.file == nil {
		return None, errors.New("no file is allowed for keys")
	}
	if err := s.places.file.save(s.user, key); err != nil {
		return None, err
	}
	s.places.remember(s.user, Secret{})
	// The file comes first in Load, so an old copy that stays does no harm.
	_ = s.places.ring.remove(ctx, s.user)
	return File, nil
}

func (s *Store) saveKeychain(ctx context.Context, key Secret) (Source, error) {
	if err := s.places.ring.set(ctx, s.user, key); err != nil {
		s.places.remember(s.user, key)
		return Memory, &Notice{Sentence: say.Of("The system's keychain did not take the key, so it is kept until Partlift closes.").And(say.Of("Unlock the keychain and save it again, or allow a key file in the settings.")), Cause: err}
	}
	// Both come before the keychain in Load and must not shadow it.
	s.places.remember(s.user, Secret{})
	if s.places.file != nil {
		if err := s.places.file.save(s.user, Secret{}); err != nil {
			return Keychain, err
		}
	}
	return Keychain, nil
}

// Clear forgets the key everywhere but in the environment. A Notice says when
// the keychain could not be asked.
func (s *Store) Clear(ctx context.Context) error {
	s.places.remember(s.user, Secret{})
	var err error
	if s.places.file != nil {
		err = s.places.file.save(s.user, Secret{})
	}
	if cause := s.places.ring.remove(ctx, s.user); cause != nil {
		err = errors.Join(err, &Notice{Sentence: say.Of("The system's keychain could not be asked, so a key kept there was not removed.").And(say.Of("Unlock the keychain and try again.")), Cause: cause})
	}
	return err
}

func (p *places) recall(user string) Secret {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.memory[user]
}

// remember keeps a key in memory; the zero key forgets it.
func (p *places) remember(user string, key Secret) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if key == (Secret{}) {
		delete(p.memory, user)
		return
	}
	p.memory[user] = key
}
