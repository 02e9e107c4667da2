package grid

import (
	"math"
	"slices"

	"partlift/backend/music"
)

// grid writes a reading down: tempo, downbeat, meter and what is left over.
func (f *frame) grid(r reading, lat lattice) *music.Grid {
	beat := lat.step * float64(r.lines)
	quarters := float64(r.eighths) / 2 // in a beat
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
		g.Tempo = []music.TempoPoint{{Second: first, BPM: quarters * 60 / beat}}
	} else {
		g.Downbeat = f.curve.second(first)
		g.Tempo = f.tempoMap(first, beat, quarters)
	}
	f.residuals(g, float64(r.lines)/quarters)
	return g
}

// metreOf names the meter of a reading.
func metreOf(r reading) *music.Meter {
	switch r.eighths {
	case 1:
		return &music.Meter{Numerator: r.beats, Denominator: 8}
	case 3:
		return &music.Meter{Numerator: 3 * r.beats, Denominator: 8}
	}
	return &music.Meter{Numerator: r.beats, Denominator: 4}
}

// tempoMap writes down the curve, from the beat in front of the song on, in
// beats that are worth so many quarters.
func (f *frame) tempoMap(first, beat, quarters float64) []music.TempoPoint {
	from := first + (math.Floor((f.curve.bend(f.onsets[0].t)-first)/beat)-1)*beat
	to := f.curve.bend(f.onsets[len(f.onsets)-1].t)
	beat /= quarters
	out := []music.TempoPoint{{Second: f.curve.second(from)}}
	for i, at := range f.curve.at {
		if at > from+1e-6 && at < to && i+1 < len(f.curve.at) {
			out = append(out, music.TempoPoint{Second: f.curve.seconds[i], Beat: (at - from) / beat})
		}
	}
	end := music.TempoPoint{Second: f.curve.second(to + beat), Beat: (to + beat - from) / beat}
	return paceOf(out, end)
}

// Tempi that a map may have, in BPM: a held beat is shared out among its
// neighbors where it would be slower.
const slowestPiece, fastestPiece = 24.0, 900.0

// paceOf fills in the tempo of each point, given where the last piece ends.
// Points next to a piece beyond what can be written are left out.
func paceOf(points []music.TempoPoint, end music.TempoPoint) []music.TempoPoint {
	for i := 0; i < len(points); i++ {
		next := end
		if i+1 < len(points) {
			next = points[i+1]
		}
		p := &points[i]
		p.BPM = 60 * (next.Beat - p.Beat) / (next.Second - p.Second)
		switch {
		case p.BPM >= slowestPiece && p.BPM <= fastestPiece || len(points) == 1:
		case i+1 < len(points):
			points = slices.Delete(points, i+1, i+2)
			i--
		default:
			points = points[:i]
			i = max(i-2, -1)
		}
	}
	return points
}

// residuals measures how far notes are from the nearest line of the grid, of
// which there are so many a quarter; those that belong to no line do not count.
func (f *frame) residuals(g *music.Grid, lines float64) {
	var square, n float64
	for i := range f.notes {
		start := f.notes[i].start + f.lateness(int(f.notes[i].track))
		k := math.Round((g.Beat(start)) * lines)
		d := math.Abs(g.Second(k/lines) - start)
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
