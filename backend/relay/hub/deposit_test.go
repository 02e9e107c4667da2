//go:build unix

package hub_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"partlift/backend/relay"
	"partlift/backend/relay/hub"
)

func TestDeposit(t *testing.T) {
	reg := prometheus.NewRegistry()
	w := newWorld(t, hub.Config{Metrics: reg, Limits: hub.Limits{Body: 1 << 20}})
	good := w.chan0.CallbackURL(token)
	pad := func(n int) string { return `"` + strings.Repeat("x", n-2) + `"` }
	for _, c := range []struct {
		name, url, body string
		headers         []string
		want, kept      int
	}{
		{"an object", good, `{"code":200}`, nil, 200, 1},
		{"the same again", good, `{"code":200}`, nil, 200, 0},
		{"another body", good, `{"code":500}`, nil, 200, 1},
		{"with a byte order mark", good, "\xef\xbb\xbf{}", nil, 200, 1},
		{"a list", good, `[1]`, nil, 200, 1},
		{"the largest", good, pad(1 << 20), nil, 200, 1},
		{"one byte more", good, pad(1<<20 + 1), nil, 413, 0},
		{"broken JSON", good, `{"code":`, nil, 400, 0},
		{"two values", good, `{} {}`, nil, 400, 0},
		{"a form", good, `a=b`, nil, 400, 0},
		{"nothing", good, ``, nil, 400, 0},
		{"encoded", good, `{}`, []string{"Content-Encoding", "gzip"}, 415, 0},
		{"long headers", good, `{"h":1}`, []string{"X-Webhook-Note", strings.Repeat("x", 1<<14)}, 400, 0},
		{"another channel", strings.Replace(good, w.chan0.Secret.ID(), chanB, 1), `{}`, nil, 404, 0},
		{"no channel", w.url + "/cb/x/" + token, `{}`, nil, 404, 0},
		{"no token", w.url + "/cb/" + w.chan0.Secret.ID() + "/", `{}`, nil, 404, 0},
		{"a short token", w.chan0.CallbackURL("short"), `{}`, nil, 404, 0},
		{"a path in place of a token", w.chan0.CallbackURL("..%2f..%2f0123456789abcdef"), `{}`, nil, 404, 0},
		{"elsewhere", w.url + "/", `{}`, nil, 404, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := w.waiting(w.chan0)
			if code := w.post(c.url, strings.NewReader(c.body), c.headers...); code != c.want {
				t.Errorf("answer %d, want %d", code, c.want)
			}
			if n := w.waiting(w.chan0) - before; n != c.kept {
				t.Errorf("%d letters more, want %d", n, c.kept)
			}
		})
	}
	t.Run("too large without a length", func(t *testing.T) {
		if code := w.post(good, io.MultiReader(strings.NewReader(pad(1<<20+1)))); code != 413 {
			t.Errorf("answer %d", code)
		}
	})
	resp, err := http.Get(good)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 405 {
		t.Errorf("reading the callback's address answers %d", resp.StatusCode)
	}
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	codes := 0
	for _, f := range families {
		if f.GetName() == "partlift_relay_callbacks_total" {
			codes = len(f.GetMetric())
		}
	}
	if codes != 5 {
		t.Errorf("%d kinds of answers counted", codes)
	}
}

