package grid

// A song plays the same places of its bars again and again: kicks here, bass
// notes there. A section that plays them so many lines later has lost its place,
// though every note may lie on a line: the music paused, or a beat was dropped.
// The likeliest path through shifts says where.

const (
	placeTrust = 0.22 // what the accents of a line count, since they follow from each other
	slipPrice  = 45.0 // log-likelihood that the accents must gain from a slip
	slipBeats  = 12   // fewest beats between slips
	placeWide  = 3    // most that one accent counts, in spreads
)

// placed are the signals by which places are told, each with its sign.
var placed = [...]struct {
	signal int
	voice  int
	sign   float64
}{
	{sigOnset, 0, 1}, {sigBass, 1, 1}, {sigKick, 2, 1}, {sigSnare, 3, 1}, {sigRoot, 1, 0.7}, {sigChord, 0, 0.7}, {sigHarmony, 4, 1}, {sigHat, 5, 0.7},
}

const placeVoices = 6

// A placer looks for slips: lines from which on places in the bar come some
// lines later.
type placer struct {
	lines, bar int // of the song, of a bar
	x          [][placeVoices]float64
	mean       [][placeVoices]float64 // by place in the bar
	score      []float64              // by shift
	last       []int32                // by shift: the last change
	changes    []change
	origin     []int16 // by line: the shift that changes come from
	path       []int   // by line: the shift
	least      int     // lines between changes
}

func newPlacer(a *accents, r reading) *placer {
	p := &placer{lines: a.lines, bar: r.lines * r.beats, x: make([][placeVoices]float64, a.lines)}
	for _, s := range placed {
		for i, v := range a.sig[s.signal] {
			p.x[i][s.voice] += s.sign * v
		}
	}
	for i := range p.x {
		for j, v := range p.x[i] {
			p.x[i][j] = min(max(v, -placeWide), placeWide)
		}
	}
	p.mean = make([][placeVoices]float64, p.bar)
	p.score, p.last = make([]float64, p.bar), make([]int32, p.bar)
	p.origin, p.least = make([]int16, a.lines), slipBeats*r.lines
	p.path = make([]int, a.lines)
	return p
}

// learn takes the mean of each place over some lines of the path.
func (p *placer) learn(from, to int) {
	count := make([]float64, p.bar)
	clear(p.mean)
	for i := from; i < to; i++ {
		q := ((i-p.path[i])%p.bar + p.bar) % p.bar
		count[q]++
		for j, v := range p.x[i] {
			p.mean[q][j] += v
		}
	}
	for q := range p.mean {
		for j := range p.mean[q] {
			p.mean[q][j] /= count[q] + 1
		}
	}
}

// gain is what the accents of a line say for a place over the mean of nothing.
func (p *placer) gain(line, place int) float64 {
	sum := 0.0
	m, x := &p.mean[place], &p.x[line]
	for j, v := range m {
		sum += v * (x[j] - v/2)
	}
	return placeTrust * sum
}

// A change is one of the path: from which line on, to which shift, and the
// change before.
type change struct {
	line, shift int32
	before      int32 // -1 for none
}

// walk finds the likeliest path and returns how much likelier it is than never
// to change.
func (p *placer) walk() float64 {
	p.changes = p.changes[:0]
	for s := range p.score {
		p.score[s], p.last[s] = 0, -1
	}
	still := 0.0
	for i := range p.lines {
		best := largest(p.score)
		top := p.score[best] - slipPrice
		before := p.last[best]
		p.origin[i] = int16(best)
		young := before >= 0 && int(p.changes[before].line) > i-p.least
		place := i % p.bar
		still += p.gain(i, place)
		for s := range p.bar {
			if p.score[s] < top && !young {
				p.score[s], p.last[s] = top, int32(len(p.changes))
				p.changes = append(p.changes, change{int32(i), int32(s), before})
			}
			p.score[s] += p.gain(i, place)
			if place--; place < 0 {
				place = p.bar - 1
			}
		}
	}
	s := largest(p.score)
	total := p.score[s]
	end := p.lines
	for at := p.last[s]; at >= 0; at = p.changes[at].before {
		c := p.changes[at]
		for i := int(c.line); i < end; i++ {
			p.path[i] = int(c.shift)
		}
		end = int(c.line)
	}
	first := p.first(s)
	for i := range end {
		p.path[i] = first
	}
	return total - still
}

// first is the shift that the path to a state began with.
func (p *placer) first(s int) int {
	at := p.last[s]
	if at < 0 {
		return s
	}
	for p.changes[at].before >= 0 {
		at = p.changes[at].before
	}
	return int(p.origin[p.changes[at].line])
}

