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

// inaudible is the amplitude (-80 dB) at which an exponential decay ends; the
// rest is a straight line.
const inaudible = 1e-4

// voice is one tone or one layer of a drum.
type voice struct {
	kind   kind
	stage  stage
	pitch  uint8
	choke  uint8 // voices of a drum kit that end each other; 0 for none
	part   int32
	wait   int   // frames until it begins
	left   int64 // frames until the note ends; negative: never
	age    float32
	gl, gr float32

	// Envelope: its value, the frames left of a straight line and its end, the
	// level that is held, and how they decay.
	env, peak, sus      float32
	line                int
	fall, fade, release lapse
	shine               float32 // what is left of the patch's bite
	dim                 lapse

	tab        *table
	phase, inc [2]uint32
	low        [2]pole // left and right
	cutoff     float32 // radians a frame
	patch      *patch  // of tones
	drum       *layer  // of drums
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
		if v.left == 0 && v.stage < released {
			v.stage = released
		}
		n := len(l)
		if v.left > 0 {
			n = int(min(int64(n), v.left))
		}
		if v.stage == rising || v.stage == dying {
			n = min(n, v.line)
		}
		if v.left > 0 {
			v.left -= int64(n)
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
		v.env = v.sus + (v.env-v.sus)*v.fall.over(n)
		v.sus *= v.fade.over(n)
	case released:
		v.env *= v.release.over(n)
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

// lapse is an exponential decay: its rate for a frame, and what is left of 1
// after a quantum, which is what is needed most.
type lapse struct{ rate, quantum float32 }

// newLapse decays with a time constant in frames; 0 or less stays for ever.
func newLapse(frames float32) lapse {
	if frames <= 0 {
		return lapse{0, 1}
	}
	return lapse{1 / frames, exp(-quantum / frames)}
}

// over returns what is left after n frames.
func (l lapse) over(n int) float32 {
	if n == quantum || l.rate == 0 {
		return l.quantum
	}
	return exp(-float32(n) * l.rate)
}

func exp(x float32) float32 { return float32(math.Exp(float64(x))) }

// fill makes the samples; env is the first frame's envelope, and step is added
// from one to the next.
func (v *voice) fill(l, r []float32, env, step, rate float32) {
	t := v.age
	v.age += float32(len(l)) / rate
	switch v.kind {
	case single:
		v.single(l, r, env, step, v.bright(len(l)), v.bend(t))
	case double:
		v.double(l, r, env, step, v.bright(len(l)), v.bend(t))
	case swept:
		v.swept(l, r, env, step, t, rate)
	case hissing:
		v.hiss(l, r, env, step)
	}
}

// bright returns the coefficient of the low-pass for the next n frames.
func (v *voice) bright(n int) float32 {
	if v.patch == nil {
		return .95
	}
	w := v.cutoff * (1 + v.shine)
	v.shine *= v.dim.over(n)
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
