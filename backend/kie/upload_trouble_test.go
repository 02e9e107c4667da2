package kie_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"partlift/backend/kie"
)

func TestUploadCanBeCancelledHalfWay(t *testing.T) {
	ctx, cancel := context.WithCancel(background)
	half := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.CopyN(io.Discard, r.Body, 1<<20)
		close(half)
		<-ctx.Done()
	}))
	defer s.Close()
	go func() { <-half; cancel() }()
	c, k := caller(s.URL)
	body := &counting{r: bytes.NewReader(make([]byte, 64<<20))}
	_, err := c.Upload(ctx, kie.UploadFile{Name: "a.wav", Size: 64 << 20, Body: body}, nil)
	if err != context.Canceled || len(k.list()) != 0 {
		t.Fatalf("error is %v", err)
	}
	if n := body.n; n >= 64<<20 || n < 1<<20 {
		t.Errorf("%d bytes were read", n)
	}
}

// counting is not safe for concurrent use, so the race detector sees a
// transport that reads after the return.
type counting struct {
	r *bytes.Reader
	n int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

func (c *counting) Seek(offset int64, whence int) (int64, error) { return c.r.Seek(offset, whence) }

func TestUploadOfAPipeThatStopsCanBeCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(background)
	started := make(chan struct{}, 1)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.CopyN(io.Discard, r.Body, 1)
		started <- struct{}{}
		<-ctx.Done()
	}))
	defer s.Close()
	from, to := io.Pipe()
	defer to.Close()
	go func() { to.Write([]byte("0123456789ab")); <-started; cancel() }()
	c, _ := caller(s.URL)
	if _, err := c.Upload(ctx, kie.UploadFile{Name: "a.wav", Size: -1, Body: from}, nil); err != context.Canceled {
		t.Errorf("error is %v", err)
	}
}

func TestUploadOfAFileThatIsNotWhatItWas(t *testing.T) {
	bad := errors.New("disk trouble")
	for name, f := range map[string]kie.UploadFile{
		"shorter":    {Name: "a.mp3", Size: 90, Body: strings.NewReader(strings.Repeat("x", 80))},
		"longer":     {Name: "a.mp3", Size: 70, Body: strings.NewReader(strings.Repeat("x", 80))},
		"unreadable": {Name: "a.mp3", Size: 80, Body: io.MultiReader(strings.NewReader(strings.Repeat("x", 40)), failing{bad})},
		"at once":    {Name: "a.mp3", Size: 80, Body: failing{bad}},
		"empty":      {Name: "a.mp3", Size: 0, Body: strings.NewReader("")},
		"nothing":    {Name: "a.mp3", Size: 80},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, answer{status: 200, body: uploadedAnswer})
			c, k := caller(d.URL)
			_, err := c.Upload(background, f, nil)
			wantKind(t, err, kie.KindInvalid)
			if len(k.list()) != 0 {
				t.Error("was tried again")
			}
			if name == "unreadable" && !errors.Is(err, bad) {
				t.Errorf("cause is %v", errors.Unwrap(err))
			}
		})
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestUploadThatStandsStillEnds(t *testing.T) {
	over := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.CopyN(io.Discard, r.Body, 1)
		<-over
	}))
	defer s.Close()
	defer close(over)
	c, _ := caller(s.URL)
	c.Timeout = 20 * time.Millisecond
	_, err := c.Upload(background, kie.UploadFile{Name: "a.wav", Size: 64 << 20, Body: io.LimitReader(zeros{}, 64<<20)}, nil)
	e := wantKind(t, err, kie.KindTemporary)
	if !errors.Is(e, context.DeadlineExceeded) {
		t.Errorf("cause is %v", e.Err)
	}
}

func TestUploadAddresses(t *testing.T) {
	for name, data := range map[string]string{
		"downloadUrl": `{"url":"https://c.example.invalid","fileUrl":"https://b.example.invalid","downloadUrl":"https://a.example.invalid"}`,
		"fileUrl":     `{"url":"https://c.example.invalid","fileUrl":"https://a.example.invalid","downloadUrl":""}`,
		"url":         `{"url ":"https://a.example.invalid","downloadUrl":null}`,
	} {
		d := newDesk(t, ok(data))
		c, _ := caller(d.URL)
		if got, err := c.UploadFromURL(background, "https://x.example.invalid/s.flac?k=1", ""); err != nil || got != "https://a.example.invalid" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if !regexp.MustCompile(`^\{"fileUrl":"https://x.example.invalid/s.flac\?k=1","uploadPath":"[a-z/]+","fileName":"[0-9a-f]{32}\.flac"\}$`).Match(d.requests()[0].body) {
			t.Errorf("sent %s", d.requests()[0].body)
		}
	}
	d := newDesk(t, ok(`{"fileName":"x"}`))
	c, _ := caller(d.URL)
	_, err := c.Upload(background, song(), nil)
	wantKind(t, err, kie.KindTemporary)
	_, err = c.UploadFromURL(background, "file:///etc/passwd", "")
	wantKind(t, err, kie.KindInvalid)
	c.Profile = profile("apikley", "")
	_, err = c.Upload(background, song(), nil)
	wantKind(t, err, kie.KindDisabled)
	_, err = c.UploadFromURL(background, "https://x.example.invalid/s.flac", "")
	wantKind(t, err, kie.KindDisabled)
}
