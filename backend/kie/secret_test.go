package kie_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"partlift/backend/kie"
)

// everything an error says, in every way it can be printed, down to its causes.
func everything(err error) string {
	var b bytes.Buffer
	slog.New(slog.NewTextHandler(&b, nil)).Error("x", "err", err)
	for ; err != nil; err = errors.Unwrap(err) {
		fmt.Fprintf(&b, "%v %+v %#v %q\n", err, err, err, err)
		var e *kie.Error
		if errors.As(err, &e) {
			fmt.Fprintf(&b, "%+v %#v\n", *e, *e)
		}
	}
	return b.String()
}

// verbs are all methods that talk to the service.
var verbs = map[string]func(*kie.Client) error{
	"Credits": func(c *kie.Client) error { _, err := c.Credits(background); return err },
	"Upload":  func(c *kie.Client) error { _, err := c.Upload(background, song(), nil); return err },
	"UploadFromURL": func(c *kie.Client) error {
		_, err := c.UploadFromURL(background, "https://a.example.invalid/a.mp3", "")
		return err
	},
	"Separate":   func(c *kie.Client) error { _, err := separate(c); return err },
	"Stems":      func(c *kie.Client) error { _, err := c.Stems(background, "t"); return err },
	"Transcribe": func(c *kie.Client) error { _, err := transcribe(c); return err },
	"Notes":      func(c *kie.Client) error { _, err := c.Notes(background, "t"); return err },
	"Clips":      func(c *kie.Client) error { _, err := c.Clips(background, "t"); return err },
	"DownloadURL": func(c *kie.Client) error {
		_, err := c.DownloadURL(background, "https://a.example.invalid/a.mp3")
		return err
	},
}

// offline knows no names, and says which.
var offline = &http.Client{Transport: &http.Transport{
	DisableKeepAlives: true,
	DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		if strings.Contains(addr, ".invalid") {
			return nil, &net.DNSError{Err: "no such host", Name: addr}
		}
		return new(net.Dialer).DialContext(ctx, network, addr)
	},
}}

func TestTheKeyIsInNoError(t *testing.T) {
	echo := "bad key " + key + " at https://h.example.invalid/" + key + " " + strings.Repeat("x", 150) + key + key
	parrot := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(status); w.Write([]byte(body)) }
	}
	broken, _ := breaking(t, "HTTP/1.1 200 "+key+"\r\nX-Key: "+key+"\r\nContent-Length: 9\r\n\r\n{")
	nonsense, _ := breaking(t, key+" "+key+"\r\n"+key+": \x00\r\n\r\n")
	servers := map[string]string{"broken line": broken, "not HTTP": nonsense, "no host": "http://" + key + ".invalid", "bad address": "http://[" + key, "bad port": "http://127.0.0.1:" + key}
	for name, h := range map[string]http.HandlerFunc{
		"page":        parrot(500, echo),
		"failed task": parrot(200, `{"code":200,"data":{"taskId":"t","successFlag":3,"errorMessage":`+quote(echo)+`}}`),
		"no data":     parrot(200, `{"code":200,"msg":`+quote(echo)+`}`),
		"cut off":     parrot(200, `{"code":200,"msg":`+quote(echo)),
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://"+key+".invalid/"+key, http.StatusTemporaryRedirect)
		},
		"redirect to bad": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "http://["+key)
			w.WriteHeader(302)
		},
	} {
		s := httptest.NewServer(h)
		defer s.Close()
		servers[name] = s.URL
	}
	for _, code := range []int{0, 400, 401, 402, 404, 405, 408, 409, 413, 422, 429, 433, 451, 455, 500, 501, 505, 531, 777} {
		s := httptest.NewServer(parrot(200, fmt.Sprintf(`{"code":%d,"msg":%s}`, code, quote(echo))))
		defer s.Close()
		servers[fmt.Sprint("code ", code)] = s.URL
	}
	for name, base := range servers {
		for verb, do := range verbs {
			for _, route := range []kie.Route{kie.RouteLegacy, kie.RouteMarket} {
				c, _ := caller(base)
				c.Profile.Route = route
				c.HTTP = offline
				err := do(c)
				if text := everything(err); strings.Contains(text, key) || strings.Contains(text, key[:12]) {
					t.Errorf("%s, %s: the key is in %s", name, verb, text)
				}
			}
		}
	}
}

func TestTheKeyIsInNoPrintedClient(t *testing.T) {
	c := &kie.Client{Profile: profile("kie", ""), Key: key}
	var b bytes.Buffer
	for _, v := range []any{c, *c, []*kie.Client{c}, struct{ C *kie.Client }{c}, struct{ C kie.Client }{*c}} {
		fmt.Fprintf(&b, "%v %+v %#v %s %q\n", v, v, v, v, v)
		slog.New(slog.NewTextHandler(&b, nil)).Info("x", "client", v)
		slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "client", v)
	}
	if strings.Contains(b.String(), key) {
		t.Errorf("the key is in %s", b.String())
	}
}

func TestAKeyWithALineBreakIsRefusedUnsaid(t *testing.T) {
	d := newDesk(t, ok("1"))
	c, _ := caller(d.URL)
	c.Key = key + "\nX-Other: 1"
	_, err := c.Credits(background)
	if err == nil || strings.Contains(everything(err), key) || len(d.requests()) != 0 {
		t.Errorf("error is %s", everything(err))
	}
	c.Key = " " + key + "\n"
	if _, err := c.Credits(background); err != nil || d.requests()[0].header.Get("Authorization") != "Bearer "+key {
		t.Errorf("blanks around a pasted key do harm: %v", err)
	}
}

func TestRedirectsDoNotCarryTheKeyAway(t *testing.T) {
	other := newDesk(t, ok("5"))
	t.Run("reads go on without it", func(t *testing.T) {
		s := httptest.NewServer(http.RedirectHandler(other.URL+"/elsewhere", http.StatusTemporaryRedirect))
		defer s.Close()
		c, _ := caller(s.URL)
		if v, err := c.Credits(background); err != nil || v != 5 {
			t.Fatalf("Credits() = %v, %v", v, err)
		}
		r := other.requests()[0]
		if text := fmt.Sprint(r); strings.Contains(text, key) || r.header.Get("Referer") != "" {
			t.Errorf("the other host saw %s", text)
		}
	})
	t.Run("the same host keeps it", func(t *testing.T) {
		var got string
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/v2" {
				http.Redirect(w, r, "/v2", http.StatusFound)
				return
			}
			got = r.Header.Get("Authorization")
			w.Write([]byte(`{"code":200,"data":5}`))
		}))
		defer s.Close()
		c, _ := caller(s.URL)
		if _, err := c.Credits(background); err != nil || got != "Bearer "+key {
			t.Errorf("authorization is %q, %v", got, err)
		}
	})
	before := len(other.requests())
	for status, want := range map[int]kie.Kind{301: kie.KindNotFound, 302: kie.KindDoubt, 303: kie.KindDoubt, 307: kie.KindNotFound, 308: kie.KindNotFound} {
		t.Run(fmt.Sprint("a charged request is not sent on by ", status), func(t *testing.T) {
			s := httptest.NewServer(http.RedirectHandler(other.URL, status))
			defer s.Close()
			c, _ := caller(s.URL)
			_, err := separate(c)
			wantKind(t, err, want)
		})
	}
	if n := len(other.requests()); n != before {
		t.Errorf("%d charged requests arrived elsewhere", n-before)
	}
}
