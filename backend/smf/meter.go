package smf

import (
	"math"
	"sort"

	"partlift/backend/music"
)

// Meter is one time signature, from a bar line on.
type Meter struct {
	Tick  uint32
	Meter music.Meter
}

// ticks returns the length of a bar.
func (m Meter) ticks() uint32 { return uint32(math.Round(m.Meter.Beats() * PPQ)) }

// A ruler knows the bar lines of a file: the first meter begins at tick 0.
type ruler []Meter

// newRuler counts the bars of a grid in ticks, from the bar on in which the
// audio starts. Bars are counted and not measured, so that the lines are exact
// even where the file's time runs off the beats.
func newRuler(g *music.Grid) ruler {
	bars, first := g.Bars(), g.First()
	r := ruler{{Meter: first.Meter}}
	number := first.Number
	for _, m := range bars.Meters()[1:] { // the first holds from the start on
		if m.Number <= first.Number {
			continue
		}
		last := r[len(r)-1]
		r = append(r, Meter{last.Tick + uint32(m.Number-number)*last.ticks(), m.Meter})
		number = m.Number
	}
	return r
}

// around returns the bar lines at or before a tick, and behind it.
func (r ruler) around(tick uint32) (line, next uint32) {
	i := max(sort.Search(len(r), func(i int) bool { return r[i].Tick > tick })-1, 0)
	bar := r[i].ticks()
	line = r[i].Tick + (tick-r[i].Tick)/bar*bar
	return line, line + bar
}

// nearest returns the bar line that a tick is nearest to.
func (r ruler) nearest(tick uint32) uint32 {
	line, next := r.around(tick)
	if tick-line < next-tick {
		return line
	}
	return next
}

// end returns the first bar line at or behind a tick that is not the start.
func (r ruler) end(tick uint32) uint32 {
	line, next := r.around(tick)
	if line == tick && tick > 0 {
		return line
	}
	return next
}

// writable reports whether every meter of a grid fits a time signature whose
// bar is a whole number of ticks, and each starts where a bar of the one
// before it ends.
func writable(g *music.Grid) bool {
	if g.Meter == nil || !fitsSignature(*g.Meter) {
		return false
	}
	at, meter := g.Beat(g.Downbeat), *g.Meter
	for _, c := range g.Changes {
		bars := (c.Beat - at) / meter.Beats()
		if !fitsSignature(c.Meter) || !(bars > 0.5) || math.Abs(bars-math.Round(bars))*meter.Beats() > 1.0/PPQ {
			return false
		}
		at, meter = c.Beat, c.Meter
	}
	return true
}

// fitsSignature reports whether a bar of a meter is a whole number of ticks, and
// its numbers are such that programs take them.
func fitsSignature(m music.Meter) bool {
	return m.Numerator >= 1 && m.Numerator <= 32 && m.Denominator >= 1 && m.Denominator <= 64 && m.Denominator&(m.Denominator-1) == 0
}
