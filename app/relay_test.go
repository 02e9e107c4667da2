package app_test

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/say"
	"partlift/backend/secret"
	"partlift/backend/task"
)

// never is a poll schedule that asks once and then not for an hour.
var never = task.Pace{{Until: 24 * time.Hour, Every: time.Hour}}

func TestTheRelayBringsResultsWithoutPolling(t *testing.T) {
	t.Parallel()
	address, _ := studiotest.Hub(t, t.TempDir(), "127.0.0.1:0")
	script, err := kiesim.ReadScript(strings.NewReader(`{"latency":{"separation":"300ms","midi":"300ms"},"callback":{"duplicates":2}}`))
	if err != nil {
		t.Fatal(err)
	}
	w := studiotest.New(t, script)
	w.Close()
	w.Config.Pace = never
	w.Open(t)
	s := newScreen(t, w)
	s.SetUpRelay(address, "", false)
	s.until("the relay is set up", func() bool { return s.Relay.Now().Connected && s.Relay.Now().Tested != "" })
	if r := s.Relay.Now(); !strings.Contains(r.Tested, "test callback came through") || !r.Fleeting {
		t.Errorf("the relay is %+v", r)
	}
	id := w.Transcribe(t)
	page, err := w.Page(t.Context(), id)
	if err != nil || page.Song.NoteCount() == 0 {
		t.Fatalf("no notes came: %v", err)
	}
	if n := len(w.Sim.Charges()); n != 1 {
		t.Errorf("%d charges, want 1", n)
	}
	s.LeaveRelay()
	s.until("the relay is left", func() bool { return s.Relay.Now().Hub == "" })
}

func TestWhenTheRelayDiesPollingBringsResults(t *testing.T) {
	t.Parallel()
	address, stop := studiotest.Hub(t, t.TempDir(), "127.0.0.1:0")
	w := studiotest.New(t, kiesim.Script{})
	s := newScreen(t, w)
	s.SetUpRelay(address, "", false)
	s.until("the relay is set up", func() bool { return s.Relay.Now().Connected })
	stop()
	s.until("it is told", func() bool {
		return !s.Relay.Now().Connected && strings.Contains(s.Relay.Now().Text, "cannot be reached")
	})
	id := w.Transcribe(t)
	if page, err := w.Page(t.Context(), id); err != nil || page.Song.NoteCount() == 0 {
		t.Fatalf("no notes came: %v", err)
	}
}

func TestAKeptChannelIsUsedAfterAStart(t *testing.T) {
	t.Parallel()
	address, _ := studiotest.Hub(t, t.TempDir(), "127.0.0.1:0")
	w := studiotest.New(t, kiesim.Script{})
	w.Close()
	w.Config.Keys.Keyring = &drawer{kept: map[string]string{}}
	w.Open(t)
	if r, err := w.SetUpRelay(t.Context(), address, "", false); err != nil || r.Fleeting {
		t.Fatalf("%+v, %v", r, err)
	}
	w.Close()
	w.Open(t)
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

func TestAWebhookKeyShutsOutUnsignedCallbacks(t *testing.T) {
	t.Parallel()
	address, _ := studiotest.Hub(t, t.TempDir(), "127.0.0.1:0")
	w := studiotest.New(t, kiesim.Script{})
	w.Close()
	keys := &drawer{kept: map[string]string{}}
	w.Config.Keys.Keyring = keys
	w.Open(t)
	const key = "webhook-key-0123456789"
	var trouble *say.Trouble
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
	w.Open(t)
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
