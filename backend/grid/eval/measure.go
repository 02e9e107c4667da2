//go:build eval

package eval

import (
	"math"
	"sort"
)

// FMeasure compares sorted beats: a beat is found when one of the other lies
// within the tolerance in seconds.
func FMeasure(truth, got []float64, tolerance float64) float64 {
	if len(truth)+len(got) == 0 {
		return 0
	}
	hits := 0
	for i, j := 0, 0; i < len(truth) && j < len(got); {
		switch d := got[j] - truth[i]; {
		case math.Abs(d) <= tolerance:
			hits++
			i++
			j++
		case d < 0:
			j++
		default:
			i++
		}
	}
	return 2 * float64(hits) / float64(len(truth)+len(got))
}

// Worst is the largest distance in seconds from a beat of a to the nearest of b.
func Worst(a, b []float64) float64 {
	worst := 0.0
	for _, t := range a {
		worst = max(worst, nearest(t, b))
	}
	return worst
}

func nearest(t float64, b []float64) float64 {
	near := math.Inf(1)
	i := sort.SearchFloat64s(b, t)
	for _, j := range [2]int{i - 1, i} {
		if j >= 0 && j < len(b) {
			near = min(near, math.Abs(b[j]-t))
		}
	}
	return near
}

// Figures are the measures of one song; NaN where the truth says nothing.
type Figures struct {
	Acc1, Acc2  float64 // tempo within 4 %, without and with other levels
	F, F20      float64 // beats within 70 and 20 ms
	Down        float64 // downbeats within 70 ms
	Exact, Lock float64
	Held        float64 // every beat within 20 ms to the end and no other; of a tempo that changes all but 2 %
	Bars        float64 // held, and every downbeat and no other
	HeldOffered float64 // the held reading is the first or among the others
	BarsOffered float64 // and one with the right bars
	Claim       float64 // how sure it is of the beats, 0–1
	BarClaim    float64 // and of the bars
	Constant    float64 // said to be constant, of those that are
	Error       float64 // of the tempo in percent, whatever the level
	Meter       float64
	Key         float64 // weighted as in MIREX
	KeyExact    float64
	Chord       float64 // share of the time with the right major or minor triad
	Offered     float64 // the exact reading is the first or among the others
	Sure, Wrong float64 // beats claimed with confidence ≥ 0.9; of these, not exact
	BarSure     float64 // bars claimed with confidence ≥ 0.9
	BarWrong    float64 // of these, less than nine tenths of the downbeats right
	Refused     float64
	MS          float64
}

// Judge compares a guess with the truth.
func Judge(t Truth, g Guess) Figures {
	no := math.NaN()
	f := Figures{Acc1: no, Acc2: no, F: no, F20: no, Down: no, Exact: no, Lock: no, Constant: no, Error: no,
		Meter: no, Key: no, KeyExact: no, Chord: no, Offered: no, Sure: no, Wrong: no, BarSure: no, BarWrong: no, Refused: flag(g.Refused),
		Held: no, Bars: no, HeldOffered: no, BarsOffered: no, Claim: g.Confidence, BarClaim: g.BarConfidence}
	f.judgeHeld(t, g)
	true60 := tempo(t.Beats)
	f.Acc2 = flag(close(g.BPM, true60, 0.04, 1, 2, 3, 0.5, 1.0/3))
	if t.Level {
		f.Acc1 = flag(close(g.BPM, true60, 0.04, 1))
		f.F = FMeasure(trim(t.Beats), trim(g.Beats), 0.07)
		f.F20 = FMeasure(trim(t.Beats), trim(g.Beats), 0.02)
	}
	if len(t.Downbeats) > 3 {
		f.Down = FMeasure(trim(t.Downbeats), trim(g.Downbeats), 0.07)
		if f.BarSure = flag(g.BarConfidence >= 0.9); f.BarSure == 1 {
			f.BarWrong = flag(f.Down < 0.9)
		}
		f.Meter = flag((g.Bar == t.Bar || t.Bar == 2 && g.Bar == 4) && g.Compound == t.Compound)
	}
	if t.Constant {
		f.judgeConstant(t, g)
	}
	if t.Key != "" {
		f.Key = keyWeight(t.Key, g.Key)
		f.KeyExact = flag(f.Key == 1)
	}
	if len(t.Chords) > 0 && len(g.Chords) > 0 {
		f.Chord = chordShare(t.Chords, g)
	}
	return f
}