func TestRatesAndQuotas(t *testing.T) {
	t.Run("callbacks per minute", func(t *testing.T) {
		w := newWorld(t, hub.Config{Limits: hub.Limits{PerMinute: 3}})
		var codes []int
		for i := range 4 {
			codes = append(codes, w.post(w.chan0.CallbackURL(token), strings.NewReader(strconv.Itoa(i))))
		}
		if codes[2] != 200 || codes[3] != 429 {
			t.Errorf("answers %v", codes)
		}
		if code := w.post(w.open(1).CallbackURL(token), strings.NewReader("1")); code != 200 {
			t.Errorf("another channel suffers: %d", code)
		}
	})
	t.Run("letters of a channel", func(t *testing.T) {
		w := newWorld(t, hub.Config{Limits: hub.Limits{Letters: 2, PerMinute: 1000}})
		for i, want := range []int{200, 200, 429} {
			if code := w.post(w.chan0.CallbackURL(token), strings.NewReader(strconv.Itoa(i))); code != want {
				t.Errorf("callback %d answers %d", i, code)
			}
		}
		if code := w.post(w.chan0.CallbackURL(token), strings.NewReader("0")); code != 200 {
			t.Errorf("a repeat of what is there answers %d", code)
		}
		s := w.dial(w.chan0)
		s.ack(s.letter().Seq)
		s.letter()
		s.settled()
		if code := w.post(w.chan0.CallbackURL(token), strings.NewReader("3")); code != 200 {
			t.Errorf("after one was fetched: %d", code)
		}
	})
	t.Run("bytes of a channel", func(t *testing.T) {
		w := newWorld(t, hub.Config{Limits: hub.Limits{Bytes: 400}})
		for i, want := range []int{200, 200, 429} {
			if code := w.post(w.chan0.CallbackURL(token), strings.NewReader(strconv.Itoa(i))); code != want {
				t.Errorf("callback %d answers %d", i, code)
			}
		}
	})
	t.Run("a disk with little space", func(t *testing.T) {
		free := uint64(1 << 20)
		w := newWorld(t, hub.Config{Free: func() (uint64, error) { return free, nil }, Limits: hub.Limits{MinFree: 1 << 20}})
		if code := w.post(w.chan0.CallbackURL(token), strings.NewReader("1")); code != 200 {
			t.Errorf("just enough: %d", code)
		}
		free--
		if code := w.post(w.chan0.CallbackURL(token), strings.NewReader("2")); code != 507 {
			t.Errorf("too little: %d", code)
		}
	})
	t.Run("bodies at one time", func(t *testing.T) {
		w := newWorld(t, hub.Config{Limits: hub.Limits{InFlight: 1000}})
		if code := w.post(w.chan0.CallbackURL(token), strings.NewReader(`"`+strings.Repeat("x", 2000)+`"`)); code != 503 {
			t.Errorf("answer %d", code)
		}
		for range 3 { // what was granted has come back
			if code := w.post(w.chan0.CallbackURL(token), strings.NewReader(`"`+strings.Repeat("x", 900)+`"`)); code != 200 {
				t.Errorf("answer %d", code)
			}
		}
	})
}

// failing is a store that fails as told.
type failing struct {
	*ram
	put, channel error
}

func (f *failing) Put(ctx context.Context, c string, l hub.Letter, b []byte) (uint64, bool, error) {
	if f.put != nil {
		return 0, false, f.put
	}
	return f.ram.Put(ctx, c, l, b)
}

func (f *failing) Channel(ctx context.Context, id string) (hub.Record, error) {
	if f.channel != nil {
		return hub.Record{}, f.channel
	}
	return f.ram.Channel(ctx, id)
}

func TestAStoreThatFailsIsNeverA200(t *testing.T) {
	store := newRAM()
	f := &failing{ram: store}
	w := worldOn(t, hub.Config{}, store, f)
	for _, c := range []struct {
		name         string
		put, channel error
		want         int
	}{
		{"full for the channel", hub.ErrFull, nil, 429},
		{"full for all", hub.ErrNoSpace, nil, 507},
		{"silent", context.DeadlineExceeded, nil, 503},
		{"broken", errors.New("broken"), nil, 503},
		{"no registry", nil, errors.New("broken"), 503},
		{"well again", nil, nil, 200},
	} {
		f.put, f.channel = c.put, c.channel
		if code := w.post(w.chan0.CallbackURL(token), strings.NewReader(`{}`)); code != c.want {
			t.Errorf("%s: answer %d", c.name, code)
		}
	}
}

func sign(key, id string, at time.Time) (stamp, signature string) {
	stamp = strconv.FormatInt(at.Unix(), 10)
	m := hmac.New(sha256.New, []byte(key))
	m.Write([]byte(id + "." + stamp))
	return stamp, base64.StdEncoding.EncodeToString(m.Sum(nil))
}

