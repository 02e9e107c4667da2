package grid

import "math"

// What is claimed is how often it is right. The scorer's likelihoods, by how
// many notes there are, how many of them hold on to the lines, and how often
// time bends, are turned into chances by a logistic curve. Its numbers were
// fitted by TestClaims of backend/grid/eval to 2,739 renderings of all classes
// of songs but those that are held back.
const (
	beatBase   = -2.97
	beatOdds   = 0.348 // a log-odds of the beats in the scorer's eyes
	beatKnots  = -0.69 // an e-fold of the knots where time bends
	beatHeld   = 4.06  // all onsets hold on to the lines, against none
	beatOnsets = 0.661 // an e-fold of 500 onsets

	barBase  = 0.73  // the bars, where the beats are right
	barOdds  = 0.302 // a log-odds of the bars, given the beats
	barWeak  = -0.47 // the song leaves its meter, or there are only drums
	barDoubt = -1.50 // it may leave its meter; half of what was fitted, where such songs are many
)

// Claims that would just be sure are kept below: of those that are left, 98 of
// 100 and more are right, in every class of songs.
const (
	surely      = 0.9
	almost      = 0.89
	surelyEven  = 0.95  // what beats of one tempo must reach to be sure
	surelyBent  = 0.985 // and those of others
	surelyBars  = 0.93  // and bars
	meterLeaves = 0.7   // of the chance of a meter that a song leaves
)

// chance turns log-odds into a probability.
func chance(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// logOdds is the inverse, within bounds.
func logOdds(p float64) float64 {
	p = min(max(p, 1e-4), 1-1e-4)
	return math.Log(p / (1 - p))
}

// confidence says how sure each part of a reading is.
func (s *count) confidence(best int) Confidence {
	b := s.readings[best]
	level := s.sum(func(r reading) bool { return r.lines == b.lines })
	beat := s.sum(func(r reading) bool { return r.lines == b.lines && r.phase == b.phase })
	bar := s.sum(func(r reading) bool { return r.sharesBars(b) })
	beats := s.claimBeats(b, beat)
	phase := min(max(beat/max(level, 1e-9), beats), 1)
	c := Confidence{
		Tempo: max(s.frame.sureness(), beats),
		Level: beats / phase,
		Phase: phase,
		Meter: beats * s.metreConfidence(best),
		Bar:   s.claimBars(beats, bar/max(beat, 1e-9), b.beats == 2),
	}
	c.Meter = max(c.Meter, c.Bar)
	return c
}

// claimBeats is how likely all beats are right, if the scorer gives them a
// probability.
func (s *count) claimBeats(best reading, odds float64) float64 {
	f := s.frame
	z := beatBase + beatOdds*logOdds(odds) + beatHeld*held(f.bent(), f.lattice) + beatOnsets*math.Log(float64(len(f.onsets))/500)
	if s.slowly(best) {
		return min(chance(z), almost)
	}
	sure := surelyEven
	if !f.curve.straight() {
		z += beatKnots * math.Log(float64(len(f.curve.at)))
		sure = surelyBent
	}
	return modest(chance(z), sure)
}

// slowly reports whether three beats a bar may as well be a single one of a slow
// bar in six eighths: they are fast, and little starts between them.
func (s *count) slowly(r reading) bool {
	if r.beats != 3 || r.eighths != 2 || r.bpm(s.accents.lat.step) < slowThirds {
		return false
	}
	on := 0.0
	for p := r.phase; p < s.accents.lines; p += r.lines {
		on += s.accents.starts[p]
	}
	return undividedLess*(s.accents.weight-on) < s.accents.weight
}

// slowThirds is the tempo in BPM from which beats may be thirds of dotted ones.
const slowThirds = 3 * slowBeat

// claimBars is how likely all bars are right, by that of the beats and the
// probability that the scorer gives the bars on them. Drums alone hardly say
// where bars begin, and bars of two beats are as often halves of bars of four.
func (s *count) claimBars(beats, odds float64, twos bool) float64 {
	z := barBase + barOdds*logOdds(odds)
	weak := s.path != nil || s.accents.drums > onlyDrums
	if weak {
		z += barWeak
	}
	if s.doubt {
		z += barDoubt
	}
	p := modest(beats*chance(z), surelyBars)
	if weak || s.doubt || twos || !s.frame.curve.straight() {
		return min(p, almost)
	}
	return p
}

// onlyDrums is the share of drum notes above which a song is drums alone.
const onlyDrums = 0.95

// modest keeps a claim below sure that does not reach so much.
func modest(p, sure float64) float64 {
	if p >= surely && p < sure {
		return almost
	}
	return p
}

// bent returns the onsets in bent time.
func (f *frame) bent() []onset {
	if f.curve.straight() {
		return f.onsets
	}
	return f.curve.bendAll(f.onsets)
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
	steady := meterLeaves
	if s.path == nil {
		steady = s.steadiness(b)
	}
	return steady * s.sum(func(r reading) bool { return r.beats == b.beats || r.beats%2 == 0 && b.beats%2 == 0 })
}

// sureness is how sure the lattice is, from how clearly the notes lie on it.
func (f *frame) sureness() float64 {
	clear := (f.lattice.score - 0.1) / 0.2
	if !f.curve.straight() {
		clear = (f.lattice.score - 0.5) / 2
	}
	return min(max(clear, 0.05), 0.99)
}
