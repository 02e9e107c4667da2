package kie_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"partlift/backend/kie"
)

func clips(want kie.Kind, whole ...bool) judge {
	return func(t *testing.T, s sample) {
		c, _, d := server(t, s)
		got, err := c.Clips(background, "some-task")
		polls(t, d, false, "/api/v1/generate/record-info")
		if want == kie.KindOther && err != nil {
			t.Fatal(err)
		}
		if want != kie.KindOther {
			wantKind(t, err, want)
		}
		if len(got) != len(whole) {
			t.Fatalf("clips are %+v", got)
		}
		for i, w := range whole {
			if got[i].ID != "00000000-0000-4000-8000-00000000000"+string('1'+rune(i)) || got[i].URL != "" != w || got[i].Duration > 0 != w || got[i].Title != "Demo" {
				t.Errorf("clip %d is %+v", i, got[i])
			}
		}
	}
}

func balance(want float64) judge {
	return func(t *testing.T, s sample) {
		c, _, d := server(t, s)
		if got, err := c.Credits(background); err != nil || got != want {
			t.Errorf("Credits() = %v, %v", got, err)
		}
		if p := d.requests()[0].path; p != "/api/v1/chat/credit" {
			t.Errorf("asked %s", p)
		}
	}
}

// anyStatus: the code decides, whatever the HTTP status.
func anyStatus(want kie.Kind, tries int) judge {
	return func(t *testing.T, s sample) {
		for _, status := range []int{200, s.status()} {
			d := newDesk(t, answer{status: status, body: string(s.body)})
			c, k := caller(d.URL)
			_, err := c.Credits(background)
			wantKind(t, err, want)
			if n := len(d.requests()); n != tries {
				t.Errorf("HTTP %d: asked %d times, want %d", status, n, tries)
			}
			for _, p := range k.list() {
				if p < 10*time.Second {
					t.Errorf("waited only %v", p)
				}
			}
		}
	}
}

func perProfile(onKie, onSuno kie.Kind) judge {
	return func(t *testing.T, s sample) {
		for name, want := range map[string]kie.Kind{"kie": onKie, "sunoapi": onSuno} {
			c, _, d := server(t, s)
			c.Profile = profile(name, d.URL)
			_, err := separate(c)
			wantKind(t, err, want)
		}
	}
}

func downloadLink(t *testing.T, s sample) {
	c, _, d := server(t, s)
	got, err := c.DownloadURL(background, "https://file.example.invalid/a.mp3")
	if err != nil || got != "https://tempfile.example.invalid/0000000000000000" {
		t.Errorf("DownloadURL() = %q, %v", got, err)
	}
	if r := d.requests()[0]; r.path != "/api/v1/common/download-url" || string(r.body) != `{"url":"https://file.example.invalid/a.mp3"}` {
		t.Errorf("sent %s %s", r.path, r.body)
	}
}

func gateway(t *testing.T, s sample) {
	c, _, d := server(t, s)
	_, err := c.Credits(background)
	e := wantKind(t, err, kie.KindTemporary)
	if !strings.Contains(e.Message.String(), "502") || strings.Contains(e.Error()+e.Raw, "html") {
		t.Errorf("error is %+v", e)
	}
	if n := len(d.requests()); n != 3 {
		t.Errorf("asked %d times", n)
	}
	separateFails(kie.KindDoubt, 1)(t, s)
}

// signed judges a webhook, whose signature is for the relay to check.
func signed(t *testing.T, s sample) {
	var v struct{ Body json.RawMessage }
	if err := json.Unmarshal(s.body, &v); err != nil {
		t.Fatal(err)
	}
	if r, err := kie.Decode(v.Body); err != nil || r.TaskID != midiID {
		t.Fatalf("callback is %+v, %v", r, err)
	}
}
