package studio

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"partlift/backend/kie"
	"partlift/backend/kie/kiesim"
	"partlift/backend/kie/kiesim/songs"
	"partlift/backend/say"
	"partlift/backend/smf"
)

// demo is the simulated service inside the program, on the loopback interface.
type demo struct {
	sim    *kiesim.Sim
	server *http.Server
	base   string
	songs  []kiesim.Song
	served chan struct{} // closed when the server's goroutine has ended
}

// demoKey is accepted by the simulated service; it is no secret.
const demoKey = "demo-key-that-costs-nothing"

// demoPace lets a person watch the steps go by.
var demoPace = kiesim.Latency{
	Separation: kiesim.Duration(4 * time.Second),
	MIDI:       kiesim.Duration(3 * time.Second),
}

// DemoSongs reads the songs that ship with the program.
func DemoSongs() ([]kiesim.Song, error) {
	var out []kiesim.Song
	for _, f := range songs.All() {
		song, err := smf.Read(bytes.NewReader(f.Data))
		if err != nil {
			return nil, fmt.Errorf("demo song %s: %w", f.Name, err)
		}
		song.Title = f.Title
		out = append(out, kiesim.Song{Name: f.Title, Music: song})
	}
	return out, nil
}

func startDemo(now func() time.Time) (*demo, error) {
	heard, err := DemoSongs()
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, &say.Trouble{Text: "The demo could not start its simulated service.", Hint: "It needs a free port on this computer's own loopback interface.", Err: err}
	}
	d := &demo{songs: heard, base: "http://" + listener.Addr().String(), served: make(chan struct{})}
	d.sim = kiesim.New(kiesim.Config{Songs: heard, Keys: []string{demoKey}, Credits: 1000, Now: now, Script: kiesim.Script{Latency: demoPace}})
	d.server = &http.Server{Handler: d.sim, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		defer close(d.served)
		_ = d.server.Serve(listener) // always returns an error: that the server was closed
	}()
	return d, nil
}

func (d *demo) close() {
	_ = d.server.Close()
	<-d.served
	_ = d.sim.Close()
}

// demoClient returns a client of the simulated service, starting it if needed.
func (s *Studio) demoClient() (*kie.Client, error) {
	d, err := s.demoService()
	if err != nil {
		return nil, err
	}
	p, _ := kie.ProfileNamed("kie")
	p.Name, p.APIBase, p.UploadBase = demoProvider, d.base, d.base
	return s.clientOf(p, demoKey), nil
}

func (s *Studio) demoService() (*demo, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.demo != nil {
		return s.demo, nil
	}
	d, err := startDemo(s.cfg.Now)
	if err != nil {
		return nil, err
	}
	s.demo = d
	return d, nil
}

// StartDemo transcribes the demo songs that are not in the library yet.
func (s *Studio) StartDemo(ctx context.Context) error {
	d, err := s.demoService()
	if err != nil {
		return err
	}
	for _, song := range d.songs {
		var wav bytes.Buffer
		if err := kiesim.RenderWAV(&wav, song.Music, kiesim.Format{}); err != nil {
			return err
		}
		draft, err := s.draft(ctx, &wav, song.Slug()+".wav", song.Name, demoProvider)
		if err != nil {
			return err
		}
		draft.Demo = true
		if draft.Known() {
			continue
		}
		if _, err := s.Begin(ctx, draft); err != nil {
			return err
		}
	}
	return nil
}

// DemoInParts takes a demo song as a folder of stems and MIDI files, as the
// vendor's own export would be. It is there at once.
func (s *Studio) DemoInParts(ctx context.Context) (songID string, err error) {
	heard, err := DemoSongs()
	if err != nil {
		return "", err
	}
	song := heard[len(heard)-1]
	song.Name += " in Parts"
	root, err := os.MkdirTemp("", "partlift-demo-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(root)
	dir := filepath.Join(root, song.Name+" Stems")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", err
	}
	err = kiesim.Export(song, func(name string, body []byte) error {
		return errors.Join(ctx.Err(), os.WriteFile(filepath.Join(dir, name), body, 0o600))
	})
	if err != nil {
		return "", err
	}
	h, err := Look([]string{dir})
	if err != nil {
		return "", err
	}
	defer h.Close()
	got, err := s.TakeHanded(ctx, h, Choice{Demo: true}, nil)
	if err != nil || len(got.Songs) == 0 {
		return "", err
	}
	return got.Songs[0].ID, nil
}

// restartDemo starts unfinished demo songs over: the simulated service that
// knew them ended with the program, and they cost nothing.
func (s *Studio) restartDemo(ctx context.Context) error {
	open, err := s.journal().Unfinished(ctx)
	if err != nil {
		return err
	}
	restart := false
	for _, t := range open {
		if t.Request.Demo {
			restart = true
			if _, err := s.lib.Delete(ctx, t.SongID); err != nil {
				return err
			}
		}
	}
	if !restart {
		return nil
	}
	return s.StartDemo(ctx)
}
