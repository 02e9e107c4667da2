package player

import "math"

// lines is the number of the reverb's delays.
const lines = 8

// reverb is a small room: delays that feed each other without loss, but for a
// low-pass and a gain in each.
type reverb struct {
	delays  [lines][]float32
	at      [lines]int
	damp    [lines]float32
	gain    [lines]float32
	quiet   int // frames without input since something was heard
	settled int // frames after which nothing is left
	asleep  bool
}

const (
	roomSeconds = 1.1 // until 60 dB are gone
	roomDamping = .35 // of high frequencies, each time around
	roomLevel   = .5
)

// roomTimes are the delays in seconds, without common multiples.
var roomTimes = [lines]float64{.0253, .0291, .0317, .0361, .0397, .0443, .0489, .0537}

func (r *reverb) init(rate float64) {
	for i, t := range roomTimes {
		r.delays[i] = make([]float32, int(t*rate))
		r.gain[i] = float32(math.Pow(10, -3*t/roomSeconds))
	}
	r.settled = int(2 * roomSeconds * rate)
	r.asleep = true
}

func (r *reverb) clear() {
	for i := range r.delays {
		clear(r.delays[i])
	}
	r.at, r.damp = [lines]int{}, [lines]float32{}
	r.quiet, r.asleep = 0, true
}

// add mixes the reverb of in into out. After a while without input it ends, at
// a level that cannot be heard.
func (r *reverb) add(out, in *bus, n int, heard bool) {
	switch {
	case heard:
		r.quiet, r.asleep = 0, false
	case r.asleep:
		return
	default:
		if r.quiet += n; r.quiet >= r.settled {
			r.clear()
			return
		}
	}
	for i := range n {
		r.frame(&out.left[i], &out.right[i], in.left[i], in.right[i])
	}
}

// frame moves every delay by one frame. The feedback is a Hadamard matrix.
func (r *reverb) frame(left, right *float32, x, y float32) {
	var v [lines]float32
	in := pair{x, y}
	for i := range v {
		v[i] = r.delays[i][r.at[i]]
	}
	*left += (v[0] - v[2] + v[4] - v[6]) * roomLevel
	*right += (v[1] - v[3] + v[5] - v[7]) * roomLevel
	for i := range v {
		r.damp[i] += (v[i]*r.gain[i] - r.damp[i]) * (1 - roomDamping)
		v[i] = r.damp[i]
	}
	mixLines(&v)
	for i := range v {
		r.delays[i][r.at[i]] = v[i]*0.35355339 + in[i&1]
		if r.at[i]++; r.at[i] == len(r.delays[i]) {
			r.at[i] = 0
		}
	}
}

// mixLines multiplies by a Hadamard matrix, written out because it is run for
// every frame.
func mixLines(v *[lines]float32) {
	a, b, c, d := v[0]+v[1], v[0]-v[1], v[2]+v[3], v[2]-v[3]
	e, f, g, h := v[4]+v[5], v[4]-v[5], v[6]+v[7], v[6]-v[7]
	a, b, c, d = a+c, b+d, a-c, b-d
	e, f, g, h = e+g, f+h, e-g, f-h
	*v = [lines]float32{a + e, b + f, c + g, d + h, a - e, b - f, c - g, d - h}
}

// limiter turns down what is louder than full scale, at once, and lets it come
// back slowly. It looks one quantum ahead.
type limiter struct{ gain float32 }

// ceiling is the peak the limiter allows in the long run.
const ceiling = .79

func (l *limiter) limit(b *bus, n int, keep float32) {
	peak := uint32(0) // bits of a float, in the order of the values
	for i := range n {
		peak = max(peak, math.Float32bits(b.left[i])&^sign, math.Float32bits(b.right[i])&^sign)
	}
	target := float32(1)
	if top := math.Float32frombits(peak); top > ceiling {
		target = ceiling / top
	}
	from := l.gain
	if target < from {
		l.gain = target
	} else if l.gain += (target - from) * (1 - keep); l.gain > .9999 {
		l.gain = 1
	}
	if from == 1 && l.gain == 1 {
		return
	}
	step := (l.gain - from) / float32(n)
	for i := range n {
		from += step
		b.left[i] *= from
		b.right[i] *= from
	}
}
