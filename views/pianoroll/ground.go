package pianoroll

import "math"

// ground is the lines of pixels that rows without notes are made of.
type ground struct {
	white, black []ink // by the color of the key
	rule         []ink // between two rows
}

func (g *ground) fit(width int) {
	if len(g.white) == width {
		return
	}
	all := make([]ink, 3*width)
	g.white, g.black, g.rule = all[:width], all[width:2*width], all[2*width:]
}

// of returns the line of a dark or a bright row.
func (g *ground) of(dark bool) []ink {
	if dark {
		return g.black
	}
	return g.white
}

// sharp reports whether a pitch has a black key.
func sharp(pitch int) bool { return 1<<(pitch%12)&(1<<1|1<<3|1<<6|1<<8|1<<10) != 0 }

// The strengths of lines, 0–256.
const (
	barInk  = 62
	beatInk = 30
	partInk = 15
	ruleInk = 0.085
	tintInk = 6
	behind  = 110 // how much of what lies behind the song's end is veiled
)

// layGround paints the lines of bars and beats on lines without notes.
func (p *painter) layGround(s *picture) {
	pal, g := &p.palette, &p.ground
	flood(g.white, inkOf(pal.White))
	flood(g.black, inkOf(pal.Black))
	flood(g.rule, inkOf(mix(pal.Black, pal.Line, ruleInk)))
	if s.time.grid != nil {
		p.tintBars(s)
	}
	first := s.time.steps[p.scale.fine]
	for k := -floorDiv(-p.scale.from, first) * first; k <= p.scale.to; k += first {
		if s.time.void(k) {
			continue
		}
		step := s.time.step(&p.scale, k)
		cover := uint32(float64(p.strength(s, step)) * p.scale.ink[step])
		p.upright(p.column(s, k), cover)
	}
	p.veil(0, p.pickUp(s))
	p.veil(p.pixel(s.index.length), len(g.white))
}

// pickUp returns the pixel where the first whole bar begins, 0 where the song
// begins with one.
func (p *painter) pickUp(s *picture) int {
	t := s.time
	if t.grid == nil || t.grid.Meter == nil {
		return 0
	}
	n := floorDiv(int64(math.Floor(t.units(0)+1e-3)), t.bar)
	if t.second(n*t.bar) > -1.0/192 {
		return 0
	}
	return p.pixel(t.second((n + 1) * t.bar))
}

// veil grays a stretch of the lines without notes.
func (p *painter) veil(from, to int) {
	pal, g := &p.palette, &p.ground
	veil := inkOf(mix(pal.Black, pal.Line, 0.07))
	for _, line := range [...][]ink{g.white, g.black, g.rule} {
		for x := max(from, 0); x < min(to, len(line)); x++ {
			line[x] = blend(line[x], veil, behind)
		}
	}
}

// strength returns how strong the lines of a step are at their best.
func (p *painter) strength(s *picture, step int) uint32 {
	t := s.time
	switch {
	case t.grid == nil && step >= p.scale.label, t.grid != nil && t.steps[step] >= t.bar:
		return barInk
	case t.grid == nil || t.steps[step] >= t.beat:
		return beatInk
	}
	return partInk
}

// upright draws a line at a pixel.
func (p *painter) upright(x int, cover uint32) {
	c := inkOf(p.palette.Line)
	g := &p.ground
	for i := max(x, 0); i < min(x+p.hair, len(g.white)); i++ {
		g.white[i] = blend(g.white[i], c, cover)
		g.black[i] = blend(g.black[i], c, cover)
		g.rule[i] = blend(g.rule[i], c, cover)
	}
}

// tintBars shades every other bar, or group of bars while they are narrow.
func (p *painter) tintBars(s *picture) {
	i := p.scale.label
	for i < p.scale.last && s.time.steps[i] < s.time.bar {
		i++
	}
	step, c := s.time.steps[i], inkOf(p.palette.Line)
	for k := floorDiv(p.scale.from, step); k*step < p.scale.to; k++ {
		if k&1 == 0 {
			continue
		}
		a, b := max(p.column(s, k*step), 0), min(p.column(s, (k+1)*step), len(p.ground.white))
		for _, line := range [...][]ink{p.ground.white, p.ground.black} {
			for x := a; x < b; x++ {
				line[x] = blend(line[x], c, tintInk)
			}
		}
	}
}

// column returns the pixel of a unit of time.
func (p *painter) column(s *picture, k int64) int { return p.pixel(s.time.second(k)) }

// pixel returns the pixel of a second, counted from the left of the notes; what
// is far outside comes nearer.
func (p *painter) pixel(second float64) int {
	const far = 64
	return int(math.Floor(bound(p.view.X(second)+0.5, -far, float64(len(p.ground.white)+far))))
}
