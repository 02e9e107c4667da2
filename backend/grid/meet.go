package grid

import "math"

// beatBefore returns the number of the last beat not after a second, counted
// from the section's downbeat.
func (s counted) beatBefore(t float64) float64 { return math.Floor((t - s.origin) / s.beat) }

func (s counted) second(beat float64) float64 { return s.origin + beat*s.beat }

// curveThrough draws the curve through the beats of sections. Between two of
// them lies one beat, or so many that bars go on and none is too long.
func curveThrough(all []counted, onsets []onset) (curve, bool) {
	c := curve{}
	weight, sum := 0.0, 0.0
	number := 0.0 // of the beat
	add := func(number, second float64) {
		c.at, c.seconds = append(c.at, number), append(c.seconds, second)
	}
	beat := all[0].beatBefore(onsets[0].t) - 1
	add(number, all[0].second(beat))
	for i, s := range all {
		n := float64(s.end - s.first)
		weight, sum = weight+n, sum+n*s.beat
		if i+1 == len(all) {
			end := s.beatBefore(onsets[len(onsets)-1].t) + 2
			number += end - beat
			add(number, s.second(end))
			break
		}
		next := all[i+1]
		m, _ := meet(s, next, onsets)
		if m.end <= beat { // no room for a beat of this section
			return c, false
		}
		number += m.end - beat
		if at, ok := crossing(s, next, m); ok {
			add(number+m.beats+at, 0.5*(s.second(m.end+m.beats+at)+next.second(m.begin+at)))
		} else {
			add(number, s.second(m.end))
			add(number+m.beats, next.second(m.begin))
		}
		number += m.beats
		beat = m.begin
	}
	c.mean = sum / weight
	for i := range c.at {
		c.at[i] *= c.mean
	}
	return c, c.rising()
}

// last returns the last beat of a section: that of the bar in which its last
// onset lies, if the next section leaves room for it.
func (s counted) last(onset, next float64) float64 {
	bar := float64(s.read.beats)
	beat := s.beatBefore(onset + 0.12*s.beat)
	full := beat + bar - 1 - mod(beat, bar)
	room := math.Floor((next - restLeast*s.beat - s.origin) / s.beat)
	return min(full, room)
}

// crossMost is how many beats from where sections seem to meet their beats may
// fall together.
const crossMost = 2

// crossing returns how many beats after the first one of the next section the
// beats of both fall together, where one tempo turns into another without a
// pause.
func crossing(a, b counted, m meeting) (beats float64, ok bool) {
	late := b.second(m.begin) - a.second(m.end+m.beats)
	step := b.beat - a.beat
	if math.Abs(late) >= sameLine && step != 0 {
		beats = min(max(math.Round(-late/step), -crossMost), crossMost)
	}
	return beats, math.Abs(late+beats*step) < max(sameLine, 0.5*math.Abs(step)+0.002)
}

// A meeting is where one section ends and the next begins: the last beat of one
// and the first of the next, each by its own count, and the beats from one to
// the other.
type meeting struct{ end, begin, beats float64 }

// strayMost is the weight of the onsets in front of a bar line that do not yet
// begin a section.
const strayMost = 2.5

// meet returns where sections meet, and whether bars go on there. One beat lies
// between them, or so many that bars go on and none is too long.
func meet(a, b counted, onsets []onset) (m meeting, aligned bool) {
	m.begin = b.beatBefore(onsets[b.first].t + 0.12*b.beat)
	m.end = a.last(onsets[a.end-1].t, b.second(m.begin))
	m.beats = 1
	bar := float64(b.read.beats)
	if a.read.beats == b.read.beats {
		want := mod(m.begin-m.end, bar)
		if want == 0 {
			want = bar
		}
		gap := b.second(m.begin) - a.second(m.end)
		switch {
		case want == 1:
			aligned = true
		case gap > restLeast*want*b.beat:
			m.beats, aligned = want, true
		default:
			// A stray note in front of a bar does not begin it.
			down := m.begin + mod(-m.begin, bar)
			if b.weightBefore(down, onsets) > strayMost {
				break
			}
			end := a.last(onsets[a.end-1].t, b.second(down))
			want = mod(down-end, bar)
			if want == 0 {
				want = bar
			}
			if gap := b.second(down) - a.second(end); gap > restLeast*want*b.beat {
				m, aligned = meeting{end, down, want}, true
			}
		}
	}
	for (b.second(m.begin)-a.second(m.end))/m.beats > restLast {
		m.beats += bar
	}
	return m, aligned
}

// mod is the remainder of whole numbers from 0 up.
func mod(x, by float64) float64 { return math.Mod(math.Mod(x, by)+by, by) }

// weightBefore is the weight of a section's onsets in front of a beat.
func (s counted) weightBefore(beat float64, onsets []onset) float64 {
	sum := 0.0
	for i := s.first; i < s.end && onsets[i].t < s.second(beat-0.12); i++ {
		sum += onsets[i].w
	}
	return sum
}
