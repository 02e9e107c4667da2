package kit

import "time"

// Frames counts how long our own work of a frame took while the song played,
// so that a slow screen can be told from a slow program.
type Frames struct {
	Ticks   int
	Slow    int // longer than frameShare
	Slowest time.Duration
}

// frameShare is the part of a frame of 60 a second that is ours.
const frameShare = 8 * time.Millisecond

// Add counts a frame by how long our work in it took.
func (f *Frames) Add(d time.Duration) {
	f.Ticks++
	if d > frameShare {
		f.Slow++
	}
	f.Slowest = max(f.Slowest, d)
}
