package relay_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"partlift/backend/relay"
	"partlift/backend/relay/hub"
)

const waitFor = 10 * time.Minute // for what must happen; never reached when all is well

// newHub serves a hub over a store in a temporary folder.
func newHub(t testing.TB, cfg hub.Config) (url string, store *hub.Jet) {
	t.Helper()
	store, err := hub.Embed(t.Context(), t.TempDir(), hub.Stream{MaxBytes: 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	cfg.Now = time.Now
	h, err := hub.New(cfg, store)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(func() {
		srv.Close()
		h.Close()
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return srv.URL, store
}

// desk is a client under test and what it has kept.
type desk struct {
	relay.Client
	states chan relay.State
	kept   chan relay.Delivery
}

func newDesk(c relay.Channel) *desk {
	d := &desk{states: make(chan relay.State, 1000), kept: make(chan relay.Delivery, 1000)}
	d.Client = relay.Client{
		Channel: c, Now: time.Now,
		After:  func(time.Duration) <-chan time.Time { return time.After(time.Millisecond) },
		Status: func(s relay.State) { d.states <- s },
		Keep:   func(_ context.Context, v relay.Delivery) error { d.kept <- v; return nil },
	}
	return d
}

// run runs the client until the test or stop ends it.
func (d *desk) run(t testing.TB) (stop func() error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- d.Run(ctx) }()
	var once sync.Once
	var err error
	stop = func() error {
		once.Do(func() { cancel(); err = <-done })
		return err
	}
	t.Cleanup(func() { stop() })
	return stop
}

func await[T any](t testing.TB, what string, c <-chan T, want func(T) bool) T {
	t.Helper()
	limit := time.After(waitFor)
	for {
		select {
		case v := <-c:
			if want == nil || want(v) {
				return v
			}
		case <-limit:
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func phase(p relay.Phase) func(relay.State) bool {
	return func(s relay.State) bool { return s.Phase == p }
}

func post(t testing.TB, c relay.Channel, token, body string) int {
	t.Helper()
	resp, err := http.Post(c.CallbackURL(token), "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

func channel(t testing.TB, url string) relay.Channel {
	t.Helper()
	c, err := relay.NewChannel(t.Context(), url, "")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const tokenA, tokenB = "token-of-task-aaaaaaaaaaaa", "token-of-task-bbbbbbbbbbbb"

func TestCallbacksArrive(t *testing.T) {
	url, _ := newHub(t, hub.Config{})
	c := channel(t, url)
	if code := post(t, c, tokenA, `{"early":true}`); code != 200 {
		t.Fatalf("before the client came: %d", code)
	}
	d := newDesk(c)
	stop := d.run(t)
	if s := await(t, "a connection", d.states, phase(relay.Connected)); s.Pending != 1 {
		t.Errorf("%d letters pending", s.Pending)
	}
	if v := await(t, "the early one", d.kept, nil); v.Token != tokenA || string(v.Body) != `{"early":true}` || v.Headers["Content-Type"] != "application/json" {
		t.Errorf("got %+v", v)
	}
	big := `{"x":"` + strings.Repeat("ab", 1<<20) + `"}`
	post(t, c, tokenB, big)
	if v := await(t, "the later one", d.kept, nil); v.Token != tokenB || string(v.Body) != big || v.ID != relay.LetterID(c.Secret.ID(), tokenB, []byte(big)) {
		t.Errorf("got %d bytes for %s", len(v.Body), v.Token)
	}
	if err := stop(); !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	await(t, "the end", d.states, func(s relay.State) bool { return s.Phase == relay.Off && s.Err == nil })
}

func TestARepeatIsKeptOnce(t *testing.T) {
	url, _ := newHub(t, hub.Config{})
	c := channel(t, url)
	d := newDesk(c)
	d.run(t)
	for range 5 {
		if code := post(t, c, tokenA, `{"a":1}`); code != 200 {
			t.Errorf("repeat answered with %d", code)
		}
	}
	post(t, c, tokenA, `{"a":2}`) // another body of the same task is another letter
	post(t, c, tokenB, `{"a":1}`) // and so is the same body of another task
	var got []string
	for range 3 {
		v := await(t, "a letter", d.kept, nil)
		got = append(got, v.Token+string(v.Body))
	}
	if got[0] != tokenA+`{"a":1}` || got[1] != tokenA+`{"a":2}` || got[2] != tokenB+`{"a":1}` || len(d.kept) != 0 {
		t.Errorf("kept %q and %d more", got, len(d.kept))
	}
}

func TestWhatCannotBeKeptComesAgain(t *testing.T) {
	url, _ := newHub(t, hub.Config{})
	c := channel(t, url)
	d := newDesk(c)
	refused := make(chan string, 10)
	d.Keep = func(_ context.Context, v relay.Delivery) error { refused <- v.Token; return errors.New("disk full") }
	stop := d.run(t)
	post(t, c, tokenA, `{}`)
	post(t, c, tokenB, `{}`)
	await(t, "the first", refused, nil)
	await(t, "the second, not held up by the first", refused, nil)
	stop()
	again := newDesk(c)
	again.run(t)
	await(t, "the first again", again.kept, nil)
	await(t, "the second again", again.kept, nil)
}

func TestAForgottenChannelOpensAgain(t *testing.T) {
	url, _ := newHub(t, hub.Config{Invite: "the invitation"})
	c := relay.Channel{Hub: url, Secret: secretOf(t, 5)}
	if code := post(t, c, tokenA, `{}`); code != 404 {
		t.Errorf("a channel nobody opened answers %d", code)
	}
	d := newDesk(c)
	d.Invite = "the invitation"
	d.run(t)
	await(t, "a connection", d.states, phase(relay.Connected))
	post(t, c, tokenA, `{}`)
	await(t, "a letter", d.kept, nil)
}

func TestRefusalsEndRun(t *testing.T) {
	url, _ := newHub(t, hub.Config{Invite: "the invitation"})
	elsewhere := httptest.NewServer(http.NotFoundHandler())
	defer elsewhere.Close()
	for _, c := range []struct {
		name, hub string
		want      relay.Kind
	}{{"no invitation", url, relay.KindInvite}, {"no hub", elsewhere.URL, relay.KindAddress}} {
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), waitFor)
			defer cancel()
			d := newDesk(relay.Channel{Hub: c.hub, Secret: secretOf(t, 6)})
			err := d.Run(ctx)
			var e *relay.Error
			if !errors.As(err, &e) || e.Kind != c.want {
				t.Fatalf("ended with %v", err)
			}
			if _, err := relay.NewChannel(ctx, c.hub, ""); !errors.As(err, &e) || e.Kind != c.want {
				t.Errorf("a new channel: %v", err)
			}
		})
	}
}

func TestTheClientOutlivesItsHub(t *testing.T) {
	store, err := hub.Embed(t.Context(), t.TempDir(), hub.Stream{MaxBytes: 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	var mu sync.Mutex
	var now http.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) })
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		h := now
		mu.Unlock()
		h.ServeHTTP(w, r)
	}))
	defer srv.Close()
	d := newDesk(relay.Channel{Hub: srv.URL, Secret: secretOf(t, 8)})
	stop := d.run(t)
	defer stop()
	for i := range 3 {
		await(t, "a pause", d.states, phase(relay.Waiting))
		h, err := hub.New(hub.Config{Now: time.Now}, store)
		if err != nil {
			t.Fatal(err)
		}
		mu.Lock()
		now = h
		mu.Unlock()
		await(t, "a connection", d.states, phase(relay.Connected))
		body := `{"round":` + string(rune('0'+i)) + `}`
		post(t, d.Channel, tokenA, body)
		if v := await(t, "a letter", d.kept, nil); string(v.Body) != body {
			t.Errorf("got %s", v.Body)
		}
		h.Close()
	}
}

// A connection that lasted counts as a success, and the pauses begin at the
// short one again; one that breaks at once does not, or a broken hub would be
// asked all day.
func TestPausesGrowUntilAConnectionLasts(t *testing.T) {
	const first = 500 * time.Millisecond
	store, err := hub.Embed(t.Context(), t.TempDir(), hub.Stream{MaxBytes: 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	h, err := hub.New(hub.Config{Now: time.Now}, store)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	var open atomic.Bool
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !open.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		h.ServeHTTP(w, r)
	}))
	sockets := make(chan net.Conn, 100)
	srv.Config.ConnState = func(c net.Conn, s http.ConnState) {
		if s == http.StateHijacked {
			sockets <- c
		}
	}
	srv.Start()
	defer srv.Close()
	open.Store(true)
	d := newDesk(channel(t, srv.URL))
	var ahead atomic.Int64 // of the real clock
	d.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	again := make(chan time.Time)
	d.After = func(time.Duration) <-chan time.Time { return again }
	open.Store(false)
	defer d.run(t)()
	pause := func() time.Duration { return await(t, "a pause", d.states, phase(relay.Waiting)).Retry }
	for range 10 {
		pause()
		again <- time.Time{}
	}
	pause()
	open.Store(true)
	// after returns the pause that follows a connection of some age, which breaks
	// without a word.
	after := func(age time.Duration) time.Duration {
		again <- time.Time{}
		await(t, "a connection", d.states, phase(relay.Connected))
		ahead.Add(int64(age))
		(<-sockets).Close()
		return pause()
	}
	// The pauses are random up to a bound that is a minute by now.
	longest := time.Duration(0)
	for range 6 {
		longest = max(longest, after(time.Second))
	}
	if longest < first {
		t.Errorf("connections that broke at once were followed by pauses of at most %v", longest)
	}
	for range 3 {
		if got := after(time.Minute); got > first {
			t.Errorf("a connection that lasted was followed by a pause of %v", got)
		}
	}
}

