package grid

import (
	"math"
	"slices"
)

// A glider finds the path of knots. Times are in bins, scores whole numbers, so
// that every machine finds the same path; their lowest bits say where a path came
// from.
type glider struct {
	bin       float64 // seconds
	beats     int     // from knot to knot
	low, high int     // bins from knot to knot
	start     float64 // second of bin 0
	beat      []int32 // by bin: what the onsets say for a beat there
	price     [glideReach + 1]int64
	stray     []int64 // by span: the price of being off the mean
	away      []int32 // by bin: the price of being off a line; nil for none
	places    []int   // by span and beat: the bins from the first knot
	back      []uint8 // by bin and span that goes on from there: the span before
	ring      []int64 // by bin, as many as a span may reach, and span: the score of the path that arrives by it
	mask      int
}

// What a log-likelihood of 1 scores, what the lowest bits hold, and the marks of
// a bin at which a path begins and of one that no path comes to.
const (
	glideUnit  = 1 << 16
	glideFrom  = 0x3f
	glideBegin = 255
	glideNone  = math.MinInt64 / 4
)

// newGlider listens to onsets on lines; bin is the seconds between the times that
// knots may have.
func newGlider(onsets []onset, m mix, mean, bin float64, t temper) *glider {
	g := &glider{bin: bin, beats: int(math.Ceil(glideSpan / mean))}
	span := float64(g.beats) * mean / bin
	wide := min(glideWide, glideStrays*t.stray)
	g.low, g.high = int(math.Floor(span*(1-wide))), int(math.Ceil(span*(1+wide)))
	g.high = min(g.high, g.low+glideFrom)
	g.start = onsets[0].t - float64(g.high)*bin
	size := int((onsets[len(onsets)-1].t-g.start)/bin) + g.high + 2
	g.hear(onsets, m, mean, size)
	bend, stray := t.bend*float64(g.beats)*span, t.stray*span
	for i := range g.price {
		g.price[i] = priceOf(float64(i) / bend)
	}
	for p := g.low; p <= g.high; p++ {
		g.stray = append(g.stray, glideStray*priceOf((float64(p)-span)/stray))
		for j := range g.beats {
			g.places = append(g.places, (j*p+g.beats/2)/g.beats)
		}
	}
	spans := len(g.stray)
	g.mask = powerOfTwo(g.high+1) - 1
	g.ring = make([]int64, (g.mask+1)*spans)
	for i := range g.ring {
		g.ring[i] = glideNone
	}
	g.back = make([]uint8, size*spans)
	return g
}

// priceOf is what it costs to be that many deviations off.
func priceOf(deviations float64) int64 {
	return int64(min(0.5*deviations*deviations, 1e6)*glideUnit) &^ glideFrom
}

// hear measures what the onsets say for a beat at every bin.
func (g *glider) hear(onsets []onset, m mix, mean float64, size int) {
	g.beat = make([]int32, size)
	half := int(mean / 2 / g.bin)
	table := make([]float64, 2*half+1)
	for i := range table {
		u := float64(half-i) * g.bin / m.step
		k := math.Round(u)
		near := m.peak * math.Exp((u-k)*(u-k)*m.step*m.step*m.scale) * m.used(k)
		table[i] = glideUnit * math.Log(near+m.rest)
	}
	for _, o := range onsets {
		at := int(math.Round((o.t-g.start)/g.bin)) - half
		from := max(-at, 0)
		for i, v := range table[from:min(len(table), size-at)] {
			g.beat[at+from+i] += int32(o.w*v) &^ glideFrom
		}
	}
}

// glideBeam is how much less likely, in log-likelihood, a path may be than
// another one at nearly the same time, to be followed.
const glideBeam = 60 * glideUnit

// path returns the seconds of the knots.
func (g *glider) path() []float64 {
	spans, size := len(g.stray), len(g.beat)
	score := make([]int64, spans+2*glideReach)
	for i := range score {
		score[i] = glideNone
	}
	arrived := score[glideReach : glideReach+spans]
	end, last, best := -1, 0, int64(glideNone|glideFrom)
	block, before, now := g.low/g.beats, int64(glideNone), int64(glideNone)
	for t := range size {
		inbox := g.ring[(t&g.mask)*spans:][:spans]
		top := int64(glideNone)
		for p, v := range inbox {
			v |= int64(p)
			arrived[p], inbox[p] = v, glideNone
			top = max(top, v)
		}
		if t%block == 0 {
			before, now = now, glideNone
		}
		now = max(now, top)
		if t >= size-g.high && top > best {
			end, last, best = t, int(top&glideFrom), top
		}
		switch {
		case t < g.high:
			g.begin(t)
		case top > max(before, now)-glideBeam:
			g.turn(t, score, top)
		}
	}
	return g.knots(end, last)
}

// begin begins a path at a bin.
func (g *glider) begin(t int) {
	for p := range g.stray {
		g.back[t*len(g.stray)+p] = glideBegin
		g.pass(t, p, 0)
	}
}

// turn goes on from a bin at every span that is likely after those by which paths
// arrive there, or at any after the best.
func (g *glider) turn(t int, score []int64, top int64) {
	back := g.back[t*len(g.stray):][:len(g.stray)]
	jump := top - glideJump*glideUnit
	for p := range back {
		near := score[p : p+2*glideReach+1]
		v := max(near[glideReach], jump)
		v = max(v, max(near[glideReach-1], near[glideReach+1])-g.price[1])
		v = max(v, max(near[glideReach-2], near[glideReach+2])-g.price[2])
		v = max(v, max(near[glideReach-3], near[glideReach+3])-g.price[3])
		v = max(v, max(near[glideReach-4], near[glideReach+4])-g.price[4])
		back[p] = uint8(v & glideFrom)
		g.pass(t, p, v&^glideFrom)
	}
}

// pass hands a score on to where a span from a bin ends, with what the onsets say
// for its beats.
func (g *glider) pass(t, span int, score int64) {
	to := t + g.low + span
	if to >= len(g.beat) {
		return
	}
	beats := g.beat[t:to]
	for _, at := range g.places[span*g.beats : (span+1)*g.beats] {
		score += int64(beats[at])
	}
	if score -= g.stray[span]; g.away != nil {
		score -= int64(g.away[to])
	}
	g.ring[(to&g.mask)*len(g.stray)+span] = score
}

// knots walks back from a bin, and returns the seconds of the knots.
func (g *glider) knots(t, span int) []float64 {
	if t < 0 {
		return nil
	}
	var out []float64
	for span != glideBegin {
		out = append(out, g.start+float64(t)*g.bin)
		t -= g.low + span
		span = int(g.back[t*len(g.stray)+span])
	}
	out = append(out, g.start+float64(t)*g.bin)
	slices.Reverse(out)
	return out
}

// curve is the curve through the knots of the path.
func (g *glider) curve(l lattice, mean float64) (curve, bool) {
	knots := g.path()
	if len(knots) < 3 {
		return curve{}, false
	}
	c := curve{mean: mean, seconds: knots}
	for i := range knots {
		c.at = append(c.at, l.origin+float64(i*g.beats)*mean)
	}
	return c, c.rising()
}
