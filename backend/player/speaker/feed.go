package speaker

import (
	"encoding/binary"
	"io"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"partlift/backend/player"
)

// feed is what a card reads. It renders only while a card is attached to it,
// and never twice at once.
type feed struct {
	p     *player.Player
	now   func() time.Time
	rate  float64
	delay atomic.Int64 // nanoseconds until a frame is heard
	calls atomic.Int64
	// origin is the time at which the first frame was rendered if they were
	// rendered steadily, in nanoseconds; it evens out when the card asks.
	origin atomic.Int64

	mu          sync.Mutex // of Render
	detached    bool
	ended       bool
	left, right [chunk]float32
	owed        float64 // frames that the silent clock has yet to make
}

// Read gives the card at most a chunk of frames of two little endian floats.
func (f *feed) Read(b []byte) (int, error) {
	f.calls.Add(1)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.detached || f.ended {
		return 0, io.EOF
	}
	n := min(len(b)/8, chunk)
	f.render(n)
	for i := range n {
		binary.LittleEndian.PutUint32(b[8*i:], math.Float32bits(f.left[i]))
		binary.LittleEndian.PutUint32(b[8*i+4:], math.Float32bits(f.right[i]))
	}
	return 8 * n, nil
}

// render makes the next n frames.
func (f *feed) render(n int) {
	f.p.Render(f.left[:n], f.right[:n])
	at := f.now().UnixNano() - int64(float64(f.p.Rendered())/f.rate*1e9)
	old := f.origin.Load()
	const far = int64(80 * time.Millisecond)
	if d := at - old; d > far || d < -far {
		f.origin.Store(at)
	} else {
		f.origin.Store(old + d/16)
	}
}

// pass makes the sound of a time that went by, for nobody to hear.
func (f *feed) pass(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for f.owed += d.Seconds() * f.rate; f.owed >= 1 && !f.ended; {
		n := min(int(f.owed), chunk)
		f.render(n)
		f.owed -= float64(n)
	}
}

// detach takes the player from the card.
func (f *feed) detach() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.detached = true
	f.delay.Store(0)
}

func (f *feed) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ended = true
}

// heard returns the frame that is heard at a time.
func (f *feed) heard(at time.Time) int64 {
	return int64(float64(at.UnixNano()-f.origin.Load()-f.delay.Load()) / 1e9 * f.rate)
}
