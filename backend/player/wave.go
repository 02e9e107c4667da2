package player

import (
	"math"
	"sync"
)

// tableBits is the logarithm of a table's length.
const (
	tableBits = 11
	tableLen  = 1 << tableBits
	fraction  = 32 - tableBits // bits of a phase below the index
)

// table is one period; the first value is repeated at the end.
type table [tableLen + 1]float32

// limits are the numbers of harmonics of a wave's tables: a note uses the
// richest one that stays below half the sample rate.
var limits = [...]int{1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 91, 128, 181, 256}

// wave is a periodic sound, band-limited at every pitch.
type wave struct {
	cycles int                 // periods of the fundamental in a table, so that partials may lie between harmonics
	amp    func(h int) float64 // of partial h, counted in table periods; any scale
	once   sync.Once           // tables are made when first needed
	tables *[len(limits)]table
}

var sine = func() (t table) {
	for i := range t {
		t[i] = float32(math.Sin(2 * math.Pi * float64(i) / tableLen))
	}
	return t
}()

// load makes the tables; each adds partials to the one before.
func (w *wave) load() { w.once.Do(w.make) }

func (w *wave) make() {
	w.tables = new([len(limits)]table)
	var sum [tableLen]float64
	power, done := 0.0, 0
	for level, limit := range limits {
		for h := done + 1; h <= limit; h++ {
			a := w.amp(h)
			if a == 0 {
				continue
			}
			power += a * a / 2
			// Phases that grow with the square keep the peak low.
			phase := int(math.Mod(float64(h)*float64(h)*0.059, 1) * tableLen)
			for i := range sum {
				sum[i] += a * float64(sine[(h*i+phase)&(tableLen-1)])
			}
		}
		done = limit
		for i, v := range sum {
			w.tables[level][i] = float32(v)
		}
	}
	scale := float32(1 / math.Sqrt(2*power)) // as loud as a sine
	for level := range w.tables {
		t := &w.tables[level]
		for i := range t[:tableLen] {
			t[i] *= scale
		}
		t[tableLen] = t[0]
	}
}

// at returns the table for a fundamental of hz, nil if nothing of it can be
// heard at that rate, and the step of the phase, a full turn being 1<<32.
func (w *wave) at(hz, rate float64) (*table, uint32) {
	allowed := int(0.46 * rate / hz * float64(w.cycles))
	for i := len(limits) - 1; i >= 0; i-- {
		if limits[i] <= allowed {
			return &w.tables[i], uint32(hz / float64(w.cycles) / rate * (1 << 32))
		}
	}
	return nil, 0
}

// sloped is a spectrum that loses power with the number of the harmonic.
func sloped(power float64) func(int) float64 {
	return func(h int) float64 { return math.Pow(float64(h), -power) }
}

// odd leaves a part of the even harmonics.
func odd(power, even float64) func(int) float64 {
	return func(h int) float64 {
		a := math.Pow(float64(h), -power)
		if h%2 == 0 {
			a *= even
		}
		return a
	}
}

// struck is a string hit or plucked at a part of its length.
func struck(power, at float64) func(int) float64 {
	return func(h int) float64 {
		return math.Abs(math.Sin(math.Pi*float64(h)*at)) * math.Pow(float64(h), -power)
	}
}

// listed gives the first harmonics by hand.
func listed(amps ...float64) func(int) float64 {
	return func(h int) float64 {
		if h > len(amps) {
			return 0
		}
		return amps[h-1]
	}
}

// formed is a falling spectrum with bumps, each a harmonic, a width and a gain.
func formed(power float64, bumps ...[3]float64) func(int) float64 {
	return func(h int) float64 {
		g := 0.25
		for _, b := range bumps {
			d := (float64(h) - b[0]) / b[1]
			g += b[2] * math.Exp(-d*d/2)
		}
		return g * math.Pow(float64(h), -power)
	}
}

