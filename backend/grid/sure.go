package grid

import "math"

// What is claimed is how often it is right: a logistic curve of what the scorer
// says, how many notes there are, how many of them hold on to the lines, and how
// often time bends. TestClaims of backend/grid/eval fits its numbers: these to up to
// 70 songs of every class in two spoilings, none of them held back. With the songs
// of each source left out in turn, claims of one tempo err by .01 on average, of
// bars by .05 and of other tempi by .08, of which few are ever sure.
// What the halves of a song say by themselves was tried too, and says no more than
// all of it does.

// beatSigns are what a claim of the beats is made of.
type beatSigns [9]float64

// The signs of beats, in their order: one; the log-odds in the scorer's eyes, and
// up to clearOdds of them again; the share of onsets that hold on to the lines; the
// e-folds of 500 onsets; the octaves by which beats are slower or faster than most;
// the e-folds of the knots where time bends; whether a wandering tempo was followed.
var (
	evenBeats = beatSigns{-2.385, 0.272, 0.303, 2.955, 0.202, -0.582, -0.227}
	bentBeats = beatSigns{-3.497, 0.133, 0.189, 5.261, 0.935, 0, 0, -1.143, 2.242}
)

// barSigns are what a claim of the bars is made of, where the beats are right.
type barSigns [7]float64

// The signs of bars, in their order: one; the log-odds of the bars, given the
// beats, and up to clearBars of them again; whether the song leaves its meter or is
// drums alone; whether it may leave its meter; whether bars have two or three beats.
var barWeights = barSigns{1.083, 0.134, 0.549, -0.833, -1.459, -2.330, -0.991}

const (
	clearOdds  = 4.0
	clearBars  = 2.5
	paceAround = 0.3 // octaves from 105 BPM in which most beats are
)

// Claims that would just be sure are kept below: of those that are left, 98 of
// 100 and more are right, in nearly every class of songs.
const (
	surely      = 0.9
	almost      = 0.89
	surelyEven  = 0.92 // what beats of one tempo must reach to be sure
	surelyBent  = 0.97 // and those of others
	surelyBars  = 0.93 // and bars
	meterLeaves = 0.7  // of the chance of a meter that a song leaves
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
		Bar:   s.claimBars(b, beats, bar/max(beat, 1e-9)),
	}
	c.Meter = max(c.Meter, c.Bar)
	return c
}

// signsOfBeats are what speaks for the beats of a reading, if the scorer gives them
// a probability.
func (s *count) signsOfBeats(best reading, odds float64) beatSigns {
	f, z := s.frame, logOdds(odds)
	pace := math.Log2(best.pace(s.accents.lat.step) / 105)
	x := beatSigns{1, z, min(z, clearOdds), held(f.bent(), f.lattice), math.Log(float64(len(f.onsets)) / 500),
		max(-pace-paceAround, 0), max(pace-paceAround, 0)}
	if !f.curve.straight() {
		x[7] = math.Log(float64(len(f.curve.at)))
	}
	x[8] = said(f.glided)
	return x
}

// claimBeats is how likely all beats are right, if the scorer gives them a
// probability.
func (s *count) claimBeats(best reading, odds float64) float64 {
	w, sure := evenBeats, surelyEven
	if !s.frame.curve.straight() {
		w, sure = bentBeats, surelyBent
	}
	z := 0.0
	for i, x := range s.signsOfBeats(best, odds) {
		z += w[i] * x
	}
	p := modest(chance(z), sure)
	if s.slowly(best) || best.gallops(s.accents.lat.step) {
		return min(p, almost)
	}
	return p
}

// gallops reports whether beats are so fast, and on every third line, that they may
// as well be written as dotted eighths of slower beats with four lines.
func (r reading) gallops(step float64) bool {
	return r.lines == 3 && r.eighths == 2 && r.bpm(step) > gallopFrom
}

// gallopFrom is the tempo in BPM from which swing is as often written that way.
const gallopFrom = 148

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

// signsOfBars are what speaks for the bars of a reading, if the scorer gives them a
// probability on the beats. Drums alone hardly say where bars begin, bars of two
// beats are as often halves of bars of four, and those of three have no such half.
func (s *count) signsOfBars(best reading, odds float64) barSigns {
	z := logOdds(odds)
	return barSigns{1, z, min(z, clearBars), said(s.path != nil || s.accents.drums > onlyDrums), said(s.doubt), said(best.beats == 2), said(best.beats == 3)}
}

// said is 1 for what holds.
func said(holds bool) float64 {
	if holds {
		return 1
	}
	return 0
}

// claimBars is how likely all bars are right, by that of the beats and the
// probability that the scorer gives the bars on them.
func (s *count) claimBars(best reading, beats, odds float64) float64 {
	x, z := s.signsOfBars(best, odds), 0.0
	for i, v := range x {
		z += barWeights[i] * v
	}
	p := modest(beats*chance(z), surelyBars)
	if x[3]+x[4]+x[5] > 0 || !s.frame.curve.straight() {
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
