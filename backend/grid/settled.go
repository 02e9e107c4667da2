package grid

import "math"

// Which lattice holds where is the likeliest path through the onsets: at every
// one the song goes on, is played freely for a while, or changes to another
// lattice. Each of these has its price, so that a song keeps one lattice for as
// long as it explains the notes, and comes back to it after a free passage.

const (
	oneTempo     = 0.002 // relative difference of steps that may be one tempo
	freePrice    = 8.0   // log-likelihood that a free passage must gain
	edgePrice    = 10.0  // and a change of tempo near an end, where much is free
	edgeSeconds  = 18.0  // that near
	pathTries    = 2
	passageMin   = 3.0 // seconds of a free passage that may have a lattice
	passagesMost = 24
)

// A pather finds the path. State 2k is on lattice k, 2k+1 free after it.
type pather struct {
	lattices []lattice
	like     [][]bool // which lattices have one tempo
	score    []float64
	back     []uint8 // by onset and state
}

func newPather(lattices []lattice, onsets int) *pather {
	n := len(lattices)
	p := &pather{lattices: lattices, like: make([][]bool, n), score: make([]float64, 2*n), back: make([]uint8, 2*n*onsets)}
	for i, a := range lattices {
		p.like[i] = make([]bool, n)
		for j, b := range lattices {
			p.like[i][j] = math.Abs(a.step/b.step-1) < oneTempo
		}
	}
	return p
}

// walk returns the state of every onset.
func (p *pather) walk(onsets []onset) []uint8 {
	last := len(onsets) - 1
	next := make([]float64, len(p.score))
	clear(p.score)
	bells := make([]mix, len(p.lattices))
	for k, l := range p.lattices {
		bells[k] = newMix(l)
	}
	for i, o := range onsets {
		price := tempoCost
		if min(o.t-onsets[0].t, onsets[last].t-o.t) < edgeSeconds {
			price += edgePrice
		}
		back := p.back[i*len(p.score):]
		for k := range p.lattices {
			from, best := p.enter(k, price)
			if i == 0 {
				from, best = 2*k, 0
			}
			next[2*k], back[2*k] = best+bells[k].at(o), uint8(from)
			free, from := p.score[2*k+1], 2*k+1
			if on := p.score[2*k] - freePrice; on > free && i > 0 {
				free, from = on, 2*k
			}
			next[2*k+1], back[2*k+1] = free, uint8(from)
		}
		p.score, next = next, p.score
	}
	out := make([]uint8, len(onsets))
	state := largest(p.score)
	for i := last; i >= 0; i-- {
		out[i] = uint8(state)
		state = int(p.back[i*len(p.score)+state])
	}
	return out
}

// enter returns the best state to come to a lattice from, and its score.
func (p *pather) enter(k int, price float64) (from int, best float64) {
	from = 2 * k
	if p.score[from+1] > p.score[from] {
		from++
	}
	best = p.score[from]
	for j, v := range p.score {
		if v -= sectionCost; v <= best || j/2 == k {
			continue
		}
		if !p.like[j/2][k] {
			if v -= price - sectionCost; v <= best {
				continue
			}
		}
		from, best = j, v
	}
	return from, best
}

// at is the log-likelihood of an onset on the lines.
func (m mix) at(o onset) float64 {
	u := (o.t - m.origin) / m.step
	k := math.Round(u)
	rest := (u - k) * m.step
	near := m.peak * math.Exp(rest*rest*m.scale) * m.used(k)
	return o.w * math.Log(near+m.rest)
}

