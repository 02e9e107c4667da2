package grid

import (
	"math"
	"slices"
)

const (
	pathRounds   = 3
	seedBeats    = 24   // of a section that is looked for
	leavePrice   = 6.0  // log-likelihood of a bar of another length
	twicePrice   = 3.0  // more, of one behind another one
	enterPrice   = 12.0 // of a section in another meter
	stayPrice    = 0.3  // of one more of its bars
	pausePrice   = 1.0  // of a bar of another length where nothing is played
	returnPrice  = 1.0  // of the usual length again
	unendedPrice = 12.0 // of an end on other bars
	longestOdd   = 2    // beats that a bar of another length may have more than the usual one
)

// oddPrice is what a bar of so many beats costs more: beats are rather left out,
// two above all, than added.
var oddPrice = [longestBar + longestOdd + 1]float64{3: 0.5, 4: 0.5, 5: 1.5, 6: 2, 7: 3, 8: 3, 9: 3}

// A mode is how bars on a path are counted: the usual way, one of another length,
// or those of a section in another meter.
type mode struct {
	beats int
	like  *pattern // of its beats
	kind  modeKind
}

type modeKind int

const (
	usualBar modeKind = iota
	oddBar
	sectionBar
)

// modesMost is how many modes there may be.
const modesMost = longestBar + longestOdd + 2

// A step is a bar of a path with its mode.
type pathStep struct{ beat, mode int }

// A pathFinder finds the likeliest bars.
type pathFinder struct {
	usual   int       // length of bars
	downs   []float64 // how much beats are accented as downbeats are
	customs *customs
	modes   []mode // the usual one first
	best    float64
	// score is that of the best path to a downbeat on each beat, by the mode of the
	// bar in front of it; from is the mode of the bar before that.
	score [][modesMost]float64
	from  [][modesMost]int8
}

func newPathFinder(usual int, downs []float64, h *customs) *pathFinder {
	p := &pathFinder{usual: usual, downs: downs, customs: h}
	own := h.newPattern(usual)
	p.modes = append(p.modes, mode{usual, own, usualBar})
	for beats := 2; beats <= usual+longestOdd; beats++ {
		if beats%usual != 0 {
			p.modes = append(p.modes, mode{beats, own, oddBar})
		}
	}
	for _, beats := range [...]int{3, 4} { // others are bars of these, or too rare
		if beats%usual != 0 && usual%beats != 0 {
			p.modes = append(p.modes, mode{beats, h.newPattern(beats), sectionBar})
		}
	}
	n := len(downs) + usual + longestOdd
	p.score, p.from = make([][modesMost]float64, n), make([][modesMost]int8, n)
	return p
}

// find returns the likeliest bars and what they gain over bars of one length, nil
// when there are no others. Customs are learnt first at either end of the song,
// since in all of it downbeats may lie on every beat, and from what looks like a
// section.
func (p *pathFinder) find() ([]pathBar, float64) {
	n := len(p.downs)
	var best []pathStep
	most := math.Inf(-1)
	try := func(path []pathStep, from, to int) {
		for range pathRounds {
			if !p.learn(path, from, to) {
				return
			}
			from, to, path = 0, n, p.walk()
		}
		if gain := p.best - p.steady(); gain > most {
			most, best = gain, path
		}
	}
	for _, part := range [...][2]int{{0, n / 3}, {n - n/3, n}, {0, n}} {
		try(p.clearest(part[0], part[1]), part[0], part[1])
	}
	for i, m := range p.modes {
		if m.kind == sectionBar {
			try(p.seed(i), 0, n)
		}
	}
	var out []pathBar
	odd := false
	for i, s := range best {
		beats := p.modes[s.mode].beats
		odd = odd || beats != p.usual && i > 0 && i+1 < len(best)
		out = append(out, pathBar{s.beat, beats})
	}
	if !odd {
		return nil, 0
	}
	return out, most
}

