package studio_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
	"partlift/backend/kie/kiesim"
	"partlift/backend/task"
)

func TestWhenTheRelayDiesMidWayPollingBringsResults(t *testing.T) {
	t.Parallel()
	address, stop := studiotest.Hub(t, t.TempDir(), "127.0.0.1:0")
	script, err := kiesim.ReadScript(strings.NewReader(`{"latency":{"separation":"400ms","midi":"400ms"}}`))
	if err != nil {
		t.Fatal(err)
	}
	w := studiotest.New(t, script)
	if _, err := w.SetUpRelay(t.Context(), address, "", false); err != nil {
		t.Fatal(err)
	}
	d, _, err := w.Take(t.Context(), w.WAV)
	if err != nil {
		t.Fatal(err)
	}
	id, err := w.Begin(t.Context(), d) // its callbacks are to go to the relay
	if err != nil {
		t.Fatal(err)
	}
	stop()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	if got, err := w.Wait(ctx, id); err != nil || got.State != task.StateDone {
		t.Fatalf("the task ended %s, fault %v, error %v", got.State, got.Fault, err)
	}
	if n := len(w.Sim.Charges()); n != 1 {
		t.Errorf("%d charges, want 1", n)
	}
}

func TestARelayThatIsNoneIsNotUsed(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	for _, address := range []string{"", "not an address", "http://relay.example.com", w.Config.APIBase, "http://127.0.0.1:1"} {
		_, err := w.SetUpRelay(t.Context(), address, "", false)
		if err == nil {
			t.Errorf("%q was taken", address)
			continue
		}
		n := studio.Explain("set up the relay", err)
		if n.Text == "" || n.Hint == "" || strings.Contains(n.Text, "%!") {
			t.Errorf("%q: %+v", address, n)
		}
	}
	if r, err := http.Get(w.Config.APIBase); err == nil {
		r.Body.Close()
	}
}

// What a callback says is not believed: whoever learns its address could have
// sent it. The service is asked, and has the notes.
func TestACallbackOnlyHasItsTaskAsk(t *testing.T) {
	t.Parallel()
	w := studiotest.New(t, kiesim.Script{})
	d, _, err := w.Take(t.Context(), w.WAV)
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
