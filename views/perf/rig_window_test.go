//go:build window

package perf

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"partlift/app/studio"
	"partlift/backend/library"
	"partlift/backend/music"
	"partlift/backend/secret"
	"partlift/backend/smf"
)

// hello is the least window of the toolkit, as large as the program's own.
const hello = `package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

func main() {
	w := app.NewWithID("com.example.hello").NewWindow("Hello")
	w.SetContent(widget.NewLabel("Hello"))
	w.Resize(fyne.NewSize(1280, 800))
	w.CenterOnScreen()
	w.ShowAndRun()
}
`

// programs are built once for all benchmarks, as they are packaged.
type programs struct{ ours, bare string }

func build(b *testing.B) programs {
	b.Helper()
	dir := b.TempDir()
	source := filepath.Join(dir, "hello.go")
	if err := os.WriteFile(source, []byte(hello), 0o600); err != nil {
		b.Fatal(err)
	}
	p := programs{ours: filepath.Join(dir, "partlift"), bare: filepath.Join(dir, "hello")}
	compile(b, p.ours, true, ".")
	compile(b, p.bare, true, source)
	return p
}

// compile builds a program from the module's root.
func compile(b *testing.B, out string, cgo bool, what string) {
	b.Helper()
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-tags", "x11", "-o", out, what)
	cmd.Dir = filepath.Join("..", "..")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if cgo {
		cmd.Env = append(os.Environ(), "CGO_ENABLED=1")
	}
	if msg, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, msg)
	}
}

// seat is a running program.
type seat struct {
	cmd    *exec.Cmd
	began  time.Time
	exited chan error
	log    bytes.Buffer
	paint
}

// sit starts a program in a home of its own and waits for its window.
func sit(b *testing.B, e *eye, home, bin string, args ...string) *seat {
	b.Helper()
	s := &seat{cmd: exec.Command(bin, args...), exited: make(chan error, 1)}
	s.cmd.Dir = home
	s.cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home+"/.config", "XDG_DATA_HOME="+home+"/.local/share",
		"PARTLIFT_API_KEY=", "PARTLIFT_LIBRARY=", "DBUS_SESSION_BUS_ADDRESS=disabled:", "LANG=en_US.UTF-8")
	s.cmd.Stderr = &s.log
	e.forget()
	s.began = time.Now()
	if err := s.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	go func() { s.exited <- s.cmd.Wait() }()
	s.paint = e.await(b, s.cmd.Process.Pid)
	return s
}

// leave ends the program as closing the terminal would.
func (s *seat) leave(b *testing.B) {
	b.Helper()
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		b.Fatal(err)
	}
	select {
	case err := <-s.exited:
		if err != nil {
			b.Fatalf("the program ended with %v\n%s", err, s.log.String())
		}
	case <-time.After(30 * time.Second):
		_ = s.cmd.Process.Kill() // the benchmark fails anyway
		b.Fatal("the program does not end")
	}
}

// press types keys and waits until the window stands still.
func (s *seat) press(b *testing.B, e *eye, keys ...string) {
	b.Helper()
	id := strconv.Itoa(int(s.window))
	for _, args := range [][]string{{"windowfocus", "--sync", id}, append([]string{"key", "--delay", "40"}, keys...)} {
		if out, err := exec.Command("xdotool", args...).CombinedOutput(); err != nil {
			b.Fatalf("xdotool %v: %v\n%s", args, err, out)
		}
	}
	e.settle(b, s.window)
}

// fill makes a library with some songs; the newest has 20,000 notes.
func fill(b *testing.B, songs int) (dir string) {
	b.Helper()
	dir = b.TempDir()
	lib, err := library.Open(dir, time.Now)
	if err != nil {
		b.Fatal(err)
	}
	for i := range songs - 1 {
		s := library.Song{ID: fmt.Sprintf("%06d", i), Title: fmt.Sprintf("Song %d of the summer", i), State: "done", Tracks: 8, Notes: 3000, Seconds: 200}
		if err := lib.Save(context.Background(), s, nil); err != nil {
			b.Fatal(err)
		}
	}
	if err := lib.Close(); err != nil {
		b.Fatal(err)
	}
	if songs > 0 {
		take(b, dir)
	}
	return dir
}

// take adds a song of 20,000 notes in ten tracks.
func take(b *testing.B, dir string) {
	b.Helper()
	song := music.Song{Title: "Crowd"}
	for k := range 10 {
		t := music.Track{Name: "Track", Program: uint8(8 * k)}
		for i := range 2000 {
			at := float64(i) * 0.12
			t.Notes = append(t.Notes, music.Note{Pitch: uint8(30 + (i*7+k*11)%70), Velocity: uint8(40 + i%80), Start: at, End: at + 0.05 + float64(i%9)*0.1})
		}
		song.Tracks = append(song.Tracks, t)
	}
	plan, err := smf.Arrange(song, smf.Options{})
	if err != nil {
		b.Fatal(err)
	}
	var data bytes.Buffer
	if err := plan.Encode(&data); err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(b.TempDir(), "Crowd.mid")
	if err := os.WriteFile(path, data.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
	st, err := studio.Open(b.Context(), studio.Config{Dir: dir, Keys: secret.Options{Keyring: noKeyring{}}, Now: time.Now, After: time.After, Rand: rand.Reader})
	if err != nil {
		b.Fatal(err)
	}
	if _, _, err := st.Take(b.Context(), path); err != nil {
		b.Fatal(err)
	}
	if err := st.Close(); err != nil {
		b.Fatal(err)
	}
}

// noKeyring is a computer without a keychain.
type noKeyring struct{}

func (noKeyring) Get(string, string) (string, error) { return "", errors.New("no keychain") }
func (noKeyring) Set(string, string, string) error   { return errors.New("no keychain") }
func (noKeyring) Delete(string, string) error        { return nil }
