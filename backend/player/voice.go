package player

import "math"

// kind says which loop makes a voice's samples.
type kind uint8

const (
	single  kind = iota // one oscillator
	double              // two, left and right
	swept               // a sine whose pitch falls
	hissing             // filtered noise
)

// stage is where an envelope is.
type stage uint8

const (
	rising stage = iota
	falling
	released
	dying // stolen or choked: a straight line to silence
)

// inaudible is the amplitude (-82 dB) at which an exponential decay ends; the
// rest is a straight line.
const inaudible = 8e-5

// voice is one tone or one layer of a drum.
type voice struct {
	kind   kind
	stage  stage
	pitch  uint8
	choke  uint8 // voices of a drum kit that end each other; 0 is none
	part   int32
	wait   int   // frames until it begins
	left   int64 // frames until the note ends; negative: never
	age    float32
	gl, gr float32

	// Envelope: its value, the frames left of a straight line and its end, the
	// level that is held, and rates for one frame.
	env, peak, sus      float32
	line                int
	fall, fade, release float32

	tab        *table
	phase, inc [2]uint32
	low        [4]float32 // states of the low-pass, left and right
	cutoff     float32    // radians a frame
	patch      *patch     // of tones
	drum       *layer     // of drums
	svf        filter
	seed       uint32
}

// render adds the frames of l and r, and returns false when the voice is over.
func (v *voice) render(l, r []float32, rate float32) bool {
	if v.wait > 0 {
		n := min(v.wait, len(l))
		v.wait -= n
		l, r = l[n:], r[n:]
	}
	for len(l) > 0 {
		n := len(l)
		if v.left >= 0 {
			if v.left == 0 && v.stage < released {
				v.stage = released
			} else if v.left > 0 {
				n = int(min(int64(n), v.left))
				v.left -= int64(n)
			}
		}
		if v.line > 0 && v.stage != falling && v.stage != released {
			n = min(n, v.line)
		}
		from := v.env
		alive := v.advance(n)
		v.fill(l[:n], r[:n], from, (v.env-from)/float32(n), rate)
		if !alive {
			return false
		}
		l, r = l[n:], r[n:]
	}
	return true
}

// advance moves the envelope by n frames; false means that it ends there.
func (v *voice) advance(n int) bool {
	switch v.stage {
	case rising, dying:
		v.env += (v.peak - v.env) * float32(n) / float32(v.line)
		if v.line -= n; v.line > 0 {
			return true
		}
		v.env = v.peak
		if v.stage == dying {
			return false
		}
		v.stage = falling
	case falling:
		v.env = v.sus + (v.env-v.sus)*exp(-float32(n)*v.fall)
		if v.fade > 0 {
			v.sus *= exp(-float32(n) * v.fade)
		}
	case released:
		v.env *= exp(-float32(n) * v.release)
	}
	if v.env*(v.gl+v.gr) < 2*inaudible {
		v.env = 0
		return false
	}
	return true
}

// end makes the voice fall silent within n frames.
func (v *voice) end(n int) {
	if v.stage != dying {
		v.stage, v.peak, v.line = dying, 0, n
	}
}

func exp(x float32) float32 { return float32(math.Exp(float64(x))) }

// fill makes the samples; env is the first frame's envelope, and step is added
// from one to the next.
func (v *voice) fill(l, r []float32, env, step, rate float32) {
	t := v.age
	v.age += float32(len(l)) / rate
	switch v.kind {
	case single:
		v.single(l, r, env, step, v.bright(t), v.bend(t))
	case double:
		v.double(l, r, env, step, v.bright(t), v.bend(t))
	case swept:
		v.swept(l, r, env, step, t, rate)
	case hissing:
		v.hiss(l, r, env, step)
	}
}

// bright returns the coefficient of the low-pass t seconds into the note.
func (v *voice) bright(t float32) float32 {
	if v.patch == nil {
		return .95
	}
	w := v.cutoff
	if p := v.patch; p.bite > 0 {
		w *= 1 + p.bite*exp(-t/p.dim)
	}
	return min(w/(1+w), .95)
}

