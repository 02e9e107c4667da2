package app_test

import (
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"partlift/app"
)

func TestALaterStartHandsItsFilesOver(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if app.HandOver(t.Context(), dir, nil) {
		t.Fatal("handed over to nobody")
	}
	got := make(chan []string, 10)
	door, err := app.OpenDoorway(dir, "a word nobody guesses", func(files []string) { got <- files })
	if err != nil {
		t.Fatal(err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if !app.HandOver(t.Context(), dir, []string{"a song.wav", "/b.mid"}) {
		t.Error("the window was not found")
	}
	if files := <-got; !slices.Equal(files, []string{filepath.Join(here, "a song.wav"), "/b.mid"}) {
		t.Errorf("handed over %q", files)
	}
	if !app.HandOver(t.Context(), dir, nil) || len(<-got) != 0 {
		t.Error("without files")
	}
	if err := door.Close(); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 || app.HandOver(t.Context(), dir, nil) {
		t.Errorf("after the window closed: %v", left)
	}
}

func TestTheDoorwayIsForItsOwner(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	door, err := app.OpenDoorway(dir, "a word nobody guesses", func(files []string) { t.Errorf("taken: %q", files) })
	if err != nil {
		t.Fatal(err)
	}
	defer door.Close()
	path := filepath.Join(dir, "window.json")
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("who may read it: %v, %v", info.Mode(), err)
	}
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var d struct{ Address string }
	if err := json.Unmarshal(body, &d); err != nil || !strings.HasPrefix(d.Address, "127.0.0.1:") {
		t.Fatalf("it listens at %q, %v", d.Address, err)
	}
	for _, ask := range []string{`{"word":"guessed","files":["/etc/passwd"]}`, `{"files":["/a"]}`, `GET / HTTP/1.1` + "\r\n\r\n", strings.Repeat("[", 2<<20)} {
		conn, err := net.Dial("tcp", d.Address)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = conn.Write([]byte(ask))
		answer := make([]byte, 10)
		if n, err := conn.Read(answer); err == nil {
			t.Errorf("%.40q is answered with %q", ask, answer[:n])
		}
		conn.Close()
	}
}

// What a window that was killed left behind keeps nobody from starting.
func TestADeadWindowTakesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{
		"nobody listens": `{"address":"127.0.0.1:1","word":"x"}`,
		"somebody else":  `{"address":"` + ln.Addr().String() + `","word":"x"}`,
		"no address":     `{}`,
		"half written":   `{"addr`,
	} {
		if err := os.WriteFile(filepath.Join(dir, "window.json"), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		go func() { // a server that says something else
			if c, err := ln.Accept(); err == nil {
				_, _ = c.Write([]byte("220 hello\r\n"))
				c.Close()
			}
		}()
		if app.HandOver(t.Context(), dir, nil) {
			t.Errorf("%s: handed over", name)
		}
	}
	ln.Close()
}
