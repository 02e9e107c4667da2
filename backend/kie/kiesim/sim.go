package kiesim

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"
	"unicode"

	"partlift/backend/music"
)

// Profiles a Sim can imitate.
const (
	ProfileKie     = "kie"
	ProfileSunoAPI = "sunoapi"
)

// Song is something the service will hear in an upload.
type Song struct {
	Name  string
	Music music.Song
}

// Slug returns the name in lower case with a dash for every run of characters
// that are neither letters nor digits.
func (s Song) Slug() string { return slug(s.Name) }

func slug(name string) string {
	fields := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	return strings.Join(fields, "-")
}

// Config is what a Sim is made of.
type Config struct {
	Songs   []Song // may be empty: then every upload is heard as silence
	Script  Script
	Keys    []string         // accepted API keys; empty accepts any key that is not empty
	Credits float64          // balance at the start; 0 means that nothing can be paid for
	Now     func() time.Time // required
	Log     *slog.Logger     // nil: nothing is logged
	Rand    io.Reader        // source of ids, which must not end; nil: crypto/rand
	Profile string           // ProfileKie (also when empty) or ProfileSunoAPI
}

// Sim is the pretend service, an http.Handler. Close it to end its callbacks.
type Sim struct {
	songs   []*heard
	script  Script
	keys    []string
	profile string
	now     func() time.Time
	log     *slog.Logger
	routes  map[string]route
	client  *http.Client

	ctx  context.Context // ends with Close; bounds every callback and pause
	stop context.CancelFunc
	work sync.WaitGroup // the goroutines that deliver callbacks

	store store
}

// New returns a Sim that is ready to serve. It panics when cfg.Now is missing,
// the profile is unknown or the script does not pass Script.Check, because
// those are mistakes in the program that calls it.
func New(cfg Config) *Sim {
	if cfg.Now == nil {
		panic("kiesim: Config.Now is required")
	}
	if err := cfg.Script.Check(); err != nil {
		panic("kiesim: " + err.Error())
	}
	switch cfg.Profile {
	case "":
		cfg.Profile = ProfileKie
	case ProfileKie, ProfileSunoAPI:
	default:
		panic("kiesim: unknown profile " + cfg.Profile)
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Rand == nil {
		cfg.Rand = rand.Reader
	}
	s := &Sim{script: cfg.Script, keys: cfg.Keys, profile: cfg.Profile, now: cfg.Now, log: cfg.Log}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.songs = hear(cfg.Songs)
	s.client = callbackClient()
	s.store = newStore(cfg.Credits, cfg.Rand)
	s.routes = s.table()
	return s
}

// Close ends the deliveries of callbacks and waits for their goroutines. It
// always returns nil; a second call does nothing.
func (s *Sim) Close() error {
	s.store.mu.Lock() // so that no delivery starts behind our back
	s.stop()
	s.store.mu.Unlock()
	s.work.Wait()
	s.client.CloseIdleConnections()
	return nil
}
