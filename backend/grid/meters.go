package grid

import (
	"slices"

	"partlift/backend/music"
)

// A song may leave its meter: a bar of two beats among bars of four, a beat
// that is dropped, a section in three. Where bars begin is the likeliest path
// from downbeat to downbeat, on which a bar of another length has its price.

const (
	downLeast = 0.5 // how far downbeats must stand out, in spreads
	downWide  = 3.0 // most that one accent counts, in spreads

	pathPrice = 5.0  // log-likelihood that a path must gain over bars of one length to be offered
	surePrice = 20.0 // for every time it leaves the meter, to be the first reading
	bentPrice = 36.0 // and where a tracker followed the beats, which may slip
)

// A pathBar is a bar of a path: the beat with which it begins, and its length in
// beats.
type pathBar struct{ beat, beats int }

// barsOf returns the bars of a reading where it leaves its meter, and what they
// gain over bars of one length in log-likelihood; nil when it never does. Bars of
// two are looked at in pairs, which a single one interrupts.
func (a *accents) barsOf(r reading) (path []pathBar, gain float64) {
	d, usual := a.downs(r), r.usualBeats()
	if len(d) < 8*usual {
		return nil, 0
	}
	h := newCustoms(a.signsOf(r)...)
	h.quiet = a.quietBeats(r, h.rows)
	return newPathFinder(usual, d, h).find()
}

// quietLeast is how many beats of silence are a pause rather than a rest.
const quietLeast = 3

// quietBeats tells which beats of a reading lie in a pause.
func (a *accents) quietBeats(r reading, n int) []bool {
	out := make([]bool, n)
	run := 0
	for k := range n {
		from := r.phase + k*r.lines
		sounds := false
		for _, w := range a.starts[from:min(from+r.lines, a.lines)] {
			sounds = sounds || w > 0
		}
		if run++; sounds {
			run = 0
		}
		if run >= quietLeast {
			for i := k - quietLeast + 1; i <= k; i++ {
				out[i] = true
			}
		}
	}
	return out
}

// departures counts how often a path leaves the usual length. Single bars that
// together move the bars by none count twice: what lies between them may as well
// have other customs.
func departures(path []pathBar, usual int) float64 {
	n, beats, section := 0.0, 0, false
	for i, b := range path {
		if b.beats == usual || i == 0 {
			continue
		}
		beats += b.beats
		if path[i-1].beats == usual {
			n++
		} else {
			section = true
		}
	}
	if n > 1 && !section && beats%usual == 0 {
		n *= 2
	}
	return max(n, 1)
}

// usualBeats is how many beats a bar of a path usually has.
func (r reading) usualBeats() int {
	if r.beats == 2 && r.eighths == 2 {
		return 4
	}
	return r.beats
}

// signsOf returns the signals on the beats of a reading, and those in the middle
// of them or, where they are dotted, on their last third.
func (a *accents) signsOf(r reading) [][]float64 {
	late := r.lines / 2
	if r.eighths == 3 {
		late = r.lines * 2 / 3
	}
	n := (a.lines - r.phase + r.lines - 1) / r.lines
	out := make([][]float64, 2*signals)
	room := make([]float64, 2*signals*n)
	for i := range out {
		out[i] = room[i*n : (i+1)*n]
	}
	for k := range n {
		p := r.phase + k*r.lines
		for j := range signals {
			out[j][k] = a.sig[j][p]
			if p+late < a.lines && late > 0 {
				out[signals+j][k] = a.sig[j][p+late]
			}
		}
	}
	return out
}

// downs returns how much each beat of a reading is accented as downbeats are,
// in spreads from the mean.
func (a *accents) downs(r reading) []float64 {
	w := weights()[groupDown*signals : (groupDown+1)*signals]
	var out []float64
	for p := r.phase; p < a.lines; p += r.lines {
		v := 0.0
		for j := range signals {
			v += w[j] * a.sig[j][p]
		}
		out = append(out, v)
	}
	standardise(out)
	for i, v := range out {
		out[i] = max(min(v, downWide), -downWide)
	}
	return out
}

// leave writes the bars of a path into the grid of a reading, all of them so
// many beats later.
func (f *frame) leave(g *music.Grid, r reading, lat lattice, path []pathBar, later int) {
	bars := slices.Clone(path)
	usual := r.usualBeats()
	for bars[0].beat > -2*usual { // there may be room for bars in front of them
		bars = slices.Insert(bars, 0, pathBar{bars[0].beat - usual, usual})
	}
	at := func(b pathBar) float64 {
		return lat.origin + lat.step*float64(r.phase+(b.beat+later)*r.lines)
	}
	start := f.curve.bend(f.onsets[0].t) - 0.2*lat.step
	for at(bars[0]) < start && len(bars) > 1 {
		bars = bars[1:]
	}
	g.Downbeat = f.curve.second(at(bars[0]))
	if g.Constant() {
		g.Tempo[0].Second = g.Downbeat
	}
	meter := func(b pathBar) music.Meter {
		r := r
		r.beats = b.beats
		return *metreOf(r)
	}
	first := meter(bars[0])
	g.Meter, g.Changes = &first, nil
	base, quarters := g.Beat(g.Downbeat), float64(r.eighths)/2
	for i := 1; i+1 < len(bars); i++ { // the last one ends with the song
		if bars[i].beats != bars[i-1].beats {
			g.Changes = append(g.Changes, music.MeterPoint{Beat: base + float64(bars[i].beat-bars[0].beat)*quarters, Meter: meter(bars[i])})
		}
	}
}
