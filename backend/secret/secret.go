// Package secret keeps API keys, one per profile: in the environment, memory, a
// file that only its owner can read, or the operating system's keychain.
package secret

import (
	"fmt"
	"log/slog"
	"strings"
	"unicode"
	"unique"

	"partlift/backend/say"
)

// Secret is a key that cannot be printed by accident: every way of formatting
// it shows its last four characters at most. Secrets compare with ==, the zero
// value is no key.
//
// The text sits behind a handle and not in a string, because fmt and reflection
// read a string in an unexported field of somebody's struct without asking any
// method of its type.
type Secret struct{ text unique.Handle[string] }

// Key returns a key as the service wants it from what a person pasted: without
// blanks around it, quotes, "Authorization:" and "Bearer".
func Key(pasted string) Secret {
	s := pasted
	for {
		before := s
		s = strings.TrimFunc(s, padding)
		for _, prefix := range []string{"authorization:", "bearer "} {
			if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
				s = s[len(prefix):]
			}
		}
		if s == before {
			return wrap(s)
		}
	}
}

// padding reports what may surround a key that was copied from somewhere.
func padding(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune("\"'`“”‘’«»", r)
}

func wrap(s string) Secret {
	if s == "" {
		return Secret{}
	}
	return Secret{unique.Make(s)}
}

// Valid says in a sentence why a key cannot be one; nil when it may be.
func Valid(key Secret) error {
	const longest = 1024 // characters; more is somebody's whole clipboard
	text := key.Reveal()
	switch {
	case text == "":
		return &Notice{Sentence: say.Of("The API key is empty. Copy it from the provider's API key page and paste it here.")}
	case strings.ContainsFunc(text, unicode.IsSpace):
		return &Notice{Sentence: say.Of("The API key has a blank or a line break in it. Copy the key alone and paste it again.")}
	case strings.ContainsFunc(text, unprintable):
		return &Notice{Sentence: say.Of("The API key contains invalid characters. Copy it from the provider's API key page and paste it again.")}
	case len(text) > longest:
		return &Notice{Sentence: say.Of("The API key is far too long. Copy the key alone and paste it again.")}
	}
	return nil
}

// unprintable reports what may not stand in an HTTP header.
func unprintable(r rune) bool { return r <= ' ' || r > '~' }

// Reveal returns the key itself, for the request and nothing else.
func (s Secret) Reveal() string {
	if s == (Secret{}) {
		return ""
	}
	return s.text.Value()
}

// String returns dots and, of a long key, the last four characters.
func (s Secret) String() string {
	const dots = "••••"
	text := s.Reveal()
	switch {
	case text == "":
		return ""
	case len(text) < 12 || strings.ContainsFunc(text, unprintable):
		return dots // four of a few would be too many
	default:
		return dots + text[len(text)-4:]
	}
}

// Format writes String for every verb.
func (s Secret) Format(f fmt.State, verb rune) {
	if verb == 'q' || (verb == 'v' && f.Flag('#')) {
		fmt.Fprintf(f, "%q", s.String())
		return
	}
	_, _ = f.Write([]byte(s.String()))
}

// GoString returns String in quotes.
func (s Secret) GoString() string { return fmt.Sprintf("%q", s.String()) }

// MarshalText writes String, into JSON and everything else that takes text.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue writes String.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
