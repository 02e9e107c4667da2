package verify

import (
	"fmt"
	"math"

	"partlift/backend/music"
	"partlift/backend/say"
)

// Line 23: notes on the grid are on ticks that coarse programs have too.

// coarse wants notes that lie on a grid line of 1/48 beat in the song on a
// multiple of PPQ/48 in the file, so that coarser programs lose nothing.
func (j *judge) coarse() (problem, skipped string) {
	switch w := j.want; {
	case w == nil:
		return "", noModel
	case w.Grid == nil:
		return "", say.Key("there is no grid")
	case w.Tempo > 0:
		return "", say.Key("the tempo is the user's")
	case j.runsOff():
		return "", say.Key("the song is so long that its file would drift on grid lines")
	}
	unit, g := j.ppq/48, j.want.Grid
	down := g.Beat(g.Downbeat)
	return j.timed(func(l *lane) string {
		at := 0
		for _, n := range l.song {
			lines := (g.Beat(n.Start) - down) * 48
			if math.Abs(lines-math.Round(lines)) > 1e-5 || n.Start < 0 {
				continue
			}
			start := n.Start + j.want.Shift
			for at+1 < len(l.file) &&
				math.Abs(j.second(l.file[at+1].on)-start) <= math.Abs(j.second(l.file[at].on)-start) {
				at++
			}
			if at < len(l.file) && unit > 0 && l.file[at].on%unit != 0 && !j.beside(l.file, at, start, unit) {
				return fmt.Sprintf("the note on a grid line at %.4f s is on tick %d", n.Start, l.file[at].on)
			}
		}
		return ""
	})
}

// beside reports whether a note next to one is as near to a second, and on a
// multiple of unit ticks: where notes lie so close, either may be meant.
func (j *judge) beside(notes []note, at int, second float64, unit uint64) bool {
	for _, k := range [...]int{at - 1, at + 1} {
		if k >= 0 && k < len(notes) && notes[k].on%unit == 0 && math.Abs(j.second(notes[k].on)-second) < 2*carried {
			return true
		}
	}
	return false
}

// runsOff reports whether the file's tempo, a whole number of microseconds,
// drifts so far from the grid by the end that line 14 comes before line 23.
func (j *judge) runsOff() bool {
	if len(j.tempo) == 0 {
		return true
	}
	g, end, half := j.want.Grid, j.want.end(), 0.0
	for i, t := range j.tempo {
		if i == 0 || t.second-j.want.Shift <= end {
			half = max(half, float64(t.micros)/2e6/float64(j.ppq))
		}
	}
	beats := func(second float64) float64 { return (g.Beat(second) - g.Beat(0)) * float64(j.ppq) }
	origin := j.tick(j.want.Shift)
	worst := 0.0
	for _, p := range append(g.Tempo[1:len(g.Tempo):len(g.Tempo)], music.TempoPoint{Second: end}) {
		if p.Second > 0 && p.Second <= end {
			worst = max(worst, math.Abs(j.secondAt(origin+beats(p.Second))-p.Second-j.want.Shift))
		}
	}
	for _, t := range j.tempo { // between tempo points roundings are taken back
		second := g.Second(g.Beat(0) + (float64(t.tick)-origin)/float64(j.ppq))
		if second > 0 && second < end {
			worst = max(worst, math.Abs(t.second-second-j.want.Shift))
		}
	}
	return worst+half > maxDrift-0.00012
}
