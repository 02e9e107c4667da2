package grid

import (
	"math"
	"slices"

	"partlift/backend/music"
)

// A song may leave its meter: a bar of two beats among bars of four, a beat
// that is dropped, a section in three. Where bars begin is the likeliest path
// from downbeat to downbeat, on which a bar of another length has its price.

const (
	downLeast = 0.5 // how far downbeats must stand out, in spreads
	downWide  = 3.0 // most that one accent counts, in spreads

	leavePrice  = 4.0  // log-likelihood of a bar of another length
	longPrice   = 1.0  // more, of one that may be two
	stayPrice   = 0.5  // of one more of that length
	returnPrice = 1.0  // and of the usual length again
	pathPrice   = 8.0  // log-likelihood that a path must gain over bars of one length to be offered
	surePrice   = 36.0 // to be the first reading: steady songs must not be harmed
	bentPrice   = 45.0 // and where a tracker followed the beats, which may slip
	pathRounds  = 3
)

// A bar of a path: the beat with which it begins, and its length in beats.
type pathBar struct{ beat, beats int }

// barsOf returns the bars of a reading where it leaves its meter, if that is
// worth a price; nil when it never does.
func (a *accents) barsOf(r reading, price float64) []pathBar {
	d := a.downs(r)
	if len(d) < 8*r.beats {
		return nil
	}
	p := pathFinder{usual: r.beats, first: r.first, least: 2, most: longestBar, worth: price}
	path := p.find(d)
	if r.beats == 2 && r.eighths == 2 {
		if path == nil {
			path = p.evenly(0, len(d), r.first)
		}
		if pairs := pairsIn(path, d, price); pairs != nil {
			return pairs
		}
	}
	for _, b := range path[min(1, len(path)):max(len(path)-1, 0)] {
		if b.beats != r.beats {
			return path
		}
	}
	return nil
}

