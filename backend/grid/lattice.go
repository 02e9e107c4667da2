package grid

import "math"

// A lattice is a set of even lines: line k lies at origin + k * step seconds.
type lattice struct {
	origin, step float64
	sigma        float64 // spread of the onsets that belong, seconds
	inside       float64 // share of the weight that belongs, 0–1
	score        float64 // log-likelihood a weight over onsets without lines
}

// Spread of onsets around their line: what the raster alone explains, and what
// is still a line.
const sharpest, bluntest = 0.0025, 0.016

// line returns the number of the line nearest to t and the distance from it.
func (l lattice) line(t float64) (k, rest float64) {
	k = math.Round((t - l.origin) / l.step)
	return k, t - l.origin - k*l.step
}

// fit moves the lattice to where the onsets between from and to lie best: a
// straight line through onset times by line number in which far ones count
// less and less.
func (l lattice) fit(onsets []onset, from, to float64) lattice {
	const rounds = 10
	middle := math.Round(((from+to)/2 - l.origin) / l.step)
	for round := range rounds {
		reach := 0.35 * l.step
		if round > 2 {
			reach = min(reach, 0.035)
		}
		var sw, sx, sy, sxx, sxy float64
		for _, o := range onsets {
			if o.t < from || o.t > to {
				continue
			}
			k, rest := l.line(o.t)
			if math.Abs(rest) >= reach {
				continue
			}
			q := 1 - (rest/reach)*(rest/reach)
			w, x := o.w*q*q, k-middle
			sw += w
			sx += w * x
			sy += w * rest
			sxx += w * x * x
			sxy += w * x * rest
		}
		det := sw*sxx - sx*sx
		if det <= 1e-9*sxx*sw || sw == 0 {
			break
		}
		slope := (sw*sxy - sx*sy) / det
		shift := (sy - slope*sx) / sw
		l.origin += shift - slope*middle
		l.step += slope
		if math.Abs(slope)*(to-from)/l.step < 1e-7 && math.Abs(shift) < 1e-7 {
			break
		}
	}
	return l
}

// judge measures how much better the lattice explains the onsets than no lines
// would: a share of them belongs, spread around its lines, the rest lies
// anywhere.
func (l lattice) judge(onsets []onset) lattice {
	l.sigma, l.inside = 0.008, 0.7
	const rounds = 5
	for range rounds {
		before := l.sigma
		if !l.spread(onsets) {
			return l
		}
		if math.Abs(l.sigma-before) < 0.002*before {
			break
		}
	}
	peak, scale := l.bell()
	var sum, score float64
	for _, o := range onsets {
		_, rest := l.line(o.t)
		sum += o.w
		score += o.w * math.Log(l.inside*peak*math.Exp(rest*rest*scale)+1-l.inside)
	}
	l.score = score / sum
	return l
}

// bell returns the height of the bell curve around a line, over that of no
// lines, and what the square of the distance counts in its exponent.
func (l lattice) bell() (peak, scale float64) {
	return l.step / (l.sigma * math.Sqrt(2*math.Pi)), -0.5 / (l.sigma * l.sigma)
}

// spread measures which onsets belong and how far they lie from their lines;
// false when none do.
func (l *lattice) spread(onsets []onset) bool {
	peak, scale := l.bell()
	peak *= l.inside
	var sum, in, square float64
	for _, o := range onsets {
		_, rest := l.line(o.t)
		sum += o.w
		e := rest * rest * scale
		if e < -20 {
			continue
		}
		near := peak * math.Exp(e)
		near *= o.w / (near + 1 - l.inside)
		in += near
		square += near * rest * rest
	}
	if sum == 0 || in == 0 {
		l.inside, l.score = 0, 0
		return false
	}
	l.sigma = min(max(math.Sqrt(square/in), sharpest), bluntest, 0.2*l.step)
	l.inside = min(max(in/sum, 0.01), 0.99)
	return true
}

// split returns the lattice with every step cut into parts.
func (l lattice) split(parts float64) lattice {
	l.step /= parts
	return l
}

// The finest lines of a grid lie this far apart, seconds.
const coarsest, finest = 0.140, 0.065

// refine cuts the steps, into halves or thirds as the onsets say, until the
// lines are as fine as 16ths usually are.
func (l lattice) refine(onsets []onset) lattice {
	for l.step >= coarsest {
		half := l.split(2).judge(onsets)
		third := l.split(3).judge(onsets)
		if third.step >= finest && third.score > half.score+0.02 {
			l = third
		} else {
			l = half
		}
	}
	return l
}

// bestLattice returns the lattice that explains the onsets best, refined, and
// its family: every lattice that was found with lines in a simple ratio to
// its, the refined one among them.
func bestLattice(onsets []onset) (best lattice, family []lattice) {
	return bestOf(onsets, peaksOf(onsets))
}

// beatParts are the parts of a beat that lines are looked for at.
var beatParts = [...]float64{1, 2, 3, 4, 6, 8, 12}

// latticeOf is bestLattice in bent time, where the beat is known already.
func latticeOf(onsets []onset, beat float64) (best lattice, family []lattice) {
	var peaks [len(beatParts)]peak
	n := 0
	for _, parts := range beatParts {
		if beat/parts >= finest || n == 0 {
			peaks[n] = peak{hertz: parts / beat}
			peaks[n].phase = phaseAt(onsets, peaks[n].hertz)
			n++
		}
	}
	return bestOf(onsets, peaks[:n])
}

// sampleSize is how many onsets are enough to choose between lattices, and
// sampleRun how many of them follow each other.
const sampleSize, sampleRun = 4096, 128

// sampled returns runs of onsets from all over a song that has very many.
func sampled(onsets []onset, size int) []onset {
	if len(onsets) <= size {
		return onsets
	}
	runs := size / sampleRun
	out := make([]onset, 0, size)
	for run := range runs {
		at := run * (len(onsets) - sampleRun) / (runs - 1)
		out = append(out, onsets[at:at+sampleRun]...)
	}
	return out
}

// bestOf fits a lattice to each peak.
func bestOf(whole []onset, peaks []peak) (best lattice, family []lattice) {
	from, to := whole[0].t, whole[len(whole)-1].t
	onsets := sampled(whole, sampleSize)
	var all []lattice
	for i, p := range peaks {
		l := lattice{origin: p.phase / p.hertz, step: 1 / p.hertz}
		l = l.fit(onsets, from, to).judge(onsets)
		all = append(all, l)
		if i == 0 || l.score > best.score {
			best = l
		}
	}
	if len(all) == 0 {
		return best, nil
	}
	best = best.refine(onsets)
	best = best.fit(whole, from, to).judge(whole)
	family = append(family, best)
	for _, l := range all {
		if l.related(best) {
			family = append(family, l)
		}
	}
	return best, family
}

// related reports whether two lattices share lines again and again: one's step
// is a number of twelfths of the other's.
func (l lattice) related(m lattice) bool {
	twelfths := 12 * l.step / m.step
	return twelfths > 2.5 && math.Abs(twelfths/math.Round(twelfths)-1) < 3e-4
}
