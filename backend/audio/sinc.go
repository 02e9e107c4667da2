package audio

import "math"

// Of the low-pass that keeps what a rate cannot hold out of it.
const (
	sincCrossings = 48   // zero crossings on either side
	sincCutoff    = .945 // of half the lower rate: flat to .88 of it, gone by 1.01
	sincKaiser    = 8.9  // shape of the window: 90 dB
	phasesMost    = 1024 // tables, beyond which two neighbors are blended
)

// sinc is a windowed sinc, sampled for every phase there is between two frames.
type sinc struct {
	reach  int // frames before and after; a table has twice as many taps
	tables [][]float32
	phases int64 // of the conversion; more than tables when blended
}

func newSinc(up, down int64) *sinc {
	scale := min(1, float64(up)/float64(down)) * sincCutoff
	s := &sinc{reach: int(math.Ceil(sincCrossings / scale)), phases: up}
	count := min(up, phasesMost)
	s.tables = make([][]float32, count+1)
	for p := range s.tables {
		s.tables[p] = s.taps(float64(p)/float64(count), scale)
	}
	return s
}

// taps returns the table for a place between two frames, 0–1. The taps sum up
// to one, so that what stands still stays as it is.
func (s *sinc) taps(place, scale float64) []float32 {
	v := make([]float64, 2*s.reach)
	sum := 0.0
	for i := range v {
		x := float64(i-s.reach+1) - place
		w := x / float64(s.reach)
		if w <= -1 || w >= 1 {
			continue
		}
		v[i] = bessel(sincKaiser*math.Sqrt(1-w*w)) / bessel(sincKaiser)
		if a := math.Pi * x * scale; a != 0 {
			v[i] *= math.Sin(a) / a
		}
		sum += v[i]
	}
	out := make([]float32, len(v))
	for i := range v {
		out[i] = float32(v[i] / sum)
	}
	return out
}

// bessel is the modified Bessel function of the first kind and order zero.
func bessel(x float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1.0; term > 1e-12*sum; k++ {
		term *= x / (2 * k) * x / (2 * k)
		sum += term
	}
	return sum
}

// at returns the table of a phase, and the next one with its share.
func (s *sinc) at(phase int64) (taps, next []float32, share float32) {
	count := int64(len(s.tables) - 1)
	if count == s.phases {
		return s.tables[phase], nil, 0
	}
	place := phase * count
	i := place / s.phases
	return s.tables[i], s.tables[i+1], float32(place-i*s.phases) / float32(s.phases)
}
