package ear

import "context"

// Of the factorization: what the spectrum that is expected counts beside the one
// heard, the usual loudness of a key beside that in a window, and of a note held
// what it had when it began.
const (
	rounds      = 20
	firm        = 2 // of them in which spectra stay as expected
	priorPitch  = 3
	priorDrum   = .3
	steadyPitch = .2
	steadyDrum  = .1
	tied        = .1
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
	v.windows++
	v.gain *= sum
	if v.from == nil || v.drum {
		v.gains += v.gain
		w := steadyPitch
		if v.drum {
			w = steadyDrum
		}
		if v.usual > 0 {
			v.gain = (v.gain + w*v.usual) / (1 + w)
		}
		return
	}
	v.gains += v.gain / max(v.from.gain, 1e-9)
	if v.usual > 0 {
		v.gain = (v.gain + tied*v.usual*v.from.gain) / (1 + tied)
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
	s.relate()
	for _, t := range s.order {
		if t.weight > 0 {
			expected := priorPitch * t.weight
			if t.drum {
				expected = priorDrum * t.weight
			}
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
