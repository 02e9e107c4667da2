package grid

import "math"

// Songs that were made at one tempo have passages that lie on no line, or on
// other ones: a free bridge, quintuplets, a cut that was laid late. A tempo
// map that follows such a passage and then comes back to the very line it left
// followed the players, not the song. What lies between two pieces of one line
// is therefore put on that line; a ritardando at the end stays a map, since
// nothing comes back after it.

const (
	sameLine = 0.005 // seconds by which a piece of the line may be off it
	coreHeld = 0.75  // share of the passage that must be on the line
	coreSide = 16    // weight of onsets a piece must have to count as proof
)

// rejoin puts the passages of a curve between pieces of one line on that line.
func rejoin(c curve, l lattice, onsets []onset) curve {
	weight := pieceWeights(c, onsets)
	core := largest(weight)
	slope := c.slope(core)
	// off is how many lines later a knot lies than the core's line has it.
	off := func(i int) (lines float64, on bool) {
		late := c.seconds[i] - c.seconds[core] - (c.at[i]-c.at[core])*slope
		lines = math.Round(late / (l.step * slope))
		return lines, math.Abs(late-lines*l.step*slope) < sameLine
	}
	first, last := core, core
	for i := range weight {
		a, onA := off(i)
		b, onB := off(i + 1)
		if onA && onB && a == b && weight[i] >= coreSide {
			first, last = min(first, i), max(last, i)
		}
	}
	var on, all float64
	for i := first; i <= last; i++ {
		a, onA := off(i)
		b, onB := off(i + 1)
		all += weight[i]
		if onA && onB && a == b {
			on += weight[i]
		}
	}
	if first == last || on < coreHeld*all {
		return c
	}
	out := curve{mean: c.mean}
	before, _ := off(first)
	after, _ := off(last)
	for i := range c.at {
		switch {
		case i <= first:
			out.at = append(out.at, c.at[i]+before*l.step)
		case i > last:
			out.at = append(out.at, c.at[i]+after*l.step)
		default:
			continue
		}
		out.seconds = append(out.seconds, c.seconds[i])
	}
	if !out.rising() {
		return c
	}
	return out
}

// slope is the seconds of a second of bent time within a piece.
func (c curve) slope(piece int) float64 {
	return (c.seconds[piece+1] - c.seconds[piece]) / (c.at[piece+1] - c.at[piece])
}

// pieceWeights returns the weight of the onsets on each piece of a curve.
func pieceWeights(c curve, onsets []onset) []float64 {
	weight := make([]float64, len(c.at)-1)
	for _, o := range onsets {
		weight[pieceAt(c.seconds, o.t)] += o.w
	}
	return weight
}

// mainPiece returns the piece of a curve with most onsets.
func mainPiece(c curve, onsets []onset) int { return largest(pieceWeights(c, onsets)) }