// placesOf returns by how many lines the places of each line are late in a
// reading; nil when the song never loses its place.
func (a *accents) placesOf(r reading) []int {
	if a.lines < 8*r.lines*r.beats {
		return nil
	}
	p := newPlacer(a, r)
	var out []int
	best := 0.0
	for _, part := range [2][2]int{{0, a.lines / 3}, {2 * a.lines / 3, a.lines}} {
		clear(p.path)
		p.learn(part[0], part[1])
		p.walk()
		for range 2 {
			p.learn(0, a.lines)
			if gain := p.walk(); gain > best {
				best = gain
				out = append(out[:0], p.path...)
			}
		}
	}
	return out
}

// replace cuts the song where it loses its place by anything but whole beats,
// and reports whether it did.
func (f *frame) replace(a *accents, r reading) bool {
	path := forGood(a.placesOf(r), r.lines)
	bent := f.onsets
	if !f.curve.straight() {
		bent = f.curve.bendAll(f.onsets)
	}
	var all []counted
	first, main := 0, usualPlace(path, r.lines*r.beats)
	for i := 1; i < len(path); i++ {
		if (path[i]-path[i-1])%r.lines == 0 {
			continue
		}
		at := a.lat.origin + (float64(i)-0.5)*a.lat.step
		if end := cutNear(bent, at, a.lat.step*float64(r.lines)); end > first {
			all = append(all, f.placed(section{first, end, a.lat}, bent, r, path[i-1]-main))
			first = end
		}
	}
	if first == 0 {
		return false
	}
	all = append(all, f.placed(section{first, len(bent), a.lat}, bent, r, path[len(path)-1]-main))
	c, ok := curveThrough(all, bent)
	if !ok {
		return false
	}
	f.curve, f.sections, f.bendings = f.curve.through(c), nil, nil
	for _, s := range all {
		f.sections = append(f.sections, s.section)
	}
	f.lattice = lattice{origin: c.at[0], step: c.mean / float64(r.lines)}.judge(f.curve.bendAll(f.onsets))
	return true
}

// forGood takes back slips after which the beats come back to where they were:
// such a passage is played across the beat.
func forGood(path []int, lines int) []int {
	from, before := -1, 0 // of the last slip, and the shift that it left
	for i := 1; i < len(path); i++ {
		switch {
		case (path[i]-path[i-1])%lines == 0:
		case from >= 0 && (path[i]-before)%lines == 0:
			for k := from; k < i; k++ {
				path[k] = before
			}
			from = -1
		default:
			from, before = i, path[i-1]
		}
	}
	return path
}

// usualPlace is the shift that most lines have.
func usualPlace(path []int, bar int) int {
	count := make([]float64, bar)
	for _, s := range path {
		count[s]++
	}
	return largest(count)
}

// placed counts a section as a reading does, so many lines later. Where time is
// not bent, its lines are moved to its own onsets.
func (f *frame) placed(s section, bent []onset, r reading, shift int) counted {
	from, step := s.lattice.origin, s.lattice.step
	down := from + step*float64(r.phase+r.first*r.lines+shift)
	if part := bent[s.first:s.end]; f.curve.straight() && len(part) >= sectionLow {
		s.lattice = s.lattice.fit(part, part[0].t, part[len(part)-1].t)
		k, _ := s.lattice.line(down)
		step = s.lattice.step
		down = s.lattice.origin + k*step
	}
	return counted{s, r, down, step * float64(r.lines)}
}

// cutNear returns the onset behind the longest silence around a time.
func cutNear(onsets []onset, t, reach float64) int {
	at, longest := 0, -1.0
	for i := 1; i < len(onsets); i++ {
		a, b := onsets[i-1].t, onsets[i].t
		if b < t-reach {
			continue
		}
		if a > t+reach {
			break
		}
		if b-a > longest {
			longest, at = b-a, i
		}
	}
	return at
}

// through returns the curve whose time is bent once more by another one.
func (c curve) through(d curve) curve {
	if c.straight() {
		return d
	}
	out := curve{mean: d.mean}
	add := func(at, second float64) {
		if n := len(out.at); n > 0 && (at <= out.at[n-1]+1e-9 || second <= out.seconds[n-1]+1e-9) {
			return
		}
		out.at, out.seconds = append(out.at, at), append(out.seconds, second)
	}
	i := 0
	for k, u := range d.seconds {
		for ; i < len(c.at) && c.at[i] < u; i++ {
			if k > 0 {
				add(d.bend(c.at[i]), c.seconds[i])
			}
		}
		add(d.at[k], c.second(u))
	}
	return out
}
