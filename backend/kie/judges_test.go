package kie_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"partlift/backend/kie"
)

func both(js ...judge) judge {
	return func(t *testing.T, s sample) {
		for _, j := range js {
			j(t, s)
		}
	}
}

// onMarket marks the sample, so that server makes clients of the other route.
func onMarket(j judge) judge {
	return func(t *testing.T, s sample) {
		s.Endpoint = "market"
		j(t, s)
	}
}

func server(t *testing.T, s sample) (*kie.Client, *clock, *desk) {
	c, k, d := s.serve(t)
	if s.Endpoint == "market" {
		c.Profile.Route = kie.RouteMarket
	}
	return c, k, d
}

func song() kie.UploadFile {
	return kie.UploadFile{Name: "demo song.mp3", Size: 8, Body: strings.NewReader("ID3audio")}
}

func uploadsTo(want string) judge {
	return func(t *testing.T, s sample) {
		c, _, d := server(t, s)
		got, err := c.Upload(background, song(), nil)
		if err != nil || got != want {
			t.Errorf("Upload() = %q, %v", got, err)
		}
		if got, err := c.UploadFromURL(background, "https://files.example.invalid/a.wav", ""); err != nil || got != want {
			t.Errorf("UploadFromURL() = %q, %v", got, err)
		}
		if r := d.requests(); r[0].path != "/api/file-stream-upload" || r[1].path != "/api/file-url-upload" {
			t.Errorf("paths are %s and %s", r[0].path, r[1].path)
		}
	}
}

func uploadFails(want kie.Kind, tries int) judge {
	return func(t *testing.T, s sample) {
		c, _, d := server(t, s)
		_, err := c.Upload(background, song(), nil)
		wantKind(t, err, want)
		if n := len(d.requests()); n != tries {
			t.Errorf("tried %d times, want %d", n, tries)
		}
	}
}

// sends compares what the client sends with the sample.
func sends(path string, do func(*kie.Client)) judge {
	return func(t *testing.T, s sample) {
		d := newDesk(t, ok(`{"taskId":"x"}`))
		c, _ := caller(d.URL)
		if s.Endpoint == "market" {
			c.Profile.Route = kie.RouteMarket
		}
		do(c)
		r := d.requests()
		if len(r) != 1 || r[0].method != http.MethodPost || r[0].path != path || r[0].query != "" {
			t.Fatalf("requests are %+v", r)
		}
		if got := r[0].header.Get("Authorization"); got != "Bearer "+key {
			t.Errorf("Authorization is %q", got)
		}
		if got := r[0].header.Get("Content-Type"); got != "application/json" {
			t.Errorf("Content-Type is %q", got)
		}
		var got, want any
		if err := json.Unmarshal(r[0].body, &got); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(s.body, &want); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("body is %s\nwant %s", r[0].body, s.body)
		}
	}
}

func sendsMarket(do func(*kie.Client)) judge { return onMarket(sends("/api/v1/jobs/createTask", do)) }

// cannotMake: making new music from the upload is a fallback that nobody
// offers; the sample stays as a reminder of its shape.
func cannotMake(t *testing.T, s sample) {
	if _, err := kie.Decode(s.body); kie.KindOf(err) != kie.KindInvalid {
		t.Errorf("a request was taken for a result: %v", err)
	}
}

func separate(c *kie.Client) (string, error) {
	return c.Separate(background, kie.Separation{AudioURL: "https://files.example.invalid/a.mp3", Callback: callbackURL})
}

func transcribe(c *kie.Client) (string, error) {
	return c.Transcribe(background, separationID, "", callbackURL)
}

func starts(do func(*kie.Client) (string, error), want string) judge {
	return func(t *testing.T, s sample) {
		c, _, _ := server(t, s)
		if got, err := do(c); err != nil || got != want {
			t.Errorf("task id is %q, %v, want %q", got, err, want)
		}
	}
}

func separates(want string) judge   { return starts(separate, want) }
func transcribes(want string) judge { return starts(transcribe, want) }

func startFails(do func(*kie.Client) (string, error), want kie.Kind, tries int) judge {
	return func(t *testing.T, s sample) {
		c, _, d := server(t, s)
		_, err := do(c)
		wantKind(t, err, want)
		if n := len(d.requests()); n != tries {
			t.Errorf("sent %d times, want %d", n, tries)
		}
	}
}

func separateFails(want kie.Kind, tries int) judge { return startFails(separate, want, tries) }
func transcribeFails(want kie.Kind, tries int) judge {
	return startFails(transcribe, want, tries)
}

func polls(t *testing.T, d *desk, market bool, legacy string) {
	t.Helper()
	r := d.requests()[0]
	if market {
		legacy = "/api/v1/jobs/recordInfo"
	}
	if r.method != http.MethodGet || r.path != legacy || r.query != "taskId=some-task" || len(r.body) != 0 {
		t.Errorf("polled by %s %s?%s", r.method, r.path, r.query)
	}
}
