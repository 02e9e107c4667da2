package grid

import (
	"math"

	"partlift/backend/music"
)

// bow is how far in seconds a beat may lie off the tempo map.
const bow = 0.006

// grid writes a reading down: tempo, downbeat, metre and what is left over.
func (f *frame) grid(r reading, lat lattice) *music.Grid {
	beat := lat.step * float64(r.lines)
	first := lat.origin + lat.step*float64(r.phase+r.first*r.lines)
	bar := beat * float64(r.beats)
	// The first downbeat at or after the first note; a note that comes just in
	// front of a line still belongs to it.
	start := f.curve.bend(f.onsets[0].t) - 0.2*lat.step
	first -= math.Floor((first-start)/bar) * bar
	g := &music.Grid{Meter: metreOf(r)}
	if f.curve.straight() {
		if first > bar*0.999 && first-bar > -0.001 && first-bar >= start {
			first -= bar
		}
		g.Downbeat = first
		g.Tempo = []music.TempoPoint{{Second: first, BPM: 60 / beat}}
	} else {
		g.Downbeat = f.curve.second(first)
		g.Tempo = f.tempoMap(first, beat)
	}
	f.residuals(g, r.lines)
	return g
}

// metreOf names the metre of a reading.
func metreOf(r reading) *music.Meter { return &music.Meter{Numerator: r.beats, Denominator: 4} }

// tempoMap draws the bent time as straight pieces that keep every beat within
// the bow, from the beat at first on.
func (f *frame) tempoMap(first, beat float64) []music.TempoPoint {
	from := f.curve.bend(f.onsets[0].t)
	to := f.curve.bend(f.onsets[len(f.onsets)-1].t)
	low := int(math.Floor((from-first)/beat)) - 1
	high := int(math.Ceil((to-first)/beat)) + 1
	seconds := make([]float64, high-low+1)
	for i := range seconds {
		seconds[i] = f.curve.second(first + float64(low+i)*beat)
	}
	knots := append([]int{0}, corners(seconds, 0, len(seconds)-1, nil)...)
	knots = append(knots, len(seconds)-1)
	out := make([]music.TempoPoint, 0, len(knots))
	for i := 0; i+1 < len(knots); i++ {
		a, b := knots[i], knots[i+1]
		span := max(seconds[b]-seconds[a], 1e-3)
		out = append(out, music.TempoPoint{Second: seconds[a], Beat: float64(a), BPM: 60 * float64(b-a) / span})
	}
	return out
}

// corners returns the beats between a and b where a line would leave the bow,
// in order, after those that are there already.
func corners(seconds []float64, a, b int, out []int) []int {
	worst, at := bow, -1
	for k := a + 1; k < b; k++ {
		on := seconds[a] + (seconds[b]-seconds[a])*float64(k-a)/float64(b-a)
		if d := math.Abs(seconds[k] - on); d > worst {
			worst, at = d, k
		}
	}
	if at < 0 {
		return out
	}
	out = corners(seconds, a, at, out)
	out = append(out, at)
	return corners(seconds, at, b, out)
}

// residuals measures how far notes are from the nearest line of the grid; those
// that belong to no line do not count.
func (f *frame) residuals(g *music.Grid, lines int) {
	var square, n float64
	for i := range f.notes {
		start := f.notes[i].start
		k := math.Round((g.Beat(start)) * float64(lines))
		d := math.Abs(g.Second(k/float64(lines)) - start)
		if d > max(4*f.lattice.sigma, 0.010) {
			continue
		}
		square += d * d
		n++
		g.ResidualMax = max(g.ResidualMax, d)
	}
	if n > 0 {
		g.ResidualRMS = math.Sqrt(square / n)
	}
}
