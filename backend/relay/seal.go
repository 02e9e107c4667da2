package relay

import (
	"bytes"
	"crypto/ecdh"
	"crypto/hpke"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// Secret is what reads a channel: an X25519 private key. It prints as stars.
type Secret [32]byte

// NewSecret makes a secret from a random source, crypto/rand if nil.
func NewSecret(random io.Reader) (Secret, error) {
	if random == nil {
		random = rand.Reader
	}
	var s Secret
	if _, err := io.ReadFull(random, s[:]); err != nil {
		return Secret{}, fmt.Errorf("make a channel's secret: %w", err)
	}
	return s, nil
}

// String hides the secret.
func (Secret) String() string { return "***" }

// GoString hides the secret.
func (Secret) GoString() string { return "***" }

// LogValue hides the secret.
func (Secret) LogValue() slog.Value { return slog.StringValue("***") }

// Public is the key that the hub seals to.
func (s Secret) Public() []byte {
	k, err := ecdh.X25519().NewPrivateKey(s[:])
	if err != nil {
		panic("internal error: 32 bytes are no X25519 key: " + err.Error())
	}
	return k.PublicKey().Bytes()
}

// ID is the id of the channel that the secret reads.
func (s Secret) ID() string { return ChannelID(s.Public()) }

const realm = "partlift relay 1 "

// ErrSealed marks bytes that this secret does not open.
var ErrSealed = errors.New("sealed bytes cannot be opened with this channel's secret")

// ChannelID is the id of the channel with a public key.
func ChannelID(public []byte) string {
	sum := hash("channel", public)
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum))[:32]
}

// IsChannelID reports whether a text has the form of a channel's id.
func IsChannelID(s string) bool {
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '2' || c > '7') {
			return false
		}
	}
	return len(s) == 32
}

// IsToken reports whether a text can be the token of a callback address.
func IsToken(s string) bool {
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return len(s) >= MinToken && len(s) <= MaxToken
}

// LetterID is the id of a body posted for a token: the same for a repeat.
func LetterID(channel, token string, body []byte) string {
	return hex.EncodeToString(hash("letter", []byte(channel), []byte(token), body)[:16])
}

// Prove answers a challenge.
func Prove(channel string, nonce []byte) []byte { return hash("proof", []byte(channel), nonce) }

// hash is SHA-256 over a purpose and parts, with zero bytes between them. Only
// the last part may hold a zero byte itself.
func hash(purpose string, parts ...[]byte) []byte {
	h := sha256.New()
	io.WriteString(h, realm+purpose)
	for _, p := range parts {
		h.Write([]byte{0})
		h.Write(p)
	}
	return h.Sum(nil)
}

// The purposes of sealed bytes. One is never opened as the other.
const (
	PurposeChallenge = "challenge"
	PurposeLetter    = "letter"
)

func info(purpose, channel string) []byte {
	return bytes.Join([][]byte{[]byte(realm + purpose), []byte(channel)}, []byte{0})
}

// Seal encrypts to a channel's public key. The result is 48 bytes longer.
func Seal(public []byte, purpose string, plain []byte) ([]byte, error) {
	k, err := ecdh.X25519().NewPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("public key of a channel: %w", err)
	}
	pk, err := hpke.NewDHKEMPublicKey(k)
	if err != nil {
		return nil, fmt.Errorf("public key of a channel: %w", err)
	}
	out, err := hpke.Seal(pk, hpke.HKDFSHA256(), hpke.AES256GCM(), info(purpose, ChannelID(public)), plain)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return out, nil
}

// Opener is a secret with what follows from it, for opening many letters.
type Opener struct {
	key hpke.PrivateKey
	id  string
}

// Opener returns what opens this channel's letters and challenges.
func (s Secret) Opener() Opener {
	key, err := hpke.DHKEM(ecdh.X25519()).NewPrivateKey(s[:])
	if err != nil {
		panic("internal error: 32 bytes are no X25519 key: " + err.Error())
	}
	return Opener{key, ChannelID(key.PublicKey().Bytes())}
}

// Open decrypts what Seal made for the same purpose.
func (o Opener) Open(purpose string, sealed []byte) ([]byte, error) {
	plain, err := hpke.Open(o.key, hpke.HKDFSHA256(), hpke.AES256GCM(), info(purpose, o.id), sealed)
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}