// clearest returns the bars of the usual length that stand out most between two
// beats.
func (p *pathFinder) clearest(from, to int) (out []pathStep) {
	sums := make([]float64, p.usual)
	for k := from; k < to; k++ {
		sums[k%p.usual] += p.downs[k]
	}
	first := wrap(largest(sums)-from, p.usual)
	for k := from + first - p.usual; k < to; k += p.usual {
		out = append(out, pathStep{k, 0})
	}
	return out
}

// seed returns bars of the usual length around those of a section, where a mode
// explains the song best; nil when it is too short.
func (p *pathFinder) seed(i int) []pathStep {
	n, beats := len(p.downs), p.modes[i].beats
	usual := p.clearest(0, n)
	if !p.learn(usual, 0, n) {
		return nil
	}
	at := p.customs.likest(seedBeats, beats, 2*p.usual, p.modes[0].like)
	if at < 0 {
		return nil
	}
	sums := make([]float64, beats)
	for k := at; k < at+seedBeats; k++ {
		sums[(k-at)%beats] += p.downs[k]
	}
	out := slices.DeleteFunc(usual, func(s pathStep) bool { return s.beat+p.usual > at && s.beat < at+seedBeats })
	for k := at + largest(sums); k+beats <= at+seedBeats; k += beats {
		out = append(out, pathStep{k, i})
	}
	return out
}

// gain is the log-likelihood of a bar, which may reach over the ends of the song.
func (p *pathFinder) gain(k int, m mode) float64 {
	sum := 0.0
	for place := range m.beats {
		if q := k + place; q >= 0 && q < len(p.downs) {
			sum += m.like.gain[q*m.like.beats+m.like.place(place)]
		}
	}
	return sum
}

// price is what a bar costs behind another one.
func price(before, m mode) float64 {
	switch {
	case m.kind == usualBar && before.kind == usualBar:
		return 0
	case m.kind == usualBar:
		return returnPrice
	case m.kind == sectionBar && before == m:
		return stayPrice
	case m.kind == sectionBar:
		return enterPrice
	case before.kind != usualBar:
		return leavePrice + oddPrice[m.beats] + twicePrice
	}
	return leavePrice + oddPrice[m.beats]
}

// walk returns the likeliest bars.
func (p *pathFinder) walk() []pathStep {
	n := len(p.downs)
	for k := range p.score {
		for i := range p.score[k] {
			p.score[k][i] = math.Inf(-1)
		}
	}
	for k := range min(p.usual, n) { // the song may begin within a bar
		p.score[k][0] = p.gain(k-p.usual, p.modes[0])
	}
	for k := range n {
		p.step(k)
	}
	end, last := n, 0
	p.best = math.Inf(-1)
	for k := n; k < len(p.score); k++ {
		for i, v := range p.score[k] {
			if i > 0 { // no bar shows that the song comes back
				v -= unendedPrice
			}
			if v > p.best {
				end, last, p.best = k, i, v
			}
		}
	}
	var out []pathStep
	for k, i := end, last; k >= p.usual || i != 0; {
		begin := k - p.modes[i].beats
		out = append(out, pathStep{begin, i})
		k, i = begin, int(p.from[k][i])
	}
	slices.Reverse(out)
	return out
}

// step tries every bar that begins on a beat.
func (p *pathFinder) step(k int) {
	for i, m := range p.modes {
		before, most := 0, math.Inf(-1)
		quiet := m.kind == oddBar && p.customs.pauses(k, m.beats)
		for j, b := range p.modes {
			v := p.score[k][j]
			if quiet {
				v -= pausePrice
			} else {
				v -= price(b, m)
			}
			if v > most {
				before, most = j, v
			}
		}
		if most += p.gain(k, m); most > p.score[k+m.beats][i] {
			p.score[k+m.beats][i], p.from[k+m.beats][i] = most, int8(before)
		}
	}
}

// steady is the log-likelihood of bars of the usual length.
func (p *pathFinder) steady() float64 {
	most := math.Inf(-1)
	for first := range p.usual {
		sum := 0.0
		for k := first - p.usual; k < len(p.downs); k += p.usual {
			sum += p.gain(k, p.modes[0])
		}
		most = max(most, sum)
	}
	return most
}
