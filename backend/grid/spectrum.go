package grid

import (
	"cmp"
	"math"
	"slices"
)

// The spectrum of the onsets is taken on a raster of this many points a second.
const rasterRate = 64

// Lattices between these frequencies in Hz are looked for. Finer lines than
// the highest are reached by halving.
const lowest, highest = 0.9, 15.0

// peaksKept is how many peaks of the spectrum are tried.
const peaksKept = 14

// A peak is a frequency at which many onsets are in phase.
type peak struct {
	hertz, power float64
	phase        float64 // cycles of the onsets at time 0
}

// peaksOf returns the strongest peaks of the onsets' spectrum, strongest first.
func peaksOf(onsets []onset) []peak {
	if len(onsets) == 0 {
		return nil
	}
	t0 := onsets[0].t
	span := onsets[len(onsets)-1].t - t0
	size := powerOfTwo(max(1024, int(2*span*rasterRate)+2))
	x := make([]complex128, size)
	for _, o := range onsets {
		at := (o.t - t0) * rasterRate
		i := int(at)
		f := at - float64(i)
		x[i] += complex(o.w*(1-f), 0)
		x[i+1] += complex(o.w*f, 0)
	}
	transform(x)
	bin := rasterRate / float64(size)
	power := func(i int) float64 { return real(x[i])*real(x[i]) + imag(x[i])*imag(x[i]) }
	var out []peak
	for i := max(1, int(lowest/bin)); i < min(int(highest/bin), size/2-1); i++ {
		a, b, c := power(i-1), power(i), power(i+1)
		if b > a && b >= c {
			out = append(out, peak{hertz: bin * (float64(i) + vertex(a, b, c)), power: b})
		}
	}
	slices.SortFunc(out, func(a, b peak) int { return cmp.Compare(b.power, a.power) })
	out = out[:min(peaksKept, len(out))]
	for i := range out {
		out[i].phase = phaseAt(onsets, out[i].hertz)
	}
	return out
}

// vertex returns where the parabola through three points, a step apart, has
// its top, relative to the middle one.
func vertex(a, b, c float64) float64 {
	if d := a - 2*b + c; d < 0 {
		return 0.5 * (a - c) / d
	}
	return 0
}

// phaseAt returns the mean phase of the onsets in cycles, 0–1, such that lines
// lie at (k + phase) / hertz.
func phaseAt(onsets []onset, hertz float64) float64 {
	var re, im float64
	for _, o := range onsets {
		s, c := math.Sincos(2 * math.Pi * o.t * hertz)
		re += o.w * c
		im += o.w * s
	}
	p := math.Atan2(im, re) / (2 * math.Pi)
	return p - math.Floor(p)
}
