package grid

// learn takes the customs of a path between two beats; false when its downbeats
// hardly stand out there.
func (p *pathFinder) learn(path []pathStep, from, to int) bool {
	clear, middle := p.accent(path, from, to)
	if clear < downLeast {
		return false
	}
	p.average(path, from, to)
	p.vary(path, from, to)
	for _, m := range p.modes {
		if m.kind == oddBar {
			continue
		}
		p.customs.weigh(m.like)
		for k, d := range p.downs {
			if h := p.customs; h.quiet == nil || !h.quiet[k] {
				m.like.gain[k*m.beats] += downShare * clear * (d - middle)
			}
		}
	}
	return true
}

// accent returns by how much the downbeats of a path are accented more than other
// beats, and what lies in the middle.
func (p *pathFinder) accent(path []pathStep, from, to int) (clear, middle float64) {
	var on, count, all float64
	for k := from; k < to; k++ {
		all += p.downs[k]
	}
	for _, s := range path {
		if s.beat >= from && s.beat < to {
			on += p.downs[s.beat]
			count++
		}
	}
	down, rest := on/max(count, 1), (all-on)/max(float64(to-from)-count, 1)
	return down - rest, (down + rest) / 2
}

// each goes through the beats of a path between two beats that have a place in a
// pattern of their own.
func (p *pathFinder) each(path []pathStep, from, to int, do func(like *pattern, place, k int)) {
	for _, s := range path {
		m := p.modes[s.mode]
		if m.kind == oddBar {
			continue
		}
		for place := range m.beats {
			if k := s.beat + place; k >= from && k < to {
				do(m.like, place, k)
			}
		}
	}
}

// average learns what is usual at the places of a path.
func (p *pathFinder) average(path []pathStep, from, to int) {
	for _, m := range p.modes {
		if m.kind != oddBar {
			clear(m.like.mean)
			clear(m.like.count)
		}
	}
	p.each(path, from, to, func(like *pattern, place, k int) { like.add(p.customs, place, k) })
	for _, m := range p.modes {
		switch m.kind {
		case usualBar:
			m.like.settle(p.customs.signs, nil)
		case sectionBar:
			m.like.settle(p.customs.signs, p.modes[0].like)
		}
	}
}

// vary learns how far beats are from what is usual.
func (p *pathFinder) vary(path []pathStep, from, to int) {
	h := p.customs
	clear(h.spread)
	count := 0.0
	p.each(path, from, to, func(like *pattern, place, k int) {
		count++
		mean := like.at(place, h.signs)
		for i, x := range h.row(k) {
			h.spread[i] += (x - mean[i]) * (x - mean[i])
		}
	})
	for i, v := range h.spread {
		h.spread[i] = min(max(v/max(count, 1), customLeast), 1)
	}
}