// partials are given by number and amplitude.
func partials(of map[int]float64) func(int) float64 {
	return func(h int) float64 { return of[h] }
}

// metallic is dense and has no pitch: partials at places drawn once.
func metallic(h int) float64 {
	if h < 23 || uint32(h)*2654435761>>29 > 2 {
		return 0
	}
	return 1 / math.Sqrt(1+float64(h)/80)
}

// The waves. Bells have their partials between harmonics, so their tables hold
// several periods.
var (
	waveSine    = &wave{cycles: 1, amp: listed(1)}
	wavePiano   = &wave{cycles: 1, amp: struck(1.15, 1/7.7)}
	waveTine    = &wave{cycles: 1, amp: listed(1, .22, .05, .06, .02, .015, .03, .01, 0, 0, .008, 0, 0, .02)}
	waveClav    = &wave{cycles: 1, amp: struck(.75, 1/5.3)}
	waveHarpsi  = &wave{cycles: 1, amp: struck(.6, 1/9.3)}
	waveDrawbar = &wave{cycles: 2, amp: partials(map[int]float64{1: .55, 2: 1, 3: .45, 4: .6, 6: .28, 8: .3, 10: .1, 12: .12, 16: .12})}
	wavePipes   = &wave{cycles: 1, amp: listed(1, .7, .25, .55, .1, .18, .06, .3, .03, .05, .02, .06, 0, 0, 0, .1)}
	waveReed    = &wave{cycles: 1, amp: formed(.9, [3]float64{4, 2, .8}, [3]float64{9, 3, .5})}
	waveNylon   = &wave{cycles: 1, amp: struck(1.35, 1/4.6)}
	waveSteel   = &wave{cycles: 1, amp: struck(1, 1/6.4)}
	waveBass    = &wave{cycles: 1, amp: struck(1.25, 1/5.2)}
	waveBows    = &wave{cycles: 1, amp: formed(1, [3]float64{3, 1.5, .5}, [3]float64{8, 3, .3})}
	waveSaw     = &wave{cycles: 1, amp: sloped(1)}
	waveSoft    = &wave{cycles: 1, amp: sloped(1.5)}
	waveSquare  = &wave{cycles: 1, amp: odd(1, .02)}
	waveHollow  = &wave{cycles: 1, amp: odd(1.15, .18)}
	waveBrass   = &wave{cycles: 1, amp: formed(.7, [3]float64{2, 2, .8}, [3]float64{6, 3, .4})}
	waveSax     = &wave{cycles: 1, amp: formed(.85, [3]float64{3, 1.5, .7}, [3]float64{7, 2, .4})}
	waveFlute   = &wave{cycles: 1, amp: listed(1, .32, .12, .05, .03, .01)}
	waveAah     = &wave{cycles: 1, amp: formed(1.1, [3]float64{2.5, 1, 1.2}, [3]float64{4.5, 1, .9}, [3]float64{10, 2, .5})}
	waveOoh     = &wave{cycles: 1, amp: formed(1.7, [3]float64{1.5, .8, 1}, [3]float64{3, 1, .5})}
	waveBar     = &wave{cycles: 1, amp: listed(1, 0, 0, .28, 0, 0, 0, 0, 0, .07)}
	waveWood    = &wave{cycles: 2, amp: partials(map[int]float64{2: 1, 8: .35, 19: .12})}
	waveBell    = &wave{cycles: 4, amp: partials(map[int]float64{4: 1, 11: .5, 16: .12, 22: .28, 35: .14, 53: .05})}
	waveTubular = &wave{cycles: 4, amp: partials(map[int]float64{4: .8, 2: .3, 8: .8, 12: .6, 17: .4, 22: .3, 29: .15, 37: .08})}
	waveSkin    = &wave{cycles: 4, amp: partials(map[int]float64{4: 1, 6: .45, 8: .3, 9: .2, 11: .12})}
	waveMetal   = &wave{cycles: 1, amp: metallic}
)
