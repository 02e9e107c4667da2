package hub

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// ErrInUse means that another process has the folder.
var ErrInUse = errors.New("another relay runs on this folder")

// startWithin is how long the server inside may take to read what it has.
const startWithin = 2 * time.Minute

// Embed starts a NATS server inside this process, with its files in dir and no
// port, and opens the store on it. Every message is synced to the disk before
// it counts as stored: the server's default keeps nothing through a power cut.
func Embed(ctx context.Context, dir string, s Stream) (*Jet, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	lock := flock.New(filepath.Join(dir, "lock"))
	if ok, err := lock.TryLock(); err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	} else if !ok {
		return nil, ErrInUse
	}
	s.orDefault()
	srv, err := server.NewServer(inside(dir, s))
	if err != nil {
		lock.Unlock()
		return nil, fmt.Errorf("open the store: %w", err)
	}
	stop := func() error {
		srv.Shutdown()
		srv.WaitForShutdown()
		return lock.Unlock()
	}
	srv.Start()
	if !srv.ReadyForConnections(startWithin) {
		stop()
		return nil, errors.New("open the store: the server inside does not start")
	}
	nc, err := nats.Connect("", nats.InProcessServer(srv), nats.MaxReconnects(-1))
	if err != nil {
		stop()
		return nil, fmt.Errorf("open the store: %w", err)
	}
	j, err := newJet(ctx, nc, s, stop)
	if err != nil {
		nc.Close()
		stop()
		return nil, err
	}
	return j, nil
}

// inside are the options of the server in this process.
func inside(dir string, s Stream) *server.Options {
	return &server.Options{
		ServerName: "relay", DontListen: true, NoSigs: true, NoLog: true, JetStream: true,
		StoreDir: dir, SyncAlways: true, JetStreamMaxMemory: 16 << 20,
		// The stream's limit is the one that counts; this leaves room for the
		// channels beside it.
		JetStreamMaxStore: s.MaxBytes + 256<<20, DisableJetStreamBanner: true,
	}
}

// Cluster says how to reach NATS servers.
type Cluster struct {
	URL   string // one or several, with commas between
	Creds string // file; "" = none
	TLS   *tls.Config
}

// Connect opens the store on NATS servers that run elsewhere. Whether they sync
// before they acknowledge is up to them: set sync_interval to always there.
func Connect(ctx context.Context, c Cluster, s Stream) (*Jet, error) {
	opts := []nats.Option{
		nats.Name("partlift relay"), nats.MaxReconnects(-1), nats.ReconnectWait(250 * time.Millisecond),
		nats.Timeout(5 * time.Second), nats.PingInterval(5 * time.Second), nats.MaxPingsOutstanding(2),
	}
	if c.Creds != "" {
		opts = append(opts, nats.UserCredentials(c.Creds))
	}
	if c.TLS != nil {
		opts = append(opts, nats.Secure(c.TLS))
	}
	nc, err := nats.Connect(c.URL, opts...)
	if err != nil {
		return nil, fmt.Errorf("connect to NATS: %w", err)
	}
	j, err := newJet(ctx, nc, s, nil)
	if err != nil {
		nc.Close()
		return nil, err
	}
	return j, nil
}
