//go:build unix

package hub_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// nats-server is built once from the module's own version.
var (
	natsOnce sync.Once
	natsPath string
	natsErr  error
)

func natsServer(t testing.TB) string {
	t.Helper()
	natsOnce.Do(func() {
		dir, err := os.MkdirTemp("", "relay-nats-*")
		if err != nil {
			natsErr = err
			return
		}
		natsPath = filepath.Join(dir, "nats-server")
		cmd := exec.Command("go", "build", "-o", natsPath, "github.com/nats-io/nats-server/v2")
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			natsErr = fmt.Errorf("build nats-server: %w: %s", err, out)
		}
	})
	if natsErr != nil {
		t.Fatal(natsErr)
	}
	return natsPath
}

func cleanNats() {
	if natsPath != "" {
		os.RemoveAll(filepath.Dir(natsPath))
	}
}

// cluster is three NATS servers on this computer.
type cluster struct {
	t       testing.TB
	dir     string
	clients [3]string
	routes  [3]string
	nodes   [3]*process
}

// newCluster gives a cluster that does not come up two more tries, on other
// ports and an empty disk: a node whose port another program took ends at once,
// and the two that are left never choose a leader.
func newCluster(t testing.TB) *cluster {
	t.Helper()
	var err error
	for range 3 {
		c := &cluster{t: t, dir: t.TempDir()}
		for i := range 3 {
			c.clients[i], c.routes[i] = freeAddr(t), freeAddr(t)
		}
		for i := range 3 {
			c.start(i)
		}
		if err = c.up(4 * time.Minute); err == nil {
			return c
		}
		t.Log(err)
		for _, n := range c.nodes {
			n.kill()
		}
	}
	t.Fatal(err)
	return nil
}

func (c *cluster) start(i int) {
	c.t.Helper()
	conf := filepath.Join(c.dir, fmt.Sprintf("node%d.conf", i))
	text := fmt.Sprintf(`server_name: node%d
listen: %q
jetstream { store_dir: %q, sync_interval: always, max_mem: 16MB, max_file: 4GB }
cluster { name: %q, listen: %q, routes: ["nats://%s", "nats://%s", "nats://%s"] }
`, i, c.clients[i], filepath.Join(c.dir, fmt.Sprint(i)), c.routes[0], c.routes[i], c.routes[0], c.routes[1], c.routes[2])
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
	c.nodes[i] = start(c.t, nil, natsServer(c.t), "-c", conf)
}

func (c *cluster) url() string {
	return "nats://" + strings.Join(c.clients[:], ",nats://")
}

// ready waits until the cluster has a leader that makes a stream.
func (c *cluster) ready() {
	c.t.Helper()
	if err := c.up(10 * time.Minute); err != nil {
		c.t.Fatal(err)
	}
}

func (c *cluster) up(most time.Duration) error {
	limit := time.After(most)
	for {
		err := c.try()
		if err == nil {
			return nil
		}
		select {
		case <-time.After(100 * time.Millisecond):
			continue
		case <-limit:
		case <-c.nodes[0].done:
		case <-c.nodes[1].done:
		case <-c.nodes[2].done:
		}
		return fmt.Errorf("the cluster does not come up: %w; %s; %s; %s", err, c.nodes[0].log, c.nodes[1].log, c.nodes[2].log)
	}
}

func (c *cluster) try() error {
	nc, err := nats.Connect(c.url(), nats.Timeout(time.Second))
	if err != nil {
		return err
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		return err
	}
	_, err = js.CreateOrUpdateStream(c.t.Context(), jetstream.StreamConfig{Name: "READY", Subjects: []string{"ready"}, Replicas: 3})
	return err
}

// oneServer is a NATS server by itself.
func oneServer(t testing.TB) (url string) {
	t.Helper()
	addr, dir := freeAddr(t), t.TempDir()
	conf := filepath.Join(dir, "nats.conf")
	text := fmt.Sprintf("listen: %q\njetstream { store_dir: %q, sync_interval: always, max_file: 2GB }\n", addr, dir)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, nil, natsServer(t), "-c", conf)
	limit := time.After(10 * time.Minute)
	for {
		nc, err := nats.Connect("nats://" + addr)
		if err == nil {
			nc.Close()
			return "nats://" + addr
		}
		select {
		case <-limit:
			t.Fatalf("the server does not come up: %v; %s", err, p.log)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
