package pianoroll

import "math"

// lane is what the row of a pitch is made of. A row is painted as two lines of
// pixels, its edge and its body, which are then copied: that costs the same for
// high rows as for low ones.
type lane struct {
	edge, body []ink
	hatched    []stretch
	hair       int
	lined      bool    // notes have outlines
	from, to   instant // what is in view
	left       float64 // pixels from the start of the song to the left edge
	step       float64 // pixels in a step of time
	least      [2]int  // pixels of the shortest note, of the shortest beat of a drum
}

// shortest returns how wide the shortest note and the shortest beat of a drum
// are drawn, so that they can be seen and clicked where there is room.
func shortest(perSecond, hair float64) [2]float64 {
	return [2]float64{bound(perSecond*0.04, hair, 3*hair), bound(perSecond*0.05, hair, 7*hair)}
}

// stretch is a note from pixel a up to b.
type stretch struct {
	a, b int
	ink  ink
}

func (l *lane) fit(width int) {
	if len(l.edge) == width {
		return
	}
	all := make([]ink, 2*width)
	l.edge, l.body = all[:width], all[width:]
}

// aim makes the lane fit the view of a picture.
func (p *painter) aim() {
	l := &p.lane
	l.hair = p.hair
	l.step = p.view.PerSecond / perSecond
	l.left = p.view.Start * p.view.PerSecond
	for i, short := range shortest(p.view.PerSecond, float64(p.hair)) {
		l.least[i] = int(short)
	}
	l.from = instantOf(p.view.Start - float64(l.least[1])/p.view.PerSecond)
	l.to = instantOf(p.view.Second(float64(len(l.body))))
}

// paintLane paints the row of a pitch from y0 up to y1.
func (p *painter) paintLane(s *picture, pitch, y0, y1 int) {
	l := &p.lane
	top, foot := p.bottom(pitch+1), p.bottom(pitch)
	if foot-top >= 3*p.hair {
		foot -= p.hair
	}
	l.lined = foot-top >= 6*p.hair
	l.hatched = l.hatched[:0]
	empty := p.ground.of(sharp(pitch))
	if s.kits {
		empty = p.ground.of(!p.used[pitch])
	}
	copy(l.body, empty)
	copy(l.edge, empty)
	p.notes(s, pitch)
	rule := empty
	if s.kits || pitch%12 == 0 || pitch%12 == 5 {
		rule = p.ground.rule
	}
	p.stack(top, y0, y1, foot, rule)
	if len(l.hatched) > 0 {
		p.hatch(max(top+p.hair, y0), min(foot-p.hair, y1), top)
	}
}

// stack copies the lines of a row that begins at top and whose notes end at
// foot to the sheet, from y0 up to y1.
func (p *painter) stack(top, y0, y1, foot int, rule []ink) {
	l := &p.lane
	rim := 0
	if l.lined {
		rim = p.hair
	}
	for y := y0; y < y1; y++ {
		line := l.body
		switch {
		case y >= foot:
			line = rule
		case y < top+rim || y >= foot-rim:
			line = l.edge
		}
		copy(p.line(y, p.left, p.w), line)
	}
}

// notes draws all notes of a pitch on the lines of its row.
func (p *painter) notes(s *picture, pitch int) {
	if k, ok := p.crowded(s, pitch); ok {
		p.distant(s, pitch, k)
		return
	}
	t0, t1 := p.lane.from, p.lane.to
	ghosts := &s.index.ghosts[pitch]
	for i := ghosts.next(0, t0); i < len(ghosts.marks) && ghosts.marks[i].start < t1; i = ghosts.next(i+1, t0) {
		p.note(&ghosts.marks[i], pitch, ghost)
	}
	r, picked := &s.index.rows[pitch], 0
	for i := r.next(0, t0); i < len(r.marks) && r.marks[i].start < t1; i = r.next(i+1, t0) {
		if m := &r.marks[i]; s.picked.count > 0 && s.picked.has(s.index.number(*m)) {
			picked++
		} else {
			p.note(m, pitch, s.style(m, m.style))
		}
	}
	for i := r.next(0, t0); picked > 0 && i < len(r.marks) && r.marks[i].start < t1; i = r.next(i+1, t0) {
		if m := &r.marks[i]; s.picked.has(s.index.number(*m)) {
			p.note(m, pitch, s.style(m, chosen))
		}
	}
}

// crowded reports whether a row is to be painted from cells of the density, and
// from which: when cells are as short as pixels, or a few pixels long but there
// is a note for every few points, so that single ones could not be told anyway.
func (p *painter) crowded(s *picture, pitch int) (int, bool) {
	d := s.index.density
	if d == nil {
		return 0, false
	}
	if k := d.level(1 / p.lane.step); k >= 0 {
		return k, true
	}
	if d.level(8*s.scale/p.lane.step) < 0 {
		return 0, false
	}
	starts := s.index.rows[pitch].from(p.lane.to) - s.index.rows[pitch].from(p.lane.from)
	return 0, float64(starts) > float64(len(p.lane.body))/s.scale/4
}