func TestSignatures(t *testing.T) {
	if _, s := sign("test-key-0123456789", "5c79be8e", time.Unix(1760335255, 0)); s != "Um58wsBU8/RxLZ4EXx9rdD9Jx6Gf30mII33u2D4xVgE=" {
		t.Fatalf("the test signs wrongly: %s", s)
	}
	w := newWorld(t, hub.Config{})
	s := w.dial(w.chan0)
	s.send(`{"type":"configure","webhookKey":"the key"}`)
	s.frame(relay.TypeDone)
	now := time.Now()
	for i, c := range []struct {
		name, key, id, body string
		at                  time.Time
		want                int
		found               relay.Signature
	}{
		{"id at the top", "the key", "t1", `{"task_id":"t1"}`, now, 200, relay.SignatureGood},
		{"id in data", "the key", "t1", `{"data":{"taskId":"t1"}}`, now, 200, relay.SignatureGood},
		{"id deeper", "the key", "t1", `{"data":{"data":{"task_id":"t1"}}}`, now, 200, relay.SignatureGood},
		{"an id that is a number", "the key", "17", `{"taskId":17}`, now, 200, relay.SignatureGood},
		{"several ids", "the key", "t2", `{"task_id":"t1","data":{"taskId":"t2"}}`, now, 200, relay.SignatureGood},
		{"an hour old", "the key", "t1", `{"taskId":"t1","n":1}`, now.Add(-time.Hour), 200, relay.SignatureStale},
		{"an hour early", "the key", "t1", `{"taskId":"t1","n":2}`, now.Add(time.Hour), 200, relay.SignatureStale},
		{"another key", "another", "t1", `{"taskId":"t1"}`, now, 401, ""},
		{"another id", "the key", "t9", `{"taskId":"t1"}`, now, 401, ""},
		{"no id", "the key", "", `{}`, now, 401, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			stamp, signature := sign(c.key, c.id, c.at)
			code := w.post(w.chan0.CallbackURL(token), strings.NewReader(c.body), "X-Webhook-Timestamp", stamp, "X-Webhook-Signature", signature)
			if code != c.want {
				t.Fatalf("case %d: answer %d, want %d", i, code, c.want)
			}
			if code != 200 {
				return
			}
			d := s.open(s.letter())
			if d.Signature != c.found || d.Headers["X-Webhook-Timestamp"] != stamp || string(d.Body) != c.body {
				t.Errorf("found %q in %v", d.Signature, d.Headers)
			}
			s.ack(s.last.Seq)
		})
	}
	stamp, signature := sign("the key", "t1", now)
	for name, headers := range map[string][]string{
		"none": nil, "no time": {"X-Webhook-Signature", signature}, "no signature": {"X-Webhook-Timestamp", stamp},
		"no number": {"X-Webhook-Timestamp", "now", "X-Webhook-Signature", signature}, "no base64": {"X-Webhook-Timestamp", stamp, "X-Webhook-Signature", "???"},
	} {
		if code := w.post(w.chan0.CallbackURL(token), strings.NewReader(`{"taskId":"t1"}`), headers...); code != 401 {
			t.Errorf("%s: answer %d", name, code)
		}
	}
}

