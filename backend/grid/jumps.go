package grid

import "math"

// A tempo either jumps, and goes on as steadily as before, or it wanders. Where
// it jumps sections say all there is to say; where it wanders they are but a
// poor drawing of a curve.

const (
	jumpLeast = 0.015 // relative difference of beats that is a jump of tempo
	jumpLate  = 0.040 // seconds by which beats are off that is a pause
	jumpsHeld = 0.80  // share of the onsets that sections must explain if the tempo jumps
	keptLeast = 0.85  // and that must keep the tempo of their section
	steadyOff = 0.003 // seconds, beside what chance moves them, by which those may be off
)

// jump reports whether the tempo jumps or the music pauses between all sections.
func jump(all []counted, onsets []onset) bool {
	for i := 1; i < len(all); i++ {
		a, b := all[i-1], all[i]
		octaves := math.Log2(b.beat / a.beat)
		octaves -= math.Round(octaves)
		if math.Abs(math.Exp2(octaves)-1) < jumpLeast && math.Abs(b.late(onsets[b.first].t, a)) < jumpLate {
			return false
		}
	}
	return true
}

// kept is the share of onsets in windows that are off the lattice of their
// section by no more than chance would have it.
func kept(all []counted, onsets []onset) float64 {
	n := 0
	for _, s := range all {
		n += s.lattice.keeps(onsets[s.first:s.end])
	}
	return float64(n) / float64(len(onsets))
}

// keeps counts such onsets on one lattice.
func (l lattice) keeps(onsets []onset) int {
	kept := 0
	for first := 0; first < len(onsets); {
		var rests, n, off float64
		end := first
		for ; end < len(onsets) && onsets[end].t < onsets[first].t+windowLength; end++ {
			_, rest := l.line(onsets[end].t)
			if math.Abs(rest) < min(0.3*l.step, 4*l.sigma+0.005) {
				rests += rest
				n++
			}
		}
		if n >= windowWeight {
			off = math.Abs(rests/n) - 3*l.sigma/math.Sqrt(n)
		}
		if off <= steadyOff {
			kept += end - first
		}
		first = end
	}
	return kept
}
