package studio

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// A second start of the program with the same library hands its files to the
// window that is there. That one listens on this computer's own address, and
// writes where, with a word that proves the right to ask, into a file of the
// library that only its owner can read. A window that was killed leaves the file
// behind, and another program may listen there by now. So both sides prove that
// they know the word, by sums of it with what the other has just made up, and the
// word itself is never sent.

// doorName is the file that says where a window listens.
const doorName = "window.json"

// doorPatience is how long either side waits for the other.
const doorPatience = 2 * time.Second

// mostHanded is the length of all that one side says, in bytes.
const mostHanded = 1 << 20

// door is the content of that file.
type door struct {
	Address string `json:"address"`
	Word    string `json:"word"`
}

// handshake is what both sides say, one after the other: the start a nonce, the
// window a nonce and its proof, the start its files and its proof, the window
// another proof.
type handshake struct {
	Nonce string   `json:"nonce,omitempty"`
	Proof []byte   `json:"proof,omitempty"`
	Files []string `json:"files,omitempty"` // absolute
}

// talk is one conversation, as either side sees it.
type talk struct {
	word          string
	start, window string // nonces
	in            *json.Decoder
	out           *json.Encoder
}

func newTalk(conn net.Conn, word string) *talk {
	return &talk{word: word, in: json.NewDecoder(io.LimitReader(conn, mostHanded)), out: json.NewEncoder(conn)}
}

// proof shows who speaks about what in this conversation.
func (t *talk) proof(who string, about ...string) []byte {
	sum := hmac.New(sha256.New, []byte(t.word))
	for _, part := range append([]string{who, t.start, t.window}, about...) {
		fmt.Fprintf(sum, "%d:%s", len(part), part) // no part can pass for another
	}
	return sum.Sum(nil)
}

var errStranger = errors.New("the other side does not know the word")

// hear reads what the other side says and proves.
func (t *talk) hear() (m handshake, err error) { return m, t.in.Decode(&m) }

// HandOver gives files to the window that has the library in dir open, and
// reports whether there is one. Without files the window only comes forward.
func HandOver(ctx context.Context, dir string, files []string) bool {
	body, err := readOwn(filepath.Join(dir, doorName))
	var d door
	if err != nil || json.Unmarshal(body, &d) != nil || !ownAddress(d.Address) || d.Word == "" {
		return false
	}
	var all []string
	for _, f := range files {
		abs, err := filepath.Abs(f)
		if err != nil {
			return false
		}
		all = append(all, abs)
	}
	ctx, cancel := context.WithTimeout(ctx, doorPatience)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", d.Address)
	if err != nil {
		return false
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	return newTalk(conn, d.Word).give(all) == nil
}

// ownAddress reports whether an address is one of this computer's alone.
func ownAddress(address string) bool {
	a, err := netip.ParseAddrPort(address)
	return err == nil && a.Addr().IsLoopback()
}

// give is the conversation of a start.
func (t *talk) give(files []string) error {
	t.start = rand.Text()
	if err := t.out.Encode(handshake{Nonce: t.start}); err != nil {
		return err
	}
	m, err := t.hear()
	if err != nil {
		return err
	}
	if t.window = m.Nonce; !hmac.Equal(m.Proof, t.proof("window")) {
		return errStranger
	}
	if err := t.out.Encode(handshake{Files: files, Proof: t.proof("start", files...)}); err != nil {
		return err
	}
	if m, err = t.hear(); err == nil && !hmac.Equal(m.Proof, t.proof("taken")) {
		err = errStranger
	}
	return err
}

// take is the conversation of a window. It returns the files of the start.
func (t *talk) take() ([]string, error) {
	m, err := t.hear()
	if err != nil || m.Nonce == "" {
		return nil, errors.Join(err, errStranger)
	}
	t.start, t.window = m.Nonce, rand.Text()
	if err := t.out.Encode(handshake{Nonce: t.window, Proof: t.proof("window")}); err != nil {
		return nil, err
	}
	if m, err = t.hear(); err != nil {
		return nil, err
	}
	if !hmac.Equal(m.Proof, t.proof("start", m.Files...)) {
		return nil, errStranger
	}
	return m.Files, t.out.Encode(handshake{Proof: t.proof("taken")})
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
			if files, err := newTalk(conn, d.word).take(); err == nil {
				take(files)
			}
		})
	}
}

// Close stops listening; closing none is allowed.
func (d *Doorway) Close() error {
	if d == nil {
		return nil
	}
	d.cancel()
	err := d.ln.Close()
	d.work.Wait()
	// Perhaps a later window has written its own by now; then it stays.
	if body, readErr := readOwn(d.path); readErr == nil && strings.Contains(string(body), d.word) {
		err = errors.Join(err, os.Remove(d.path))
	}
	return err
}
