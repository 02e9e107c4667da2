package app_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"partlift/app"
	"partlift/backend/kie/kiesim"
	"partlift/backend/relay/hub/serve"
	"partlift/backend/secret"
	"partlift/backend/task"
)

// hub runs a real relay on a folder and returns its address and what ends it.
func hub(t *testing.T, dir, addr string) (address string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		serve.Main(ctx, serve.Env{Name: "relay", Args: []string{"--addr", addr, "--data", dir, "--quiet"}, Stdout: w, Stderr: io.Discard, Now: time.Now})
		w.Close()
	}()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("the relay does not start: %v", err)
	}
	go io.Copy(io.Discard, r)
	stop = func() {
		cancel()
		<-done
	}
	t.Cleanup(stop)
	return strings.TrimSpace(strings.TrimPrefix(line, "relay on ")), stop
}

// never is a poll schedule that asks once and then not for an hour.
var never = task.Pace{{Until: 24 * time.Hour, Every: time.Hour}}

func TestTheRelayBringsResultsWithoutPolling(t *testing.T) {
	t.Parallel()
	address, _ := hub(t, t.TempDir(), "127.0.0.1:0")
	script, err := kiesim.ReadScript(strings.NewReader(`{"latency":{"separation":"300ms","midi":"300ms"},"callback":{"duplicates":2}}`))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, script)
	w.Close()
	w.cfg.Pace = never
	w.open(t)
	s := newScreen(t, w)
	s.SetUpRelay(address, "", false)
	s.until("the relay is set up", func() bool { return s.Relay.Now().Connected && s.Relay.Now().Tested != "" })
	if r := s.Relay.Now(); !strings.Contains(r.Tested, "test callback came through") || !r.Fleeting {
		t.Errorf("the relay is %+v", r)
	}
	id := w.transcribe(t)
	page, err := w.Page(t.Context(), id)
	if err != nil || page.Song.NoteCount() == 0 {
		t.Fatalf("no notes came: %v", err)
	}
	if n := len(w.sim.Charges()); n != 1 {
		t.Errorf("%d charges, want 1", n)
	}
	s.LeaveRelay()
	s.until("the relay is left", func() bool { return s.Relay.Now().Hub == "" })
}

func TestWhenTheRelayDiesPollingBringsResults(t *testing.T) {
	t.Parallel()
	address, stop := hub(t, t.TempDir(), "127.0.0.1:0")
	w := newWorld(t, kiesim.Script{})
	s := newScreen(t, w)
	s.SetUpRelay(address, "", false)
	s.until("the relay is set up", func() bool { return s.Relay.Now().Connected })
	stop()
	s.until("it is told", func() bool {
		return !s.Relay.Now().Connected && strings.Contains(s.Relay.Now().Text, "cannot be reached")
	})
	id := w.transcribe(t)
	if page, err := w.Page(t.Context(), id); err != nil || page.Song.NoteCount() == 0 {
		t.Fatalf("no notes came: %v", err)
	}
}

func TestWhenTheRelayDiesMidWayPollingBringsResults(t *testing.T) {
	t.Parallel()
	address, stop := hub(t, t.TempDir(), "127.0.0.1:0")
	script, err := kiesim.ReadScript(strings.NewReader(`{"latency":{"separation":"400ms","midi":"400ms"}}`))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, script)
	if _, err := w.SetUpRelay(t.Context(), address, "", false); err != nil {
		t.Fatal(err)
	}
	d, _, err := w.Take(t.Context(), w.wav)
	if err != nil {
		t.Fatal(err)
	}
	id, err := w.Begin(t.Context(), d) // its callbacks are to go to the relay
	if err != nil {
		t.Fatal(err)
	}
	stop()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if got, err := w.Wait(ctx, id); err != nil || got.State != task.StateDone {
		t.Fatalf("the task ended %s, fault %v, error %v", got.State, got.Fault, err)
	}
	if n := len(w.sim.Charges()); n != 1 {
		t.Errorf("%d charges, want 1", n)
	}
}

func TestARelayThatIsNoneIsNotUsed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, kiesim.Script{})
	for _, address := range []string{"", "not an address", "http://relay.example.com", w.cfg.APIBase, "http://127.0.0.1:1"} {
		_, err := w.SetUpRelay(t.Context(), address, "", false)
		if err == nil {
			t.Errorf("%q was taken", address)
			continue
		}
		n := app.Explain("set up the relay", err)
		if n.Text == "" || n.Hint == "" || strings.Contains(n.Text, "%!") {
			t.Errorf("%q: %+v", address, n)
		}
	}
	if r, err := http.Get(w.cfg.APIBase); err == nil {
		r.Body.Close()
	}
}

