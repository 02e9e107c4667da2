package pianoroll

import "time"

// Stats counts the roll's work since it was made.
type Stats struct {
	Frames  uint64        // times the toolkit asked for the picture
	Paints  uint64        // times it had to be painted, because it had changed
	Slowest time.Duration // of all paints
	// Times counts paints by how long they took: up to 1, 2, 4, 8, 16 ms, and
	// longer.
	Times [6]uint64
}

func (s *Stats) painted(d time.Duration) {
	s.Paints++
	s.Slowest = max(s.Slowest, d)
	i := 0
	for i < len(s.Times)-1 && d > time.Millisecond<<i {
		i++
	}
	s.Times[i]++
}

// Within returns the shortest of the times of Times that a share of 0–1 of all
// paints kept, or Slowest where none of them is long enough; 0 before the first.
func (s Stats) Within(share float64) time.Duration {
	kept := uint64(0)
	for i, n := range s.Times[:len(s.Times)-1] {
		kept += n
		if s.Paints > 0 && float64(kept) >= share*float64(s.Paints) {
			return time.Millisecond << i
		}
	}
	return s.Slowest
}
