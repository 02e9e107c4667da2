package grid

import "math"

// lagsOf says how late each part is behind the lines.
func lagsOf(parts []part, at float64) []Lag {
	var out []Lag
	for t, p := range parts {
		if p.notes < partNotes {
			continue
		}
		out = append(out, Lag{Track: t, Seconds: p.late - at, Spread: p.spread, Sure: p.sure(), LeftOut: p.astray()})
	}
	return out
}

// sure is how sure it is that a part is as late as it seems, from 0 to 1.
func (p part) sure() float64 {
	if p.astray() {
		return 0
	}
	return min(1-partChance/p.clear, p.likely)
}

// astray reports whether a part keeps to none of the lines: its notes lie on
// them as chance would have it.
func (p part) astray() bool { return p.clear < partChance }

// timed are the coarser lattices, in lines, on whose lines a part's notes may
// pile up.
var timed = [...]int{1, 2, 3, 4, 6, 8}

// clearness is by how much notes, so many lines and a rest from the origin,
// pile up at some place of a lattice: about 1 where they lie anywhere.
func clearness(rests []float64, lines []uint8, step, alone float64) float64 {
	best := 0.0
	for _, every := range timed {
		var re, im float64
		for i, r := range rests {
			s, c := math.Sincos(2 * math.Pi * (float64(int(lines[i])%every) + r/step) / float64(every))
			re += c
			im += s
		}
		best = max(best, (re*re+im*im)/float64(len(rests))*alone)
	}
	return best
}

// choose takes the likeliest of the lags that are some lines apart, which the
// lines cannot tell from each other. That a part starts together with others where
// it was lined up speaks for that one, but not much: parts that play between each
// other do so some lines off.
func (p *part) choose(step, lined float64) {
	seen, best, sum, at := p.late, 0.0, 0.0, p.late
	for k := -linesMost; k <= linesMost; k++ {
		late := seen + float64(k)*step
		odds := lagOdds(late, 0)
		if k == 0 && lined != 0 {
			odds *= lagSeen
		}
		if sum += odds; odds > best {
			best, at = odds, late
		}
	}
	p.late, p.likely = at, best/sum
}

// lagBehind is how likely a part is as late as it is where another one leads.
func (p part) lagBehind(lead part) float64 {
	return lagOdds(p.late-lead.late, max(p.spread, lead.spread))
}

// lagOdds is how likely a part of a spread is that late: every other part is nearly
// on time, the others are anywhere. What is played by a machine is as often right
// on time.
func lagOdds(late, spread float64) float64 {
	bell := func(spread float64) float64 {
		d := late / spread
		return math.Exp(-0.5*d*d) / (spread * math.Sqrt(2*math.Pi))
	}
	v := 0.5 * bell(lagUsual)
	if d := math.Abs(late) - lagAny; d < 0 {
		v += 0.5 / (2 * lagAny)
	} else {
		v += 0.5 / (2 * lagAny) * math.Exp(-d/lagBeyond)
	}
	if spread < lagTight {
		v = 0.5*v + 0.5*bell(lagNone)
	}
	return v
}

const (
	lagUsual = 0.015 // seconds by which every other part is late or early
	lagAny   = 0.100 // and at most the others
	lagNone  = 0.003 // by which those that are on time seem to be
	lagTight = 0.004 // spread of what a machine plays
	lagTrust = 0.5   // what a part says, since parts are late together

	lagBeyond = 0.01 // seconds beyond the most within which a lag becomes e times less likely
	lagSeen   = 15.0 // how much likelier a lag is at which parts start together
	linesMost = 2    // lines that a part may be off where it was lined up
)
