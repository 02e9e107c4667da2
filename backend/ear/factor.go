package ear

import (
	"context"
	"math"
)

// timbre returns the spectrum that is expected of a key.
func (l *ladder) timbre(pitch uint8, drums bool) *timbre {
	t := &timbre{first: make([]float64, l.count()), shape: make([]float64, l.count()), heard: make([]float64, l.count())}
	if drums {
		k := kind(pitch)
		for b := range t.first {
			t.first[b] = .02
		}
		for _, b := range l.between(k.low, k.high) {
			t.first[b] = 1
		}
	} else {
		for h := 1; h <= 12; h++ {
			middle := hertz(pitch) * float64(h) / l.width
			for k := int(middle) - 1; k <= int(middle)+2; k++ {
				if k < 1 || k >= len(l.band) {
					continue
				}
				if d := math.Abs(float64(k) - middle); d < 2 {
					t.first[l.band[k]] += (1 + math.Cos(math.Pi*d/2)) / float64(h)
				}
			}
		}
		for b := range t.first {
			t.first[b] += 1e-4
		}
	}
	unit(t.first)
	copy(t.shape, t.first)
	return t
}

// unit makes the sum one.
func unit(v []float64) {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	for i := range v {
		v[i] /= max(sum, 1e-12)
	}
}

// rounds of the factorization; what the expected spectrum counts beside the one
// heard, and the usual loudness of a key beside that in a window.
const (
	rounds = 20
	firm   = 2 // of them in which spectra stay as expected
	prior  = .3
	steady = .1
)

// factor finds gains and timbres that come closest to what is heard: a
// factorization of non-negative matrices by multiplicative updates (Lee and
// Seung), in which only voices that the notes know may sound.
func (s *score) factor(ctx context.Context) error {
	for _, w := range s.windows {
		if len(w.voices) == 1 {
			w.voices[0].solos++
		}
	}
	model, ratio := make([]float64, s.bands.count()), make([]float64, s.bands.count())
	for round := range rounds {
		for _, w := range s.windows {
			if err := ctx.Err(); err != nil {
				return err
			}
			w.model(model)
			for b, v := range w.heard {
				ratio[b] = v / max(model[b], 1e-9)
			}
			for _, v := range w.voices {
				v.update(ratio, v.trust(len(w.voices)))
			}
		}
		if round < firm {
			s.forget()
		} else {
			s.learn()
		}
	}
	for _, w := range s.windows {
		w.model(model)
		for _, v := range w.voices {
			v.share = v.own(w.heard, model)
			v.power = v.loudness(w.heard, model)
		}
	}
	return nil
}

// update brings the gain closer to what is heard, of which ratio is the multiple
// of the model, and notes what that says of the spectrum.
func (v *sounding) update(ratio []float64, trust float64) {
	sum := 0.0
	for b, x := range v.shape {
		sum += x * ratio[b]
	}
	for b, x := range ratio {
		v.timbre.heard[b] += trust * v.gain * x
	}
	v.weight += trust * v.gain
	v.gains += v.gain
	v.windows++
	v.gain *= sum
	if v.usual > 0 {
		v.gain = (v.gain + steady*v.usual) / (1 + steady)
	}
}

// loudness returns the power that is the voice's, judged by the bands in which
// it is louder than others.
func (v *sounding) loudness(heard, model []float64) float64 {
	mine, seen, all := 0.0, 0.0, 0.0
	for b, x := range v.shape {
		share := v.gain * x / max(model[b], 1e-12)
		own := heard[b] * share
		mine += own * own * share * share
		seen += x * x * share * share
		all += x * x
	}
	if seen == 0 {
		return 0
	}
	return mine / seen * all
}

// model sets what the voices of a window add up to.
func (w *window) model(out []float64) {
	clear(out)
	for _, v := range w.voices {
		for b, x := range v.shape {
			out[b] += v.gain * x
		}
	}
}

// learn turns timbres to what was heard of them in a round.
func (s *score) learn() {
	for _, t := range s.order {
		if t.weight > 0 {
			expected := prior * t.weight
			for b := range t.shape {
				t.shape[b] = t.shape[b]*t.heard[b] + expected*t.first[b]
			}
			unit(t.shape)
		}
	}
	s.forget()
}

func (s *score) forget() {
	for _, t := range s.order {
		clear(t.heard)
		if t.windows > 0 {
			t.usual = t.gains / t.windows
		}
		t.weight, t.gains, t.windows = 0, 0, 0
	}
}

// own returns the share of the voice in what is heard in its bands.
func (v *sounding) own(heard, model []float64) float64 {
	mine, all := 0.0, 0.0
	for b, x := range v.shape {
		mine += x * min(v.gain*x, heard[b])
		all += x * max(heard[b], model[b])
	}
	if all == 0 {
		return 0
	}
	return mine / all
}
