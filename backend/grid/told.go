package grid

import (
	"math"
	"slices"

	"partlift/backend/music"
)

// Whoever types or taps a tempo wants bars at it, whatever the notes are: free
// playing, a handful of notes, or a tempo that their lines do not have. Then
// the lines are laid at that tempo where most notes are near them, and nothing
// of it is claimed.

const (
	toldSlowest, toldFastest = 20.0, 1000.0 // BPM that can be written
	toldOff                  = 0.04         // share by which lines that the notes have may be off
	toldMost                 = 0.4          // what is claimed of such bars
	toldBeats                = 4            // in a bar, where the notes do not say
)

// told reports whether somebody named a tempo.
func (o Options) told() bool { return o.Tempo >= toldSlowest && o.Tempo <= toldFastest }

// beat returns the quarter note of the tempo that was named, in seconds.
func (o Options) beat() float64 {
	bpm := o.Tempo
	for n := o.Octave; n != 0; {
		by, step := 2.0, 1
		if n < 0 {
			by, step = 0.5, -1
		}
		if bpm*by < toldSlowest || bpm*by > toldFastest {
			break
		}
		bpm *= by
		n -= step
	}
	return 60 / bpm
}

// toldLines are the numbers of lines that a beat may have.
var toldLines = []int{1, 2, 3, 4, 6, 8, 12, 16, 24, 32}

// lay lays lines at the tempo that was named and returns how many a beat has:
// those that the notes share if some of them fit, else as the tempo says.
func (f *frame) lay(opt Options, shared bool) (lines int) {
	beat := opt.beat()
	if shared {
		n := int(math.Round(beat / f.lattice.step))
		if slices.Contains(toldLines, n) && math.Abs(float64(n)*f.lattice.step/beat-1) <= toldOff {
			return n
		}
	}
	f.curve, f.sections, f.bendings = curve{}, nil, nil
	lines = 0
	for _, n := range toldLines {
		step := beat / float64(n)
		if n > 1 && step < finest {
			break
		}
		l := lattice{origin: phaseAt(f.onsets, 1/step) * step, step: step}.judge(f.onsets)
		if lines == 0 || l.score > f.lattice.score {
			f.lattice, lines = l, n
		}
	}
	return lines
}

// obey returns bars at the tempo that was named; shared reports whether the
// notes share the lines of the frame.
func (f *frame) obey(opt Options, shared bool) Result {
	if len(f.notes) == 0 {
		beat := opt.beat()
		return Result{Grid: &music.Grid{
			Tempo: []music.TempoPoint{{BPM: 60 / beat}}, Downbeat: float64(max(opt.Shift, 0)%toldBeats) * beat, Meter: &music.Meter{Numerator: toldBeats, Denominator: 4},
		}}
	}
	if f.onsets == nil {
		f.onsets = onsetsOf(f.notes)
	}
	lines := f.lay(opt, shared)
	s := &count{frame: f, accents: accentsOf(f.notes, f.curve, f.lattice)}
	near := between(Options{Tempo: 60 / opt.beat()})
	var rows []float64
	s.readings, rows = readingsOf(s.accents, near)
	s.odds = likelihoods(s.readings, rows, func(reading) float64 { return 0 })
	if len(s.readings) == 0 {
		s.readings, s.odds = []reading{s.accents.plainly(lines)}, []float64{1}
	}
	out := f.report(s, opt)
	c := &out.Confidence
	for _, p := range [...]*float64{&c.Tempo, &c.Level, &c.Phase, &c.Meter, &c.Bar, &out.Grid.MeterConfidence} {
		*p = min(*p, toldMost)
	}
	return out
}

// plainly counts four in a bar from the first note on: the beats are those
// lines on which most starts.
func (a *accents) plainly(lines int) reading {
	weight := make([]float64, lines)
	for p, w := range a.starts {
		weight[p%lines] += w
	}
	r := reading{lines: lines, phase: largest(weight), beats: toldBeats, eighths: 2}
	for p := range a.starts {
		if a.starts[p] > 0 {
			r.first = max(int(math.Round(float64(p-r.phase)/float64(lines))), 0) % toldBeats
			break
		}
	}
	return r
}