// judgeConstant fills in what only a constant tempo can show.
func (f *Figures) judgeConstant(t Truth, g Guess) {
	_, p := regress(t.Beats)
	f.Constant = flag(g.Constant)
	f.Error = math.Inf(1)
	for _, beats := range []float64{1, quarters(g.Compound) / quarters(t.Compound)} {
		for _, m := range []float64{0.25, 0.5, 1, 2, 4} {
			f.Error = min(f.Error, 100*math.Abs(g.BPM*p/60*beats/m-1))
		}
	}
	f.Lock = flag(f.Error < 0.05 && locked(t.Beats, g))
	if !t.Level {
		return
	}
	f.Exact = flag(exact(t, g))
	f.Offered = f.Exact
	for _, o := range g.Others {
		f.Offered = max(f.Offered, flag(exact(t, o)))
	}
	if f.Sure = flag(g.Confidence >= 0.9); f.Sure == 1 {
		f.Wrong = 1 - f.Exact
	}
}

// judgeHeld fills in what any tempo can show.
func (f *Figures) judgeHeld(t Truth, g Guess) {
	if !t.Level {
		return
	}
	held, bars := holds(t, g)
	f.Held, f.HeldOffered = flag(held), flag(held)
	if len(t.Downbeats) > 3 {
		f.Bars, f.BarsOffered = flag(bars), flag(bars)
	}
	for _, o := range g.Others {
		held, bars := holds(t, o)
		f.HeldOffered = max(f.HeldOffered, flag(held))
		f.BarsOffered = max(f.BarsOffered, flag(bars && len(t.Downbeats) > 3)) // NaN stays
	}
}

// holds reports whether beats, and with them bars, are where they should be to
// the end.
func holds(t Truth, g Guess) (beats, bars bool) {
	share := 0.98
	if t.Constant {
		share = 1
	}
	stops := stops(t.Beats)
	same := func(truth, guess []float64, half bool) bool {
		if len(truth) == 0 || len(guess) == 0 {
			return false
		}
		own := playing(within(guess, truth[0]-0.05, truth[len(truth)-1]+0.05), stops)
		near := func(a, b []float64) bool {
			n := 0
			for _, x := range a {
				if nearest(x, b) < 0.02 {
					n++
				}
			}
			return float64(n) >= share*float64(len(a))
		}
		if half { // two bars of two are one of four
			return near(own, truth) && math.Abs(2*float64(len(own))-float64(len(truth))) <= 2
		}
		return near(truth, guess) && near(own, truth)
	}
	beats = same(t.Beats, g.Beats, false)
	return beats, beats && (same(t.Downbeats, g.Downbeats, false) || t.Bar == 2 && g.Bar == 4 && same(t.Downbeats, g.Downbeats, true))
}

// exact reports whether every beat is where it should be, and no other.
func exact(t Truth, g Guess) bool {
	_, p := regress(t.Beats)
	if len(g.Beats) < 2 || math.Abs(g.BPM*p/60-1) >= 5e-4 {
		return false
	}
	last := t.Beats[len(t.Beats)-1]
	own := within(g.Beats, t.Beats[0]-0.05, last+0.05)
	return Worst(t.Beats, g.Beats) < 0.02 && Worst(own, t.Beats) < 0.02
}

// quarters returns how many quarters a beat is worth.
func quarters(compound bool) float64 {
	if compound {
		return 1.5
	}
	return 1
}

// locked reports whether the true beats lie on 16th lines of the guess, of
// which a dotted quarter has six.
func locked(truth []float64, g Guess) bool {
	beats := g.Beats
	if len(beats) < 2 {
		return false
	}
	sixteenths := 4 * quarters(g.Compound)
	var lines []float64
	for i := 1; i < len(beats); i++ {
		for k := 0.0; k < sixteenths; k++ {
			lines = append(lines, beats[i-1]+k/sixteenths*(beats[i]-beats[i-1]))
		}
	}
	lines = append(lines, beats[len(beats)-1])
	inside := within(truth, beats[0]-0.02, beats[len(beats)-1]+0.02)
	return float64(len(inside)) > 0.95*float64(len(truth)) && Worst(inside, lines) < 0.02
}

func flag(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// close reports whether a tempo is within a share of the true one or of its
// multiples.
func close(bpm, truth, share float64, multiples ...float64) bool {
	for _, m := range multiples {
		if math.Abs(bpm/truth/m-1) < share {
			return true
		}
	}
	return false
}

// trim leaves out the first five seconds, as is usual.
func trim(beats []float64) []float64 { return beats[sort.SearchFloat64s(beats, 5):] }
