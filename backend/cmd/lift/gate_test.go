package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"partlift/backend/kie/kiesim"
)

// Where a kill can fall.
const (
	killBefore = "before a request was taken"
	killDuring = "after a request was taken, before its answer"
	killAfter  = "after an answer"
	killOrder  = "after an order was taken, before its answer"
	killLine   = "at a line it said"
	killFile   = "while it wrote files"
)

// kill is the moment at which a run of lift dies.
type kill struct {
	where string
	at    int // which request or line
}

const orderPath = "/api/v1/vocal-removal/generate"

// gate stands between lift and the pretend service. It sees every request, and
// strikes at the one that a kill is due at.
type gate struct {
	sim    *kiesim.Sim
	server *httptest.Server

	mu     sync.Mutex
	seen   int // requests of this run
	due    kill
	strike func()
	conns  map[net.Conn]bool
	gone   *sync.Cond // that a connection is
}

func newGate(t *testing.T, sim *kiesim.Sim) *gate {
	g := &gate{sim: sim, conns: map[net.Conn]bool{}}
	g.gone = sync.NewCond(&g.mu)
	g.server = httptest.NewUnstartedServer(g)
	g.server.Config.ConnState = g.track
	g.server.Start()
	t.Cleanup(func() {
		g.server.Close()
		_ = sim.Close() // always nil
	})
	return g
}

func (g *gate) track(c net.Conn, s http.ConnState) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch s {
	case http.StateNew:
		g.conns[c] = true
	case http.StateClosed, http.StateHijacked:
		delete(g.conns, c)
		g.gone.Broadcast()
	}
}

// arm sets the kill of the next run.
func (g *gate) arm(k kill, strike func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.seen, g.due, g.strike = 0, k, strike
}

// settle returns when all that lift has sent was served. Connections are taken
// in the order in which they were made, so lift's were when ours is.
func (g *gate) settle(t *testing.T) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, g.server.URL+"/sim/state", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Close = true
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	g.mu.Lock()
	defer g.mu.Unlock()
	for len(g.conns) > 0 {
		g.gone.Wait()
	}
}

// moment counts a request and returns where the kill falls in it; "" for none.
func (g *gate) moment(r *http.Request) (where string, strike func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.seen++
	switch k := g.due; k.where {
	case killOrder:
		if r.URL.Path == orderPath {
			return killDuring, g.strike
		}
	case killBefore, killDuring, killAfter:
		if g.seen == k.at {
			return k.where, g.strike
		}
	}
	return "", nil
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/sim/") {
		g.sim.ServeHTTP(w, r)
		return
	}
	where, strike := g.moment(r)
	if strike != nil {
		defer strike() // also when the service breaks the connection off
	}
	switch where {
	case killBefore:
		panic(http.ErrAbortHandler)
	case killDuring:
		g.sim.ServeHTTP(nowhere{http.Header{}}, r)
		panic(http.ErrAbortHandler)
	default:
		g.sim.ServeHTTP(w, r)
	}
}

// nowhere is an answer that nobody gets.
type nowhere struct{ head http.Header }

func (n nowhere) Header() http.Header     { return n.head }
func (nowhere) WriteHeader(int)           {}
func (nowhere) Write([]byte) (int, error) { return 0, net.ErrClosed }
