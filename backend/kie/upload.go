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

	"partlift/backend/say"
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
// trouble is tried again only if Body is an io.Seeker. Body is not closed. It is
// not read after the return, save for one read of a pipe that waits for its
// other end.
func (c *Client) Upload(ctx context.Context, f UploadFile, progress func(sent, total int64)) (string, error) {
	target, err := c.uploadAddress("/api/file-stream-upload")
	if err != nil {
		return "", err
	}
	if f.Body == nil || f.Size == 0 {
		return "", invalid(say.Of("The file is empty."), say.Of("Choose another file."))
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
		e := invalid(say.Of("This service has no known place to upload files to."), say.Of("Enter its upload address in the settings, or give the song as a link."))
		e.Kind = KindDisabled
		return "", e
	}
	return address(c.Profile.UploadBase, p, nil)
}

func (c *Client) uploadOnce(ctx context.Context, target string, f UploadFile, rewindable bool, progress func(sent, total int64)) (string, error) {
	quiet, stop := watch(ctx, 5*c.timeout())
	defer stop()
	b := &uploadBody{ctx: quiet.ctx, from: f.Body, size: f.Size, file: rewindable, heard: func(n int64) {
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
	stop() // a read that waits for a pipe must not hold up release
	fault := b.release()
	switch {
	case fault != nil && ctx.Err() == nil:
		return "", unreadable(fault)
	case err != nil:
		return "", answered(resp, lost(ctx, quiet.blame(err), false))
	}
	env, err := c.judge(resp, answer, false)
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
	e.Message = say.Of("The service took the file but did not say where it is.")
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

func unreadable(err error) *Error {
	e := invalid(say.Of("The file could not be read to its end."), say.Of("Check that it is still there and is not being written, then try again."))
	e.Err = err
	return e
}

// UploadFromURL lets the upload host fetch a public URL itself. name only gives
// the extension; "" takes it from the URL.
func (c *Client) UploadFromURL(ctx context.Context, fileURL, name string) (string, error) {
	u, err := url.Parse(fileURL)
	if err != nil || link(fileURL) == "" {
		return "", invalid(say.Of("This is not a web address."), say.Of("Enter one that begins with https://."))
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
