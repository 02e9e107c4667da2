package kie_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"partlift/backend/kie"
)

// afar is a connection that says it leads elsewhere.
type afar struct {
	net.Conn
	to net.Addr
}

func (a afar) RemoteAddr() net.Addr { return a.to }

// internet lets every name lead to a server here; known names look like a host of
// the internet, all others like what they are.
func internet(server string, known ...string) *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		var d net.Dialer
		conn, err := d.DialContext(ctx, network, strings.TrimPrefix(server, "http://"))
		if host, _, _ := net.SplitHostPort(address); err == nil && strings.Contains(strings.Join(known, " "), host) {
			conn = afar{conn, &net.TCPAddr{IP: net.IPv4(1, 1, 1, 1), Port: 80}}
		}
		return conn, err
	}}}
}

func TestDownloadsStayOnTheInternet(t *testing.T) {
	var hits atomic.Int32
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		if to := r.URL.Query().Get("to"); to != "" {
			http.Redirect(w, r, to, http.StatusFound)
			return
		}
		io.WriteString(w, "audio")
	}))
	defer host.Close()
	port := host.URL[strings.LastIndex(host.URL, ":"):]
	for name, test := range map[string]struct {
		address string
		hits    int32 // of the server before it is refused
	}{
		"loopback":              {host.URL, 0},
		"loopback of IPv6":      {"http://[::1]" + port, 0},
		"mapped":                {"http://[::ffff:127.0.0.1]" + port, 0},
		"by its name":           {"http://localhost" + port, 0},
		"any":                   {"http://0.0.0.0" + port, 0},
		"private":               {"http://10.255.255.1/x", 0},
		"metadata":              {"http://169.254.169.254/latest", 0},
		"link-local":            {"http://[fe80::1%25lo]/x", 0},
		"redirect to loopback":  {"http://stems.example/?to=" + url.QueryEscape("http://127.0.0.1"+port+"/"), 1},
		"redirect to a name":    {"http://stems.example/?to=" + url.QueryEscape("http://rebound.example/"), 1},
		"redirect to a file":    {"http://stems.example/?to=file:///etc/passwd", 1},
		"redirect to elsewhere": {"http://stems.example/?to=gopher://stems.example/", 1},
		"a name that leads in":  {"http://rebound.example/x", 0},
	} {
		t.Run(name, func(t *testing.T) {
			hits.Store(0)
			for _, standard := range []bool{true, false} {
				if standard && strings.Contains(test.address, ".example") {
					continue
				}
				c, k := caller("https://api.kie.example")
				if !standard {
					c.HTTP = internet(host.URL, "stems.example", "10.255.255.1", "169.254.169.254")
				}
				if !standard && test.hits == 0 && !strings.Contains(test.address, "rebound") {
					continue // the standard dialler is asked about these
				}
				var got bytes.Buffer
				_, err := c.Download(background, test.address, &got, nil)
				e := wantKind(t, err, kie.KindInvalid)
				if got.Len() > 0 || len(k.list()) > 0 || hits.Load() != test.hits || strings.Contains(e.Message.String(), "://") {
					t.Errorf("got %q after %d pauses, %d requests; says %q", got.String(), len(k.list()), hits.Load(), e.Message)
				}
			}
		})
	}
	t.Run("and are taken from there", func(t *testing.T) {
		c, _ := caller("https://api.kie.example")
		c.HTTP = internet(host.URL, "stems.example")
		var got bytes.Buffer
		to := "http://stems.example/?to=" + url.QueryEscape("http://stems.example/x")
		if _, err := c.Download(background, to, &got, nil); err != nil || got.String() != "audio" {
			t.Errorf("got %q, %v", got.String(), err)
		}
	})
	t.Run("or from where the API is", func(t *testing.T) {
		for _, base := range []string{host.URL, "http://localhost" + port, "http://192.168.7.9:8080"} {
			c, _ := caller(base)
			var got bytes.Buffer
			if _, err := c.Download(background, host.URL+"/x", &got, nil); err != nil || got.String() != "audio" {
				t.Errorf("%s: got %q, %v", base, got.String(), err)
			}
		}
	})
	t.Run("through a proxy and other transports", func(t *testing.T) {
		proxy, _ := url.Parse(host.URL)
		for _, h := range []http.RoundTripper{&http.Transport{Proxy: http.ProxyURL(proxy)}, other{host.URL}} {
			c, _ := caller("https://api.kie.example")
			c.HTTP = &http.Client{Transport: h}
			var got bytes.Buffer
			if _, err := c.Download(background, "http://stems.example/x", &got, nil); err != nil || got.String() != "audio" {
				t.Errorf("%T: got %q, %v", h, got.String(), err)
			}
			for _, address := range []string{"http://127.0.0.1/", "http://LOCALHOST./", "http://a.localhost/", "http://[::1]/"} {
				_, err := c.Download(background, address, io.Discard, nil)
				wantKind(t, err, kie.KindInvalid)
			}
		}
	})
}

// other is a transport of somebody else's.
type other struct{ server string }

func (o other) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Host = strings.TrimPrefix(o.server, "http://")
	return http.DefaultTransport.RoundTrip(r)
}

func TestDownloadsHaveASize(t *testing.T) {
	for name, send := range map[string]func(w http.ResponseWriter){
		"announced": func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "1099511627776")
			io.WriteString(w, "x")
		},
		"one byte too much": func(w http.ResponseWriter) { w.Write(make([]byte, 100_001)) },
		"without an end": func(w http.ResponseWriter) {
			for range 1000 {
				if _, err := w.Write(make([]byte, 10_000)); err != nil {
					return
				}
			}
		},
	} {
		host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { send(w) }))
		c, k := caller(host.URL)
		c.MaxFile = 100_000
		var got bytes.Buffer
		_, err := c.Download(background, host.URL, &got, nil)
		e := wantKind(t, err, kie.KindOversize)
		if got.Len() > 100_000 || len(k.list()) > 0 || !strings.Contains(e.Message.String(), "larger") {
			t.Errorf("%s: took %d bytes, %d pauses, says %q", name, got.Len(), len(k.list()), e.Message)
		}
		host.Close()
	}
	whole := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, 100_000)) }))
	defer whole.Close()
	c, _ := caller(whole.URL)
	c.MaxFile = 100_000
	if n, err := c.Download(background, whole.URL, io.Discard, nil); err != nil || n != 100_000 {
		t.Errorf("%d bytes, %v", n, err)
	}
}
