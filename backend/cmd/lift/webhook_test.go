package main

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/app/studio/studiotest"
)

// A script can say by which key the service signs its callbacks, and take that
// back.
func TestAWebhookKeyComesFromStandardInput(t *testing.T) {
	address, _ := studiotest.Hub(t, t.TempDir(), "127.0.0.1:0")
	home := t.TempDir()
	said := func(stdin string, args ...string) (code int, errs string) {
		var out, err bytes.Buffer
		l := &lift{in: strings.NewReader(stdin), out: &out, err: &err, places: studio.Places{Config: home, Data: home, Library: home + "/library"}}
		code = l.run(t.Context(), append([]string{"key", "webhook"}, args...))
		return code, err.String()
	}
	if code, errs := said("key-0123456789"); code == 0 || !strings.HasPrefix(errs, "No relay is set up.") {
		t.Errorf("without a relay: exit %d, %s", code, errs)
	}
	l := &lift{places: studio.Places{Config: home, Data: home, Library: home + "/library"}}
	cfg := l.config(where{})
	cfg.Now, cfg.After = time.Now, time.After
	s, err := studio.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetUpRelay(t.Context(), address, "", true); err != nil {
		t.Fatal(err)
	}
	callback := s.Callback("0123456789abcdef0123")
	s.Close()
	for _, c := range []struct {
		stdin string
		args  []string
		code  int
		want  int // status of an unsigned callback after it
	}{
		{"", []string{"--off"}, 0, http.StatusOK},
		{" \n", nil, 2, http.StatusOK},
		{"with a blank", nil, 1, http.StatusOK},
		{"key-0123456789\n", nil, 0, http.StatusUnauthorized},
		{"key-0123456789\n", []string{"what"}, 2, http.StatusUnauthorized},
		{"", []string{"--off"}, 0, http.StatusOK},
	} {
		if code, errs := said(c.stdin, c.args...); code != c.code || strings.Contains(errs, "0123456789") || code != 0 && errs == "" {
			t.Errorf("%q %q: exit %d, %s", c.stdin, c.args, code, errs)
		}
		resp, err := http.Post(callback, "application/json", strings.NewReader(`{"taskId":"t"}`))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != c.want {
			t.Errorf("%q %q: a callback without a signature is answered %d, want %d", c.stdin, c.args, resp.StatusCode, c.want)
		}
	}
}
