package local

import (
	"context"
	"errors"
	"io"
	"math"
	"math/cmplx"
	"slices"
)

// The tuning of a recording is how far its notes lie from A = 440 Hz, in cents
// from -50 up to 50: half a semitone is as much sharp as it is flat. It is heard in
// the peaks of spectra that stand still, each of which votes for how far it lies
// from the nearest key, and is taken out by hearing with kernels that are as far
// off.
const (
	tuneView   = 8192 // samples of a spectrum
	tuneHop    = 2048
	tuneAhead  = 60 * Rate // samples that are listened to before the notes, at most
	tuneLow    = 110.      // Hz of the lowest peak that votes
	tuneHigh   = 1760.
	tuneDepth  = 1e-3 // power below the loudest peak of its spectrum, at which one does not count
	tuneStill  = 12.  // cents by which a peak may move between spectra
	tuneSpread = 7.   // cents, standard deviation of a vote
	tuneReach  = 18.  // cents around the tuning within which votes are for it
	tuneSure   = 0.62 // share of the votes that must be
	tuneVotes  = 40   // fewer say nothing
	tuneLeast  = 8    // cents; less is not told from the overtones of pianos
)

// tune listens ahead in a sound and returns its tuning in cents, 0 where that is
// A = 440 Hz or cannot be told, and the sound from its start.
func tune(ctx context.Context, sound Sound) (cents float64, all Sound, err error) {
	ahead := make([]float32, 0, tuneAhead)
	for len(ahead) < tuneAhead && err == nil {
		var n int
		n, _, err = fill(ctx, sound, ahead[len(ahead):min(len(ahead)+tuneView, tuneAhead)])
		ahead = ahead[:len(ahead)+n]
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, nil, err
	}
	return tuningOf(ahead), &replay{Sound: sound, ahead: ahead}, ctx.Err()
}

// replay is a sound of which some was read already.
type replay struct {
	Sound
	ahead []float32
}

// Read hands out what was read before, then the rest.
func (r *replay) Read(samples []float32) (int, error) {
	if len(r.ahead) == 0 {
		return r.Sound.Read(samples)
	}
	n := copy(samples, r.ahead)
	r.ahead = r.ahead[n:]
	return n, nil
}

// crest is a peak of a spectrum.
type crest struct{ hz, power float64 }

// tuningOf is the tuning of samples.
func tuningOf(samples []float32) float64 {
	var votes [100]float64
	count, sum := 0, 0.0
	s := newSpectra()
	var before []crest
	s.each(samples, func(now []crest) {
		for _, p := range now {
			if stands(p, before) {
				d := math.Mod(1200*math.Log2(p.hz/440)+6000, 100)
				w := math.Sqrt(p.power)
				votes[int(d)%100] += w
				sum += w
				count++
			}
		}
		before = now
	})
	if count < tuneVotes {
		return 0
	}
	best, most := 0, -1.0
	for c := range votes {
		if v := around(votes[:], c, func(d float64) float64 { return math.Exp(-d * d / (2 * tuneSpread * tuneSpread)) }); v > most {
			best, most = c, v
		}
	}
	mine, turn := 0.0, 0.0
	for d := -int(tuneReach); d <= int(tuneReach); d++ {
		v := votes[(best+d+100)%100]
		mine += v
		turn += v * float64(d)
	}
	if mine < tuneSure*sum {
		return 0
	}
	cents := float64(best) + turn/mine + .5
	if cents >= 50 {
		cents -= 100
	}
	if math.Abs(cents) < tuneLeast {
		return 0
	}
	return cents
}

// around sums votes by how many cents they lie from a place.
func around(votes []float64, at int, weight func(cents float64) float64) (sum float64) {
	for d := -50; d < 50; d++ {
		sum += votes[(at+d+100)%100] * weight(float64(d))
	}
	return sum
}

// stands reports whether a peak was there in the spectrum before.
func stands(p crest, before []crest) bool {
	return slices.ContainsFunc(before, func(b crest) bool { return math.Abs(1200*math.Log2(p.hz/b.hz)) < tuneStill })
}

// spectra takes spectra in which tunings are heard.
type spectra struct {
	hann  []float64
	turns []complex128
	work  []complex128
	power []float64
}

func newSpectra() *spectra {
	s := &spectra{hann: make([]float64, tuneView), turns: make([]complex128, tuneView/2), work: make([]complex128, tuneView), power: make([]float64, tuneView/2)}
	for i := range s.hann {
		s.hann[i] = 1 - math.Cos(2*math.Pi*float64(i)/tuneView)
	}
	for i := range s.turns {
		s.turns[i] = cmplx.Rect(1, -2*math.Pi*float64(i)/tuneView)
	}
	return s
}

// placeOf is where a frequency lies in a spectrum.
func placeOf(hz float64) int { return int(hz * tuneView / Rate) }

// each hands out the peaks of one spectrum after the other. Two are taken at once,
// as real and imaginary part.
func (s *spectra) each(samples []float32, use func([]crest)) {
	for at := 0; at+tuneView <= len(samples); at += 2 * tuneHop {
		one, two := samples[at:at+tuneView], samples[at:at+tuneView]
		both := at+tuneHop+tuneView <= len(samples)
		if both {
			two = samples[at+tuneHop:][:tuneView]
		}
		for i, w := range s.hann {
			s.work[i] = complex(float64(one[i])*w, float64(two[i])*w)
		}
		fourier(s.work, s.turns)
		use(s.peaks(func(x, y complex128) complex128 { return x + y }))
		if both {
			use(s.peaks(func(x, y complex128) complex128 { return x - y }))
		}
	}
}

// peaks are the peaks of a spectrum that may vote, from the lowest up; part takes
// it out of the two.
func (s *spectra) peaks(part func(x, y complex128) complex128) []crest {
	loudest := 0.0
	low, high := placeOf(tuneLow), placeOf(tuneHigh)
	for i := low - 1; i <= high+1; i++ {
		z := part(s.work[i], cmplx.Conj(s.work[tuneView-i])) / 2
		s.power[i] = real(z)*real(z) + imag(z)*imag(z)
		loudest = max(loudest, s.power[i])
	}
	if !(loudest >= tuneView) { // next to silence, or no number
		return nil
	}
	var out []crest
	for i := low; i <= high; i++ {
		a, b, c := s.power[i-1], s.power[i], s.power[i+1]
		if b < tuneDepth*loudest || b <= a || b < c || a <= 0 || c <= 0 {
			continue
		}
		la, lb, lc := math.Log(a), math.Log(b), math.Log(c)
		shift := 0.0
		if bend := la - 2*lb + lc; bend < 0 {
			shift = min(max(.5*(la-lc)/bend, -.5), .5)
		}
		out = append(out, crest{(float64(i) + shift) * Rate / tuneView, b})
	}
	return out
}
