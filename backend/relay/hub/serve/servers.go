package serve

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"partlift/backend/relay/hub"
)

// server has limits against clients that send slowly on purpose. Reading a body
// has its own limit in the hub; sockets leave the server.
func server(h http.Handler, secure *tls.Config) *http.Server {
	return &http.Server{
		Handler: h, TLSConfig: secure,
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 20 * time.Second,
		WriteTimeout: 40 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
		// What it would log are strangers' mistakes, with their addresses.
		ErrorLog: log.New(io.Discard, "", 0),
	}
}

// servers run until stopped.
type servers struct {
	log *slog.Logger
	hub *hub.Hub
	all []*http.Server
	wg  sync.WaitGroup
}

// start serves in a goroutine; a failure ends the program.
func (s *servers) start(srv *http.Server, l net.Listener, end context.CancelCauseFunc) {
	s.all = append(s.all, srv)
	s.wg.Go(func() {
		var err error
		if srv.TLSConfig != nil {
			err = srv.ServeTLS(l, "", "")
		} else {
			err = srv.Serve(l)
		}
		if !errors.Is(err, http.ErrServerClosed) {
			end(err)
		}
	})
}

// drainWithin is how long callbacks that are being taken may go on; it is more
// than one may last.
const drainWithin = 20 * time.Second

// stop takes no more, lets what has begun end, and tells the clients.
func (s *servers) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), drainWithin)
	defer cancel()
	var wg sync.WaitGroup
	wg.Go(func() {
		told, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		s.hub.Drain(told)
	})
	for _, srv := range s.all {
		wg.Go(func() {
			if err := srv.Shutdown(ctx); err != nil {
				s.log.Warn("some callbacks were cut off", "err", err)
				srv.Close()
			}
		})
	}
	wg.Wait()
	s.wg.Wait()
}
