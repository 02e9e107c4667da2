package ear

import (
	"math"
	"math/bits"
	"math/cmplx"
)

// fourier takes the spectra of real frames of one length, two at once.
type fourier struct {
	size  int
	hann  []float64
	turns []complex128 // of the first half of a circle
	swaps []int32      // pairs of places in bit-reversed order
	work  []complex128
}

// newFourier returns one for frames of size samples, a power of two. Full
// scale has the magnitude 1.
func newFourier(size int) *fourier {
	f := &fourier{size: size, hann: make([]float64, size), turns: make([]complex128, size/2), work: make([]complex128, size)}
	for i := range f.hann {
		f.hann[i] = (1 - math.Cos(2*math.Pi*float64(i)/float64(size))) / float64(size)
	}
	for i := range f.turns {
		f.turns[i] = cmplx.Rect(1, -2*math.Pi*float64(i)/float64(size))
	}
	shift := bits.LeadingZeros32(uint32(size - 1))
	for i := range uint32(size) {
		if j := bits.Reverse32(i) >> shift; j > i {
			f.swaps = append(f.swaps, int32(i), int32(j))
		}
	}
	return f
}

// powers sets p and q, of size/2 values each, to the power spectra of two
// frames.
func (f *fourier) powers(one, two []int16, p, q []float64) {
	one, two = one[:f.size], two[:f.size]
	for i, w := range f.hann {
		f.work[i] = complex(float64(one[i])*w, float64(two[i])*w)
	}
	f.transform()
	const scale = 1. / 4 / (1 << 30) // of what follows, and of samples
	for k := 1; k < f.size/2; k++ {
		x, y := f.work[k], cmplx.Conj(f.work[f.size-k])
		u, v := x+y, x-y
		p[k] = (real(u)*real(u) + imag(u)*imag(u)) * scale
		q[k] = (real(v)*real(v) + imag(v)*imag(v)) * scale
	}
	p[0], q[0] = 0, 0 // what does not move is no sound
}

// transform is the discrete Fourier transform of f.work, in place.
func (f *fourier) transform() {
	w := f.work
	for i := 0; i < len(f.swaps); i += 2 {
		a, b := f.swaps[i], f.swaps[i+1]
		w[a], w[b] = w[b], w[a]
	}
	for i := 0; i < len(w); i += 4 { // the first two rounds at once
		a, b, c, d := w[i]+w[i+1], w[i]-w[i+1], w[i+2]+w[i+3], w[i+2]-w[i+3]
		d = complex(imag(d), -real(d))
		w[i], w[i+1], w[i+2], w[i+3] = a+c, b+d, a-c, b-d
	}
	for half := 4; half < f.size; half *= 2 {
		step := f.size / 2 / half
		for from := 0; from < f.size; from += 2 * half {
			low, high := w[from:from+half], w[from+half:from+2*half]
			for k, a := range low {
				b := high[k] * f.turns[k*step]
				low[k], high[k] = a+b, a-b
			}
		}
	}
}
