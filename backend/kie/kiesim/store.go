package kiesim

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"
)

// Charge is money taken for one accepted request. What costs nothing (MIDI)
// is not a charge.
type Charge struct {
	At      time.Time `json:"at"`
	Kind    string    `json:"kind"` // "separation" or "generation"
	TaskID  string    `json:"taskId"`
	Credits float64   `json:"credits"`
	Body    string    `json:"body"` // SHA-256 of the request's body, in hex
}

// Request is one request as it came in, without headers, keys or bodies. The
// simulator's own routes under /sim/ are not counted.
type Request struct {
	At      time.Time `json:"at"`
	Method  string    `json:"method"`
	Path    string    `json:"path"`
	TaskID  string    `json:"taskId,omitempty"`  // the taskId asked for, on record-info routes
	Code    int       `json:"code"`              // code of the answer; 0: closed without one
	Unknown []string  `json:"unknown,omitempty"` // fields the contract does not know
}

// Generation is a finished generation task that exists from the start, so that
// the route "task id + audio id" can be walked without paying for one.
type Generation struct {
	Song     string   `json:"song"`
	TaskID   string   `json:"taskId"`
	AudioIDs []string `json:"audioIds"` // both are the same song
}

// upload is a file on the upload host.
type upload struct {
	data []byte
	mime string
	song *heard
	at   time.Time
}

// link is a temporary download link.
type link struct {
	path string
	at   time.Time
}

// store is everything the service remembers. Its lock is held for moments,
// never while rendering or talking.
type store struct {
	mu       sync.Mutex
	rand     io.Reader
	balance  float64
	tasks    map[string]*task
	order    []string // ids of tasks as they were made
	uploads  map[string]*upload
	links    map[string]link
	charges  []Charge
	requests []Request
	accepted []time.Time // of tasks within the last 10 s
	hits     map[int]int // requests seen per fault
	flagged  map[string]int
}

func newStore(credits float64, rand io.Reader) store {
	return store{
		rand: rand, balance: credits,
		tasks: map[string]*task{}, uploads: map[string]*upload{}, links: map[string]link{},
		hits: map[int]int{}, flagged: map[string]int{},
	}
}

// Charges returns what was charged, in order.
func (s *Sim) Charges() []Charge {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	return slices.Clone(s.store.charges)
}

// Balance returns the credits that are left.
func (s *Sim) Balance() float64 {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	return s.store.balance
}

// Requests returns what was asked, in order of arrival.
func (s *Sim) Requests() []Request {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	return slices.Clone(s.store.requests)
}

// Generations returns the finished generation task of every song.
func (s *Sim) Generations() []Generation {
	out := make([]Generation, 0, len(s.songs))
	for _, h := range s.songs {
		out = append(out, h.generation())
	}
	return out
}

// hex32 returns 32 random hex digits; the lock must be held.
func (st *store) hex32() string {
	var b [16]byte
	if _, err := io.ReadFull(st.rand, b[:]); err != nil {
		panic("kiesim: the source of random numbers ended: " + err.Error())
	}
	return hex.EncodeToString(b[:])
}

// uuid returns a random UUID; the lock must be held.
func (st *store) uuid() string { return asUUID(st.hex32()) }

// asUUID shapes 32 hex digits as a version 4 UUID.
func asUUID(h string) string {
	return fmt.Sprintf("%s-%s-4%s-8%s-%s", h[:8], h[8:12], h[13:16], h[17:20], h[20:32])
}

// stableID returns 32 hex digits that depend on the text only.
func stableID(text string) string {
	sum := sha256.Sum256([]byte("kiesim " + text))
	return hex.EncodeToString(sum[:16])
}
