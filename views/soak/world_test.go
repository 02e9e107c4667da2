//go:build soak && linux

package soak_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/backend/kie/kiesim"
	"partlift/backend/music"
	"partlift/backend/secret"
)

// apiKey opens the pretend service; it is no secret.
const apiKey = "soak-key-0123456789-abcd"

// world is everything that runs. One goroutine, the test's, moves it.
type world struct {
	t     testing.TB
	dice  *mrand.Rand
	seed  uint64
	began time.Time

	bin, lift string // programs
	disk      *disk
	clock     *clock
	sim       *kiesim.Sim
	front     *front // network to the service
	wire      *wire  // network to the relay
	win       *window
	hub       *process
	hubArgs   []string
	admin     string // the relay's metrics
	eyes      *studio.Studio

	library, exports, inbox string
	env                     []string
	wav                     []byte
	complaints              []string
	ordersKilled            int // windows killed while an order was under way
}

// window is the program at work, with hands on it.
type window struct {
	*process
	*hands
	since time.Time
}

func newWorld(t testing.TB, seed uint64) *world {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, seed: seed, dice: mrand.New(mrand.NewPCG(seed, 0)), began: time.Now()}
	w.lift = build(t, filepath.Join(root, "backend", "cmd", "lift"), "lift")
	w.bin = build(t, root, "partlift", "-overlay", overlay(t, root))
	w.clock, w.disk = newClock(t), newDisk(t)
	w.serve(seed)
	hub := freeAddr(t)
	w.wire, w.admin = newWire(t, hub), freeAddr(t)
	w.hubArgs = []string{"relay", "--addr", hub, "--admin", w.admin, "--data", filepath.Join(w.disk.dir, "relay"), "--quiet",
		"--channel-rate", "1000000", "--dials", "1000000", "--max-bytes", "200000000"}
	w.startHub()
	w.furnish()
	w.startWindow()
	return w
}

// serve starts the pretend service behind its front. It hears half a minute of
// music in whatever it is sent.
func (w *world) serve(seed uint64) {
	songs, err := studio.DemoSongs()
	if err != nil {
		w.t.Fatal(err)
	}
	short := kiesim.Song{Name: "Soak", Music: begin(songs[0].Music, 30)}
	var b bytes.Buffer
	if err := kiesim.RenderWAV(&b, short.Music, kiesim.Format{Rate: 22050, Channels: 1}); err != nil {
		w.t.Fatal(err)
	}
	w.wav = b.Bytes()
	script := kiesim.Script{
		Latency:  kiesim.Latency{Separation: kiesim.Duration(3 * time.Second), MIDI: kiesim.Duration(2 * time.Second)},
		Callback: kiesim.Callback{Duplicates: 1},
	}
	w.sim = kiesim.New(kiesim.Config{Songs: []kiesim.Song{short}, Keys: []string{apiKey}, Credits: 1e6, Script: script, Now: time.Now})
	w.front = newFront(w.t, w.sim, seed)
	w.t.Cleanup(func() { _ = w.sim.Close() }) // always nil
}

// begin is the first seconds of a song.
func begin(s music.Song, seconds float64) music.Song {
	out := s.Clone()
	for i := range out.Tracks {
		var kept []music.Note
		for _, n := range out.Tracks[i].Notes {
			if n.End <= seconds {
				kept = append(kept, n)
			}
		}
		out.Tracks[i].Notes = kept
	}
	return out
}

// furnish makes a library that knows the relay and where exports go.
func (w *world) furnish() {
	w.library, w.exports, w.inbox = filepath.Join(w.disk.dir, "library"), w.t.TempDir(), w.t.TempDir()
	home := w.t.TempDir()
	config := filepath.Join(home, ".config")
	w.env = []string{"HOME=" + home, "XDG_CONFIG_HOME=" + config, "XDG_DATA_HOME=" + filepath.Join(home, ".local", "share"),
		"PARTLIFT_API_KEY=" + apiKey, "PARTLIFT_LIBRARY=", "DBUS_SESSION_BUS_ADDRESS=disabled:", "LANG=en_US.UTF-8", "GOTRACEBACK=all",
		clockEnv + "=" + w.clock.file}
	places := studio.Places{Data: home, Config: config, Library: w.library}
	keys := places.Keys()
	keys.Keyring = noKeyring{}
	s, err := studio.Open(w.t.Context(), studio.Config{Dir: w.library, Keys: keys, UserAgent: "Partlift/test", Now: time.Now, After: time.After, Rand: rand.Reader})
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := s.SetUpRelay(w.t.Context(), w.wire.url(), "", true); err != nil {
		w.t.Fatal(err)
	}
	set := s.Settings()
	set.ExportDir = w.exports
	if err := errors.Join(s.SaveSettings(w.t.Context(), set), s.Close()); err != nil {
		w.t.Fatal(err)
	}
	w.eyes, err = studio.Open(w.t.Context(), studio.Config{Dir: w.library, Keys: secret.Options{Keyring: noKeyring{}}, UserAgent: "Partlift/test", Now: time.Now, After: time.After, Rand: rand.Reader})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = w.eyes.Close() })
}

// noKeyring is a computer without a keychain.
type noKeyring struct{}

func (noKeyring) Get(string, string) (string, error) { return "", errors.New("no keychain") }
func (noKeyring) Set(string, string, string) error   { return errors.New("no keychain") }
func (noKeyring) Delete(string, string) error        { return nil }

// startWindow starts the program and waits until it can be used.
func (w *world) startWindow() {
	w.t.Helper()
	for range 3 {
		before, door := windows(), w.door()
		p := launch(w.t, w.env, w.bin, "--library", w.library, "--api-base", w.front.url(), "--upload-base", w.front.url())
		h, ok := grasp(before, p, time.Minute)
		w.win = &window{p, h, time.Now()}
		if ok && until(20*time.Second, func() bool { return w.door() != door || !p.alive() }) && p.alive() {
			return
		}
		w.t.Logf("the window did not come: %s", strings.Join(p.lines(5), " / "))
		p.kill()
	}
	w.t.Fatal("the window does not start any more")
}

// door is what a window says of where it listens to later starts.
func (w *world) door() string {
	b, err := os.ReadFile(filepath.Join(w.library, "window.json"))
	if err != nil {
		return ""
	}
	return string(b)
}

func (w *world) startHub() {
	w.t.Helper()
	w.hub = launch(w.t, nil, w.lift, w.hubArgs...)
	if !w.hub.says("relay on ", 30*time.Second) {
		w.t.Fatalf("the relay does not start: %s", strings.Join(w.hub.lines(5), " / "))
	}
}

// close ends what may still run.
func (w *world) close() {
	for _, p := range []*process{w.win.process, w.hub} {
		if p.alive() {
			p.kill()
		}
	}
}

// rows reads the history from the library.
func (w *world) rows() []studio.Row {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 20*time.Second)
	defer cancel()
	var rows []studio.Row
	var err error
	if !until(20*time.Second, func() bool {
		rows, _, err = w.eyes.History(ctx, "", 1000, 0)
		return err == nil
	}) {
		w.t.Fatalf("the library cannot be read: %v", err)
	}
	return rows
}

func (w *world) logf(format string, args ...any) {
	w.t.Logf("%6.1fs %s", time.Since(w.began).Seconds(), fmt.Sprintf(format, args...))
}
