package pianoroll

import (
	"math"
	"strconv"

	"partlift/backend/music"
	"partlift/views/words"
)

// hit returns the note in front that is drawn at a second of a pitch's row, give
// or take some slack on both sides: one that is really there before one that is
// only near, a selected one before others, then the one drawn last. Wide is how
// many seconds the shortest notes and beats of a drum are drawn as.
func (x *index) hit(picked *selection, pitch int, second, slack float64, wide [2]float64) (mark, bool) {
	if pitch < 0 || pitch >= pitches {
		return mark{}, false
	}
	r, at := &x.rows[pitch], instantOf(second)
	from, to := instantOf(second-slack-wide[1]), instantOf(second+slack)
	best, rank := mark{}, -1
	for i := r.next(0, from); i < len(r.marks) && r.marks[i].start <= to; i = r.next(i+1, from) {
		m := r.marks[i]
		end := max(m.end, m.start+instantOf(wide[0]))
		if x.drums[m.track] {
			end = max(end, m.start+instantOf(wide[1]))
		}
		now := 0
		if m.start <= at && at < end {
			now += 2
		} else if end < instantOf(second-slack) {
			continue
		}
		if picked.has(x.number(m)) {
			now++
		}
		if now >= rank {
			best, rank = m, now
		}
	}
	return best, rank >= 0
}

// area is a stretch of time on some rows.
type area struct {
	from, to  float64 // seconds
	low, high int     // pitches, both included
}

// span returns the area between two points of a view, in any order.
func span(s0, s1, p0, p1 float64) area {
	return area{math.Min(s0, s1), math.Max(s0, s1), int(math.Floor(math.Min(p0, p1))), int(math.Floor(math.Max(p0, p1)))}
}

// within calls visit for each note in front that touches an area.
func (x *index) within(a area, visit func(mark)) {
	from, to := instantOf(a.from), instantOf(a.to)
	for p := max(a.low, 0); p <= min(a.high, pitches-1); p++ {
		r := &x.rows[p]
		for i := r.next(0, from); i < len(r.marks) && r.marks[i].start <= to; i = r.next(i+1, from) {
			visit(r.marks[i])
		}
	}
}

// describe says what a note is: "C#4 · velocity 80 · 3.2.240".
func (s *Scene) describe(ref Ref, t *timeline) string {
	track := &s.Tracks[ref.Track]
	n := track.Notes[ref.Note]
	name := music.PitchName(n.Pitch)
	if drum, ok := music.DrumName(n.Pitch); ok && track.Drums {
		name = drum + " (" + strconv.Itoa(int(n.Pitch)) + ")"
	}
	out := name + " · " + words.L("velocity {{.Value}}", words.With{"Value": int(n.Velocity)}) + " · " + t.position(n.Start)
	switch track.style(ref.Note) {
	case taken:
		out += " · " + words.L("removed")
	case muted:
		out += " · " + words.L("muted")
	case unsure:
		out += " · " + words.L("doubtful")
	}
	return out
}
