package grid

import (
	"sort"

	"partlift/backend/music"
)

// stretches are where the meters of a grid start. Lines to quantize to are
// counted from there, so that each bar has them at the same places whatever
// meters came before. Beats count from the downbeat.
type stretches []float64

func stretchesOf(g *music.Grid) stretches {
	meters, origin := g.Bars().Meters(), g.Beat(g.Downbeat)
	out := make(stretches, len(meters))
	for i, m := range meters {
		out[i] = m.Start - origin
	}
	return out
}

// line returns the line that a beat goes to, given the one that it would go to
// if beats were counted from the start of its meter. No line lies behind the
// start of the next.
func (s stretches) line(beat float64, nearest func(beat float64) float64) float64 {
	i := s.of(beat)
	line := s[i] + nearest(beat-s[i])
	if i+1 < len(s) {
		line = min(line, s[i+1])
	}
	return line
}

// since returns how many beats have passed since a beat's meter started.
func (s stretches) since(beat float64) float64 { return beat - s[s.of(beat)] }

// of returns which meter a beat is in.
func (s stretches) of(beat float64) int {
	return max(sort.Search(len(s), func(i int) bool { return s[i] > beat })-1, 0)
}
