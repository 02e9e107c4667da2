package pianoroll

import (
	"math"
	"sort"
	"strconv"

	"partlift/backend/music"
)

// timeline divides a song into bars, beats and parts of beats, or without a grid
// into minutes, seconds and parts of seconds. It counts in units: eighths of a
// beat from the start of bar 1, or hundredths of a second. Every bar has as many
// units as the longest; those behind the end of a shorter one are void.
type timeline struct {
	grid     *music.Grid // nil: seconds
	bars     music.Bars
	first    int       // number of the grid's bar that is bar 1
	unit     float64   // quarter notes in the shortest unit, or seconds
	shortest float64   // quarter notes in the shortest bar
	beat     int64     // units in a beat
	bar      int64     // units in a bar
	steps    [16]int64 // distances of lines in units; each divides the next
	written  int       // the first step that may be written on the ruler
}

// ppq is how many ticks a quarter note has in exported files.
const ppq = 480

func newTimeline(s *Scene) timeline {
	g := s.Grid
	if g == nil || len(g.Tempo) == 0 {
		return timeline{unit: 0.01, steps: [16]int64{1, 5, 10, 50, 100, 500, 1000, 3000, 6000, 30000, 60000, 360000}}
	}
	t := timeline{grid: g, bars: g.Bars(), unit: math.Inf(1), shortest: math.Inf(1), beat: 8, written: 3}
	for _, m := range t.bars.Meters() {
		t.unit, t.shortest = min(t.unit, unitOf(m)), min(t.shortest, m.Meter.Beats())
		t.bar = max(t.bar, t.beat*int64(m.Meter.Numerator))
	}
	t.first = 1 - s.FirstBar
	if s.FirstBar == 0 {
		t.first = g.First().Number
	}
	t.steps = [16]int64{1, 2, 4, 8}
	for i := 4; i < len(t.steps); i++ {
		t.steps[i] = t.bar << (i - 4)
	}
	return t
}

// unitOf returns the quarter notes in a unit of a bar: an eighth of what the
// meter counts by.
func unitOf(b music.Bar) float64 { return 0.5 / float64(b.Meter.Denominator) }

// second returns when a unit starts; a void one starts with the next bar.
func (t *timeline) second(k int64) float64 {
	if t.grid == nil {
		return float64(k) * t.unit
	}
	bar, in := t.barOf(k)
	return t.grid.Second(bar.Start + min(float64(in)*unitOf(bar), bar.Meter.Beats()))
}

// barOf returns the bar that a unit lies in, and how many units from its start.
func (t *timeline) barOf(k int64) (bar music.Bar, in int64) {
	n := floorDiv(k, t.bar)
	return t.bars.Bar(t.first + int(n)), k - n*t.bar
}

// void reports whether a unit lies behind the end of its bar, which is shorter
// than others.
func (t *timeline) void(k int64) bool {
	if t.grid == nil {
		return false
	}
	bar, in := t.barOf(k)
	return in >= t.beat*int64(bar.Meter.Numerator)
}

// units returns how many units have passed at a second, void ones as well.
func (t *timeline) units(second float64) float64 {
	if t.grid == nil {
		return second / t.unit
	}
	beat := t.grid.Beat(second)
	bar := t.bars.At(beat)
	return float64(int64(bar.Number-t.first)*t.bar) + (beat-bar.Start)/unitOf(bar)
}

// scale is which lines of a timeline a view has room for.
type scale struct {
	from, to int64       // units, both included
	fine     int         // the finest step that is drawn
	ink      [16]float64 // 0–1: how strongly each step is drawn
	label    int         // the step that is written on the ruler
	last     int         // the coarsest step
}

// Lines nearer than fadedAt are not drawn, and from solidAt on at full strength.
const (
	fadedAt = 7.0
	solidAt = 26.0
)

// room returns the least distance of two labels on the ruler in points.
func (t *timeline) room(step int64) float64 {
	if t.grid == nil && step%100 != 0 {
		return 62 // they have decimals
	}
	return 48
}

