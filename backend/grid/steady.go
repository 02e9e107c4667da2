package grid

import "math"

// What a window of the song must show to count as being on the lattice.
const (
	windowLength = 8.0   // seconds
	windowWeight = 6.0   // of onsets, or it says nothing
	windowOff    = 0.012 // seconds by which the whole window may be off
	windowInside = 0.45  // concentration of the phases, 0–1
)

// blur lowers what is asked of the phases on fine lattices, where the same
// jitter in seconds is a larger part of a step.
func (l lattice) blur() float64 { return min(max(l.step/0.1, 0.7), 1) }

// A window is how the onsets of a few seconds lie on a lattice.
type window struct {
	weight float64
	re, im float64 // sum of the phases
}

// held returns the share of the onsets, window by window, that lie on one
// straight lattice: neither off it nor blurred.
func held(onsets []onset, l lattice) float64 {
	start := onsets[0].t
	windows := make([]window, int((onsets[len(onsets)-1].t-start)/windowLength)+1)
	for _, o := range onsets {
		_, rest := l.line(o.t)
		s, c := math.Sincos(2 * math.Pi * rest / l.step)
		w := &windows[int((o.t-start)/windowLength)]
		w.weight += o.w
		w.re += o.w * c
		w.im += o.w * s
	}
	var all, good float64
	for _, w := range windows {
		if w.weight < windowWeight {
			continue
		}
		all += w.weight
		sharp := math.Hypot(w.re, w.im) / w.weight
		shift := math.Abs(math.Atan2(w.im, w.re)) / (2 * math.Pi) * l.step
		if sharp >= windowInside*l.blur() && shift < windowOff {
			good += w.weight
		}
	}
	if all == 0 {
		return 0
	}
	return good / all
}
