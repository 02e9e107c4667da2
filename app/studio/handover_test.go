package studio_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"partlift/app/studio"
)

func TestALaterStartHandsItsFilesOver(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if studio.HandOver(t.Context(), dir, nil) {
		t.Fatal("handed over to nobody")
	}
	got := make(chan []string, 10)
	door, err := studio.OpenDoorway(dir, "a word nobody guesses", func(files []string) { got <- files })
	if err != nil {
		t.Fatal(err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if !studio.HandOver(t.Context(), dir, []string{"a song.wav", "/b.mid"}) {
		t.Error("the window was not found")
	}
	if files := <-got; !slices.Equal(files, []string{filepath.Join(here, "a song.wav"), "/b.mid"}) {
		t.Errorf("handed over %q", files)
	}
	if !studio.HandOver(t.Context(), dir, nil) || len(<-got) != 0 {
		t.Error("without files")
	}
	if err := door.Close(); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 || studio.HandOver(t.Context(), dir, nil) {
		t.Errorf("after the window closed: %v", left)
	}
}

func TestTheDoorwayIsForItsOwner(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	door, err := studio.OpenDoorway(dir, "a word nobody guesses", func(files []string) { t.Errorf("taken: %q", files) })
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
		"no word":        `{"address":"` + ln.Addr().String() + `"}`,
		"far away":       `{"address":"192.0.2.1:80","word":"x"}`,
		"a name":         `{"address":"localhost:80","word":"x"}`,
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
		if studio.HandOver(t.Context(), dir, nil) {
			t.Errorf("%s: handed over", name)
		}
	}
	ln.Close()
}

// impostor listens at an address that a dead window left behind, answers what it
// likes, and keeps what it hears.
func impostor(t *testing.T, word string, answer func(in *json.Decoder, conn net.Conn)) (dir string, heard func() string) {
	t.Helper()
	dir = t.TempDir()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	body := `{"address":"` + ln.Addr().String() + `","word":"` + word + `"}`
	if err := os.WriteFile(filepath.Join(dir, "window.json"), []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	var all bytes.Buffer
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		answer(json.NewDecoder(io.TeeReader(conn, &all)), conn)
	}()
	return dir, func() string { ln.Close(); <-done; return all.String() }
}

// Whoever listens where a dead window did gets neither the word nor the names of
// files, and does not pass for the window, whatever it answers.
func TestAStrangerAtTheDoorLearnsNothing(t *testing.T) {
	t.Parallel()
	const word = "a word nobody guesses"
	type message = map[string]any
	hear := func(in *json.Decoder) (m message) { _ = in.Decode(&m); return m }
	for name, answer := range map[string]func(in *json.Decoder, conn net.Conn){
		"says what it hears": func(in *json.Decoder, conn net.Conn) {
			m := hear(in)
			_ = json.NewEncoder(conn).Encode(message{"nonce": m["nonce"], "proof": "AAAA"})
			hear(in)
		},
		"proves nothing": func(in *json.Decoder, conn net.Conn) {
			hear(in)
			_ = json.NewEncoder(conn).Encode(message{"nonce": "n"})
			hear(in)
		},
		"says it was taken": func(in *json.Decoder, conn net.Conn) { hear(in); fmt.Fprintln(conn, "taken"); hear(in) },
		"hangs up":          func(in *json.Decoder, conn net.Conn) {},
		"is another window": func(in *json.Decoder, conn net.Conn) {
			m := hear(in)
			sum := hmac.New(sha256.New, []byte("another word"))
			for _, part := range []string{"window", m["nonce"].(string), "n"} {
				fmt.Fprintf(sum, "%d:%s", len(part), part)
			}
			_ = json.NewEncoder(conn).Encode(message{"nonce": "n", "proof": sum.Sum(nil)})
			hear(in)
		},
	} {
		dir, heard := impostor(t, word, answer)
		if studio.HandOver(t.Context(), dir, []string{"/a/private song.wav"}) {
			t.Errorf("%s: it passes for the window", name)
		}
		if got := heard(); strings.Contains(got, word) || strings.Contains(got, "private") {
			t.Errorf("%s: it learns %q", name, got)
		}
	}
}

// Without a word anybody could prove to know it.
func TestADoorWithoutAWordIsNone(t *testing.T) {
	t.Parallel()
	dir, heard := impostor(t, "", func(in *json.Decoder, conn net.Conn) {
		var m struct{ Nonce string }
		_ = in.Decode(&m)
		sum := hmac.New(sha256.New, nil)
		for _, part := range []string{"window", m.Nonce, "n"} {
			fmt.Fprintf(sum, "%d:%s", len(part), part)
		}
		_ = json.NewEncoder(conn).Encode(map[string]any{"nonce": "n", "proof": sum.Sum(nil)})
		_ = in.Decode(&m)
	})
	studio.HandOver(t.Context(), dir, []string{"/a private song.wav"})
	if got := heard(); strings.Contains(got, "private") {
		t.Errorf("it learns %q", got)
	}
}

// A window that cannot prove that it has taken the files has not.
func TestFilesAreTakenWhenTheWindowSaysSo(t *testing.T) {
	t.Parallel()
	const word = "a word nobody guesses"
	for name, last := range map[string]string{"silence": "", "no proof": "{}", "a wrong proof": `{"proof":"AAAA"}`} {
		dir, heard := impostor(t, word, func(in *json.Decoder, conn net.Conn) {
			var m struct{ Nonce string }
			_ = in.Decode(&m)
			sum := hmac.New(sha256.New, []byte(word))
			for _, part := range []string{"window", m.Nonce, "n"} {
				fmt.Fprintf(sum, "%d:%s", len(part), part)
			}
			_ = json.NewEncoder(conn).Encode(map[string]any{"nonce": "n", "proof": sum.Sum(nil)})
			_ = in.Decode(&m)
			fmt.Fprintln(conn, last)
		})
		if studio.HandOver(t.Context(), dir, []string{"/a song.wav"}) {
			t.Errorf("%s counts as taken", name)
		}
		if !strings.Contains(heard(), "/a song.wav") {
			t.Errorf("%s: the files were not offered to a window that had proven itself", name)
		}
	}
}

// A start that proves itself cannot be used again, nor its files changed.
func TestWhatAStartSaidIsOfNoUseToOthers(t *testing.T) {
	t.Parallel()
	const word = "a word nobody guesses"
	dir := t.TempDir()
	took := make(chan []string, 2)
	door, err := studio.OpenDoorway(dir, word, func(files []string) { took <- files })
	if err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile(filepath.Join(dir, "window.json"))
	if err != nil {
		t.Fatal(err)
	}
	var d struct{ Address string }
	if err := json.Unmarshal(body, &d); err != nil {
		t.Fatal(err)
	}
	// say speaks as a start whose proof is for files, and sends others.
	say := func(proven, sent []string, window string) {
		conn, err := net.Dial("tcp", d.Address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		in, out := json.NewDecoder(conn), json.NewEncoder(conn)
		_ = out.Encode(map[string]any{"nonce": "s"})
		var m struct{ Nonce string }
		if err := in.Decode(&m); err != nil {
			t.Fatal(err)
		}
		if window == "" {
			window = m.Nonce
		}
		sum := hmac.New(sha256.New, []byte(word))
		for _, part := range append([]string{"start", "s", window}, proven...) {
			fmt.Fprintf(sum, "%d:%s", len(part), part)
		}
		_ = out.Encode(map[string]any{"files": sent, "proof": sum.Sum(nil)})
		_ = in.Decode(&m) // until it answers or hangs up
	}
	say([]string{"/a"}, []string{"/b"}, "")
	say([]string{"/a", "/b"}, []string{"/a/b"}, "")
	say([]string{"/a"}, []string{"/a"}, "an earlier nonce")
	say(nil, []string{"/a"}, "")
	say([]string{"/good"}, []string{"/good"}, "")
	if err := door.Close(); err != nil {
		t.Fatal(err)
	}
	close(took)
	var got [][]string
	for files := range took {
		got = append(got, files)
	}
	if len(got) != 1 || !slices.Equal(got[0], []string{"/good"}) {
		t.Errorf("taken: %q", got)
	}
}

// A window writes the address of this computer itself. Another one in the file
// was put there by somebody else, even if a window answers at it.
func TestAStartKeepsToThisComputer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	took := make(chan []string, 3)
	door, err := studio.OpenDoorway(dir, "word", func(files []string) { took <- files })
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "window.json")
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	named := bytes.Replace(body, []byte("127.0.0.1"), []byte("localhost"), 1)
	if err := os.WriteFile(path, named, 0o600); err != nil {
		t.Fatal(err)
	}
	if studio.HandOver(t.Context(), dir, nil) {
		t.Error("a name was looked up and dialled")
	}
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	if !studio.HandOver(t.Context(), dir, nil) {
		t.Error("the window itself was not found")
	}
	if err := door.Close(); err != nil {
		t.Fatal(err)
	}
	if len(took) != 1 {
		t.Errorf("%d starts came", len(took))
	}
}

func TestADoorThatNeverOpenedCloses(t *testing.T) {
	var door *studio.Doorway
	if err := door.Close(); err != nil {
		t.Error(err)
	}
}
