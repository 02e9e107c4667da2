package grid

import "math"

// A tempo that wanders comes back: real songs that are played to no click stay
// within some hundredths of a second of even beats from their first bar to their
// last. A path that has slipped to other lines has left them.

const (
	stayWide  = 1.3   // times as far as they were they may go
	stayLeast = 0.015 // seconds that are near
	stayTrust = 0.4   // log-likelihood of that distance, knot by knot
	stayTop   = 6.0   // most that a knot pays
)

// stay lets knots pay for being off the line of a curve. What is far off pays no
// more than what is farther, so that a tempo that drifts for good is free to.
func (g *glider) stay(c curve) {
	l := c.beatLine()
	if l.beat == 0 {
		return
	}
	g.away = make([]int32, len(g.beat))
	far := max(stayWide*l.off, stayLeast)
	for i := range g.away {
		k := (g.start + float64(i)*g.bin - l.first) / l.beat
		off := (k - math.Round(k)) * l.beat / far
		g.away[i] = int32(min(stayTrust*off*off, stayTop)*glideUnit) &^ glideFrom
	}
}

// A beatLine is even beats, one of them at first, from which those of a song are
// some seconds off.
type beatLine struct{ first, beat, off float64 }

// lineReach is how many seconds beats may be off a line to have a say in it.
const lineReach = 0.1

// beatLine returns the line on which most beats of a curve are.
func (c curve) beatLine() beatLine {
	beats := c.beats(0).seconds
	last := float64(len(beats) - 1)
	l := beatLine{first: beats[0], beat: (beats[len(beats)-1] - beats[0]) / last}
	reach := math.Inf(1)
	for range 10 {
		var sw, sx, sy, sxx, sxy, syy float64
		for i, t := range beats {
			x := float64(i) - last/2
			rest := t - l.first - float64(i)*l.beat
			q := rest / reach
			if w := 1 - q*q; w > 0 {
				w *= w
				sw += w
				sx += w * x
				sy += w * rest
				sxx += w * x * x
				sxy += w * x * rest
				syy += w * rest * rest
			}
		}
		det := sw*sxx - sx*sx
		if !(det > 1e-9*sxx*sw) {
			return beatLine{}
		}
		slope := (sw*sxy - sx*sy) / det
		l.beat += slope
		l.first += (sy-slope*sx)/sw - slope*last/2
		l.off = math.Sqrt(syy / sw)
		reach = lineReach
	}
	return l
}
