//go:build unix

package hub_test

import (
	"bytes"
	"context"
	crand "crypto/rand"
	"fmt"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"partlift/backend/relay"
	"partlift/backend/relay/hub"
)

// campaign posts callbacks to channels while a test breaks things, and judges
// afterwards what came of those that were answered with 200.
type campaign struct {
	t        testing.TB
	dir      string // ledgers
	urls     []string
	channels []relay.Channel
	client   *http.Client

	mu       sync.Mutex
	posted   []map[string]bool // ids, of each channel
	answered []map[string]bool
	tries    atomic.Int64
	gaveUp   atomic.Int64
	seq      atomic.Int64
}

func newCampaign(t testing.TB, channels int, urls ...string) *campaign {
	t.Helper()
	c := &campaign{t: t, dir: t.TempDir(), urls: urls, client: &http.Client{Timeout: 20 * time.Second}}
	for i := range channels {
		ch, err := relay.NewChannel(t.Context(), urls[i%len(urls)], "")
		if err != nil {
			t.Fatal(err)
		}
		c.channels = append(c.channels, ch)
		c.posted = append(c.posted, map[string]bool{})
		c.answered = append(c.answered, map[string]bool{})
	}
	return c
}

// app starts the app of a channel.
func (c *campaign) app(i int) *process { return runApp(c.t, c.channels[i], c.dir) }

// send posts one callback, up to four times like the service, each time to any
// of the hubs; with repeats it does not believe an answer and posts it again.
func (c *campaign) send(ctx context.Context, channel int, body []byte, repeats int) bool {
	token := crand.Text()
	id := relay.LetterID(c.channels[channel].Secret.ID(), token, body)
	c.mu.Lock()
	c.posted[channel][id] = true
	c.mu.Unlock()
	ok := false
	for try := 0; try < 4 || ok && repeats > 0; try++ {
		c.tries.Add(1)
		if c.once(channel, token, body) {
			ok = true
			if repeats--; repeats <= 0 {
				break
			}
			continue
		}
		select {
		case <-ctx.Done():
			try = 4
		case <-time.After(100 * time.Millisecond):
		}
	}
	if !ok {
		c.gaveUp.Add(1)
		return false
	}
	c.mu.Lock()
	c.answered[channel][id] = true
	c.mu.Unlock()
	return true
}

func (c *campaign) once(channel int, token string, body []byte) bool {
	url := strings.Replace(c.channels[channel].CallbackURL(token), c.channels[channel].Hub, c.urls[rand.IntN(len(c.urls))], 1)
	resp, err := c.client.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		return false
	}
	resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// body is a callback of one of the usual sizes, each different.
func (c *campaign) body() []byte {
	n, size := int(c.seq.Add(1)), 2_000
	switch p := rand.IntN(100); {
	case p < 3:
		size = 2_000_000 // stored in pieces
	case p < 20:
		size = 200_000
	}
	b := new(bytes.Buffer)
	noise(n, size).WriteTo(b)
	return b.Bytes()
}

// load posts with several goroutines until stop is called.
func (c *campaign) load(workers int) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for ctx.Err() == nil {
				c.send(ctx, rand.IntN(len(c.channels)), c.body(), 0)
			}
		})
	}
	return func() { cancel(); wg.Wait() }
}

// verdict is what came of a campaign.
type verdict struct {
	tried, answered, gaveUp, lost, twice, foreign, again int
}

func (v verdict) String() string {
	return fmt.Sprintf("%d tries, %d callbacks answered 200, %d given up; lost %d, applied twice %d, in the wrong channel %d; %d came more than once",
		v.tried, v.answered, v.gaveUp, v.lost, v.twice, v.foreign, v.again)
}

