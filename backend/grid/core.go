package grid

import "math"

// Songs that were made at one tempo have passages that lie on no line, or on
// other ones: a free bridge, quintuplets, a cut that was laid late. A tempo
// map that follows such a passage and then comes back to the very line it left
// followed the players, not the song. What lies between two pieces of one line
// is therefore put on that line; a ritardando at the end stays a map, since
// nothing comes back after it.

const (
	sameLine           = 0.005      // seconds by which a piece of the line may be off it
	coreHeld           = 0.75       // share of the passage that must be on the line
	nearOn, nearBeside = 0.80, 0.96 // shares of a song that are on the line and beside it
	coreSide           = 16         // weight of onsets a piece must have to count as proof
	lateCut            = 0.040      // seconds by which a piece may be off it that was laid late
)

// A course is a straight line that a curve may keep to: the second of one line
// in bent time, and the seconds of a second of bent time.
type course struct{ at, second, slope float64 }

// courseOf is the line of the curve's main piece.
func courseOf(c curve, onsets []onset) course {
	core := mainPiece(c, onsets)
	return course{c.at[core], c.seconds[core], c.slope(core)}
}

// courseAlong is the line of a straight lattice whose lines are as far apart as
// those of the curve's lattice l; false when they are not.
func courseAlong(straight, l lattice, c curve) (course, bool) {
	slope := straight.step / l.step
	k, _ := l.line(c.at[0])
	at := l.origin + k*l.step
	_, rest := straight.line(c.second(at))
	return course{at, c.second(at) - rest, slope}, math.Abs(slope-1) < 0.05
}

// off returns how many lines later a knot lies than a course has it, and
// whether it lies on a line of the course.
func (k course) off(c curve, l lattice, knot int) (lines float64, on bool) {
	late := k.late(c, knot)
	lines = math.Round(late / (l.step * k.slope))
	return lines, math.Abs(late-lines*l.step*k.slope) < sameLine
}

// near reports whether most of a curve lies on the course, and nearly all of it
// no farther beside it than a cut that was laid late is.
func (k course) near(c curve, onsets []onset) bool {
	var on, beside, all float64
	for i, w := range pieceWeights(c, onsets) {
		all += w
		off := max(math.Abs(k.late(c, i)), math.Abs(k.late(c, i+1)))
		if off < lateCut {
			beside += w
		}
		if off < sameLine {
			on += w
		}
	}
	return on >= nearOn*all && beside >= nearBeside*all
}

// late returns how many seconds later a knot lies than the course has it.
func (k course) late(c curve, knot int) float64 {
	return c.seconds[knot] - k.second - (c.at[knot]-k.at)*k.slope
}

// keeps reports whether a piece of a curve lies on the course.
func (k course) keeps(c curve, l lattice, piece int) bool {
	a, onA := k.off(c, l, piece)
	b, onB := k.off(c, l, piece+1)
	return onA && onB && a == b
}

// rejoin puts the passages of a curve between pieces of one course on that
// course.
func rejoin(c curve, l lattice, onsets []onset, k course) curve {
	weight := pieceWeights(c, onsets)
	first, last := len(weight), -1
	for i, w := range weight {
		if w >= coreSide && k.keeps(c, l, i) {
			first, last = min(first, i), max(last, i)
		}
	}
	var on, all float64
	for i := first; i <= last; i++ {
		all += weight[i]
		if k.keeps(c, l, i) {
			on += weight[i]
		}
	}
	if first >= last || on < coreHeld*all {
		return c
	}
	out := curve{mean: c.mean}
	before, _ := k.off(c, l, first)
	after, _ := k.off(c, l, last)
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
