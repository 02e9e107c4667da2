package kie

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// uploadPath is the folder at the upload host; without one it refuses.
const uploadPath = "audio/partlift"

// UploadFile is audio to upload.
type UploadFile struct {
	Name string // only its extension leaves the machine
	Size int64  // bytes; -1 when unknown
	Body io.Reader
}

// Upload streams a file to the upload host and returns its public URL, good for
// about 24 hours. progress, if not nil, hears how many bytes of the file have
// been handed to the network, and starts again at 0 with every try. Temporary
// trouble is tried again only if Body is an io.Seeker. Body is not closed; a
// Seeker is not read any more after the return.
func (c *Client) Upload(ctx context.Context, f UploadFile, progress func(sent, total int64)) (string, error) {
	target, err := c.uploadAddress("/api/file-stream-upload")
	if err != nil {
		return "", err
	}
	if f.Body == nil || f.Size == 0 {
		return "", invalid("The file is empty.", "Choose another file.")
	}
	seeker, rewindable := f.Body.(io.Seeker)
	var origin int64
	if rewindable {
		if origin, err = seeker.Seek(0, io.SeekCurrent); err != nil {
			rewindable = false
		}
	}
	var t tries
	for {
		u, err := c.uploadOnce(ctx, target, f, rewindable, progress)
		if err == nil {
			return u, nil
		}
		pause, again := t.next(request{}, err)
		if !again || !rewindable {
			return "", c.clean(err)
		}
		if err := c.pause(ctx, pause); err != nil {
			return "", err
		}
		if _, err := seeker.Seek(origin, io.SeekStart); err != nil {
			return "", unreadable(err)
		}
	}
}

func (c *Client) uploadAddress(p string) (string, error) {
	if c.Profile.UploadBase == "" {
		e := invalid("This service has no known place to upload files to.", "Enter its upload address in the settings, or give the song as a link.")
		e.Kind = KindDisabled
		return "", e
	}
	return address(c.Profile.UploadBase, p, nil)
}

func (c *Client) uploadOnce(ctx context.Context, target string, f UploadFile, rewindable bool, progress func(sent, total int64)) (string, error) {
	quiet, stop := watch(ctx, 5*c.timeout())
	defer stop()
	b := &uploadBody{from: f.Body, size: f.Size, file: rewindable, heard: func(n int64) {
		quiet.heard()
		if progress != nil {
			progress(n, f.Size)
		}
	}}
	head, tail, kind, err := form(f.Name, b.sniff())
	if err != nil {
		return "", err
	}
	body := io.MultiReader(bytes.NewReader(head), b, bytes.NewReader(tail))
	req, err := http.NewRequestWithContext(quiet.ctx, http.MethodPost, target, io.NopCloser(body))
	if err != nil {
		return "", unsendable(err)
	}
	req.ContentLength = -1
	if f.Size >= 0 {
		req.ContentLength = int64(len(head)) + f.Size + int64(len(tail))
	}
	req.Header.Set("Content-Type", kind)
	resp, answer, err := c.exchange(req)
	fault := b.release()
	switch {
	case fault != nil && ctx.Err() == nil:
		return "", unreadable(fault)
	case err != nil:
		return "", lost(ctx, quiet.blame(err), false)
	}
	env, err := judge(c.Profile.Errors, resp, answer, false)
	if err != nil {
		return "", err
	}
	return uploaded(env)
}

// uploaded finds the address of an uploaded file.
func uploaded(env envelope) (string, error) {
	f := object(tree(env.data))
	for _, name := range []string{"downloadUrl", "fileUrl", "url"} {
		if u := link(f[name]); u != "" {
			return u, nil
		}
	}
	e := newError(KindTemporary, env.code, env.msg)
	e.Message = "The service took the file but did not say where it is."
	return "", e
}

// form builds what stands before and after the file.
func form(name string, sniffed string) (head, tail []byte, contentType string, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	fresh := uniqueName(name, sniffed)
	err = errors.Join(w.WriteField("uploadPath", uploadPath), w.WriteField("fileName", fresh))
	if err != nil {
		return nil, nil, "", err
	}
	if _, err = w.CreateFormFile("file", fresh); err != nil {
		return nil, nil, "", err
	}
	cut := b.Len()
	if err = w.Close(); err != nil {
		return nil, nil, "", err
	}
	all := b.Bytes()
	return all[:cut:cut], all[cut:], w.FormDataContentType(), nil
}

// uniqueName makes a name nobody has used or can guess: the host keeps serving
// the old content of a name it knows, and whoever has the address can listen.
func uniqueName(name, sniffed string) string {
	ext := sniffed
	if ext == "" {
		ext = strings.ToLower(path.Ext(strings.ReplaceAll(name, "\\", "/")))
	}
	if len(ext) < 2 || len(ext) > 6 || strings.Trim(ext[1:], "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		ext = ".mp3"
	}
	var b [16]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:]) + ext
}

