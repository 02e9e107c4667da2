//go:build unix

package hub_test

import (
	"bytes"
	"context"
	crand "crypto/rand"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"partlift/backend/relay"
	"partlift/backend/relay/hub"
)

// TestLoad measures, side by side in one run, what durability and idle
// connections cost. It judges nothing: figures of one computer compare only
// with each other.
func TestLoad(t *testing.T) {
	if os.Getenv("PARTLIFT_LOAD") == "" {
		t.Skip("only with PARTLIFT_LOAD=1")
	}
	t.Run("callbacks", measureCallbacks)
	t.Run("idle connections", measureIdle)
}

// sample are the times of one measurement.
type sample struct {
	mu    sync.Mutex
	times []time.Duration
	took  time.Duration
}

func (s *sample) add(d time.Duration) {
	s.mu.Lock()
	s.times = append(s.times, d)
	s.mu.Unlock()
}

func (s *sample) quantile(q float64) time.Duration {
	slices.Sort(s.times)
	return s.times[min(len(s.times)-1, int(q*float64(len(s.times))))]
}

func (s *sample) rate() float64 { return float64(len(s.times)) / s.took.Seconds() }

// notes is a callback's JSON as the service writes it, of about n bytes.
func notes(n int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"code":200,"task_id":%q,"data":{"state":"complete","instruments":[{"name":"Piano","notes":[`, crand.Text())
	for i := 0; b.Len() < n; i++ {
		at := float64(i)*0.117 + rand.Float64()/100
		fmt.Fprintf(&b, `{"pitch":%d,"start":%.6f,"end":%.6f,"velocity":%.6f},`, 36+rand.IntN(48), at, at+rand.Float64(), rand.Float64())
	}
	b.Truncate(b.Len() - 1)
	b.WriteString(`]}]}}`)
	return b.Bytes()
}

func measureCallbacks(t *testing.T) {
	type engine struct {
		name  string
		store func(testing.TB) hub.Store
	}
	engines := []engine{
		{"hub in memory", func(testing.TB) hub.Store { return newRAM() }},
		{"hub, JetStream, synced", func(t testing.TB) hub.Store { return embed(t, hub.Stream{Letters: 1 << 20, MaxBytes: 8 << 30}) }},
	}
	for _, size := range []int{2_000, 300_000} {
		for _, workers := range []int{1, 16} {
			bare := measureEcho(t, size, workers)
			report(t, "bare echo", size, workers, bare, bare)
			for _, e := range engines {
				report(t, e.name, size, workers, measureHub(t, e.store(t), size, workers), bare)
			}
		}
	}
}

func report(t *testing.T, name string, size, workers int, s, bare *sample) {
	t.Logf("%-24s %6d B, %2d at a time: %8.0f/s (%.3f of bare), p50 %8.2f ms (x%.1f), p99 %8.2f ms", name, size, workers,
		s.rate(), s.rate()/bare.rate(), ms(s.quantile(0.5)), ms(s.quantile(0.5))/ms(bare.quantile(0.5)), ms(s.quantile(0.99)))
}

func ms(d time.Duration) float64 { return d.Seconds() * 1000 }

const measureFor = 4 * time.Second

// measureEcho times messages through a bare WebSocket, there and back.
func measureEcho(t *testing.T, size, workers int) *sample {
	srv := httptest.NewServer(http.HandlerFunc(echo))
	defer srv.Close()
	s := &sample{}
	began := time.Now()
	var wg sync.WaitGroup
	for range workers {
		ws, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(srv.URL, "http"), nil)
		if err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			defer ws.Close()
			body := notes(size)
			for time.Since(began) < measureFor {
				at := time.Now()
				if ws.WriteMessage(websocket.TextMessage, body) != nil {
					return
				}
				if _, _, err := ws.ReadMessage(); err != nil {
					return
				}
				s.add(time.Since(at))
			}
		})
	}
	wg.Wait()
	s.took = time.Since(began)
	return s
}

func echo(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer ws.Close()
	for {
		kind, b, err := ws.ReadMessage()
		if err != nil || ws.WriteMessage(kind, b) != nil {
			return
		}
	}
}

// measureHub times callbacks from the beginning of the POST to the app. Each
// worker has a channel of its own, with an app that listens.
func measureHub(t *testing.T, store hub.Store, size, workers int) *sample {
	h, err := hub.New(hub.Config{Now: time.Now, Limits: hub.Limits{
		PerMinute: 1 << 30, Letters: 1 << 30, Bytes: 1 << 50, Dials: 1 << 30, Opens: 1 << 30,
	}}, store)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	defer func() { srv.Close(); h.Close() }()
	s := &sample{}
	var began sync.Map
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var apps, left sync.WaitGroup
	defer apps.Wait()
	defer cancel()
	keep := func(_ context.Context, d relay.Delivery) error {
		if at, ok := began.Load(d.Token); ok {
			s.add(time.Since(at.(time.Time)))
			left.Done()
		}
		return nil
	}
	var channels []relay.Channel
	for range workers {
		c, err := relay.NewChannel(t.Context(), srv.URL, "")
		if err != nil {
			t.Fatal(err)
		}
		channels = append(channels, c)
		connected := make(chan struct{})
		client := relay.Client{Channel: c, Now: time.Now, Keep: keep, Status: func(st relay.State) {
			if st.Phase == relay.Connected {
				close(connected)
			}
		}}
		apps.Go(func() { client.Run(ctx) })
		<-connected
	}
	poster := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: workers}}
	start := time.Now()
	var wg sync.WaitGroup
	for _, c := range channels {
		wg.Go(func() {
			body := notes(size)
			for time.Since(start) < measureFor {
				token := crand.Text()
				began.Store(token, time.Now())
				left.Add(1)
				resp, err := poster.Post(c.CallbackURL(token), "application/json", bytes.NewReader(body))
				if err != nil || resp.StatusCode != 200 {
					t.Errorf("a callback failed: %v", err)
					left.Done()
					return
				}
				io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
			}
		})
	}
	wg.Wait()
	left.Wait() // until the apps have what was answered
	s.took = time.Since(start)
	return s
}

// echoProcess is a bare WebSocket server, for comparison.
func echoProcess() int {
	freeOnSignal()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 1
	}
	fmt.Printf("relay on http://%s\n", l.Addr())
	http.Serve(l, http.HandlerFunc(echo))
	return 0
}

func rss(t testing.TB, p *process) int {
	t.Helper()
	p.cmd.Process.Signal(syscall.SIGUSR1)
	p.expect("freed")
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		t.Skip("memory is read from /proc")
	}
	for line := range strings.SplitSeq(string(b), "\n") {
		var kb int
		if _, err := fmt.Sscanf(line, "VmRSS: %d kB", &kb); err == nil {
			return kb
		}
	}
	t.Fatal("no VmRSS")
	return 0
}

const idle = 9_500 // both ends count against this computer's limit of open files

func measureIdle(t *testing.T) {
	bare := launch(t, "echo", nil)
	url := bare.expect("relay on ")
	before := rss(t, bare)
	for range idle {
		ws, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(url, "http"), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer ws.Close()
	}
	t.Logf("bare echo: %.1f KB for each of %d idle connections", float64(rss(t, bare)-before)/idle, idle)
	bare.kill()

	p, url := runHub(t, nil, wide("--addr", "127.0.0.1:0", "--data", t.TempDir())...)
	before = rss(t, p)
	w := &world{t: t, url: url}
	var c relay.Channel
	for i := range idle {
		if i%8 == 0 {
			var err error
			if c, err = relay.NewChannel(t.Context(), url, ""); err != nil {
				t.Fatal(err)
			}
		}
		w.dial(c)
	}
	t.Logf("hub: %.1f KB for each of %d idle connections, proved and on their channels", float64(rss(t, p)-before)/idle, idle)
}

// freeOnSignal gives unused memory back when told, so that only what is in use
// is measured.
func freeOnSignal() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR1)
	go func() {
		for range c {
			debug.FreeOSMemory()
			fmt.Println("freed")
		}
	}()
}

// The price of a callback, without a client.
func BenchmarkDeposit(b *testing.B) {
	for _, size := range []int{2_000, 300_000} {
		for name, store := range map[string]hub.Store{"memory": newRAM(), "synced": embed(b, hub.Stream{Letters: 1 << 20, MaxBytes: 8 << 30})} {
			b.Run(fmt.Sprintf("%s/%d", name, size), func(b *testing.B) {
				h, err := hub.New(hub.Config{Now: time.Now, Limits: hub.Limits{PerMinute: 1 << 30, Letters: 1 << 30, Bytes: 1 << 50}}, store)
				if err != nil {
					b.Fatal(err)
				}
				defer h.Close()
				s, err := relay.NewSecret(nil)
				if err != nil {
					b.Fatal(err)
				}
				if err := store.SaveChannel(b.Context(), s.ID(), hub.Record{Public: s.Public()}); err != nil {
					b.Fatal(err)
				}
				body := notes(size)
				b.SetBytes(int64(len(body)))
				for b.Loop() {
					r := httptest.NewRequest("POST", "/cb/"+s.ID()+"/"+crand.Text(), bytes.NewReader(body))
					w := httptest.NewRecorder()
					if h.ServeHTTP(w, r); w.Code != 200 {
						b.Fatalf("answer %d", w.Code)
					}
				}
			})
		}
	}
}
