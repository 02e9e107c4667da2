package serve

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/crypto/acme/autocert"

	"partlift/backend/relay/hub"
)

// options are the flags.
type options struct {
	addr, admin, data string
	invite, trust     string
	cert, key, hosts  string
	quiet             bool
	level             slog.Level
	maxBytes          int64
	days              int
	limits            hub.Limits
	nats              natsOptions
	trusted           []netip.Prefix
}

type natsOptions struct {
	url, creds, ca, cert, key, stream string
	replicas                          int
}

// parse reads the flags. What is wrong is told in a sentence.
func parse(e Env) (*options, error) {
	o := &options{limits: hub.DefaultLimits()}
	f := flag.NewFlagSet(e.Name, flag.ContinueOnError)
	f.SetOutput(e.Stderr)
	f.StringVar(&o.addr, "addr", "127.0.0.1:8420", "`address` to listen on; :443 with a certificate")
	f.StringVar(&o.admin, "admin", "", "`address` for /metrics, such as 127.0.0.1:8421; none if empty")
	f.StringVar(&o.data, "data", e.Data, "`folder` of the store")
	f.StringVar(&o.invite, "invite-file", "", "`file` with the invitation that opens channels; without it everybody may, with limits")
	f.StringVar(&o.trust, "trust", "", "`networks` of proxies whose X-Forwarded-For counts, such as 127.0.0.1/32,10.0.0.0/8")
	f.StringVar(&o.cert, "tls-cert", "", "certificate `file`")
	f.StringVar(&o.key, "tls-key", "", "certificate's key `file`")
	f.StringVar(&o.hosts, "autocert", "", "`names` to get certificates for from Let's Encrypt; port 443 must reach --addr")
	f.BoolVar(&o.quiet, "quiet", false, "log warnings only")
	f.Int64Var(&o.maxBytes, "max-bytes", 0, "`bytes` the store may hold; 0 = 80 % of what is free, at most 10 GiB")
	f.IntVar(&o.days, "days", 14, "`days` that a callback waits for its client")
	f.IntVar(&o.limits.Letters, "channel-letters", o.limits.Letters, "callbacks that may wait in one channel")
	f.Int64Var(&o.limits.Bytes, "channel-bytes", o.limits.Bytes, "their bytes")
	f.IntVar(&o.limits.PerMinute, "channel-rate", o.limits.PerMinute, "callbacks per minute and channel")
	f.IntVar(&o.limits.Opens, "opens", o.limits.Opens, "channels opened per hour and address without invitation")
	f.IntVar(&o.limits.Dials, "dials", o.limits.Dials, "connections per minute and address")
	f.IntVar(&o.limits.Sockets, "sockets", o.limits.Sockets, "connections in all")
	f.DurationVar(&o.limits.Ping, "ping", o.limits.Ping, "`time` between pings of a connection, whole seconds, below a proxy's timeout")
	f.StringVar(&o.nats.url, "nats-url", "", "`address` of NATS servers with JetStream, in place of the one inside")
	f.StringVar(&o.nats.creds, "nats-creds", "", "NATS credentials `file`")
	f.StringVar(&o.nats.ca, "nats-ca", "", "`file` of the authority that signed the NATS servers' certificates")
	f.StringVar(&o.nats.cert, "nats-cert", "", "client certificate `file` for NATS")
	f.StringVar(&o.nats.key, "nats-key", "", "its key `file`")
	f.StringVar(&o.nats.stream, "nats-stream", "PARTLIFT_RELAY", "`name` of the stream and first word of its subjects")
	f.IntVar(&o.nats.replicas, "nats-replicas", 3, "copies of each callback in the NATS cluster")
	if err := f.Parse(e.Args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil, err
		}
		return nil, fmt.Errorf("see %s --help", e.Name)
	}
	if o.quiet {
		o.level = slog.LevelWarn
	}
	return o, o.check(f)
}

