package relay_test

import (
	"errors"
	"strings"
	"testing"

	"partlift/backend/relay"
)

func TestHubAddress(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"relay.example.com", "https://relay.example.com"},
		{" https://relay.example.com/ ", "https://relay.example.com"},
		{"http://127.0.0.1:8420", "http://127.0.0.1:8420"},
		{"https://example.com/relay//", "https://example.com/relay"},
		{"", ""}, {"ftp://relay", ""}, {"https://", ""}, {"https://a:b@relay", ""}, {"https://relay/?x=1", ""},
		{"https://relay/#x", ""}, {"https://re lay", ""},
	} {
		got, err := relay.HubAddress(c.in)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%q becomes %q, %v", c.in, got, err)
		}
		var e *relay.Error
		if err != nil && (!errors.As(err, &e) || e.Kind != relay.KindAddress || e.Hint.Empty()) {
			t.Errorf("%q: %v is not for people", c.in, err)
		}
	}
}

func TestChannelKeyRoundTrip(t *testing.T) {
	c := relay.Channel{Hub: "https://relay.example.com/x", Secret: secretOf(t, 7)}
	back, err := relay.ParseChannel(c.Key())
	if err != nil || back != c {
		t.Fatalf("%v, %v", back, err)
	}
	for _, bad := range []string{"", "https://relay", "https://relay#", "https://relay#abc", "#" + strings.SplitN(c.Key(), "#", 2)[1], c.Key() + "A"} {
		if _, err := relay.ParseChannel(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func TestNamesInAddresses(t *testing.T) {
	id := secretOf(t, 1).ID()
	if !relay.IsChannelID(id) {
		t.Errorf("%s is no channel's id", id)
	}
	for _, bad := range []string{"", id[1:], id + "a", strings.ToUpper(id), id[:31] + "1", id[:31] + "."} {
		if relay.IsChannelID(bad) {
			t.Errorf("%q passes as a channel's id", bad)
		}
	}
	for token, want := range map[string]bool{
		strings.Repeat("a", 15): false, strings.Repeat("a", 16): true, strings.Repeat("Z", 128): true, strings.Repeat("a", 129): false,
		"0123456789abcde/": false, "0123456789abcd..": false, "0123456789abc-_9": true, "0123456789abcdeé": false,
	} {
		if relay.IsToken(token) != want {
			t.Errorf("token %q: not %v", token, want)
		}
	}
	if relay.LetterID(id, "t", []byte("ab")) == relay.LetterID(id, "ta", []byte("b")) {
		t.Error("token and body run into each other")
	}
}
