package kiesim

import (
	"math"

	"partlift/backend/music"
)

// hit is the sound of one drum: a falling tone and a burst of noise.
type hit struct {
	from, to float64 // hertz of the tone, at its start and after the fall
	tone     float64 // level of the tone
	toneTime float64 // seconds to fall to 1/e
	noise    float64 // level of the noise
	time     float64 // seconds to fall to 1/e
	bright   float64 // 0: all of the noise, 1: only its top
}

// hits are the drums of the General MIDI kit that have their own sound here.
var hits = map[uint8]hit{
	35: {120, 45, 1, .16, .05, .01, 0}, 36: {160, 50, 1, .14, .08, .008, 0},
	37: {1700, 1600, .3, .012, .3, .012, .6}, 39: {0, 0, 0, .01, .6, .07, .4},
	38: {230, 180, .45, .07, .55, .09, .35}, 40: {260, 200, .4, .06, .6, .08, .5},
	41: {110, 75, .8, .2, .05, .03, 0}, 43: {130, 90, .8, .19, .05, .03, 0}, 45: {155, 110, .8, .18, .05, .03, 0},
	47: {180, 130, .8, .17, .05, .03, 0}, 48: {210, 155, .75, .16, .05, .03, 0}, 50: {245, 185, .75, .15, .05, .03, 0},
	42: {0, 0, 0, .01, .32, .022, 1}, 44: {0, 0, 0, .01, .22, .03, 1}, 46: {0, 0, 0, .01, .32, .14, 1},
	49: {0, 0, 0, .01, .5, .42, .85}, 57: {0, 0, 0, .01, .5, .46, .8}, 52: {0, 0, 0, .01, .5, .35, .7},
	51: {3300, 3300, .05, .25, .22, .2, 1}, 59: {3100, 3100, .05, .25, .22, .2, 1}, 53: {2500, 2500, .18, .3, .1, .1, 1},
	54: {7000, 7000, .05, .05, .3, .05, 1}, 55: {0, 0, 0, .01, .45, .2, .9}, 56: {800, 790, .35, .06, .02, .01, 0},
	69: {0, 0, 0, .01, .25, .03, 1}, 70: {0, 0, 0, .01, .25, .025, 1}, 82: {0, 0, 0, .01, .25, .035, 1},
}

// kit plays drums.
type kit struct{ rate int }

func (k kit) play(out []float32, notes []music.Note) {
	for i, n := range notes {
		h, ok := hits[n.Pitch]
		if !ok {
			// Hand drums and the like: higher pitches sound higher.
			f := 90 * math.Pow(2, float64(n.Pitch)/24)
			h = hit{f * 1.2, f, .5, .07, .15, .02, .5}
		}
		from := min(int(n.Start*float64(k.rate)), len(out))
		level := float64(n.Velocity) / 127
		k.strike(out[from:], h, float32(0.6*level*level), uint32(i)*2654435761+uint32(n.Pitch))
	}
}

// strike adds one hit; seed makes no two noises alike, yet the same each time.
func (k kit) strike(out []float32, h hit, level float32, seed uint32) {
	rate := float64(k.rate)
	length := min(len(out), int(math.Max(h.toneTime, h.time)*5*rate), int(tail*rate))
	toneFall := float32(math.Exp(-1 / (h.toneTime * rate)))
	noiseFall := float32(math.Exp(-1 / (h.time * rate)))
	sweep := math.Exp(-1 / (0.03 * rate))
	tone, noise := float32(h.tone)*level, float32(h.noise)*level
	bright, above := float32(h.bright), h.from-h.to
	phase, before := 0.0, float32(0)
	for i := range out[:length] {
		seed = seed*1664525 + 1013904223
		white := float32(int32(seed)) / (1 << 31)
		v := noise * (white - bright*before)
		before = white
		noise *= noiseFall
		if h.tone > 0 {
			phase += (h.to + above) / rate
			above *= sweep
			v += tone * float32(math.Sin(2*math.Pi*phase))
			tone *= toneFall
		}
		// The last samples fade, so that no hit ends with a click.
		if left := length - i; left < block {
			v *= float32(left) / block
		}
		out[i] += v
	}
}