// Vibrato sets in after a while, as players do it.
const (
	vibratoRate  = 5.3 // Hz
	vibratoAfter = .25 // seconds
	vibratoGrow  = .4  // seconds
)

// bend returns the factor of the vibrato t seconds into the note.
func (v *voice) bend(t float32) float32 {
	if v.patch == nil || v.patch.vibrato == 0 || t < vibratoAfter {
		return 1
	}
	depth := v.patch.vibrato * min(1, (t-vibratoAfter)/vibratoGrow)
	turn := uint32(int64(float64(t-vibratoAfter) * vibratoRate * (1 << 32)))
	return 1 + depth*sine[turn>>fraction]*(math.Ln2/1200)
}

const (
	mask  = 1<<fraction - 1
	scale = 1.0 / (1 << fraction)
)

func (v *voice) single(l, r []float32, env, step, k, bend float32) {
	tab, ph, inc := v.tab, v.phase[0], uint32(float32(v.inc[0])*bend)
	if bend == 1 {
		inc = v.inc[0]
	}
	a, b, q := v.low[0], v.low[1], 1-k
	gl, gr := v.gl, v.gr
	r = r[:len(l)]
	for i := range l {
		j := ph >> fraction
		y := tab[j]
		y += (tab[j+1] - y) * (float32(int32(ph&mask)) * scale)
		ph += inc
		a = a*q + y*k
		b = b*q + a*k
		y = b * env
		env += step
		l[i] += y * gl
		r[i] += y * gr
	}
	v.phase[0], v.low[0], v.low[1] = ph, a, b
}

func (v *voice) double(l, r []float32, env, step, k, bend float32) {
	tab, ph, qh := v.tab, v.phase[0], v.phase[1]
	pi, qi := v.inc[0], v.inc[1]
	if bend != 1 {
		pi, qi = uint32(float32(pi)*bend), uint32(float32(qi)*bend)
	}
	a, b, c, d, q := v.low[0], v.low[1], v.low[2], v.low[3], 1-k
	gl, gr := v.gl, v.gr
	r = r[:len(l)]
	for i := range l {
		j := ph >> fraction
		x := tab[j]
		x += (tab[j+1] - x) * (float32(int32(ph&mask)) * scale)
		j = qh >> fraction
		y := tab[j]
		y += (tab[j+1] - y) * (float32(int32(qh&mask)) * scale)
		ph += pi
		qh += qi
		a = a*q + x*k
		c = c*q + y*k
		b = b*q + a*k
		d = d*q + c*k
		// Each side hears a third of the other: wide, but no hole in mono.
		x, y = b+d*.35, d+b*.35
		l[i] += x * env * gl
		r[i] += y * env * gr
		env += step
	}
	v.phase[0], v.phase[1] = ph, qh
	v.low = [4]float32{a, b, c, d}
}

// swept is a sine; its frequency falls down to hz.
func (v *voice) swept(l, r []float32, env, step, t, rate float32) {
	p := v.drum
	begin := p.pitchAt(t, v.age, rate, 0)
	slope := int32((p.pitchAt(t, v.age, rate, 1) - begin) / float32(len(l)))
	ph, inc := v.phase[0], uint32(begin)
	r = r[:len(l)]
	for i := range l {
		j := ph >> fraction
		y := sine[j]
		y += (sine[j+1] - y) * (float32(int32(ph&mask)) * scale)
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
		y := (f.low*low + f.band*band + f.high*(x-f.damp*band-low)) * env
		env += step
		l[i] += y * v.gl
		r[i] += y * v.gr
	}
	v.seed, v.svf.s1, v.svf.s2 = seed, s1, s2
}

// filter is a state variable filter.
type filter struct {
	a1, a2, a3, damp float32
	low, band, high  float32 // how much of each is heard
	s1, s2           float32
}

func newFilter(hz, q, rate float64) filter {
	g := math.Tan(math.Pi * min(hz, rate*.45) / rate)
	k := 1 / q
	a1 := 1 / (1 + g*(g+k))
	return filter{a1: float32(a1), a2: float32(g * a1), a3: float32(g * g * a1), damp: float32(k)}
}
