package layer3

import (
	"math"
	"sync"
)

// preTable raises the upper bands, when a granule says so.
var preTable = [22]int{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 3, 2, 0}

// valueMost is the greatest magnitude a frequency is written with: 15 and 13
// bits of escape.
const valueMost = 15 + 1<<13 - 1

// Gains are told in quarters of a factor of two, from gainLeast on.
const (
	gainLeast = -400
	gainMost  = 64
)

// powers has the powers by which values become magnitudes.
type powers struct {
	value [valueMost + 1]float32 // to the power of 4/3
	gain  [gainMost - gainLeast]float32
}

var powersOf = sync.OnceValue(func() *powers {
	p := &powers{}
	for i := range p.value {
		p.value[i] = float32(math.Pow(float64(i), 4./3))
	}
	for i := range p.gain {
		p.gain[i] = float32(math.Exp2(float64(i+gainLeast) / 4))
	}
	return p
})

// requantize turns values into magnitudes of frequencies.
func (g *granule) requantize(values *[lines]int32, out *[lines]float32) {
	p := powersOf()
	step := 2
	if g.coarse {
		step = 4
	}
	for i, b := range g.bands {
		if b.start >= g.filled {
			break
		}
		scale := int(g.scales[i])
		gain := g.gain - 210
		if b.window >= 0 {
			gain -= 8 * g.subblockGain[b.window]
		} else if g.preflag {
			scale += preTable[i]
		}
		f := p.gain[min(max(gain-step*scale, gainLeast), gainMost-1)-gainLeast]
		for k := b.start; k < b.start+b.width; k++ {
			if v := values[k]; v >= 0 {
				out[k] = p.value[v] * f
			} else {
				out[k] = -p.value[-v] * f
			}
		}
	}
	for i, b := range g.bands {
		if b.start >= g.filled {
			clear(out[g.bands[i].start:])
			break
		}
	}
}
