package kie_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"partlift/backend/kie"
)

var melody = bytes.Repeat([]byte("do re mi fa so la ti "), 20000)

func download(c *kie.Client, url string) ([]byte, error) {
	var b bytes.Buffer
	n, err := c.Download(background, url, &b, nil)
	if n != int64(b.Len()) {
		return nil, fmt.Errorf("%d bytes counted, %d written", n, b.Len())
	}
	return b.Bytes(), err
}

func TestDownloadAsksAsFileHostsLike(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		agent := r.UserAgent()
		if agent == "" || strings.HasPrefix(agent, "Go-http-client") {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if r.Header.Get("Authorization") != "" || strings.Contains(fmt.Sprint(r.Header), key) {
			t.Errorf("the key went to a file host: %v", r.Header)
		}
		http.ServeContent(w, r, "a.mp3", time.Time{}, bytes.NewReader(melody))
	}))
	defer s.Close()
	c, k := caller(s.URL)
	var last int64
	var b bytes.Buffer
	n, err := c.Download(background, s.URL+"/a.mp3", &b, func(done, total int64) {
		if done <= last || total != int64(len(melody)) {
			t.Errorf("progress is %d of %d after %d", done, total, last)
		}
		last = done
	})
	if err != nil || n != int64(len(melody)) || last != n || !bytes.Equal(b.Bytes(), melody) || len(k.list()) != 0 {
		t.Errorf("%d bytes, %v", n, err)
	}
}

func TestDownloadWaitsForAFileThatIsNotThereYet(t *testing.T) {
	for name, early := range map[string]answer{
		"forbidden": {status: 403, body: "no"}, "no bytes": {status: 200}, "server error": {status: 503}, "busy": {status: 429},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, early, early, answer{status: 200, body: "audio"})
			c, k := caller(d.URL)
			if b, err := download(c, d.URL); err != nil || string(b) != "audio" || len(k.list()) != 2 {
				t.Errorf("%q, %v after %d pauses", b, err, len(k.list()))
			}
			d = newDesk(t, early)
			c, _ = caller(d.URL)
			_, err := download(c, d.URL)
			if err == nil || len(d.requests()) != 4 {
				t.Errorf("%v after %d tries", err, len(d.requests()))
			}
		})
	}
	d := newDesk(t, answer{status: 403})
	c, _ := caller(d.URL)
	_, err := download(c, d.URL)
	wantKind(t, err, kie.KindNotFound)
	d = newDesk(t, answer{status: 404})
	c, k := caller(d.URL)
	_, err = download(c, d.URL)
	wantKind(t, err, kie.KindNotFound)
	if len(k.list()) != 0 {
		t.Error("a missing file was asked for again")
	}
	_, err = download(c, "ftp://a.example.invalid/x")
	wantKind(t, err, kie.KindInvalid)
}

// cutting serves melody, each time only a part of what is left, with or
// without understanding ranges.
func cutting(t *testing.T, ranges bool) *httptest.Server {
	t.Helper()
	var try atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !ranges {
			r.Header.Del("Range")
		}
		if try.Add(1) <= 2 {
			http.ServeContent(&short{w, 150000 * int(try.Load())}, r, "a.mp3", time.Time{}, bytes.NewReader(melody))
			panic(http.ErrAbortHandler)
		}
		http.ServeContent(w, r, "a.mp3", time.Time{}, bytes.NewReader(melody))
	}))
	t.Cleanup(s.Close)
	return s
}

// short lets a limited number of bytes through.
type short struct {
	http.ResponseWriter
	left int
}

func (s *short) Write(p []byte) (int, error) {
	if s.left < len(p) {
		p = p[:s.left]
	}
	s.left -= len(p)
	n, _ := s.ResponseWriter.Write(p)
	if s.left == 0 {
		s.ResponseWriter.(http.Flusher).Flush()
		return n, io.ErrShortWrite
	}
	return n, nil
}

func TestDownloadGoesOnWhereItBroke(t *testing.T) {
	for _, ranges := range []bool{true, false} {
		t.Run(fmt.Sprint("ranges ", ranges), func(t *testing.T) {
			s := cutting(t, ranges)
			c, k := caller(s.URL)
			b, err := download(c, s.URL)
			breaks := map[bool]int{true: 1, false: 2}[ranges]
			if err != nil || !bytes.Equal(b, melody) || len(k.list()) != breaks {
				t.Errorf("%d bytes of %d, %v, %d pauses", len(b), len(melody), err, len(k.list()))
			}
		})
	}
}

func TestDownloadOfAFileThatChanged(t *testing.T) {
	for name, second := range map[string]func(w http.ResponseWriter){
		"another length": func(w http.ResponseWriter) { io.WriteString(w, "something else") },
		"another place": func(w http.ResponseWriter) {
			w.Header().Set("Content-Range", "bytes 0-9/10")
			w.WriteHeader(http.StatusPartialContent)
			io.WriteString(w, "0123456789")
		},
	} {
		t.Run(name, func(t *testing.T) {
			var try atomic.Int32
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if try.Add(1) > 1 {
					second(w)
					return
				}
				w.Header().Set("Content-Length", "1000")
				io.WriteString(w, "half")
				w.(http.Flusher).Flush()
				panic(http.ErrAbortHandler)
			}))
			defer s.Close()
			c, _ := caller(s.URL)
			b, err := download(c, s.URL)
			wantKind(t, err, kie.KindConflict)
			if string(b) != "half" {
				t.Errorf("wrote %q", b)
			}
		})
	}
}

func TestDownloadEnds(t *testing.T) {
	t.Run("when the disk is full", func(t *testing.T) {
		d := newDesk(t, answer{status: 200, body: "audio"})
		c, k := caller(d.URL)
		full := errors.New("no space left")
		_, err := c.Download(background, d.URL, refusing{full}, nil)
		if !errors.Is(err, full) || len(k.list()) != 0 {
			t.Errorf("error is %v after %d pauses", err, len(k.list()))
		}
	})
	t.Run("when nothing comes any more", func(t *testing.T) {
		s := hanging(t, "part")
		c, _ := caller(s.URL)
		c.Timeout = 20 * time.Millisecond
		_, err := download(c, s.URL)
		wantKind(t, err, kie.KindTemporary)
	})
	t.Run("when cancelled", func(t *testing.T) {
		s := hanging(t, "part")
		c, _ := caller(s.URL)
		ctx, cancel := context.WithCancel(background)
		_, err := c.Download(ctx, s.URL, io.Discard, func(int64, int64) { cancel() })
		if err != context.Canceled {
			t.Errorf("error is %v", err)
		}
	})
}

type refusing struct{ err error }

func (r refusing) Write([]byte) (int, error) { return 0, r.err }

func TestDownloadKeepsTheAddressOutOfErrors(t *testing.T) {
	d := newDesk(t, answer{status: 404})
	c, _ := caller(d.URL)
	for _, base := range []string{d.URL, "http://nowhere.invalid"} {
		_, err := download(c, base+"/secret-path?token=secret-token")
		if text := everything(err); strings.Contains(text, "secret-") {
			t.Errorf("error tells %s", text)
		}
	}
}
