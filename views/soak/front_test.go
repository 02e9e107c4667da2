//go:build soak && linux

package soak_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"
)

// What a front can do to a request.
const (
	fateError = "5xx before the request was taken"
	fateLost  = "answer lost after the request was taken"
	fateLate  = "5xx after the request was taken"
	fateCut   = "answer cut in the middle"
	fateShort = "answer truncated, ended as if whole"
	fateSlow  = "answer in slow pieces"
	fateStray = "stray 404, 422 or oversized answers to polls"
	fateStems = "host of the stems unfit"
	// Addresses of stems that lead to a host where
	fateRefused = "stems where nobody listens"
	fateUnknown = "stems at a name that leads nowhere"
	fateTLS     = "stems where TLS is not spoken"
)

// front stands between the program and the service. It keeps the books of what
// the service was asked for, and spoils requests while it is told to.
type front struct {
	service http.Handler
	books   *books
	addr    string

	mu     sync.Mutex
	server *http.Server // nil while the network is down
	served chan struct{}
	fate   string // "" for none
	share  float64
	dice   *rand.Rand
	hits   map[string]int
	order  func() // called once, when the next order was taken and not answered yet
}

func newFront(t testing.TB, service http.Handler, seed uint64) *front {
	t.Helper()
	f := &front{service: service, books: newBooks(), addr: freeAddr(t), dice: rand.New(rand.NewPCG(seed, 1)), hits: map[string]int{}}
	if err := f.up(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.down)
	return f
}

// freeAddr is an address on this computer that nobody listens on. It lies below
// the ports that systems hand to connections, so that it stays free until then.
func freeAddr(t testing.TB) string {
	t.Helper()
	for range 1000 {
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(30_000+rand.IntN(2_000))))
		if err == nil {
			defer l.Close()
			return l.Addr().String()
		}
	}
	t.Fatal("no port is free")
	return ""
}

func (f *front) url() string { return "http://" + f.addr }

// up listens again.
func (f *front) up() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.server != nil {
		return nil
	}
	l, err := net.Listen("tcp", f.addr)
	if err != nil {
		return err
	}
	server, served := &http.Server{Handler: f, ReadHeaderTimeout: 10 * time.Second}, make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(l) // always returns an error: that the server was closed
	}()
	f.server, f.served = server, served
	return nil
}

// down refuses connections and tears those off that are there.
func (f *front) down() {
	f.mu.Lock()
	server, served := f.server, f.served
	f.server = nil
	f.mu.Unlock()
	if server != nil {
		_ = server.Close()
		<-served
	}
}

// spoil has a share of the requests meet a fate; "" ends it.
func (f *front) spoil(fate string, share float64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fate, f.share = fate, share
}

// draw is the fate of one request.
func (f *front) draw(r *http.Request) (fate string, dice int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fate == "" || !meets(f.fate, r) || f.dice.Float64() >= f.share {
		return "", 0
	}
	f.hits[f.fate]++
	return f.fate, f.dice.IntN(1000)
}

// spoiled is how many requests met each fate.
func (f *front) spoiled(fate string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.hits[fate]
}

// onOrder has something happen when the next order was taken and not answered
// yet; nil takes it back.
func (f *front) onOrder(do func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.order = do
}

func (f *front) ordered() {
	f.mu.Lock()
	do := f.order
	f.order = nil
	f.mu.Unlock()
	if do != nil {
		do()
	}
}

// errorCodes are what a service in trouble answers with.
var errorCodes = []int{500, 502, 503, 504, 429}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // torn off on its way in; the service never saw it whole
	}
	fate, dice := f.draw(r)
	switch fate {
	case fateError:
		trouble(w, errorCodes[dice%len(errorCodes)])
		return
	case fateStray:
		astray(w, dice)
		return
	case fateStems:
		unfit(w, r, dice)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	entry := f.books.open(r, body)
	answer := httptest.NewRecorder()
	f.service.ServeHTTP(answer, r)
	if f.books.close(entry, answer.Body.Bytes()) {
		f.ordered()
	}
	if host := hosts[fate]; host != "" {
		lead(answer, f.url(), host)
	}
	deliver(w, r, answer, fate, dice)
}

// trouble answers as a gateway does, or as the service.
func trouble(w http.ResponseWriter, code int) {
	if code == 502 || code == 504 {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(code)
		fmt.Fprint(w, "<html><body>Bad gateway</body></html>")
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	fmt.Fprintf(w, `{"code":%d,"msg":"trouble"}`, code)
}

// slowPieces is in how many pieces a slow answer comes.
const slowPieces = 6

// deliver hands on an answer, or what its fate leaves of it.
func deliver(w http.ResponseWriter, r *http.Request, answer *httptest.ResponseRecorder, fate string, dice int) {
	body := answer.Body.Bytes()
	switch fate {
	case fateLost:
		panic(http.ErrAbortHandler)
	case fateLate:
		trouble(w, errorCodes[dice%4])
		return
	}
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	text := answer.Header().Get("Content-Type") == "application/json"
	flush := http.NewResponseController(w).Flush
	switch {
	case fate == fateShort && text:
		w.Header().Del("Content-Length")
		w.WriteHeader(answer.Code)
		_, _ = w.Write(body[:len(body)/2])
	case fate == fateCut || fate == fateShort: // a file without its end is a broken connection
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(answer.Code)
		_, _ = w.Write(body[:len(body)/2])
		_ = flush()
		panic(http.ErrAbortHandler)
	case fate == fateSlow:
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(answer.Code)
		for i := range slowPieces {
			select {
			case <-time.After(time.Duration(100+dice%300) * time.Millisecond):
			case <-r.Context().Done():
				return
			}
			if _, err := w.Write(body[len(body)*i/slowPieces : len(body)*(i+1)/slowPieces]); err != nil {
				return
			}
			_ = flush()
		}
	default:
		w.WriteHeader(answer.Code)
		_, _ = w.Write(body)
	}
}
