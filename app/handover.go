package app

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// A second start of the program with the same library hands its files to the
// window that is there. That one listens on this computer's own address, and
// writes where, with a word that proves the right to ask, into a file of the
// library that only its owner can read.

// doorName is the file that says where a window listens.
const doorName = "window.json"

// doorPatience is how long either side waits for the other.
const doorPatience = 2 * time.Second

// door is the content of that file.
type door struct {
	Address string `json:"address"`
	Word    string `json:"word"`
}

// handed is what a second start asks for.
type handed struct {
	Word  string   `json:"word"`
	Files []string `json:"files"` // absolute
}

// HandOver gives files to the window that has the library in dir open, and
// reports whether there is one. Without files the window only comes forward.
func HandOver(ctx context.Context, dir string, files []string) bool {
	body, err := readOwn(filepath.Join(dir, doorName))
	var d door
	if err != nil || json.Unmarshal(body, &d) != nil {
		return false
	}
	ask := handed{Word: d.Word, Files: []string{}}
	for _, f := range files {
		abs, err := filepath.Abs(f)
		if err != nil {
			return false
		}
		ask.Files = append(ask.Files, abs)
	}
	ctx, cancel := context.WithTimeout(ctx, doorPatience)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", d.Address)
	if err != nil {
		return false
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if json.NewEncoder(conn).Encode(ask) != nil {
		return false
	}
	answer, err := io.ReadAll(io.LimitReader(conn, 16))
	return err == nil && strings.TrimSpace(string(answer)) == "taken"
}

// Doorway takes what later starts of the program hand over.
type Doorway struct {
	path   string
	word   string
	ln     net.Listener
	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup
}

// OpenDoorway listens for the library in dir; take is called on a goroutine for
// each start that came, with the files it was given. The word is any text that
// nobody can guess.
func OpenDoorway(dir, word string, take func(files []string)) (*Doorway, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(door{ln.Addr().String(), word})
	d := &Doorway{path: filepath.Join(dir, doorName), word: word, ln: ln}
	if err == nil {
		err = writeWhole(d.path, private, func(f *os.File) error { _, err := f.Write(body); return err })
	}
	if err != nil {
		return nil, errors.Join(err, ln.Close())
	}
	d.ctx, d.cancel = context.WithCancel(context.Background())
	d.work.Go(func() { d.serve(take) })
	return d, nil
}

func (d *Doorway) serve(take func([]string)) {
	for {
		conn, err := d.ln.Accept()
		if err != nil {
			return
		}
		d.work.Go(func() {
			ctx, cancel := context.WithTimeout(d.ctx, doorPatience)
			defer cancel()
			defer conn.Close()
			defer context.AfterFunc(ctx, func() { conn.Close() })()
			if files, err := d.hear(conn); err == nil {
				take(files)
			}
		})
	}
}

// hear reads what a later start asks for and answers it.
func (d *Doorway) hear(conn net.Conn) ([]string, error) {
	var ask handed
	if err := json.NewDecoder(io.LimitReader(conn, 1<<20)).Decode(&ask); err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare([]byte(ask.Word), []byte(d.word)) != 1 {
		return nil, errors.New("the word is wrong")
	}
	_, err := fmt.Fprintln(conn, "taken")
	return ask.Files, err
}

// Close stops listening.
func (d *Doorway) Close() error {
	d.cancel()
	err := d.ln.Close()
	d.work.Wait()
	// Perhaps a later window has written its own by now; then it stays.
	if body, readErr := readOwn(d.path); readErr == nil && strings.Contains(string(body), d.word) {
		err = errors.Join(err, os.Remove(d.path))
	}
	return err
}