// style is how a note is drawn: one that is on its way to somewhere is faint.
func (s *picture) style(m *mark, as style) style {
	if s.seen.lifted.count > 0 && s.seen.lifted.has(s.index.number(*m)) {
		return ghost
	}
	return as
}

// note draws a note on the lines of the row of a pitch.
func (p *painter) note(m *mark, pitch int, as style) {
	l := &p.lane
	w := len(l.body)
	left := float64(m.start)*l.step - l.left + 0.5
	right := float64(m.end)*l.step - l.left + 0.5
	a, b := int(math.Floor(math.Max(left, -64))), int(math.Floor(math.Min(right, float64(w+64))))
	c := p.shades[m.track].of(uint8(pitch))
	if p.shades[m.track].drums {
		b = max(b, a+l.least[1])
	} else {
		b = max(b, a+l.least[0])
	}
	if b <= 0 || a >= w {
		return
	}
	body, border := c.body[as][levelOf(m.velocity)], c.border[as]
	if as == chosen && m.style >= muted {
		body = c.body[m.style][levelOf(m.velocity)]
	}
	if !l.lined || b-a < 4*l.hair {
		if as == muted || as == taken {
			body = border
		}
		l.small(a, b, body, border)
		return
	}
	l.paint(l.body, a, b, border)
	l.paint(l.body, a+l.hair, b-l.hair, body)
	if m.style == taken {
		l.dash(a+l.hair, b-l.hair, border)
		return
	}
	l.paint(l.edge, a+l.hair, b-l.hair, border)
	if m.style == unsure && b-a >= 7*l.hair {
		l.hatched = append(l.hatched, stretch{a, b, border})
	}
}

// small draws a note that is too narrow or too low for an outline.
func (l *lane) small(a, b int, body, border ink) {
	l.paint(l.body, a, b, body)
	if b-a > 2*l.hair {
		l.paint(l.body, a, a+l.hair, border)
	}
}

// paint gives a part of a line one color.
func (l *lane) paint(line []ink, a, b int, c ink) {
	a, b = max(a, 0), min(b, len(line))
	if a < b {
		flood(line[a:b], c)
	}
}

// dash draws a broken edge.
func (l *lane) dash(a, b int, c ink) {
	for x := a; x < b; x += 5 * l.hair {
		l.paint(l.edge, x, min(x+3*l.hair, b), c)
	}
}

// hatch strikes through the notes that asked for it, from y0 up to y1 of a row
// that begins at top.
func (p *painter) hatch(y0, y1, top int) {
	l := &p.lane
	period := 6 * p.hair
	for y := y0; y < y1; y++ {
		line := p.line(y, p.left, p.w)
		for _, n := range l.hatched {
			first := n.a + p.hair
			for x := first - (y-top)%period; x < n.b-p.hair; x += period {
				a, b := max(x, first, 0), min(x+2*p.hair, n.b-p.hair, len(line))
				if a < b {
					flood(line[a:b], n.ink)
				}
			}
		}
	}
}

// distant paints a row from cells of the density.
func (p *painter) distant(s *picture, pitch, k int) {
	l := &p.lane
	l.lined = false
	rows := s.index.density.rows[pitch]
	if len(rows) == 0 {
		return
	}
	k = min(k, len(rows)-1)
	cells := rows[k]
	var bits []uint64
	if s.picked.cells != nil && len(s.picked.cells[pitch]) > 0 {
		bits = s.picked.cells[pitch][k]
	}
	// Cells are walked through in steps of 2^-32 cells a pixel.
	size := float64(uint64(1) << (s.index.density.first + uint(k)))
	at, each := uint64(p.view.Start*perSecond/size*(1<<32)), uint64(1/l.step/size*(1<<32))
	last, color, bright := cell(0), ink(0), ink(0)
	for x := range l.body {
		c0 := at >> 32
		at += each
		if c0 >= uint64(len(cells)) {
			break
		}
		c := cells[c0]
		for i := c0 + 1; i < min(at>>32, uint64(len(cells))); i++ {
			c = max(c, cells[i])
		}
		if c == 0 {
			continue
		}
		if c != last {
			shade, level := p.shades[c.track()].of(uint8(pitch)), c.level()>>(8-levelBits)
			last, color, bright = c, shade.body[c.style()][level], shade.body[chosen][level]
		}
		l.body[x] = color
		if bits != nil && anyBit(bits, int(c0), int(max(at>>32, c0+1))) {
			l.body[x] = bright
		}
	}
}

// anyBit reports whether a bit from a up to b is set.
func anyBit(bits []uint64, a, b int) bool {
	for i := a; i < min(b, len(bits)*64); i++ {
		if bits[i>>6]>>(i&63)&1 != 0 {
			return true
		}
	}
	return false
}
