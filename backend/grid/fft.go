package grid

import (
	"math"
	"math/bits"
	"math/cmplx"
)

// transform replaces x, whose length must be a power of two, by its discrete
// Fourier transform.
func transform(x []complex128) {
	n := len(x)
	shift := 64 - bits.Len64(uint64(n-1))
	for i := range x {
		if j := int(bits.Reverse64(uint64(i)) >> shift); n > 1 && j > i {
			x[i], x[j] = x[j], x[i]
		}
	}
	turn := make([]complex128, n/2)
	for i := range turn {
		turn[i] = cmplx.Rect(1, -2*math.Pi*float64(i)/float64(n))
	}
	for size := 2; size <= n; size *= 2 {
		half, skip := size/2, n/size
		for at := 0; at < n; at += size {
			for k := 0; k < half; k++ {
				a, b := x[at+k], x[at+k+half]*turn[k*skip]
				x[at+k], x[at+k+half] = a+b, a-b
			}
		}
	}
}

// powerOfTwo returns the smallest power of two that is at least n.
func powerOfTwo(n int) int {
	if n <= 1 {
		return 1
	}
	return 1 << bits.Len(uint(n-1))
}
