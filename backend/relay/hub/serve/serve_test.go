package serve_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"partlift/backend/relay"
	"partlift/backend/relay/hub/serve"
)

// program is Main under way.
type program struct {
	t      *testing.T
	out    *bufio.Reader
	cancel func()
	code   chan int
	errs   *bytes.Buffer
}

func run(t *testing.T, args ...string) *program {
	t.Helper()
	// A signal ends a context with a cause of its own.
	ctx, end := context.WithCancelCause(context.Background())
	cancel := func() { end(errors.New("terminated signal received")) }
	r, w := io.Pipe()
	p := &program{t: t, out: bufio.NewReader(r), cancel: cancel, code: make(chan int, 1), errs: &bytes.Buffer{}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.code <- serve.Main(ctx, serve.Env{Name: "relayd", Args: args, Stdout: w, Stderr: p.errs, Now: time.Now})
		w.Close()
	}()
	t.Cleanup(func() { cancel(); r.Close(); <-done })
	return p
}

func (p *program) line(prefix string) string {
	p.t.Helper()
	s, err := p.out.ReadString('\n')
	rest, ok := strings.CutPrefix(strings.TrimSpace(s), prefix)
	if err != nil || !ok {
		p.t.Fatalf("it says %q, %v; %s", s, err, p.errs)
	}
	return rest
}

func (p *program) stop(want int) {
	p.t.Helper()
	p.cancel()
	if code := <-p.code; code != want {
		p.t.Errorf("ended with %d: %s", code, p.errs)
	}
}

