package grid

import "math"

// A claim turns what the scorer says into how often it is right: a straight
// line through log odds, less where the tempo is more than half an octave from
// the usual, since there double or half is often meant. The numbers are fitted
// by backend/grid/eval, on songs left out of the training, some of whose truth
// is disputable.
type claim struct{ base, slope, far float64 }

var (
	levelClaim = claim{0.47 - margin, 0.54, -3.5}
	beatClaim  = claim{0.53 - margin, 0.53, -3.5}
	barClaim   = claim{0.52, 0.38, -3.4}
)

// margin, in log odds, is what beats are claimed below what the fit says: of
// those then claimed at 0.9 or more, 98 of 100 were right.
const margin = 0.65

// of returns the calibrated probability; octaves is the distance from 105 BPM.
func (c claim) of(p, octaves float64) float64 {
	p = min(max(p, 1e-4), 1-1e-4)
	z := c.base + c.slope*math.Log(p/(1-p)) + c.far*max(math.Abs(octaves)-0.5, 0)
	return 1 / (1 + math.Exp(-z))
}

// confidence says how sure each part of a reading is.
func (s *count) confidence(best int) Confidence {
	b := s.readings[best]
	tempo := s.frame.sureness()
	octaves := math.Log2(b.pace(s.accents.lat.step) / 105)
	level := levelClaim.of(s.sum(func(r reading) bool { return r.lines == b.lines }), octaves)
	beat := min(beatClaim.of(s.sum(func(r reading) bool { return r.lines == b.lines && r.phase == b.phase }), octaves), level)
	bar := min(barClaim.of(s.sum(func(r reading) bool { return r.sharesBars(b) }), octaves), beat)
	return Confidence{
		Tempo: tempo,
		Level: tempo * level,
		Phase: beat / max(level, 1e-9),
		Metre: tempo * s.metreConfidence(best),
		Bar:   tempo * bar * s.steadiness(b),
	}
}

// sharesBars reports whether two readings have the same beats and their bars
// in the same places, or every other one of them.
func (r reading) sharesBars(b reading) bool {
	if r.lines != b.lines || r.phase != b.phase {
		return false
	}
	if r.beats > b.beats {
		r, b = b, r
	}
	return b.beats%r.beats == 0 && b.first%r.beats == r.first
}

// metreConfidence is the probability of a reading's meter; two and four beats
// a bar are the same lines, and a beat more or less in some bars spoils it.
func (s *count) metreConfidence(i int) float64 {
	b := s.readings[i]
	return s.steadiness(b) * s.sum(func(r reading) bool { return r.beats == b.beats || r.beats%2 == 0 && b.beats%2 == 0 })
}

// sureness is how sure the lattice is, from how clearly the notes lie on it.
func (f *frame) sureness() float64 {
	clear := (f.lattice.score - 0.1) / 0.2
	if !f.curve.straight() {
		clear = (f.lattice.score - 0.5) / 2
	}
	return min(max(clear, 0.05), 0.99)
}