func TestOpening(t *testing.T) {
	w := newWorld(t, hub.Config{Invite: "come in please", Limits: hub.Limits{Opens: 2}})
	public := base64.StdEncoding.EncodeToString(w.chan0.Secret.Public())
	fresh := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{9}, 32))
	for _, c := range []struct {
		name, body string
		want       int
	}{
		{"no invitation", `{"version":1,"public":"` + fresh + `"}`, 403},
		{"a wrong one", `{"version":1,"public":"` + fresh + `","invite":"come in pleasE"}`, 403},
		{"the right one", `{"version":1,"public":"` + fresh + `","invite":"come in please"}`, 201},
		{"again", `{"version":1,"public":"` + fresh + `","invite":"come in please"}`, 200},
		{"known before", `{"version":1,"public":"` + public + `","invite":"come in please"}`, 200},
		{"a short key", `{"version":1,"public":"AQID","invite":"come in please"}`, 400},
		{"another version", `{"version":2,"public":"` + fresh + `","invite":"come in please"}`, 400},
		{"no JSON", `version`, 400},
		{"too much", `{"version":1,"x":"` + strings.Repeat("x", 5000) + `"}`, 400},
	} {
		if code := w.post(w.url+"/v1/channels", strings.NewReader(c.body)); code != c.want {
			t.Errorf("%s: answer %d, want %d", c.name, code, c.want)
		}
	}
	free := newWorld(t, hub.Config{Limits: hub.Limits{Opens: 2}, Trusted: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	open := func(n byte, from string) int {
		key := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{n}, 32))
		return free.post(free.url+"/v1/channels", strings.NewReader(`{"version":1,"public":"`+key+`"}`), "X-Forwarded-For", from)
	}
	for i, c := range []struct {
		from string
		want int
	}{
		{"198.51.100.1", 201}, {"198.51.100.1", 201}, {"198.51.100.1", 429}, {"198.51.100.2", 201},
		{"198.51.100.9, 198.51.100.1", 429}, // what stands before was written by the client itself
		{"198.51.100.1, 127.0.0.2", 429},    // a second proxy of ours
		{"2001:db8::1", 201}, {"2001:db8::2", 201}, {"2001:db8::3", 429}, {"2001:db8:0:1::1", 201},
	} {
		if code := open(byte(20+i), c.from); code != c.want {
			t.Errorf("opening %d from %s: answer %d, want %d", i, c.from, code, c.want)
		}
	}
	strict := newWorld(t, hub.Config{Limits: hub.Limits{Opens: 1}})
	for i, want := range []int{201, 429} { // nobody is trusted: the header is any client's
		key := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{byte(40 + i)}, 32))
		if code := strict.post(strict.url+"/v1/channels", strings.NewReader(`{"version":1,"public":"`+key+`"}`), "X-Forwarded-For", "10.0.0."+strconv.Itoa(i)); code != want {
			t.Errorf("answer %d, want %d", code, want)
		}
	}
}

func TestSlowSendersAreCut(t *testing.T) {
	w := newWorld(t, hub.Config{Limits: hub.Limits{BodyTime: 200 * time.Millisecond}})
	for name, text := range map[string]string{
		"headers": "POST /cb/x HTTP/1.1\r\nHost: x\r\nX-Slow: ",
		"body":    "POST /cb/" + w.chan0.Secret.ID() + "/" + token + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
	} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(conn, text)
		conn.SetReadDeadline(time.Now().Add(10 * time.Minute))
		answer, err := io.ReadAll(conn) // until the hub hangs up
		if err != nil || strings.Contains(string(answer), " 200 ") {
			t.Errorf("slow %s: %q, %v", name, answer, err)
		}
		conn.Close()
	}
	if n := w.waiting(w.chan0); n != 0 {
		t.Errorf("%d letters from half bodies", n)
	}
}

func TestLogsHoldNoSecrets(t *testing.T) {
	var log tail
	w := newWorld(t, hub.Config{Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	w.post(w.chan0.CallbackURL(token), strings.NewReader(`{"notes":"melody"}`))
	s := w.dial(w.chan0)
	s.ack(s.letter().Seq)
	s.send(`{"type":"configure","webhookKey":"hush-hush"}`)
	s.frame(relay.TypeDone)
	w.post(w.chan0.CallbackURL(token), strings.NewReader(`{"notes":"unsigned"}`))
	text := log.String()
	for _, secret := range []string{"melody", "unsigned", token, w.chan0.Secret.ID(), "hush-hush"} {
		if strings.Contains(text, secret) {
			t.Errorf("the log says %q", secret)
		}
	}
	if !strings.Contains(text, "callback stored") || !strings.Contains(text, "callback refused") {
		t.Errorf("the log does not say what happened: %s", text)
	}
}

func TestHealth(t *testing.T) {
	var sick error
	w := newWorld(t, hub.Config{Health: func() error { return sick }})
	for _, c := range []struct {
		err  error
		want int
	}{{nil, 200}, {errors.New("sick"), 503}, {nil, 200}} {
		sick = c.err
		resp, err := http.Get(w.url + "/healthz")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != c.want {
			t.Errorf("answer %d, want %d", resp.StatusCode, c.want)
		}
	}
}
