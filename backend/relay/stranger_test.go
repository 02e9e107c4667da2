package relay_test

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"partlift/backend/relay"
	"partlift/backend/relay/hub"
)

// The protocol is documented well enough for a client in another language, on
// a WebSocket library that is not ours.
func TestAStrangersClient(t *testing.T) {
	python := pythonWithWebsockets()
	if python == "" {
		if os.Getenv("PARTLIFT_NEED_WEBSOCKETS") != "" {
			t.Fatal("python3-websockets or python3-cryptography is missing")
		}
		t.Skip("python3-websockets and python3-cryptography are not installed")
	}
	url, store := newHub(t, hub.Config{})
	c := channel(t, url)
	bodies := []string{`{"n":1}`, `{"n":"` + strings.Repeat("ü", 300_000) + `"}`, `[3]`}
	for _, b := range bodies {
		if code := post(t, c, tokenA, b); code != 200 {
			t.Fatalf("answer %d", code)
		}
	}
	cmd := exec.CommandContext(t.Context(), python, "testdata/client.py", url, base64.RawURLEncoding.EncodeToString(c.Secret[:]), "3")
	cmd.WaitDelay = time.Second
	var failed strings.Builder
	cmd.Stderr = &failed
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, failed.String())
	}
	d := json.NewDecoder(strings.NewReader(string(out)))
	var ready struct{ Pending int }
	if err := d.Decode(&ready); err != nil || ready.Pending != len(bodies) {
		t.Errorf("ready says %+v, %v", ready, err)
	}
	for _, b := range bodies {
		var got struct{ ID, Token, Body string }
		if err := d.Decode(&got); err != nil {
			t.Fatal(err)
		}
		if got.Token != tokenA || got.Body != b || got.ID != relay.LetterID(c.Secret.ID(), tokenA, []byte(b)) {
			t.Errorf("the stranger read %d bytes for %s", len(got.Body), got.Token)
		}
	}
	if n, _, err := store.Waiting(t.Context()); n != 0 || err != nil {
		t.Errorf("%d letters are left after its acknowledgements, %v", n, err)
	}
}

// pythonWithWebsockets returns a Python that has the packages, "" for none. The
// system's is tried first: packages of the system belong to that one.
func pythonWithWebsockets() string {
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(python, "-c", "import websockets, cryptography").Run() == nil {
			return python
		}
	}
	return ""
}
