package local

import (
	"context"
	"math"
	"math/bits"
	"math/cmplx"
)

// The drums are heard in the loudness of bands of frequency, which is taken at
// every frame from the sound around it.
const (
	bands = 25
	view  = 1024 // samples looked at for a frame
)

// edges are the first of each band's places in the spectrum, and the end: as
// fine as there is for the bass drum, then about four to an octave.
var edges = [bands + 1]int{1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 19, 24, 30, 38, 48, 60, 75, 94, 118, 148, 186, 234, 294, 370, 450, 512}

// Loudness is kept in steps of a third of a decibel above the floor.
const (
	perDecibel    = 3
	floorDecibels = -85
)

// lens takes spectra.
type lens struct {
	hann  [view]float64
	turns [view / 2]complex128
	work  [view]complex128
}

func newLens() *lens {
	l := &lens{}
	for i := range l.hann {
		l.hann[i] = (1 - math.Cos(2*math.Pi*float64(i)/view)) / view
	}
	for i := range l.turns {
		l.turns[i] = cmplx.Rect(1, -2*math.Pi*float64(i)/view)
	}
	return l
}

// bands sets rows of bands, each for a frame; the first is in the middle of the
// first view samples. Two frames are transformed at once, as real and imaginary
// part.
func (l *lens) bands(ctx context.Context, samples []float32, rows []uint8) error {
	count := len(rows) / bands
	for t := 0; t < count; t += 2 {
		if err := ctx.Err(); err != nil {
			return err
		}
		one := samples[t*hop:]
		two := samples[min(t+1, count-1)*hop:]
		for i, w := range l.hann {
			l.work[i] = complex(float64(one[i])*w, float64(two[i])*w)
		}
		l.transform()
		for b := range bands {
			var p, q float64
			for k := edges[b]; k < edges[b+1]; k++ {
				x, y := l.work[k], cmplx.Conj(l.work[view-k])
				u, v := x+y, x-y
				p += real(u)*real(u) + imag(u)*imag(u)
				q += real(v)*real(v) + imag(v)*imag(v)
			}
			rows[t*bands+b] = loudness(p)
			if t+1 < count {
				rows[(t+1)*bands+b] = loudness(q)
			}
		}
	}
	return nil
}

func loudness(power float64) uint8 {
	steps := perDecibel * (10*math.Log10(power+1e-12) - floorDecibels)
	return uint8(min(max(steps, 0), math.MaxUint8))
}

// transform is the discrete Fourier transform of l.work, in place.
func (l *lens) transform() { fourier(l.work[:], l.turns[:]) }

// fourier is the discrete Fourier transform of w, in place; its length is a power
// of two of at most 65,536, and turns are the first half of the roots of one.
func fourier(w, turns []complex128) {
	shift := bits.LeadingZeros16(uint16(len(w) - 1))
	for i := range w {
		if j := int(bits.Reverse16(uint16(i))) >> shift; j > i {
			w[i], w[j] = w[j], w[i]
		}
	}
	for half := 1; half < len(w); half *= 2 {
		step := len(turns) / half
		for from := 0; from < len(w); from += 2 * half {
			for k := range half {
				a, b := w[from+k], w[from+k+half]*turns[k*step]
				w[from+k], w[from+k+half] = a+b, a-b
			}
		}
	}
}
