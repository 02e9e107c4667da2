package local

import "context"

// The constant-Q transform: nine octaves, each with the same kernels on sound
// that was halved in rate once more than for the octave above.
const (
	octave  = 36  // bins
	octaves = 9   // the lowest reaches below the lowest bin
	taps    = 256 // of a kernel and of the low-pass filter
)

// spectrum computes s.power of a window.
func (n *network) spectrum(ctx context.Context, samples []float32, s *scratch) error {
	sound := s.sound[:copy(s.sound, samples)]
	for o := range octaves {
		mirror(s.padded, sound)
		lowest := (octaves-1-o)*octave - (octaves*octave - bins)
		for t := range frames {
			if err := ctx.Err(); err != nil {
				return err
			}
			n.bin(n, s.padded[t*(hop>>o):][:taps], &s.part)
			for b := max(-lowest, 0); b < octave; b++ {
				scale := n.loudness[lowest+b]
				re, im := s.part[2*b]*scale, s.part[2*b+1]*scale
				s.power[t*bins+lowest+b] = re*re + im*im
			}
		}
		if o < octaves-1 {
			sound = n.half(sound, s)
		}
	}
	return nil
}

// mirror copies the sound with half a kernel of it turned back at both ends.
func mirror(padded, sound []float32) {
	const half = taps / 2
	l := copy(padded[half:], sound)
	for i := 1; i <= half; i++ {
		padded[half-i] = sound[i]
		padded[half-1+l+i] = sound[l-1-i]
	}
}

// half filters the sound and takes every second sample; it returns a part of
// s.sound.
func (n *network) half(sound []float32, s *scratch) []float32 {
	const before = taps/2 - 1
	clear(s.padded[:before])
	l := copy(s.padded[before:], sound)
	clear(s.padded[before+l:][:taps])
	out := s.sound[:l/2]
	for i := range out {
		out[i] = n.dot(s.padded[2*i:][:taps], n.lowPass)
	}
	return out
}