// pairsIn joins bars of two beats to bars of four, where it takes a bar of two
// on the way; nil when it takes none or the bars are all alike.
func pairsIn(path []pathBar, d []float64, price float64) []pathBar {
	var downs []float64
	var bars []pathBar
	for _, b := range path {
		if b.beat >= 0 && b.beat < len(d) {
			downs, bars = append(downs, d[b.beat]), append(bars, b)
		}
	}
	standardise(downs)
	p := pathFinder{usual: 2, least: 1, most: 3, worth: price}
	pairs := p.find(downs)
	odd := false
	var out []pathBar
	for i, pair := range pairs {
		b := pathBar{beat: bars[pair.beat].beat}
		for _, one := range bars[pair.beat:min(pair.beat+pair.beats, len(bars))] {
			b.beats += one.beats
		}
		odd = odd || pair.beats != 2 && i > 0 && i+1 < len(pairs)
		out = append(out, b)
	}
	if !odd {
		return nil
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

// A pathFinder finds the likeliest bars.
type pathFinder struct {
	usual, first int       // length of bars, and where the first one begins
	least, most  int       // lengths that are tried
	worth        float64   // log-likelihood that bars of other lengths must gain
	gain         []float64 // of a downbeat on each beat
	best         float64   // log-likelihood of the likeliest bars
	// score is that of the best path to a downbeat on each beat, by the length of
	// the bar in front of it; from is the length of the bar before that.
	score [][longestBar + 1]float64
	from  [][longestBar + 1]int8
}

// find returns the likeliest bars; nil when those of one length are as likely.
// How far downbeats stand out is learnt at either end of the song first, since
// in all of it they may lie on every beat.
func (p *pathFinder) find(d []float64) []pathBar {
	n := len(d)
	var out []pathBar
	most := p.worth
	for _, part := range [...][2]int{{0, n / 3}, {n - n/3, n}, {0, n}} {
		path, ok := p.clearest(d, part[0], part[1])
		for round := 0; round < pathRounds && ok; round++ {
			if round == 0 {
				ok = p.learn(d[part[0]:part[1]], path, part[0], d)
			} else {
				ok = p.learn(d, path, 0, d)
			}
			if ok {
				path = p.walk()
			}
		}
		if gain := p.best - p.steady(); ok && gain > most {
			most, out = gain, path
		}
	}
	return out
}

// evenly returns bars of the usual length between two beats.
func (p *pathFinder) evenly(from, to, first int) []pathBar {
	var out []pathBar
	for k := from + wrap(first-from, p.usual); k < to; k += p.usual {
		out = append(out, pathBar{k, p.usual})
	}
	return out
}

// clearest returns the bars of the usual length that stand out most between two
// beats; false when there are too few.
func (p *pathFinder) clearest(d []float64, from, to int) ([]pathBar, bool) {
	sums := make([]float64, p.usual)
	for k := from; k < to; k++ {
		sums[k%p.usual] += d[k]
	}
	return p.evenly(from, to, largest(sums)), to-from >= 4*p.usual
}

// learn measures how far the downbeats of a path stand out in a part of the song
// that begins with a beat; false when they hardly do.
func (p *pathFinder) learn(part []float64, path []pathBar, begin int, d []float64) bool {
	var on, n, all float64
	for _, v := range part {
		all += v
	}
	for _, b := range path {
		if k := b.beat - begin; k >= 0 && k < len(part) {
			on += part[k]
			n++
		}
	}
	down, rest := on/max(n, 1), (all-on)/max(float64(len(part))-n, 1)
	if down-rest < downLeast {
		return false
	}
	p.gain = make([]float64, len(d))
	for k, v := range d {
		p.gain[k] = (down - rest) * (v - (down+rest)/2)
	}
	return true
}

// price is what a bar of a length costs behind another one.
func (p *pathFinder) price(before, beats int) float64 {
	switch {
	case beats == p.usual && before == p.usual:
		return 0
	case beats == p.usual:
		return returnPrice
	case beats == before:
		return stayPrice
	}
	if beats-p.usual >= p.least { // room for two bars
		return leavePrice + longPrice
	}
	return leavePrice
}

// walk returns the likeliest bars.
func (p *pathFinder) walk() []pathBar {
	n := len(p.gain)
	p.score = make([][longestBar + 1]float64, n+longestBar)
	p.from = make([][longestBar + 1]int8, n+longestBar)
	for k := range p.score {
		for l := range p.score[k] {
			p.score[k][l] = math.Inf(-1)
		}
		if k < min(p.usual, n) { // the song may begin within a bar
			p.score[k][p.usual] = p.gain[k]
		}
	}
	for k := range n {
		p.step(k)
	}
	end, last := n, 0
	p.best = math.Inf(-1)
	for k := n; k < n+longestBar; k++ {
		for l, v := range p.score[k] {
			if v > p.best {
				end, last, p.best = k, l, v
			}
		}
	}
	var out []pathBar
	for k, l := end, last; k >= p.usual || l != p.usual; {
		out = append(out, pathBar{k - l, l})
		k, l = k-l, int(p.from[k][l])
	}
	slices.Reverse(out)
	return out
}

// step tries every bar that begins on a beat.
func (p *pathFinder) step(k int) {
	for before := p.least; before <= p.most; before++ {
		sum := p.score[k][before]
		if math.IsInf(sum, -1) {
			continue
		}
		for beats := p.least; beats <= p.most; beats++ {
			v := sum - p.price(before, beats)
			if k+beats < len(p.gain) {
				v += p.gain[k+beats]
			}
			if v > p.score[k+beats][beats] {
				p.score[k+beats][beats], p.from[k+beats][beats] = v, int8(before)
			}
		}
	}
}

// steady is the log-likelihood of bars of the usual length.
func (p *pathFinder) steady() float64 {
	sums := make([]float64, p.usual)
	for k, v := range p.gain {
		sums[k%p.usual] += v
	}
	return sums[largest(sums)]
}

// leave writes the bars of a path into the grid of a reading, all of them so
// many beats later.
func (f *frame) leave(g *music.Grid, r reading, lat lattice, path []pathBar, later int) {
	bars := slices.Clone(path)
	for bars[0].beat > -2*r.beats { // there may be room for bars in front of them
		bars = slices.Insert(bars, 0, pathBar{bars[0].beat - r.beats, r.beats})
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