// judge waits until the ledgers have all that was answered, as long as something
// comes within a time: thousands of letters that lay there take theirs.
func (c *campaign) judge(within time.Duration) verdict {
	c.t.Helper()
	limit, left := time.After(within), math.MaxInt
	for {
		v := c.look()
		if v.lost == 0 {
			return v
		}
		if v.lost < left {
			limit, left = time.After(within), v.lost
		}
		select {
		case <-limit:
			return v
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (c *campaign) look() verdict {
	c.t.Helper()
	v := verdict{tried: int(c.tries.Load()), gaveUp: int(c.gaveUp.Load())}
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, ch := range c.channels {
		lines, _, err := readLedger(filepath.Join(c.dir, ch.Secret.ID()))
		if err != nil {
			c.t.Fatal(err)
		}
		applied := map[string]int{}
		for _, e := range lines {
			if e.Again {
				v.again++
				continue
			}
			applied[e.ID]++
			if !c.posted[i][e.ID] {
				v.foreign++
			}
			if applied[e.ID] > 1 {
				v.twice++
			}
		}
		v.answered += len(c.answered[i])
		for id := range c.answered[i] {
			if applied[id] == 0 {
				v.lost++
			}
		}
	}
	return v
}

// demand fails the test unless all is well.
func (c *campaign) demand(what string) {
	c.t.Helper()
	v := c.judge(2 * time.Minute)
	c.t.Logf("%s: %v", what, v)
	if v.lost != 0 || v.twice != 0 || v.foreign != 0 || v.answered == 0 {
		c.t.Errorf("%s: %v", what, v)
	}
}

// mute is a network between a client and a hub that can go silent without
// closing anything: what was under way is swallowed from then on.
type mute struct {
	l    net.Listener
	to   string
	mu   sync.Mutex
	dead *atomic.Bool // of the connections made since the last silence
	all  []net.Conn
	wg   sync.WaitGroup
}

func newMute(t testing.TB, to string) *mute {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &mute{l: l, to: to, dead: &atomic.Bool{}}
	m.wg.Go(m.accept)
	t.Cleanup(func() {
		l.Close()
		m.mu.Lock()
		for _, c := range m.all {
			c.Close()
		}
		m.mu.Unlock()
		m.wg.Wait()
	})
	return m
}

func (m *mute) accept() {
	for {
		a, err := m.l.Accept()
		if err != nil {
			return
		}
		b, err := net.Dial("tcp", m.to)
		if err != nil {
			a.Close()
			continue
		}
		m.mu.Lock()
		dead := m.dead
		m.all = append(m.all, a, b)
		m.mu.Unlock()
		m.wg.Go(func() { pipe(a, b, dead) })
		m.wg.Go(func() { pipe(b, a, dead) })
	}
}

func pipe(from, to net.Conn, dead *atomic.Bool) {
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		if dead.Load() {
			if err != nil {
				return // and the other end hears nothing of it
			}
			continue
		}
		if err != nil {
			to.Close()
			return
		}
		if _, err := to.Write(buf[:n]); err != nil {
			from.Close()
			return
		}
	}
}

// silence cuts what is connected without a word. New connections work.
func (m *mute) silence() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dead.Store(true)
	m.dead = &atomic.Bool{}
}

func (m *mute) url() string { return "http://" + m.l.Addr().String() }

func TestTheJudgeSeesLosses(t *testing.T) {
	w := newWorld(t, hub.Config{})
	c := newCampaign(t, 2, w.url)
	id := func(i int) string { return c.channels[i].Secret.ID() }
	write := func(i int, lines ...string) {
		if err := os.WriteFile(filepath.Join(c.dir, id(i)), []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c.posted[0]["a"], c.answered[0]["a"] = true, true
	c.posted[0]["b"], c.answered[0]["b"] = true, true
	c.posted[0]["c"] = true // not answered: may arrive or not
	write(0, `{"ID":"a"}`, `{"ID":"a","Again":true}`, `{"ID":"c"}`)
	if v := c.look(); v != (verdict{answered: 2, lost: 1, again: 1}) {
		t.Errorf("%+v", v)
	}
	write(0, `{"ID":"a"}`, `{"ID":"b"}`, `{"ID":"b"}`)
	write(1, `{"ID":"a"}`)
	if v := c.look(); v != (verdict{answered: 2, twice: 1, foreign: 1}) {
		t.Errorf("%+v", v)
	}
}
