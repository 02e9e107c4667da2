package kie_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"partlift/backend/kie"
)

// breaking is a server that takes a request and then lets go of the line,
// after sending some bytes.
func breaking(t *testing.T, send string) (base string, hits func() int) {
	t.Helper()
	n := make(chan int, 1)
	n <- 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		n <- <-n + 1
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		io.WriteString(conn, send)
		conn.Close()
	}))
	t.Cleanup(s.Close)
	return s.URL, func() int { v := <-n; n <- v; return v }
}

func TestALostAnswer(t *testing.T) {
	for name, send := range map[string]string{
		"nothing":         "",
		"half a header":   "HTTP/1.1 200 O",
		"truncated body":  "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"code\":200,\"data\":{\"taskId\":\"t\"}}",
		"truncated chunk": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"code\":200",
	} {
		t.Run(name, func(t *testing.T) {
			base, hits := breaking(t, send)
			c, k := caller(base)
			_, err := separate(c)
			wantKind(t, err, kie.KindDoubt)
			if hits() != 1 || len(k.list()) != 0 {
				t.Errorf("a request that costs was sent %d times", hits())
			}
			_, err = transcribe(c)
			wantKind(t, err, kie.KindTemporary)
			if hits() != 1+3 {
				t.Errorf("a free request was sent %d times, want 3", hits()-1)
			}
			_, err = c.Notes(background, "t")
			wantKind(t, err, kie.KindTemporary)
			if hits() != 1+3+3 {
				t.Errorf("a poll was sent %d times, want 3", hits()-4)
			}
		})
	}
}

func TestNothingSentIsNoDoubt(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + l.Addr().String()
	l.Close()
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	defer secure.Close()
	for name, base := range map[string]string{
		"connection refused": closed,
		"no such host":       "http://nowhere.invalid",
	} {
		t.Run(name, func(t *testing.T) {
			c, k := caller(base)
			_, err := separate(c)
			if e := wantKind(t, err, kie.KindTemporary); e.HTTP != 0 || len(k.list()) != 2 {
				t.Errorf("%d pauses, want 2; status %d", len(k.list()), e.HTTP)
			}
		})
	}
	// Waiting does not mend these, so they are said at once.
	for name, base := range map[string]string{
		"unknown authority":   secure.URL,
		"no TLS at this port": strings.Replace(secure.URL, "https", "http", 1),
		"not what was asked":  strings.Replace(newDesk(t, answer{status: 200}).URL, "http", "https", 1),
	} {
		t.Run(name, func(t *testing.T) {
			c, k := caller(base)
			_, err := separate(c)
			if name == "no TLS at this port" {
				return // the server says so in an answer of its own
			}
			if e := wantKind(t, err, kie.KindInsecure); len(k.list()) != 0 || !strings.Contains(e.Message.String(), "certificate") {
				t.Errorf("%d pauses; says %q", len(k.list()), e.Message)
			}
			_, err = c.Stems(background, "t")
			wantKind(t, err, kie.KindInsecure)
			_, err = c.Credits(background)
			wantKind(t, err, kie.KindInsecure)
		})
	}
}

// hanging answers with the first part of a body and then nothing.
func hanging(t *testing.T, part string) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		io.WriteString(w, part)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}))
	t.Cleanup(s.Close)
	return s
}

func TestASlowAnswerEndsAtTheTimeLimit(t *testing.T) {
	s := hanging(t, `{"code":200,`)
	c, _ := caller(s.URL)
	c.Timeout = 50 * time.Millisecond
	_, err := c.Credits(background)
	e := wantKind(t, err, kie.KindTemporary)
	if !errors.Is(e, context.DeadlineExceeded) {
		t.Errorf("cause is %v", e.Err)
	}
	_, err = separate(c)
	wantKind(t, err, kie.KindDoubt)
}

func TestCancelling(t *testing.T) {
	t.Run("before anything is sent", func(t *testing.T) {
		d := newDesk(t, ok(`{"taskId":"t"}`))
		c, _ := caller(d.URL)
		ctx, cancel := context.WithCancel(background)
		cancel()
		_, err := c.Separate(ctx, kie.Separation{AudioURL: "https://a.example.invalid/a.mp3", Callback: callbackURL})
		if err != context.Canceled || len(d.requests()) != 0 {
			t.Errorf("error is %v after %d requests", err, len(d.requests()))
		}
	})
	t.Run("while the answer is awaited", func(t *testing.T) {
		ctx, cancel := context.WithCancel(background)
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			cancel()
			<-r.Context().Done()
		}))
		defer s.Close()
		c, _ := caller(s.URL)
		_, err := c.Separate(ctx, kie.Separation{AudioURL: "https://a.example.invalid/a.mp3", Callback: callbackURL})
		wantKind(t, err, kie.KindDoubt)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v does not tell that it was cancelled", err)
		}
	})
	t.Run("during a pause", func(t *testing.T) {
		d := newDesk(t, code("429", "slow down"))
		c, _ := caller(d.URL)
		ctx, cancel := context.WithCancel(background)
		c.After = func(time.Duration) <-chan time.Time { cancel(); return nil }
		if _, err := c.Credits(ctx); err != context.Canceled {
			t.Errorf("error is %v", err)
		}
	})
}

func TestATransportThatFailsAfterTheHeaders(t *testing.T) {
	d := newDesk(t, ok(`{"taskId":"t"}`))
	c, _ := caller(d.URL)
	c.HTTP = &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, network, addr)
			return &deaf{Conn: conn}, err
		},
	}}
	_, err := separate(c)
	wantKind(t, err, kie.KindDoubt)
	if n := len(d.requests()); n != 1 {
		t.Errorf("sent %d times, want 1", n)
	}
}

// deaf is a line that carries only what is said.
type deaf struct{ net.Conn }

func (d *deaf) Read(p []byte) (int, error) {
	one := make([]byte, 1)
	if _, err := d.Conn.Read(one); err != nil {
		return 0, err
	}
	return 0, errors.New("line is dead")
}
