//go:build soak && linux

package soak_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"sync"
)

// books are what a person sees on the service's log page: which audio was
// separated under which id. They are kept by the content of the audio, which
// the service itself does not tell.
type books struct {
	mu       sync.Mutex
	audio    map[string]string   // address of an upload -> SHA-256 of its content
	orders   map[string][]string // SHA-256 -> ids of separations, in order
	notes    map[string]int      // id of a separation and a stem -> transcriptions ordered
	underway map[string]int      // SHA-256 -> separations asked for and not answered yet
}

func newBooks() *books {
	return &books{audio: map[string]string{}, orders: map[string][]string{}, notes: map[string]int{}, underway: map[string]int{}}
}

// entry is one request that is to be kept.
type entry struct {
	path, sha, about string
}

// open begins an entry.
func (b *books) open(r *http.Request, body []byte) entry {
	e := entry{path: r.URL.Path}
	switch e.path {
	case "/api/file-stream-upload":
		e.sha = uploaded(r.Header.Get("Content-Type"), body)
	case "/api/v1/vocal-removal/generate":
		var q struct{ AudioURL string }
		_ = json.Unmarshal(body, &q) // what is not an order will be refused
		b.mu.Lock()
		defer b.mu.Unlock()
		e.sha = b.audio[q.AudioURL]
		b.underway[e.sha]++
	case "/api/v1/midi/generate":
		var q struct{ TaskID, AudioID string }
		_ = json.Unmarshal(body, &q)
		e.about = q.TaskID + "/" + q.AudioID
	}
	return e
}

// close ends an entry with what the service answered, whoever gets to see it. It
// reports whether that was a separation, which costs money.
func (b *books) close(e entry, body []byte) (paid bool) {
	var a struct {
		Code int
		Data struct{ TaskID, DownloadURL string }
	}
	if e.sha != "" || e.about != "" {
		_ = json.Unmarshal(body, &a) // what is not an answer has no code either
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e.path {
	case "/api/file-stream-upload":
		if a.Code == 200 {
			b.audio[a.Data.DownloadURL] = e.sha
		}
	case "/api/v1/vocal-removal/generate":
		b.underway[e.sha]--
		if a.Code == 200 {
			b.orders[e.sha] = append(b.orders[e.sha], a.Data.TaskID)
			return true
		}
	case "/api/v1/midi/generate":
		if a.Code == 200 {
			b.notes[e.about]++
		}
	}
	return false
}

// uploaded is the SHA-256 of the file in a form.
func uploaded(kind string, body []byte) string {
	_, params, err := mime.ParseMediaType(kind)
	if err != nil {
		return ""
	}
	form := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		part, err := form.NextPart()
		if err != nil {
			return ""
		}
		if part.FormName() == "file" {
			sum := sha256.New()
			if _, err := io.Copy(sum, part); err != nil {
				return ""
			}
			return hex.EncodeToString(sum.Sum(nil))
		}
	}
}

// look reads the log page for some audio: the separations of it, and whether
// one is still on its way, so that it is too early to tell.
func (b *books) look(sha string) (ids []string, early bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.orders[sha]), b.underway[sha] > 0
}

// separations is how many were bought in all, and how many of them for audio
// that had been bought before.
func (b *books) separations() (all, double int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, ids := range b.orders {
		all += len(ids)
		double += len(ids) - 1
	}
	return all, double
}

// transcriptions is how many were ordered, and how many of them again. They
// are free, and ordered again when an answer was lost.
func (b *books) transcriptions() (all, again int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, n := range b.notes {
		all += n
		again += n - 1
	}
	return all, again
}
