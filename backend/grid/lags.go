package grid

import "math"

// lagsOf says how late each part is behind the lines.
func lagsOf(parts []part, at float64) []Lag {
	var out []Lag
	for t, p := range parts {
		if p.notes < partNotes {
			continue
		}
		out = append(out, Lag{Track: t, Seconds: p.late - at, Spread: p.spread, Sure: p.sure(), LeftOut: p.astray()})
	}
	return out
}

// sure is how sure it is that a part is as late as it seems, from 0 to 1.
func (p part) sure() float64 {
	if p.astray() {
		return 0
	}
	return min(1-partChance/p.clear, p.likely)
}

// astray reports whether a part keeps to none of the lines: its notes lie on
// them as chance would have it.
func (p part) astray() bool { return p.clear < partChance }

// timed are the coarser lattices, in lines, on whose lines a part's notes may
// pile up.
var timed = [...]int{1, 2, 3, 4, 6, 8}

// clearness is by how much notes, so many lines and a rest from the origin,
// pile up at some place of a lattice: about 1 where they lie anywhere.
func clearness(rests []float64, lines []uint8, step, alone float64) float64 {
	best := 0.0
	for _, every := range timed {
		var re, im float64
		for i, r := range rests {
			s, c := math.Sincos(2 * math.Pi * (float64(int(lines[i])%every) + r/step) / float64(every))
			re += c
			im += s
		}
		best = max(best, (re*re+im*im)/float64(len(rests))*alone)
	}
	return best
}