func (o *options) check(f *flag.FlagSet) error {
	switch {
	case f.NArg() > 0:
		return fmt.Errorf("%q is not a flag; see %s --help", f.Arg(0), f.Name())
	case o.data == "" && o.nats.url == "":
		return errors.New("say with --data where the relay may keep its files")
	case (o.cert == "") != (o.key == ""):
		return errors.New("--tls-cert and --tls-key go together")
	case o.hosts != "" && o.cert != "":
		return errors.New("use --autocert or --tls-cert, not both")
	case o.hosts != "" && o.data == "":
		return errors.New("--autocert needs --data to keep its certificates")
	case (o.nats.cert == "") != (o.nats.key == ""):
		return errors.New("--nats-cert and --nats-key go together")
	case o.days < 1 || o.limits.Letters < 1 || o.limits.Bytes < 1 || o.limits.PerMinute < 1 || o.limits.Opens < 1 || o.limits.Dials < 1 || o.limits.Sockets < 1 || o.limits.Ping < time.Second || o.maxBytes < 0 || o.nats.replicas < 1:
		return errors.New("a limit must be 1 or more")
	}
	for text := range strings.SplitSeq(o.trust, ",") {
		if text == "" {
			continue
		}
		p, err := netip.ParsePrefix(strings.TrimSpace(text))
		if err != nil {
			return fmt.Errorf("--trust wants networks such as 10.0.0.0/8, not %q", text)
		}
		o.trusted = append(o.trusted, p)
	}
	if o.invite == "" {
		return nil
	}
	b, err := os.ReadFile(o.invite)
	if err != nil {
		return fmt.Errorf("the invitation cannot be read: %w", err)
	}
	if o.invite = strings.TrimSpace(string(b)); len(o.invite) < 12 {
		return errors.New("the invitation is too short to be secret: take 12 letters or more")
	}
	return nil
}

// openStore opens what the flags say.
func (o *options) openStore(ctx context.Context, log *slog.Logger) (*hub.Jet, error) {
	s := hub.Stream{
		Name: o.nats.stream, Retention: time.Duration(o.days) * 24 * time.Hour, Letters: o.limits.Letters,
		MaxBytes: o.maxBytes, Log: log,
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if o.nats.url == "" {
		dir := filepath.Join(o.data, "jetstream")
		if s.MaxBytes == 0 {
			s.MaxBytes = roomFor(dir)
		}
		return hub.Embed(ctx, dir, s)
	}
	s.Replicas = o.nats.replicas
	secure, err := o.nats.tlsConfig()
	if err != nil {
		return nil, err
	}
	log.Info("using NATS servers; they must run with sync_interval: always, or a power cut loses what was acknowledged")
	return hub.Connect(ctx, hub.Cluster{URL: o.nats.url, Creds: o.nats.creds, TLS: secure}, s)
}

const mostBytes = 10 << 30

// roomFor is what a store in a folder may grow to: what it has already, and
// most of what is free.
func roomFor(dir string) int64 {
	if os.MkdirAll(dir, 0o700) != nil {
		return mostBytes
	}
	free, err := hub.Free(dir)
	if err != nil {
		return mostBytes
	}
	var has int64
	filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if i, err := d.Info(); err == nil {
				has += i.Size()
			}
		}
		return nil
	})
	return min(mostBytes, max(1<<20, (int64(min(free, mostBytes*2))+has)/10*8))
}

// config is the hub's.
func (o *options) config(e Env, log *slog.Logger) hub.Config {
	c := hub.Config{Now: e.Now, Wall: e.Wall, Limits: o.limits, Invite: o.invite, Trusted: o.trusted, Log: log}
	if o.nats.url == "" {
		c.Free = func() (uint64, error) { return hub.Free(o.data) }
		// A small disk is guarded by the stream's limit; this guards against
		// what else fills it.
		if free, err := c.Free(); err == nil {
			c.Limits.MinFree = min(c.Limits.MinFree, max(1<<20, free/20))
		}
	} else {
		c.Recount = time.Minute // other hubs may share the store
	}
	return c
}

func (o *options) tlsConfig() (*tls.Config, error) {
	switch {
	case o.hosts != "":
		m := &autocert.Manager{
			Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(filepath.Join(o.data, "certificates")),
			HostPolicy: autocert.HostWhitelist(strings.Split(o.hosts, ",")...),
		}
		c := m.TLSConfig()
		c.MinVersion = tls.VersionTLS12
		return c, nil
	case o.cert != "":
		pair, err := tls.LoadX509KeyPair(o.cert, o.key)
		if err != nil {
			return nil, fmt.Errorf("the certificate cannot be used: %w", err)
		}
		return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, nil
	}
	return nil, nil
}

func (n *natsOptions) tlsConfig() (*tls.Config, error) {
	if n.ca == "" && n.cert == "" {
		return nil, nil
	}
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if n.ca != "" {
		b, err := os.ReadFile(n.ca)
		if err != nil {
			return nil, fmt.Errorf("the NATS authority cannot be read: %w", err)
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(b) {
			return nil, errors.New("the file of --nats-ca holds no certificate")
		}
	}
	if n.cert != "" {
		pair, err := tls.LoadX509KeyPair(n.cert, n.key)
		if err != nil {
			return nil, fmt.Errorf("the NATS certificate cannot be used: %w", err)
		}
		c.Certificates = []tls.Certificate{pair}
	}
	return c, nil
}

func (o *options) adminListener() (net.Listener, error) {
	if o.admin == "" {
		return nil, nil
	}
	l, err := net.Listen("tcp", o.admin)
	if err != nil {
		return nil, fmt.Errorf("listen for metrics: %w", err)
	}
	return l, nil
}
