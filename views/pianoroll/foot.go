package pianoroll

import "math"

// paintFoot paints the lane of velocities over what lies under the notes: a bar
// for each note, the loudest of a pixel in front.
func (p *painter) paintFoot(s *picture) {
	top, foot := p.foot, p.foot+int(math.Round(s.foot*s.scale))
	if foot <= top {
		return
	}
	pal := &p.palette
	p.fill(0, top, p.w, foot, inkOf(pal.Black))
	p.fill(0, top, p.left, foot, inkOf(pal.Ruler))
	for y := top; y < min(foot, p.h); y++ {
		copy(p.line(y, p.left, p.w), p.ground.black)
	}
	p.fill(0, top, p.w, top+p.hair, inkOf(mix(pal.Black, pal.Line, 0.3)))
	p.bars(s, foot)
	for _, d := range s.seen.notes {
		p.bar(p.pixel(d.Start), d.Velocity, foot, s, p.shades[d.Track].of(d.Pitch).body[chosen][levelOf(127)])
	}
	pen := p.pens[1]
	text := []byte("127")
	pen.write(p.sheet, text, p.left-5*p.hair-pen.width(text), top+pen.caps+4*p.hair, inkOf(pal.Faint), p.img.Bounds())
}

// bars paints the bars of the notes in view, one for each pixel: that of its
// loudest note, a selected one before others.
func (p *painter) bars(s *picture, foot int) {
	p.loud = fitted(p.loud, p.w-p.left)
	for pitch := range s.index.rows {
		row := &s.index.rows[pitch]
		for i := row.from(p.lane.from); i < len(row.marks) && row.marks[i].start < p.lane.to; i++ {
			m := &row.marks[i]
			n := s.index.number(*m)
			if m.style == taken || s.seen.lifted.count > 0 && s.seen.lifted.has(n) {
				continue
			}
			at := loudest{m.velocity, s.picked.count > 0 && s.picked.has(n), p.shades[m.track].of(uint8(pitch))}
			x := int(math.Floor(float64(m.start)*p.lane.step - p.lane.left + 0.5))
			if x >= 0 && x < len(p.loud) && at.over(p.loud[x]) {
				p.loud[x] = at
			}
		}
	}
	for x, l := range p.loud {
		if l.velocity == 0 {
			continue
		}
		as := solid
		if l.picked {
			as = chosen
		}
		p.bar(x, l.velocity, foot, s, l.shade.body[as][levels*3/4])
	}
}

// loudest is what a pixel of the lane shows.
type loudest struct {
	velocity uint8
	picked   bool
	shade    *tint
}

func (l loudest) over(o loudest) bool {
	if l.picked != o.picked {
		return l.picked
	}
	return l.velocity > o.velocity
}

func fitted(l []loudest, n int) []loudest {
	if cap(l) < n {
		return make([]loudest, n)
	}
	l = l[:n]
	clear(l)
	return l
}

// bar paints a velocity at a pixel, with a knob to drag.
func (p *painter) bar(x int, velocity uint8, foot int, s *picture, c ink) {
	high := int(math.Round((s.foot - footRoom) * s.scale * float64(velocity) / 127))
	x += p.left
	top := max(foot-high, p.foot+p.hair)
	if x < p.left {
		return
	}
	p.fill(x, top, x+2*p.hair, foot, c)
	p.fill(max(x-p.hair, p.left), top, x+3*p.hair, top+3*p.hair, c)
}

// paintStrip paints the whole song under all else. It is kept until other notes
// are shown.
func (p *painter) paintStrip(s *picture) {
	high := int(math.Round(s.strip * s.scale))
	if high <= 0 || p.left >= p.w {
		return
	}
	y0 := p.h - high
	pal := &p.palette
	p.fill(0, y0, p.w, p.h, inkOf(pal.Ruler))
	p.fill(0, y0, p.w, y0+p.hair, inkOf(mix(pal.Ruler, pal.Line, 0.16)))
	if p.chartOf != s.index || len(p.chart) != (p.w-p.left)*high {
		p.chartOf = s.index
		p.chart = p.survey(s, p.w-p.left, high)
	}
	for y := range high {
		line := p.line(y0+y, p.left, p.w)
		for x, c := range p.chart[y*(p.w-p.left) : (y+1)*(p.w-p.left)] {
			if c != 0 {
				line[x] = c
			}
		}
	}
}

// survey draws all notes on a small map; 0 is nothing.
func (p *painter) survey(s *picture, w, h int) []ink {
	out := make([]ink, w*h)
	x := s.index
	seconds := math.Max(pane{length: x.length}.seconds(), 0.001)
	rows := float64(max(x.high-x.low+1, 12))
	margin := 3 * p.hair
	for pitch := range x.rows {
		y := margin + int(float64(x.high-pitch)/rows*float64(h-2*margin))
		for _, m := range x.rows[pitch].marks {
			if m.style == taken || y < 0 || y+p.hair > h {
				continue
			}
			a := int(float64(m.start) / perSecond / seconds * float64(w))
			b := max(int(float64(m.end)/perSecond/seconds*float64(w)), a+1)
			c := p.shades[m.track].of(uint8(pitch)).body[m.style][levels/2]
			for k := range p.hair {
				flood(out[(y+k)*w+min(a, w):(y+k)*w+min(b, w)], c)
			}
		}
	}
	return out
}

// paintPreview paints notes as they will be.
func (p *painter) paintPreview(s *picture) {
	for _, d := range s.seen.notes {
		c := p.shades[d.Track].of(d.Pitch)
		pitch := int(d.Pitch)
		y0, y1 := max(p.bottom(pitch+1), p.top), min(p.bottom(pitch)-p.hair, p.foot)
		x0, x1 := p.left+p.pixel(d.Start), p.left+p.pixel(d.End)
		if x1 = max(x1, x0+p.lane.least[0]); p.shades[d.Track].drums {
			x1 = max(x1, x0+p.lane.least[1])
		}
		x0 = max(x0, p.left)
		p.fill(x0, y0, x1, y1, c.border[chosen])
		p.fill(x0+p.hair, y0+p.hair, x1-p.hair, y1-p.hair, c.body[chosen][levelOf(d.Velocity)])
	}
}
