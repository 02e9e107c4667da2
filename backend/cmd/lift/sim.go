package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"partlift/app/studio"
	"partlift/backend/kie/kiesim"
	"partlift/backend/say"
	"partlift/backend/smf"
)

// simFlags are the flags of the pretend Kie.
type simFlags struct {
	addr, script, profile string
	credits               float64
	songs                 []string
}

func sim(ctx context.Context, l *lift, args []string) error {
	f := l.flags("sim")
	var s simFlags
	f.StringVar(&s.addr, "addr", "127.0.0.1:0", "`address` to listen on")
	f.StringVar(&s.script, "script", "", "JSON `file` with the service's behavior")
	f.StringVar(&s.profile, "profile", "kie", "kie or sunoapi")
	f.Float64Var(&s.credits, "credits", 1000, "balance at the start")
	f.Func("song", "MIDI `file` that the service hears in uploads; may be given again (default: the demo songs)", func(v string) error {
		s.songs = append(s.songs, v)
		return nil
	})
	rest, err := parse(f, args)
	if err != nil {
		return err
	}
	if s.profile != kiesim.ProfileKie && s.profile != kiesim.ProfileSunoAPI {
		return usage("--profile is kie or sunoapi, not %q.", s.profile)
	}
	s.songs = append(s.songs, rest...)
	cfg, err := s.config(l)
	if err != nil {
		return err
	}
	return l.serve(ctx, s.addr, cfg)
}

func (s simFlags) config(l *lift) (kiesim.Config, error) {
	cfg := kiesim.Config{Credits: s.credits, Now: time.Now, Profile: s.profile, Log: slog.New(slog.NewTextHandler(l.err, nil))}
	if s.script != "" {
		data, err := studio.ReadFile(s.script)
		if err != nil {
			return cfg, err
		}
		if cfg.Script, err = kiesim.ReadScript(bytes.NewReader(data)); err != nil {
			return cfg, &say.Trouble{Text: "“" + s.script + "”: " + err.Error() + ".", Err: err}
		}
	}
	for _, path := range s.songs {
		data, err := studio.ReadFile(path)
		if err != nil {
			return cfg, err
		}
		song, err := smf.Read(bytes.NewReader(data))
		if err != nil {
			return cfg, &say.Trouble{Text: "“" + path + "”: " + err.Error(), Err: err}
		}
		cfg.Songs = append(cfg.Songs, kiesim.Song{Name: strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)), Music: song})
	}
	if len(s.songs) > 0 {
		return cfg, nil
	}
	var err error
	cfg.Songs, err = studio.DemoSongs()
	return cfg, err
}

// serve runs the service until the context ends.
func (l *lift) serve(ctx context.Context, addr string, cfg kiesim.Config) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return &say.Trouble{Text: "The address " + addr + " cannot be listened on.", Hint: "Choose another port, or 127.0.0.1:0 for a free one.", Err: err}
	}
	service := kiesim.New(cfg)
	defer service.Close()
	server := &http.Server{Handler: service, ReadHeaderTimeout: 10 * time.Second}
	base := "http://" + listener.Addr().String()
	if l.json {
		if err := l.print(map[string]any{"api_base": base, "upload_base": base}); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(l.out, base)
	}
	l.say("A pretend Kie. Any API key works. %s/sim/ lists its songs, %s/sim/state what was charged.", base, base)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err = <-ended:
	case <-ctx.Done():
		err = server.Close()
		<-ended
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