// settled cuts the onsets where the likeliest path changes from one of the
// lattices of sections to another, and fits each to what is on it. Where it
// finds free passages it tries lattices of their own, too.
func settled(sections []section, onsets []onset) []section {
	for range pathTries {
		lattices := make([]lattice, 0, len(sections))
		for _, s := range sections {
			lattices = append(lattices, s.lattice)
		}
		path := newPather(lattices, len(onsets)).walk(onsets)
		if more := passages(path, onsets); len(more) > 0 {
			lattices = append(lattices, more...)
			path = newPather(lattices, len(onsets)).walk(onsets)
		}
		sections = cutAlong(path, lattices, onsets)
	}
	for i := 1; i < len(sections); i++ {
		if a, b, ok := sameTempo(sections[i-1], sections[i], onsets); ok {
			sections[i-1], sections[i] = a, b
		}
	}
	return sections
}

// cutAlong returns the sections of a path, each lattice fitted to the onsets
// that are on it.
func cutAlong(path []uint8, lattices []lattice, onsets []onset) []section {
	var out []section
	on := make([]onset, 0, len(onsets))
	for first := 0; first < len(path); {
		end := first
		on = on[:0]
		for ; end < len(path) && path[end]/2 == path[first]/2; end++ {
			if path[end]%2 == 0 {
				on = append(on, onsets[end])
			}
		}
		s := section{first, end, lattices[path[first]/2]}
		if len(on) > 0 {
			s.lattice = s.lattice.fit(on, on[0].t, on[len(on)-1].t).judge(on)
		}
		out = append(out, s)
		first = end
	}
	return out
}

// passages returns the lattices of the free passages of a path, as far as they
// are long enough to have some.
func passages(path []uint8, onsets []onset) []lattice {
	var out []lattice
	for first := 0; first < len(path); {
		end := first + 1
		for end < len(path) && path[end]%2 == path[first]%2 {
			end++
		}
		if path[first]%2 == 1 && end-first >= sectionLow && onsets[end-1].t-onsets[first].t >= passageMin && len(out) < passagesMost {
			l, family := bestLattice(onsets[first:end])
			if l.step > 0 && len(family) > 0 && l.score > 0 {
				out = append(out, l)
			}
		}
		first = end
	}
	return out
}

// totalOf is the log-likelihood of all onsets, each on the lattice of its section.
func totalOf(sections []section, onsets []onset) float64 {
	sum := 0.0
	for _, s := range sections {
		sum += s.total(onsets)
	}
	return sum
}

// total is the log-likelihood of a section's onsets.
func (s section) total(onsets []onset) float64 { return s.lattice.total(onsets[s.first:s.end]) }

// sameTempoCost is what it may cost, in log-likelihood, that two sections have
// one tempo.
const sameTempoCost = 8.0

// sameTempo gives two sections one step, if their onsets allow it.
func sameTempo(a, b section, onsets []onset) (x, y section, ok bool) {
	ratio := a.lattice.step / b.lattice.step
	if math.Abs(ratio-1) > 0.01 {
		return a, b, false
	}
	weight := func(s section) float64 {
		from, to := s.span(onsets)
		return float64(s.end-s.first) * (to - from) * (to - from)
	}
	wa, wb := weight(a), weight(b)
	step := (wa*a.lattice.step + wb*b.lattice.step) / (wa + wb)
	x, y = a.atStep(step, onsets), b.atStep(step, onsets)
	return x, y, a.total(onsets)+b.total(onsets)-x.total(onsets)-y.total(onsets) < sameTempoCost
}

// atStep gives a section another step and moves its lines to its onsets.
func (s section) atStep(step float64, onsets []onset) section {
	part := onsets[s.first:s.end]
	middle := part[len(part)/2].t
	k, _ := s.lattice.line(middle)
	at := s.lattice.origin + k*s.lattice.step
	s.lattice.step = step
	s.lattice.origin = at - k*step
	for range 4 {
		sum, weight := 0.0, 0.0
		for _, o := range part {
			_, rest := s.lattice.line(o.t)
			if q := 1 - (rest/0.035)*(rest/0.035); q > 0 {
				sum += o.w * q * q * rest
				weight += o.w * q * q
			}
		}
		if weight > 0 {
			s.lattice.origin += sum / weight
		}
	}
	s.lattice = s.lattice.judge(part)
	return s
}