// sniffExt returns the extension that fits the first bytes of audio, "" if
// they are not known.
func sniffExt(b []byte) string {
	at := func(i int, s string) bool { return len(b) >= i+len(s) && string(b[i:i+len(s)]) == s }
	switch {
	case at(0, "RIFF") && at(8, "WAVE"):
		return ".wav"
	case at(0, "fLaC"):
		return ".flac"
	case at(0, "OggS"):
		return ".ogg"
	case at(4, "ftyp"):
		return ".m4a"
	case at(0, "ID3"):
		return ".mp3"
	}
	return ""
}

// uploadBody is the file on its way: it counts, and it lets go of the file
// when told, as the transport may still want to read after it gave up.
type uploadBody struct {
	from  io.Reader
	size  int64
	file  bool // reading never waits for anybody
	heard func(sent int64)

	done  atomic.Bool
	mu    sync.Mutex
	ahead []byte // read by sniff
	sent  int64
	fault error // of the file, not of the network
}

var (
	errShorter = errors.New("the file is shorter than it was")
	errLonger  = errors.New("the file is longer than it was")
)

// sniff looks at the first bytes.
func (b *uploadBody) sniff() string {
	head := make([]byte, 12)
	n, err := io.ReadFull(b.from, head)
	b.ahead = head[:n]
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		b.fault = err
	}
	return sniffExt(b.ahead)
}

// Read hands out the file.
func (b *uploadBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.done.Load() || b.fault != nil {
		return 0, errors.Join(io.ErrClosedPipe, b.fault)
	}
	n, err := b.fill(p)
	b.sent += int64(n)
	switch {
	case err == io.EOF && b.size >= 0 && b.sent < b.size:
		b.fault = errShorter
	case b.size >= 0 && b.sent > b.size:
		b.fault = errLonger
	case err != nil && err != io.EOF:
		b.fault = err
	}
	if b.fault != nil {
		return 0, b.fault
	}
	if n > 0 && !b.done.Load() {
		b.heard(b.sent)
	}
	return n, err
}

func (b *uploadBody) fill(p []byte) (int, error) {
	if len(b.ahead) > 0 {
		n := copy(p, b.ahead)
		b.ahead = b.ahead[n:]
		return n, nil
	}
	return b.from.Read(p)
}

// release ends reading and returns what was wrong with the file. It waits for
// a read that is under way only if the file can be rewound, since a pipe may
// never answer.
func (b *uploadBody) release() error {
	b.done.Store(true)
	if b.file {
		b.mu.Lock()
	} else if !b.mu.TryLock() {
		return nil
	}
	defer b.mu.Unlock()
	return b.fault
}

func unreadable(err error) *Error {
	e := invalid("The file could not be read to its end.", "Check that it is still there and is not being written, then try again.")
	e.Err = err
	return e
}

// UploadFromURL lets the upload host fetch a public URL itself. name only gives
// the extension; "" takes it from the URL.
func (c *Client) UploadFromURL(ctx context.Context, fileURL, name string) (string, error) {
	u, err := url.Parse(fileURL)
	if err != nil || link(fileURL) == "" {
		return "", invalid("This is not a web address.", "Enter one that begins with https://.")
	}
	if name == "" {
		name = u.Path
	}
	if _, err := c.uploadAddress(""); err != nil {
		return "", err
	}
	r, err := c.write(c.Profile.UploadBase, "/api/file-url-upload", struct {
		URL  string `json:"fileUrl"`
		Path string `json:"uploadPath"`
		Name string `json:"fileName"`
	}{fileURL, uploadPath, uniqueName(name, "")})
	if err != nil {
		return "", err
	}
	env, err := c.call(ctx, r)
	if err != nil {
		return "", err
	}
	return uploaded(env)
}

// watcher ends a transfer on which nothing moves.
type watcher struct {
	ctx   context.Context
	timer *time.Timer
	most  time.Duration
}

var errSilence = errors.New("nothing moved for too long")

// watch starts the watch over a transfer; stop ends it and the transfer.
func watch(ctx context.Context, most time.Duration) (*watcher, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	w := &watcher{ctx: ctx, most: most}
	w.timer = time.AfterFunc(most, func() { cancel(errSilence) })
	return w, func() {
		w.timer.Stop()
		cancel(nil)
	}
}

// heard tells the watcher that something moved.
func (w *watcher) heard() { w.timer.Reset(w.most) }

// blame returns silence as the cause of an error if it was.
func (w *watcher) blame(err error) error {
	if context.Cause(w.ctx) == errSilence {
		return context.DeadlineExceeded
	}
	return err
}
