package grid

import "math"

// joined leaves out sections that do not pay for themselves: where the lattice
// of a neighbor explains them as well.
func joined(sections []section, onsets []onset) []section {
	for i := 0; i+1 < len(sections); {
		a, b := sections[i], sections[i+1]
		both := section{a.first, b.end, a.lattice}
		if b.end-b.first > a.end-a.first {
			both.lattice = b.lattice
		}
		part := onsets[both.first:both.end]
		both.lattice = both.lattice.fit(part, part[0].t, part[len(part)-1].t).judge(part)
		gain := a.total(onsets) + b.total(onsets) - both.total(onsets)
		cost := tempoCost
		if !a.tells(onsets) || !b.tells(onsets) {
			cost = math.Inf(1)
		}
		if x, y, ok := sameTempo(a, b, onsets); ok {
			sections[i], sections[i+1] = x, y
			cost = sectionCost
			if !a.tells(onsets) || !b.tells(onsets) {
				cost = tempoCost
			}
		}
		if gain > cost {
			i++
			continue
		}
		sections[i] = both
		sections = append(sections[:i+1], sections[i+2:]...)
		i = max(i-1, 0)
	}
	return sections
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