func TestAKeptChannelIsUsedAfterAStart(t *testing.T) {
	t.Parallel()
	address, _ := hub(t, t.TempDir(), "127.0.0.1:0")
	w := newWorld(t, kiesim.Script{})
	w.Close()
	w.cfg.Keys.Keyring = &drawer{kept: map[string]string{}}
	w.open(t)
	if r, err := w.SetUpRelay(t.Context(), address, "", false); err != nil || r.Fleeting {
		t.Fatalf("%+v, %v", r, err)
	}
	w.Close()
	w.open(t)
	s := newScreen(t, w)
	s.until("it listens again", func() bool { return s.Relay.Now().Connected && s.Relay.Now().Hub == address })
}

// drawer is a keychain in memory.
type drawer struct {
	mu   sync.Mutex
	kept map[string]string
}

func (d *drawer) Get(service, user string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if key, ok := d.kept[service+user]; ok {
		return key, nil
	}
	return "", secret.ErrAbsent
}

func (d *drawer) Set(service, user, key string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.kept[service+user] = key
	return nil
}

func (d *drawer) Delete(service, user string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.kept, service+user)
	return nil
}

// What a callback says is not believed: whoever learns its address could have
// sent it. The service is asked, and has the notes.
func TestACallbackOnlyHasItsTaskAsk(t *testing.T) {
	t.Parallel()
	w := newWorld(t, kiesim.Script{})
	d, _, err := w.Take(t.Context(), w.wav)
	if err != nil {
		t.Fatal(err)
	}
	id, err := w.Begin(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	forged := []byte(`{"code":200,"data":{"state":"complete","instruments":[{"name":"Forged","notes":[{"pitch":1,"start":0,"end":1,"velocity":1}]}]}}`)
	task, err := w.Wait(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{task.Token, "0123456789abcdef0123", ""} {
		if err := w.Heed(t.Context(), token, "delivery", forged); err != nil {
			t.Errorf("%q: %v", token, err)
		}
	}
	page, err := w.Page(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, track := range page.Song.Tracks {
		if track.Name == "Forged" {
			t.Error("forged notes were taken")
		}
	}
	if page.Song.NoteCount() == 0 {
		t.Error("the song has no notes")
	}
}

func TestAWebhookKeyShutsOutUnsignedCallbacks(t *testing.T) {
	t.Parallel()
	address, _ := hub(t, t.TempDir(), "127.0.0.1:0")
	w := newWorld(t, kiesim.Script{})
	w.Close()
	keys := &drawer{kept: map[string]string{}}
	w.cfg.Keys.Keyring = keys
	w.open(t)
	const key = "webhook-key-0123456789"
	var trouble *app.Trouble
	if err := w.SetWebhookKey(t.Context(), key); !errors.As(err, &trouble) || trouble.Hint == "" {
		t.Errorf("without a relay: %v", err)
	}
	s := newScreen(t, w)
	s.SetUpRelay(address, "", false)
	s.until("the relay is set up", func() bool { return s.Relay.Now().Connected })
	post := func() int {
		resp, err := http.Post(w.Callback("0123456789abcdef0123"), "application/json", strings.NewReader(`{"taskId":"t"}`))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	if got := post(); got != http.StatusOK {
		t.Fatalf("before a key is set: answer %d", got)
	}
	s.SetWebhookKey("with a blank")
	s.until("it is refused", func() bool { return len(s.Notices.Now()) == 1 })
	s.SetWebhookKey(key)
	s.until("it is set", func() bool { return s.Relay.Now().Signed && len(s.Notices.Now()) == 0 })
	if got := post(); got != http.StatusUnauthorized {
		t.Errorf("unsigned: answer %d", got)
	}
	w.Close()
	w.open(t)
	s = newScreen(t, w)
	s.until("it is known after a start", func() bool { return s.Relay.Now().Connected && s.Relay.Now().Signed })
	s.SetWebhookKey("")
	s.until("it is taken away", func() bool { return !s.Relay.Now().Signed })
	if got := post(); got != http.StatusOK {
		t.Errorf("after the key was taken away: answer %d", got)
	}
	s.SetWebhookKey(key)
	s.until("it is set again", func() bool { return s.Relay.Now().Signed })
	s.LeaveRelay()
	s.until("the relay is left", func() bool { return s.Relay.Now().Hub == "" })
	if len(keys.kept) != 0 {
		t.Error("a key is left in the keychain")
	}
}
