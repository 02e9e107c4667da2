package kie_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"partlift/backend/kie"
)

const key = "marker-5f2a9c-key"

// seen is one request as a server saw it.
type seen struct {
	method, path, query string
	header              http.Header
	body                []byte
}

// desk is a loopback server that writes down requests and gives the answers it
// was told to give, one after the other, the last one for ever.
type desk struct {
	*httptest.Server
	mu      sync.Mutex
	seen    []seen
	answers []answer
}

type answer struct {
	status int
	body   string
	header http.Header
}

func newDesk(t *testing.T, answers ...answer) *desk {
	t.Helper()
	d := &desk{answers: answers}
	d.Server = httptest.NewServer(http.HandlerFunc(d.serve))
	t.Cleanup(d.Close)
	return d
}

func (d *desk) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	d.mu.Lock()
	d.seen = append(d.seen, seen{r.Method, r.URL.Path, r.URL.RawQuery, r.Header.Clone(), body})
	a := d.answers[min(len(d.seen), len(d.answers))-1]
	d.mu.Unlock()
	for k, v := range a.header {
		w.Header()[k] = v
	}
	w.WriteHeader(a.status)
	io.WriteString(w, a.body)
}

func (d *desk) requests() []seen {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]seen(nil), d.seen...)
}

// ok wraps data in the service's envelope.
func ok(data string) answer {
	return answer{status: 200, body: `{"code":200,"msg":"success","data":` + data + `}`}
}

// code is an error inside HTTP 200.
func code(n string, msg string) answer {
	return answer{status: 200, body: `{"code":` + n + `,"msg":` + quote(msg) + `,"data":null}`}
}

func quote(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

// clock writes down pauses instead of making them.
type clock struct {
	mu     sync.Mutex
	pauses []time.Duration
}

func (c *clock) after(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pauses = append(c.pauses, d)
	ch := make(chan time.Time, 1)
	ch <- time.Time{}
	return ch
}

func (c *clock) list() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]time.Duration(nil), c.pauses...)
}

// profile returns a named profile that points at an address.
func profile(name, base string) kie.Profile {
	p, found := kie.ProfileNamed(name)
	if !found {
		panic(name)
	}
	return p.WithBases(base, base)
}

// caller returns a client of the kie profile and its clock.
func caller(base string) (*kie.Client, *clock) {
	c := new(clock)
	return &kie.Client{Profile: profile("kie", base), Key: key, After: c.after}, c
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "fixtures", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func wantKind(t *testing.T, err error, want kie.Kind) *kie.Error {
	t.Helper()
	var e *kie.Error
	if !errors.As(err, &e) {
		t.Fatalf("error is %v, want one of kind %d", err, want)
	}
	if e.Kind != want {
		t.Fatalf("error %q is of kind %d, want %d", e.Message, e.Kind, want)
	}
	for _, s := range []string{e.Message.String(), e.Hint.String()} {
		if len(s) < 10 || s[len(s)-1] != '.' || s[0] < 'A' || s[0] > 'Z' {
			t.Errorf("%q is not a sentence", s)
		}
	}
	return e
}

const callbackURL = "https://relay.example.invalid/v1/kie/cb?t=TESTTOKEN"

var background = context.Background()
