package ear

import (
	"context"
	"math"
)

// listen takes what is heard in the windows.
func (s *score) listen(ctx context.Context, samples []int16) error {
	sums := energies(samples)
	f := newFourier(strokeView)
	one, two := make([]int16, strokeView), make([]int16, strokeView)
	p, q := make([]float64, strokeView/2), make([]float64, strokeView/2)
	for i := 0; i < len(s.windows); i += 2 {
		if err := ctx.Err(); err != nil {
			return err
		}
		a, b := s.windows[i], s.windows[min(i+1, len(s.windows)-1)]
		a.settle(sums)
		if a != b {
			b.settle(sums)
		}
		around(one, samples, a.at)
		around(two, samples, b.at)
		f.powers(one, two, p, q)
		a.heard, b.heard = s.bands.magnitudes(p), s.bands.magnitudes(q)
		around(one, samples, a.at-strokeBack)
		around(two, samples, b.at-strokeBack)
		f.powers(one, two, p, q)
		a.since(s.bands.magnitudes(p), s.drums)
		if a != b {
			b.since(s.bands.magnitudes(q), s.drums)
		}
	}
	return nil
}

// Of what rang already when a drum was struck.
const (
	strokeBack = strokeView - 400 // samples; the window lies that much earlier
	rings      = .7               // of its loudness is left
	left       = .1               // of a window's loudness at least
)

// since notes how much louder the bands are than before, and takes away what
// rang already where only drums are.
func (w *window) since(before []float64, drums bool) {
	w.rise = make([]float32, len(before))
	for b, v := range w.heard {
		w.rise[b] = float32(20 * math.Log10((v+1e-7)/(before[b]+1e-7)))
	}
	if drums {
		w.less(before)
	}
}

// less takes away what rang before.
func (w *window) less(before []float64) {
	for b, v := range w.heard {
		rest := v*v - rings*rings*before[b]*before[b]
		w.heard[b] = math.Sqrt(max(rest, left*left*v*v))
	}
}

// energies returns what the squares of samples add up to before each grain.
func energies(samples []int16) []float64 {
	out := make([]float64, len(samples)/grain+2)
	for i, v := range samples {
		out[i/grain+1] += float64(v) * float64(v)
	}
	for i := 1; i < len(out); i++ {
		out[i] += out[i-1]
	}
	return out
}

// Of moving windows, in samples: notes are as exact as they were heard.
const (
	grain       = 32
	settleReach = 10 // grains; 15 ms
	settleSpan  = 40 // grains; 58 ms
)

// settle moves a window to where most is heard near by.
func (w *window) settle(sums []float64) {
	from := (w.at - int(strokeMiddle*Rate)) / grain
	best, most := 0, -1.0
	for d := -settleReach; d <= settleReach; d++ {
		a := min(max(from+d, 0), len(sums)-1)
		if e := sums[min(a+settleSpan, len(sums)-1)] - sums[a]; e > most {
			best, most = d, e
		}
	}
	w.at += best * grain
}

func (l *ladder) magnitudes(power []float64) []float64 {
	out := make([]float64, l.count())
	for b := range out {
		for _, v := range power[l.edges[b]:l.edges[b+1]] {
			out[b] += v
		}
		out[b] = math.Sqrt(out[b])
	}
	return out
}
