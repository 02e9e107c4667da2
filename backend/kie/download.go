package kie

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"partlift/backend/say"
)

// Download copies a file to w and returns the bytes written. total is -1 when
// the host does not tell. The key is never sent. A transfer that breaks is
// resumed where it broke; a host that does not have the file yet (403, no
// bytes) is asked again. Addresses that lead into this computer or its network
// are refused, unless the API is there itself, and so are files above MaxFile.
func (c *Client) Download(ctx context.Context, fileURL string, w io.Writer, progress func(done, total int64)) (int64, error) {
	if link(fileURL) == "" {
		return 0, invalid(say.Of("This is not a web address."), say.Of("Ask for the result again to get a fresh one."))
	}
	t := transfer{url: fileURL, w: w, total: -1, most: c.maxFile(), progress: progress}
	for try := 0; ; try++ {
		err := c.transferOnce(ctx, &t)
		var soft *Error
		if err == nil || !errors.As(err, &soft) || soft.Kind != KindTemporary && soft.Kind != KindBusy {
			return t.done, c.clean(err)
		}
		if try == 3 {
			if soft.HTTP == http.StatusForbidden {
				soft.Kind = KindNotFound
			}
			return t.done, c.clean(err)
		}
		if err := c.pause(ctx, 2*time.Second<<try); err != nil {
			return t.done, err
		}
	}
}

// transfer is a download with what is already there.
type transfer struct {
	url         string
	w           io.Writer
	done, total int64
	most        int64 // bytes that are taken
	progress    func(done, total int64)
}

func (c *Client) transferOnce(ctx context.Context, t *transfer) error {
	quiet, stop := watch(ctx, c.timeout())
	defer stop()
	req, err := http.NewRequestWithContext(quiet.ctx, http.MethodGet, t.url, nil)
	if err != nil {
		return unsendable(errors.New("the address can not be used"))
	}
	req.Header.Set("User-Agent", c.agent())
	req.Header.Set("Accept-Encoding", "identity") // else the length is not known
	if t.done > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", t.done))
	}
	resp, err := c.files().Do(req)
	if err != nil {
		return lost(ctx, quiet.blame(err), false)
	}
	defer resp.Body.Close()
	if resp.ContentLength > t.most-t.done {
		return tooLarge(t.most)
	}
	body := heardReader{resp.Body, quiet}
	if err = t.begin(resp, body); err == nil {
		err = t.copy(body)
	}
	var out *writeError
	var judged *Error
	switch {
	case errors.As(err, &judged):
		return err
	case errors.As(err, &out):
		return fmt.Errorf("write downloaded file: %w", out.err)
	case err != nil:
		return lost(ctx, quiet.blame(err), false)
	case t.done == 0:
		return absent(KindTemporary, resp.StatusCode)
	case t.total >= 0 && t.done < t.total:
		return lost(ctx, io.ErrUnexpectedEOF, false)
	}
	return nil
}

// begin checks that what comes goes on where the last try ended.
func (t *transfer) begin(resp *http.Response, body io.Reader) error {
	switch s := resp.StatusCode; {
	case s == http.StatusForbidden:
		return absent(KindTemporary, s)
	case s == http.StatusNotFound, s == http.StatusGone, s == http.StatusUnauthorized:
		return absent(KindNotFound, s)
	case s == http.StatusPartialContent:
		if !strings.HasPrefix(resp.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-", t.done)) {
			return changed()
		}
		return nil
	case s != http.StatusOK:
		return statusError(s)
	}
	if t.done > 0 && t.total >= 0 && resp.ContentLength != t.total {
		return changed()
	}
	t.total = resp.ContentLength
	_, err := io.CopyN(io.Discard, body, t.done)
	return err
}

// heardReader tells the watcher that something moves.
type heardReader struct {
	io.Reader
	quiet *watcher
}

func (r heardReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if n > 0 {
		r.quiet.heard()
	}
	return n, err
}

// writeError tells trouble with the disk from trouble with the network.
type writeError struct{ err error }

func (e *writeError) Error() string { return e.err.Error() }

func (t *transfer) copy(from io.Reader) error {
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		if t.done+int64(n) > t.most {
			return tooLarge(t.most)
		}
		if n > 0 {
			m, werr := t.w.Write(buf[:n])
			t.done += int64(m)
			if werr != nil {
				return &writeError{werr}
			}
			if t.progress != nil {
				t.progress(t.done, t.total)
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// absent says that the host does not give the file out.
func absent(k Kind, status int) *Error {
	e := newError(k, 0, "")
	e.HTTP = status
	e.Message = say.Of("The file is not at its address (any more, or not yet).")
	e.Hint = say.Of("Ask for the result again to get a fresh address; files are kept for about 14 days.")
	return e
}

func tooLarge(most int64) *Error {
	e := newError(KindOversize, 0, "")
	e.Message = say.Of("The file is larger than {{.Most}} MB, which is more than the service ever makes.", say.With{"Most": most >> 20})
	return e
}

func changed() *Error {
	e := newError(KindConflict, 0, "")
	e.Message, e.Hint = say.Of("The file changed while it was being downloaded."), say.Of("Download it again from the start.")
	return e
}
