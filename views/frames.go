package views

import "time"

// frames counts how long our own work of a frame took while the song played,
// so that a slow screen can be told from a slow program.
type frames struct {
	ticks   int
	slow    int // longer than frameShare
	slowest time.Duration
}

// frameShare is the part of a frame of 60 a second that is ours.
const frameShare = 8 * time.Millisecond

// add counts a frame by how long our work in it took.
func (f *frames) add(d time.Duration) {
	f.ticks++
	if d > frameShare {
		f.slow++
	}
	f.slowest = max(f.slowest, d)
}