func TestWrongUsage(t *testing.T) {
	dir := t.TempDir()
	short := filepath.Join(dir, "short")
	if err := os.WriteFile(short, []byte("abc\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args string
		code int
		says string
	}{
		{"", 2, "--data"},
		{"--data " + dir + " now", 2, "not a flag"},
		{"--nonsense", 2, "--help"},
		{"--help", 0, "-addr"},
		{"--data " + dir + " --tls-cert x", 2, "go together"},
		{"--data " + dir + " --tls-cert x --tls-key y --autocert z", 2, "not both"},
		{"--nats-url nats://x --autocert z", 2, "--data"},
		{"--data " + dir + " --nats-cert x", 2, "go together"},
		{"--data " + dir + " --trust everybody", 2, "networks"},
		{"--data " + dir + " --days 0", 2, "1 or more"},
		{"--data " + dir + " --ping 10ms", 2, "1 or more"},
		{"--data " + dir + " --invite-file " + dir + "/none", 2, "cannot be read"},
		{"--data " + dir + " --invite-file " + short, 2, "too short"},
		{"--data " + dir + " --addr nowhere", 1, "listen"},
		{"--data " + dir + " --tls-cert x --tls-key y", 1, "certificate"},
		{"--data " + short + "/x", 1, "store"},
		{"--nats-url nats://127.0.0.1:1", 1, "NATS"},
	} {
		p := run(t, strings.Fields(c.args)...)
		go io.Copy(io.Discard, p.out)
		if code := <-p.code; code != c.code || !strings.Contains(p.errs.String(), c.says) {
			t.Errorf("%s: ended with %d and says %q", c.args, code, p.errs)
		}
	}
}

// Whoever is told to stop before there is a store has not failed.
func TestAskedToStopWhileItStarts(t *testing.T) {
	ctx, end := context.WithCancelCause(t.Context())
	end(errors.New("terminated signal received"))
	var out, errs bytes.Buffer
	e := serve.Env{Name: "relayd", Args: []string{"--nats-url", "nats://127.0.0.1:1"}, Stdout: &out, Stderr: &errs, Now: time.Now}
	if code := serve.Main(ctx, e); code != 0 || out.Len() > 0 {
		t.Errorf("ended with %d and says %q", code, &errs)
	}
}

func TestMetricsAndHealth(t *testing.T) {
	p := run(t, "--data", t.TempDir(), "--addr", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--quiet")
	url := p.line("relay on ")
	metrics := p.line("metrics on ")
	c, err := relay.NewChannel(t.Context(), url, "")
	if err != nil {
		t.Fatal(err)
	}
	client := relay.Client{Channel: c, Now: time.Now}
	if _, err := client.Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	fetch := func(address string) (int, string) {
		resp, err := http.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(b)
	}
	_, text := fetch(metrics)
	for range 1000 { // the store forgets a letter soon after it was taken
		if strings.Contains(text, "partlift_relay_waiting 0") {
			break
		}
		_, text = fetch(metrics)
	}
	for _, want := range []string{
		`partlift_relay_callbacks_total{code="200"} 1`, `partlift_relay_letters_total{event="stored"} 1`, `partlift_relay_opens_total{code="201"} 1`,
		"partlift_relay_waiting 0", "partlift_relay_sockets", "partlift_relay_callback_seconds_count 1", "go_goroutines",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	if strings.Contains(text, c.Secret.ID()) {
		t.Error("the metrics name a channel")
	}
	if code, _ := fetch(url + "/metrics"); code != 404 {
		t.Errorf("the metrics are public: %d", code)
	}
	if code, _ := fetch(url + "/healthz"); code != 200 {
		t.Errorf("health is %d", code)
	}
	p.stop(0)
}

// certificate makes one for this computer.
func certificate(t *testing.T) (certFile, keyFile string, pool *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	text := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, text, text, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool = x509.NewCertPool()
	pool.AddCert(parsed)
	return certFile, keyFile, pool
}

func TestTLSAndInvitation(t *testing.T) {
	cert, key, pool := certificate(t)
	invite := filepath.Join(t.TempDir(), "invite")
	if err := os.WriteFile(invite, []byte("only for our seats\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := run(t, "--data", t.TempDir(), "--addr", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key, "--invite-file", invite)
	url := p.line("relay on ")
	if !strings.HasPrefix(url, "https://") {
		t.Fatalf("it serves %s", url)
	}
	secret, err := relay.NewSecret(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := relay.Channel{Hub: url, Secret: secret}
	secure := &tls.Config{RootCAs: pool}
	web := &http.Client{Transport: &http.Transport{TLSClientConfig: secure, DisableKeepAlives: true}}
	if err := c.Open(t.Context(), web, "guessed"); err == nil {
		t.Error("a wrong invitation opens a channel")
	}
	if err := c.Open(t.Context(), web, "only for our seats"); err != nil {
		t.Fatal(err)
	}
	client := relay.Client{Channel: c, Now: time.Now, TLS: secure}
	if _, err := client.Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	stranger := relay.Client{Channel: c, Now: time.Now}
	if _, err := stranger.Probe(t.Context()); err == nil {
		t.Error("a certificate nobody vouches for is taken")
	}
	p.stop(0)
}

func TestOneRelayPerFolder(t *testing.T) {
	dir := t.TempDir()
	one := run(t, "--data", dir, "--addr", "127.0.0.1:0")
	one.line("relay on ")
	two := run(t, "--data", dir, "--addr", "127.0.0.1:0")
	go io.Copy(io.Discard, two.out)
	if code := <-two.code; code != 1 || !strings.Contains(two.errs.String(), "another relay") {
		t.Errorf("the second ended with %d: %s", code, two.errs)
	}
	one.stop(0)
}

// Stopping tells the clients, who then come back to the next one.
func TestStoppingIsOrderly(t *testing.T) {
	dir := t.TempDir()
	p := run(t, "--data", dir, "--addr", "127.0.0.1:0")
	url := p.line("relay on ")
	c, err := relay.NewChannel(t.Context(), url, "")
	if err != nil {
		t.Fatal(err)
	}
	states := make(chan relay.State, 100)
	client := relay.Client{
		Channel: c, Now: time.Now, Status: func(s relay.State) { states <- s },
		Keep:  func(context.Context, relay.Delivery) error { return nil },
		After: func(time.Duration) <-chan time.Time { return time.After(time.Millisecond) },
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- client.Run(ctx) }()
	defer func() { cancel(); <-done }()
	for s := range states {
		if s.Phase == relay.Connected {
			break
		}
	}
	p.stop(0)
	for s := range states {
		if s.Phase == relay.Waiting {
			if s.Retry < time.Second {
				t.Errorf("told to come back after %v", s.Retry)
			}
			break
		}
	}
	again := run(t, "--data", dir, "--addr", strings.TrimPrefix(url, "http://"))
	again.line("relay on ")
	for s := range states {
		if s.Phase == relay.Connected {
			break
		}
	}
	again.stop(0)
}
