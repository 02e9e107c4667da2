//go:build unix

package hub_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// soakKills is how many processes are killed: a few in a usual run, and as many
// as PARTLIFT_SOAK says in a long one.
func soakKills(t testing.TB, usual int) int {
	text := os.Getenv("PARTLIFT_SOAK")
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("PARTLIFT_SOAK is %q, not a number of kills", text)
	}
	return n
}

// moment is a random time to let things run before the next blow.
func moment(most time.Duration) { pause(time.Duration(rand.Int64N(int64(most)))) }

func TestSoakHubKilled(t *testing.T) {
	kills := soakKills(t, 8)
	addr := freeAddr(t)
	args := wide("--addr", addr, "--data", t.TempDir())
	p, url := runHub(t, nil, args...)
	c := newCampaign(t, 2, url)
	c.app(0)
	c.app(1)
	stop := c.load(6)
	for range kills {
		moment(600 * time.Millisecond)
		p.kill()
		p, _ = runHub(t, nil, args...)
	}
	stop()
	c.demand(strconv.Itoa(kills) + " kills of the hub")
	p.cmd.Process.Signal(syscall.SIGTERM)
	<-p.done
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("asked to stop, the hub ended with %d: %s", code, p.log)
	}
}

func TestSoakAppKilled(t *testing.T) {
	kills := soakKills(t, 8)
	_, url := runHub(t, nil, wide("--addr", "127.0.0.1:0", "--data", t.TempDir())...)
	c := newCampaign(t, 2, url)
	apps := []*process{c.app(0), c.app(1)}
	stop := c.load(3)
	for i := range kills {
		apps[i%2].expect("connected")
		moment(300 * time.Millisecond)
		apps[i%2].kill()
		apps[i%2] = c.app(i % 2)
	}
	stop()
	c.demand(strconv.Itoa(kills) + " kills of the app")
}

func TestSoakBothKilled(t *testing.T) {
	kills := soakKills(t, 8)
	addr := freeAddr(t)
	args := wide("--addr", addr, "--data", t.TempDir())
	p, url := runHub(t, nil, args...)
	c := newCampaign(t, 2, url)
	apps := []*process{c.app(0), c.app(1)}
	stop := c.load(4)
	for range kills {
		moment(500 * time.Millisecond)
		if i := rand.IntN(3); i < 2 {
			apps[i].kill()
			apps[i] = c.app(i)
		} else {
			p.kill()
			p, _ = runHub(t, nil, args...)
		}
	}
	stop()
	c.demand(strconv.Itoa(kills) + " kills of hub or app")
}

func TestSoakNodeKilled(t *testing.T) {
	t.Parallel()
	kills := min(soakKills(t, 1), 60) // a node needs seconds to be one again
	nodes := newCluster(t)
	args := wide("--addr", "127.0.0.1:0", "--nats-url", nodes.url(), "--max-bytes", "2000000000")
	_, one := runHub(t, nil, args...)
	_, two := runHub(t, nil, args...)
	c := newCampaign(t, 2, one, two) // a callback comes to either, an app is at one
	c.app(0)
	c.app(1)
	stop := c.load(4)
	for i := range kills {
		moment(2 * time.Second)
		nodes.nodes[i%3].kill()
		moment(3 * time.Second)
		nodes.start(i % 3)
		nodes.ready()
	}
	stop()
	c.demand(strconv.Itoa(kills) + " kills of a NATS node")
}

func TestSoakWholeClusterKilled(t *testing.T) {
	if os.Getenv("PARTLIFT_SOAK") == "" {
		t.Skip("only with PARTLIFT_SOAK")
	}
	t.Parallel()
	kills := min(soakKills(t, 1), 20)
	nodes := newCluster(t)
	_, url := runHub(t, nil, wide("--addr", "127.0.0.1:0", "--nats-url", nodes.url(), "--max-bytes", "2000000000")...)
	c := newCampaign(t, 2, url)
	c.app(0)
	c.app(1)
	stop := c.load(4)
	for range kills {
		moment(3 * time.Second)
		for i := range 3 {
			nodes.nodes[i].kill()
		}
		for i := range 3 {
			nodes.start(i)
		}
		nodes.ready()
	}
	stop()
	c.demand(strconv.Itoa(kills) + " kills of all NATS nodes at once")
}

func TestSoakPartition(t *testing.T) {
	t.Parallel()
	cuts := min(soakKills(t, 2), 40)
	_, url := runHub(t, nil, wide("--addr", "127.0.0.1:0", "--data", t.TempDir(), "--ping", "1s")...)
	c := newCampaign(t, 1, url)
	net := newMute(t, strings.TrimPrefix(url, "http://"))
	c.channels[0].Hub = net.url()
	app := c.app(0)
	app.expect("connected")
	stop := c.load(2)
	for range cuts {
		moment(time.Second)
		net.silence()
		app.expect("connected")
	}
	stop()
	c.demand(strconv.Itoa(cuts) + " partitions without a FIN")
}

func TestSoakSlowReader(t *testing.T) {
	still := 2 * time.Second
	if os.Getenv("PARTLIFT_SOAK") != "" {
		still = 45 * time.Second // past the deadlines of the hub
	}
	_, url := runHub(t, nil, wide("--addr", "127.0.0.1:0", "--data", t.TempDir())...)
	c := newCampaign(t, 2, url)
	app := c.app(0)
	c.app(1)
	app.expect("connected")
	stop := c.load(2)
	app.cmd.Process.Signal(syscall.SIGSTOP)
	pause(still)
	stop()
	if c.gaveUp.Load() != 0 {
		t.Errorf("%d callbacks were given up because an app stood still", c.gaveUp.Load())
	}
	app.cmd.Process.Signal(syscall.SIGCONT)
	c.demand("an app that stood still for " + still.String())
}

func TestEachCallbackFiveTimes(t *testing.T) {
	_, url := runHub(t, nil, wide("--addr", "127.0.0.1:0", "--data", t.TempDir())...)
	c := newCampaign(t, 1, url)
	for range 20 { // before the app has ever been there
		c.send(t.Context(), 0, c.body(), 5)
	}
	c.app(0)
	for range 20 {
		c.send(t.Context(), 0, c.body(), 5)
	}
	c.demand("each callback five times")
	if v := c.look(); v.again != 0 || v.tried < 200 {
		t.Errorf("%v", v)
	}
}

func TestALargeCallbackThroughProcesses(t *testing.T) {
	_, url := runHub(t, nil, wide("--addr", "127.0.0.1:0", "--data", t.TempDir())...)
	c := newCampaign(t, 1, url)
	c.app(0)
	body := make([]byte, large)
	noise(1, len(body)).Read(body)
	for tries := 0; !c.send(t.Context(), 0, body, 0); tries++ { // a slow computer may need longer than a callback may last
		if tries == 5 {
			t.Fatal("a large callback was not taken")
		}
	}
	c.demand("a callback of " + strconv.Itoa(large) + " bytes")
	lines, _, err := readLedger(filepath.Join(c.dir, c.channels[0].Secret.ID()))
	if err != nil || lines[0].Bytes != len(body) {
		t.Errorf("the ledger says %+v, %v", lines, err)
	}
}

func TestClocksMayBeWrong(t *testing.T) {
	for _, skew := range []string{"-3600", "3600"} {
		_, url := runHub(t, []string{skewEnv + "=" + skew}, wide("--addr", "127.0.0.1:0", "--data", t.TempDir())...)
		c := newCampaign(t, 1, url)
		c.app(0)
		for range 5 {
			c.send(t.Context(), 0, c.body(), 0)
		}
		c.demand("a clock off by " + skew + " s")
	}
}
