//go:build unix

package hub_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"partlift/backend/relay"
	"partlift/backend/relay/hub"
)

const token = "0123456789abcdef0123456789abcdef01234567"

// world is a hub over a store in memory.
type world struct {
	t     testing.TB
	store *ram
	hub   *hub.Hub
	url   string
	chan0 relay.Channel
}

func newWorld(t testing.TB, cfg hub.Config) *world {
	t.Helper()
	return worldOn(t, cfg, newRAM(), nil)
}

// worldOn serves a hub; wrap, if any, is put between it and its store.
func worldOn(t testing.TB, cfg hub.Config, store *ram, wrap hub.Store) *world {
	t.Helper()
	cfg.Now = time.Now
	var s hub.Store = store
	if wrap != nil {
		s = wrap
	}
	h, err := hub.New(cfg, s)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewUnstartedServer(h)
	srv.Config.ReadHeaderTimeout = time.Second
	srv.Start()
	t.Cleanup(func() { srv.Close(); h.Close() })
	w := &world{t: t, store: store, hub: h, url: srv.URL}
	w.chan0 = w.open(0)
	return w
}

// open enters a channel into the store; n makes its secret.
func (w *world) open(n byte) relay.Channel {
	w.t.Helper()
	s, err := relay.NewSecret(bytes.NewReader(bytes.Repeat([]byte{n + 1}, 32)))
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.store.SaveChannel(context.Background(), s.ID(), hub.Record{Public: s.Public(), Seen: time.Now().Unix()}); err != nil {
		w.t.Fatal(err)
	}
	return relay.Channel{Hub: w.url, Secret: s}
}

func (w *world) post(url string, body io.Reader, headers ...string) int {
	w.t.Helper()
	q, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, url, body)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		q.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(q)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, resp.Body)
	if (resp.StatusCode == 429 || resp.StatusCode >= 500) && resp.Header.Get("Retry-After") == "" {
		w.t.Errorf("answer %d does not say when to try again", resp.StatusCode)
	}
	return resp.StatusCode
}

func (w *world) waiting(c relay.Channel) int {
	w.store.mu.Lock()
	defer w.store.mu.Unlock()
	return len(w.store.letters[c.Secret.ID()])
}