func TestProbe(t *testing.T) {
	url, _ := newHub(t, hub.Config{})
	c := channel(t, url)
	ctx, cancel := context.WithTimeout(t.Context(), waitFor)
	defer cancel()
	d := newDesk(c)
	if took, err := d.Probe(ctx); err != nil || took <= 0 {
		t.Errorf("alone: %v, %v", took, err)
	}
	d.run(t)
	await(t, "a connection", d.states, phase(relay.Connected))
	post(t, c, tokenA, `{"real":1}`)
	for range 3 {
		if _, err := d.Probe(ctx); err != nil {
			t.Errorf("beside a client that listens: %v", err)
		}
	}
	if v := await(t, "the real letter", d.kept, nil); v.Token != tokenA || len(d.kept) != 0 {
		t.Errorf("kept %s and %d more", v.Token, len(d.kept))
	}
	if err := d.SetWebhookKey(ctx, "the account's key"); err != nil {
		t.Fatal(err)
	}
	if code := post(t, c, tokenA, `{"taskId":"1"}`); code != 401 {
		t.Errorf("an unsigned callback is answered with %d", code)
	}
	var e *relay.Error
	if _, err := d.Probe(ctx); !errors.As(err, &e) || e.Kind != relay.KindDelivered {
		t.Errorf("an unsigned test: %v", err)
	}
	if err := d.SetWebhookKey(ctx, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Probe(ctx); err != nil {
		t.Errorf("with the key taken away: %v", err)
	}
}

func TestAHubThatForgotIsToldTheWebhookKey(t *testing.T) {
	url, _ := newHub(t, hub.Config{})
	c := relay.Channel{Hub: url, Secret: secretOf(t, 7)}
	d := newDesk(c)
	d.WebhookKey = func(context.Context) string { return "the account's key" }
	d.run(t)
	await(t, "a connection", d.states, phase(relay.Connected))
	if code := post(t, c, tokenA, `{"taskId":"1"}`); code != 401 {
		t.Errorf("an unsigned callback is answered with %d", code)
	}
}

func TestTwoInstancesShareAChannel(t *testing.T) {
	url, _ := newHub(t, hub.Config{})
	c := channel(t, url)
	a, b := newDesk(c), newDesk(c)
	block, handed := make(chan struct{}), make(chan struct{})
	once := sync.OnceFunc(func() { close(handed) })
	a.Keep = func(ctx context.Context, v relay.Delivery) error { // keeps nothing until told
		once()
		select {
		case <-block:
		case <-ctx.Done():
		}
		a.kept <- v
		return ctx.Err()
	}
	b.Keep = func(ctx context.Context, v relay.Delivery) error {
		select { // the first ack takes a letter from all, so a must have one before
		case <-handed:
		case <-ctx.Done():
		}
		b.kept <- v
		return ctx.Err()
	}
	a.run(t)
	b.run(t)
	await(t, "a", a.states, phase(relay.Connected))
	await(t, "b", b.states, phase(relay.Connected))
	for i := range 3 {
		post(t, c, tokenA, `{"n":`+string(rune('0'+i))+`}`)
		await(t, "b's, whatever a does", b.kept, nil)
	}
	close(block)
	await(t, "a's", a.kept, nil)
}

func TestTheStoreHoldsNoPlainText(t *testing.T) {
	dir := t.TempDir()
	store, err := hub.Embed(t.Context(), dir, hub.Stream{MaxBytes: 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	h, err := hub.New(hub.Config{Now: time.Now}, store)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	c := channel(t, srv.URL)
	mark := "a melody nobody may read"
	post(t, c, tokenA, `{"notes":"`+mark+`"}`)
	srv.Close()
	h.Close()
	store.Close()
	seen, bad := searchFiles(t, dir, c.Secret.ID()), 0
	for _, what := range []string{mark, tokenA, string(c.Secret[:])} {
		bad += searchFiles(t, dir, what)
	}
	if seen == 0 || bad != 0 {
		t.Errorf("the disk shows %d secrets; the channel's id %d times", bad, seen)
	}
}
