package layer3

import (
	"math"
	"sync"
)

// analysis is the memory of the two filters of one channel.
type analysis struct {
	x    [512]float32 // the newest first
	last [subbands][each]float32
}

// splitter has the cosines that split samples into subbands.
var splitter = sync.OnceValue(func() *[subbands][subbands]float32 {
	t := &[subbands][subbands]float32{}
	for i := range t {
		for k := range t[i] {
			t[i][k] = float32(math.Cos(math.Pi / 64 * float64((2*i+1)*k)))
		}
	}
	return t
})

// put turns the samples of a granule, every step-th of in, into frequencies.
func (a *analysis) put(in []float32, step int, out *[lines]float32) {
	var now [subbands][each]float32
	for i := range each {
		copy(a.x[subbands:], a.x[:])
		for k := range subbands {
			a.x[subbands-1-k] = in[(i*subbands+k)*step]
		}
		a.split(&now, i)
	}
	t := hybridOf()
	for sb := range subbands {
		var z [2 * each]float32
		copy(z[:], a.last[sb][:])
		copy(z[each:], now[sb][:])
		for i, w := range t.window[blockNormal] {
			z[i] *= w
		}
		var u [each]float32
		for n := range 9 {
			u[n+9] = z[n] - z[17-n]
			u[n] = -z[26-n] - z[27+n]
		}
		for k := range each {
			sum := float32(0)
			for m, v := range u {
				sum += v * t.long[k][m]
			}
			out[sb*each+k] = sum / 9
		}
		a.last[sb] = now[sb]
	}
	for sb := each; sb < lines; sb += each {
		for i, cs := range t.cs {
			up, down := out[sb-1-i], out[sb+i]
			out[sb-1-i], out[sb+i] = up*cs+down*t.ca[i], down*cs-up*t.ca[i]
		}
	}
}

// split makes the samples of the subbands for the newest 32.
func (a *analysis) split(now *[subbands][each]float32, i int) {
	t := hybridOf()
	var y [64]float32
	for j := range 8 {
		x, c := (*[64]float32)(a.x[64*j:]), (*[64]float32)(t.filter[64*j:])
		for k := range y {
			y[k] += x[k] * c[k]
		}
	}
	// Of the 64 cosines half are the other half again, or their opposites.
	var u [subbands]float32
	u[0] = y[16]
	for k := 1; k <= 16; k++ {
		u[k] = y[16+k] + y[16-k]
	}
	for k := 17; k < subbands; k++ {
		u[k] = y[16+k] - y[80-k]
	}
	rows := splitter()
	for sb := range subbands {
		row := &rows[sb]
		var even, odd float32
		for k := 0; k < subbands; k += 2 {
			even += u[k] * row[k]
			odd += u[k+1] * row[k+1] // #nosec G602 -- subbands is even
		}
		sum := even + odd
		if sb&i&1 == 1 { // as the decoder turns it
			sum = -sum
		}
		now[sb][i] = sum / subbands
	}
}
