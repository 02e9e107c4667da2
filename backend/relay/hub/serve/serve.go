// Package serve runs a relay's hub as a program: flags, listeners, TLS, health,
// metrics and an orderly end. It is shared by relayd and "lift relay".
package serve

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"partlift/backend/relay/hub"
)

// Env is what the program is given.
type Env struct {
	Name           string // as the user typed it, for the usage
	Args           []string
	Stdout, Stderr io.Writer
	Now            func() time.Time
	Wall           func() time.Time // see hub.Config; nil = Now
	Data           string           // default of --data
}

// Main runs a hub until ctx ends and returns the exit code: 0 when asked to
// stop, 1 for a failure, 2 for wrong usage. The first line on Stdout names the
// address once callbacks are taken.
func Main(ctx context.Context, e Env) int {
	o, err := parse(e)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintln(e.Stderr, err)
		return 2
	}
	log := slog.New(slog.NewTextHandler(e.Stderr, &slog.HandlerOptions{Level: o.level}))
	if err := run(ctx, e, o, log); err != nil {
		log.Error("the relay stopped", "err", err)
		return 1
	}
	return 0
}

// run serves until ctx ends.
func run(ctx context.Context, e Env, o *options, log *slog.Logger) (err error) {
	store, err := o.openStore(ctx, log)
	if err != nil && ctx.Err() != nil {
		return nil // asked to stop before there was anything to stop
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	cfg := o.config(e, log)
	watch := &canary{store: store, inside: o.nats.url == "", crammed: cfg.Crammed}
	watch.metrics(reg)
	cfg.Metrics, cfg.Health = reg, watch.well
	h, err := hub.New(cfg, store)
	if err != nil {
		return err
	}
	defer h.Close()
	secure, err := o.tlsConfig()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", o.addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	admin, err := o.adminListener()
	if err != nil {
		listener.Close()
		return err
	}
	asked := ctx
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s := &servers{log: log, hub: h}
	s.start(server(h, secure), listener, cancel)
	scheme := "http"
	if secure != nil {
		scheme = "https"
	}
	fmt.Fprintf(e.Stdout, "relay on %s://%s\n", scheme, listener.Addr())
	if admin != nil {
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", promhttp.HandlerFor(reg, promhttp.HandlerOpts{}))
		mux.Handle("GET /healthz", h)
		s.start(server(mux, nil), admin, cancel)
		fmt.Fprintf(e.Stdout, "metrics on http://%s/metrics\n", admin.Addr())
	}
	done := make(chan struct{})
	go func() { defer close(done); watch.run(ctx, cancel) }()
	<-ctx.Done()
	// Being asked is told by the context alone: its cause may be a signal.
	if asked.Err() == nil {
		err = context.Cause(ctx)
	}
	log.Info("stopping")
	s.stop()
	<-done
	return err
}

// canary tries the store now and then.
type canary struct {
	store   *hub.Jet
	inside  bool         // the store is in this process
	crammed func() bool  // a full disk is no fault of the store, and not to be written to
	failed  atomic.Int32 // times in a row
}

const (
	checkEvery  = 5 * time.Second
	checkWithin = 5 * time.Second
	checkTimes  = 3
)

var errStuck = errors.New("the store does not answer; a new start helps")

// run ends the program if the store inside it is stuck, as after a disk that
// was full: it loses nothing, and only a new start helps. Servers elsewhere
// come back by themselves.
func (c *canary) run(ctx context.Context, end context.CancelCauseFunc) {
	t := time.NewTicker(checkEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		if c.crammed() {
			continue
		}
		try, cancel := context.WithTimeout(ctx, checkWithin)
		err := c.store.Check(try)
		cancel()
		if err == nil || errors.Is(err, hub.ErrNoSpace) { // full, and says so
			c.failed.Store(0)
		} else if c.failed.Add(1) >= checkTimes && c.inside {
			end(errStuck)
			return
		}
	}
}

func (c *canary) well() error {
	if c.failed.Load() > 0 {
		return errStuck
	}
	return nil
}

// metrics are asked of the store when they are scraped.
func (c *canary) metrics(reg prometheus.Registerer) {
	gauge := func(name, help string, pick func(messages, bytes uint64) uint64) {
		reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "partlift_relay", Name: name, Help: help}, func() float64 {
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
			defer cancel()
			messages, bytes, err := c.store.Waiting(ctx)
			if err != nil {
				return -1
			}
			return float64(pick(messages, bytes))
		}))
	}
	gauge("waiting", "Messages in the store; -1 if it does not answer.", func(m, _ uint64) uint64 { return m })
	gauge("waiting_bytes", "Bytes in the store; -1 if it does not answer.", func(_, b uint64) uint64 { return b })
}
