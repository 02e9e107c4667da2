//go:build eval

package eval

import (
	"math"

	"partlift/backend/grid"
	"partlift/backend/music"
)

// A Guess is what a system says of a song.
type Guess struct {
	Beats, Downbeats []float64
	BPM              float64
	Constant         bool
	Bar              int     // beats
	Compound         bool    // a beat has three eighths
	Key              string  // "C", "Am"; "" when none
	Confidence       float64 // that the beats are right
	BarConfidence    float64 // and the bars
	Refused          bool
	Others           []Guess // the readings offered beside the first
	Chords           []music.Chord
	Lags             []grid.Lag
}

// A System turns notes into a guess.
type System struct {
	Name  string
	Guess func(music.Song) Guess
}

// Systems are ours and the published ones.
func Systems() []System {
	return []System{
		{"partlift", Ours},
		{"beatroot", func(s music.Song) Guess { return beatRoot(s, false) }},
		{"beatroot+line", func(s music.Song) Guess { return beatRoot(s, true) }},
		{"pretty_midi", prettyMIDI},
	}
}

// Ours is the grid of backend/grid.
func Ours(song music.Song) Guess { return guessAll(song, grid.Find(song, grid.Options{})) }

// guessAll spells out what was found, the other readings too.
func guessAll(song music.Song, r grid.Result) Guess {
	if r.Grid == nil {
		return Guess{Refused: true}
	}
	g := guessOf(song, r.Grid)
	g.Lags = r.Lags
	g.Confidence, g.BarConfidence = r.Confidence.Level*r.Confidence.Phase, r.Confidence.Bar
	for _, a := range r.Alternatives {
		g.Others = append(g.Others, guessOf(song, a.Grid))
	}
	return g
}

// guessOf spells a grid out over the length of a song.
func guessOf(song music.Song, g *music.Grid) Guess {
	first, last := span(song)
	step, count := metre{num: g.Meter.Numerator, unit: g.Meter.Denominator}.beat()
	out := Guess{Constant: g.Constant(), Bar: count, Compound: step == 1.5, Chords: g.Chords}
	if g.Key != nil {
		out.Key = keyName(g.Key.Sharps, false, !g.Key.Minor)
	}
	down := g.Beat(g.Downbeat)
	// A beat more on either side, since the first or last note may be missing.
	from := math.Ceil((g.Beat(first-0.05)-down)/step) - 1
	to := math.Floor((g.Beat(last+0.05)-down)/step) + 1
	for k := from; k <= to; k++ {
		t := g.Second(down + k*step)
		out.Beats = append(out.Beats, t)
	}
	bars := g.Bars()
	for b := bars.At(down + from*step); b.Start <= down+to*step+1e-6; b = bars.Bar(b.Number + 1) {
		if b.Start >= down+from*step-1e-6 {
			out.Downbeats = append(out.Downbeats, g.Second(b.Start))
		}
	}
	out.BPM = tempo(out.Beats)
	if g.Constant() {
		out.BPM = g.Tempo[0].BPM / step
	}
	return out
}

// span returns the first and the last onset of a song.
func span(song music.Song) (first, last float64) {
	first = math.Inf(1)
	for _, t := range song.Tracks {
		for _, n := range t.Notes {
			first, last = min(first, n.Start), max(last, n.Start)
		}
	}
	return first, last
}

// tempo is that of the middle one of the intervals between beats.
func tempo(beats []float64) float64 {
	d := make([]float64, 0, len(beats))
	for i := 1; i < len(beats); i++ {
		d = append(d, beats[i]-beats[i-1])
	}
	if len(d) == 0 {
		return 0
	}
	return 60 / median(d)
}
