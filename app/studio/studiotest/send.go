package studiotest

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"partlift/backend/kie/kiesim"
)

// Tone is a WAV file of a low and quiet sine.
func Tone(rate, channels, bits int, seconds float64) []byte {
	frames := int(seconds * float64(rate))
	data := make([]byte, 0, frames*channels*bits/8)
	for i := range frames {
		v := 0.1 * math.Sin(float64(i)*0.02)
		for range channels {
			if bits == 8 {
				data = append(data, byte(128+100*v))
			} else {
				data = binary.LittleEndian.AppendUint16(data, uint16(int16(32000*v)))
			}
		}
	}
	var b bytes.Buffer
	b.WriteString("RIFF")
	binary.Write(&b, binary.LittleEndian, uint32(36+len(data)))
	b.WriteString("WAVEfmt ")
	binary.Write(&b, binary.LittleEndian, struct {
		Size           uint32
		Kind, Channels uint16
		Rate, Bytes    uint32
		Block, Bits    uint16
	}{16, 1, uint16(channels), uint32(rate), uint32(rate * channels * bits / 8), uint16(channels * bits / 8), uint16(bits)})
	b.WriteString("data")
	binary.Write(&b, binary.LittleEndian, uint32(len(data)))
	b.Write(data)
	return b.Bytes()
}

// Uploads notes what is uploaded.
type Uploads struct {
	mu   sync.Mutex
	Seen [][]byte
}

// RoundTrip keeps what is uploaded, and sends it on.
func (u *Uploads) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasPrefix(r.URL.Path, "/api/file-") {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		u.mu.Lock()
		u.Seen = append(u.Seen, body)
		u.mu.Unlock()
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	return http.DefaultTransport.RoundTrip(r)
}

// WithLarge is a world with a song of 25 MB, and what is uploaded.
func WithLarge(t *testing.T) (w *World, u *Uploads) {
	t.Helper()
	w, u = New(t, kiesim.Script{}), new(Uploads)
	w.Close()
	w.Config.HTTP = &http.Client{Transport: u}
	w.Open(t)
	w.WAV = filepath.Join(t.TempDir(), "Long Song.wav")
	if err := os.WriteFile(w.WAV, Tone(44100, 2, 16, 142), 0o600); err != nil {
		t.Fatal(err)
	}
	return w, u
}