// scale chooses lines for a view of a width in points.
func (t *timeline) scale(v Viewport, width float64) scale {
	a, b := t.units(v.Start), t.units(v.Second(width))
	s := scale{from: int64(math.Floor(a)), to: int64(math.Ceil(b)), fine: -1, label: -1}
	each := v.PerSecond * t.unit
	if t.grid != nil {
		each *= 60 / t.fastest(v.Start, v.Second(width))
	}
	for i, step := range t.steps {
		if step == 0 {
			break
		}
		s.last = i
		apart := each * float64(step)
		if t.grid != nil && step >= t.bar {
			apart = each * t.shortest / t.unit * float64(step/t.bar)
		}
		s.ink[i] = bound((apart-fadedAt)/(solidAt-fadedAt), 0, 1)
		if s.fine < 0 && s.ink[i] > 0 {
			s.fine = i
		}
		if s.label < 0 && i >= t.written && apart >= t.room(step) {
			s.label = i
		}
	}
	if s.fine < 0 {
		s.fine = s.last
	}
	if s.label < 0 {
		s.label = s.last
	}
	return s
}

// fastest returns the highest tempo of a stretch, in beats a minute.
func (t *timeline) fastest(from, to float64) float64 {
	points := t.grid.Tempo
	i := max(sort.Search(len(points), func(i int) bool { return points[i].Second > from })-1, 0)
	bpm := points[i].BPM
	for i++; i < len(points) && points[i].Second < to; i++ {
		bpm = math.Max(bpm, points[i].BPM)
	}
	return math.Max(bpm, 1)
}

// step returns the coarsest step that a unit lies on.
func (t *timeline) step(s *scale, k int64) int {
	i := s.fine
	for i < s.last && k%t.steps[i+1] == 0 {
		i++
	}
	return i
}

// appendLabel writes what stands on the ruler at a unit: a bar, a bar and beat,
// or minutes and seconds, as finely as labels are units apart.
func (t *timeline) appendLabel(b []byte, k, each int64) []byte {
	if t.grid == nil {
		return appendClock(b, k, each)
	}
	bar := floorDiv(k, t.bar)
	b = strconv.AppendInt(b, bar+1, 10)
	if rest := k - bar*t.bar; rest != 0 {
		b = append(b, '.')
		b = strconv.AppendInt(b, rest/t.beat+1, 10)
	}
	return b
}

// appendClock writes hundredths of a second as m:ss, with as many decimals as
// steps of a size need.
func appendClock(b []byte, k, step int64) []byte {
	if k < 0 {
		b, k = append(b, '-'), -k
	}
	b = strconv.AppendInt(b, k/6000, 10)
	k %= 6000
	b = append(b, ':', byte('0'+k/1000), byte('0'+k/100%10))
	if step%100 != 0 {
		b = append(b, '.', byte('0'+k/10%10))
	}
	if step%10 != 0 {
		b = append(b, byte('0'+k%10))
	}
	return b
}

// position writes a second as bar, beat and tick, such as 3.2.240, or without a
// grid as minutes and seconds, such as 0:04.53.
func (t *timeline) position(second float64) string {
	if t.grid == nil {
		return string(appendClock(nil, int64(math.Round(second*100)), 1))
	}
	beat := t.grid.Beat(second)
	bar := t.bars.At(beat + 0.5/ppq) // the nearest tick may be the next bar's first
	perBeat := int64(math.Round(4 * ppq / float64(bar.Meter.Denominator)))
	ticks := max(int64(math.Round((beat-bar.Start)*ppq)), 0)
	b := strconv.AppendInt(nil, int64(bar.Number-t.first+1), 10)
	b = strconv.AppendInt(append(b, '.'), ticks/max(perBeat, 1)+1, 10)
	b = append(b, '.')
	ticks %= max(perBeat, 1)
	for d := int64(100); d > 1 && ticks < d; d /= 10 {
		b = append(b, '0')
	}
	return string(strconv.AppendInt(b, ticks, 10))
}

// snap returns the line nearest to a second that can be seen well.
func (t *timeline) snap(s *scale, second float64) float64 {
	a, b := t.around(s, second)
	if second-a < b-second {
		return a
	}
	return b
}

// around returns the lines at or before a second, and after it, of those that
// can be seen well.
func (t *timeline) around(s *scale, second float64) (before, after float64) {
	i := s.fine
	for i < s.last && s.ink[i] < 0.5 {
		i++
	}
	step := t.steps[i]
	from := floorDiv(int64(math.Floor(t.units(second))), step) * step
	to := from + step
	for t.void(to) {
		to += step
	}
	return t.second(from), t.second(to)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
