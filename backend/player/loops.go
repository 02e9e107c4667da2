package player

import "math"

const (
	mask  = 1<<fraction - 1
	scale = 1.0 / (1 << fraction)
)

// look reads a table between its values.
func (t *table) look(phase uint32) float32 {
	j := phase >> fraction
	y := t[j]
	return y + (t[j+1]-y)*(float32(int32(phase&mask))*scale)
}

// pole is the low-pass of one side: two one-pole filters. It takes two frames at
// once, because a filter that waits for its own last result takes twice as long.
type pole struct{ a, b float32 }

// knee holds the products of a low-pass's coefficient k.
type knee struct{ k, q, qq, kq float32 }

func newKnee(k float32) knee { q := 1 - k; return knee{k, q, q * q, k * q} }

func (p pole) two(c knee, x, y float32) (after pole, u, v float32) {
	a := p.a*c.q + x*c.k
	after.a = p.a*c.qq + (x*c.kq + y*c.k)
	u = p.b*c.q + a*c.k
	after.b = p.b*c.qq + (a*c.kq + after.a*c.k)
	return after, u, after.b
}

func (p pole) one(c knee, x float32) pole {
	a := p.a*c.q + x*c.k
	return pole{a, p.b*c.q + a*c.k}
}

func (v *voice) single(l, r []float32, env, step, k, bend float32) {
	tab, ph, inc := v.tab, v.phase[0], bent(v.inc[0], bend)
	c, p := newKnee(k), v.low[0]
	gl, gr, dl, dr := v.gl*env, v.gr*env, v.gl*step, v.gr*step
	r = r[:len(l)]
	i := 0
	for ; i+1 < len(l); i += 2 {
		x, y := tab.look(ph), tab.look(ph+inc)
		ph += 2 * inc
		p, x, y = p.two(c, x, y)
		l[i] += x * gl
		r[i] += x * gr
		l[i+1] += y * (gl + dl)
		r[i+1] += y * (gr + dr)
		gl, gr = gl+2*dl, gr+2*dr
	}
	if i < len(l) {
		p = p.one(c, tab.look(ph))
		ph += inc
		l[i] += p.b * gl
		r[i] += p.b * gr
	}
	v.phase[0], v.low[0] = ph, p
}

// across is how much each side of a double voice hears of the other: it is
// wide, but has no hole in mono.
const across = .35

func (v *voice) double(l, r []float32, env, step, k, bend float32) {
	tab, ph, qh := v.tab, v.phase[0], v.phase[1]
	pi, qi := bent(v.inc[0], bend), bent(v.inc[1], bend)
	c, p, s := newKnee(k), v.low[0], v.low[1]
	gl, gr, dl, dr := v.gl*env, v.gr*env, v.gl*step, v.gr*step
	r = r[:len(l)]
	i := 0
	for ; i+1 < len(l); i += 2 {
		var x, y, z, w float32
		p, x, y = p.two(c, tab.look(ph), tab.look(ph+pi))
		s, z, w = s.two(c, tab.look(qh), tab.look(qh+qi))
		ph, qh = ph+2*pi, qh+2*qi
		l[i] += (x + z*across) * gl
		r[i] += (z + x*across) * gr
		l[i+1] += (y + w*across) * (gl + dl)
		r[i+1] += (w + y*across) * (gr + dr)
		gl, gr = gl+2*dl, gr+2*dr
	}
	if i < len(l) {
		p, s = p.one(c, tab.look(ph)), s.one(c, tab.look(qh))
		ph, qh = ph+pi, qh+qi
		l[i] += (p.b + s.b*across) * gl
		r[i] += (s.b + p.b*across) * gr
	}
	v.phase[0], v.phase[1] = ph, qh
	v.low[0], v.low[1] = p, s
}

// bent returns a phase step times the factor of a vibrato.
func bent(inc uint32, bend float32) uint32 {
	if bend == 1 {
		return inc
	}
	return uint32(float64(inc) * float64(bend))
}

// swept is a sine; its frequency falls down to hz.
func (v *voice) swept(l, r []float32, env, step, t, rate float32) {
	p := v.drum
	begin := p.pitchAt(t, v.age, rate, 0)
	slope := int32((p.pitchAt(t, v.age, rate, 1) - begin) / float32(len(l)))
	ph, inc := v.phase[0], uint32(begin)
	r = r[:len(l)]
	for i := range l {
		y := sine.look(ph)
		ph += inc
		inc += uint32(slope)
		y *= env
		env += step
		l[i] += y * v.gl
		r[i] += y * v.gr
	}
	v.phase[0] = ph
}

func (v *voice) hiss(l, r []float32, env, step float32) {
	f, seed := v.svf, v.seed
	s1, s2 := f.s1, f.s2
	r = r[:len(l)]
	for i := range l {
		seed = seed*1664525 + 1013904223
		x := float32(int32(seed)) * (1.0 / (1 << 31))
		d := x - s2
		band := f.a1*s1 + f.a2*d
		low := s2 + f.a2*s1 + f.a3*d
		s1, s2 = 2*band-s1, 2*low-s2
		y := (f.low*low + f.band*band) * env
		env += step
		l[i] += y * v.gl
		r[i] += y * v.gr
	}
	v.seed, v.svf.s1, v.svf.s2 = seed, s1, s2
}

// filter is a state variable filter.
type filter struct {
	a1, a2, a3 float32
	low, band  float32 // how much of each is heard
	s1, s2     float32
}

func newFilter(hz, q, rate float64) filter {
	g := math.Tan(math.Pi * min(hz, rate*.45) / rate)
	k := 1 / q
	a1 := 1 / (1 + g*(g+k))
	return filter{a1: float32(a1), a2: float32(g * a1), a3: float32(g * g * a1)}
}
