package grid

import (
	"math"
	"slices"
)

// A glider finds the path of knots. Times are in bins.
type glider struct {
	bin       float64   // seconds
	beats     int       // from knot to knot
	low, high int       // bins from knot to knot
	start     float64   // second of bin 0
	beat      []float32 // by bin: what the onsets say for a beat there
	price     [glideReach + 1]float32
	stray     []float32 // by span: the price of being off the mean
	rows      []float32 // by span: a ring of the best scores of paths to a bin that go on by it
	ring      int
	told      []float32 // by span: what the onsets say for each bin of a block, as the end of the span
	value     []float32 // of goOn
	from      []uint8
	places    []int   // by span and beat: the bins from the first knot
	back      []uint8 // by bin and span: the span before, 255 at the start
}

// newGlider listens to onsets on lines; bin is the seconds between the times that
// knots may have.
func newGlider(onsets []onset, m mix, mean, bin float64, t temper) *glider {
	g := &glider{beats: int(math.Ceil(glideSpan / mean)), bin: bin}
	span := float64(g.beats) * mean / bin
	g.low, g.high = int(math.Floor(span*(1-glideWide))), int(math.Ceil(span*(1+glideWide)))
	g.start = onsets[0].t - float64(g.high)*bin
	size := int((onsets[len(onsets)-1].t-g.start)/bin) + g.high + 2
	g.hear(onsets, m, mean, size)
	bend := t.bend * float64(g.beats) * span
	for i := range g.price {
		d := float64(i) / bend
		g.price[i] = float32(0.5 * d * d)
	}
	for p := g.low; p <= g.high; p++ {
		for j := range g.beats {
			g.places = append(g.places, (j*p+g.beats/2)/g.beats)
		}
	}
	stray := t.stray * span
	for p := g.low; p <= g.high; p++ {
		d := (float64(p) - span) / stray
		g.stray = append(g.stray, float32(0.5*d*d*glideStray))
	}
	g.ring = g.high + 1
	spans := g.high - g.low + 1
	g.rows, g.told = make([]float32, g.ring*spans), make([]float32, glideBlock*spans)
	g.back, g.value, g.from = make([]uint8, size*spans), make([]float32, spans), make([]uint8, spans)
	return g
}

// hear measures what the onsets say for a beat at every bin.
func (g *glider) hear(onsets []onset, m mix, mean float64, size int) {
	g.beat = make([]float32, size)
	half := int(mean / 2 / g.bin)
	table := make([]float64, 2*half+1)
	for i := range table {
		u := float64(i-half) * g.bin / m.step
		k := math.Round(u)
		near := m.peak * math.Exp((u-k)*(u-k)*m.step*m.step*m.scale)
		if len(m.usage) > 0 {
			near *= m.usage[int(mod(k, float64(len(m.usage))))]
		}
		table[i] = math.Log(near + m.rest)
	}
	for _, o := range onsets {
		at := int(math.Round((o.t - g.start) / g.bin))
		for i, v := range table {
			if bin := at - (i - half); bin >= 0 && bin < size {
				g.beat[bin] += float32(o.w * v)
			}
		}
	}
}

// path returns the seconds of the knots.
func (g *glider) path() []float64 {
	spans, size := g.high-g.low+1, len(g.beat)
	score := make([]float32, spans)
	const none = -1e30
	bestEnd, bestSpan, best := -1, 0, float32(none)
	lately := newLately(g.high / g.beats)
	for t := range size {
		if t%glideBlock == 0 {
			g.listen(t)
		}
		// Paths that arrive here, by their last span.
		top, topAt := float32(none), 0
		for p := range min(spans, max(t-g.low+1, 0)) {
			from := t - g.low - p
			v := g.rows[p*g.ring+from%g.ring] + g.told[p*glideBlock+t%glideBlock]
			score[p] = v
			if v > top {
				top, topAt = v, p
			}
		}
		at, back := t%g.ring, g.back[t*spans:][:spans]
		if t < g.high { // or begin here
			for p := range back {
				g.rows[p*g.ring+at], back[p] = 0, 255
			}
			for p := range score {
				if p > t-g.low {
					score[p] = none
				}
			}
		} else {
			for p := range back {
				g.rows[p*g.ring+at], back[p] = none, 255
			}
		}
		if top > lately.most(t, top)-glideWorth {
			g.goOn(at, score, back, top, topAt)
		}
		if t >= size-g.high && top > best {
			bestEnd, bestSpan, best = t, topAt, top
		}
	}
	if bestEnd < 0 {
		return nil
	}
	return g.knots(bestEnd, bestSpan)
}

// glideWorth is how much worse than the best within a beat a path may be to be
// followed any further: what leads back to that one costs less.
const glideWorth = 3 * glideJump

// goOn lets the paths that arrive at a bin go on by each span.
func (g *glider) goOn(bin int, score []float32, back []uint8, top float32, topAt int) {
	v, at := g.value[:len(score)], g.from[:len(score)]
	for p := range v {
		v[p], at[p] = top-glideJump, uint8(topAt)
	}
	for d := -glideReach; d <= glideReach; d++ {
		price, low, high := g.price[max(d, -d)], max(-d, 0), len(score)-max(d, 0)
		if low >= high {
			continue
		}
		score, v, at := score[low+d:high+d], v[low:high], at[low:high]
		for p, w := range score {
			if w -= price; w > v[p] {
				v[p], at[p] = w, uint8(low+p+d)
			}
		}
	}
	for p, w := range v {
		if row := &g.rows[p*g.ring+bin]; w > *row {
			*row, back[p] = w, at[p]
		}
	}
}

// knots follows the path back from its end.
func (g *glider) knots(end, span int) (out []float64) {
	spans := g.high - g.low + 1
	for t, p := end, span; ; {
		out = append(out, g.start+float64(t)*g.bin)
		t -= g.low + p
		before := g.back[t*spans+p]
		if before == 255 {
			out = append(out, g.start+float64(t)*g.bin)
			break
		}
		p = int(before)
	}
	slices.Reverse(out)
	return out
}

// glideBlock is how many bins are listened to at once.
const glideBlock = 1024

// listen measures for the next bins what the onsets say for the beats of a span
// that ends there, less the price of the span.
func (g *glider) listen(t int) {
	for p := range g.high - g.low + 1 {
		told := g.told[p*glideBlock : (p+1)*glideBlock]
		for i := range told {
			told[i] = -g.stray[p]
		}
		for _, place := range g.places[p*g.beats : (p+1)*g.beats] {
			from := t - g.low - p + place
			skip := max(-from, 0)
			if skip >= len(told) || from+skip >= len(g.beat) {
				continue
			}
			beats := g.beat[from+skip:]
			for i := range told[skip:min(len(told), skip+len(beats))] {
				told[skip+i] += beats[i]
			}
		}
	}
}

// lately knows the greatest of the last values.
type lately struct {
	span   int
	bins   []int // of values that are greater than all after them
	values []float32
}

func newLately(span int) *lately { return &lately{span: max(span, 1)} }

// most takes the value of a bin and returns the greatest within the span.
func (l *lately) most(bin int, v float32) float32 {
	for n := len(l.values); n > 0 && l.values[n-1] <= v; n-- {
		l.bins, l.values = l.bins[:n-1], l.values[:n-1]
	}
	l.bins, l.values = append(l.bins, bin), append(l.values, v)
	for l.bins[0] <= bin-l.span {
		l.bins, l.values = l.bins[1:], l.values[1:]
	}
	return l.values[0]
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
