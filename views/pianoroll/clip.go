package pianoroll

import (
	"math"
)

// clip is notes that were copied, from the first on.
type clip struct {
	notes []Drawn // by seconds
	beats []Drawn // by beats, where there was a grid
}

// copy keeps the selected notes to be pasted.
func (r *Roll) copy() {
	if on := r.Selection(); len(on) > 0 {
		r.hand.kept = r.clipOf(on)
	}
}

func (r *Roll) clipOf(on []Ref) (c clip) {
	start := r.extent(on).start
	for _, ref := range on {
		n := r.note(ref)
		shift := func(at func(float64) float64) Drawn {
			d := n
			d.Start, d.End = at(n.Start)-at(start), at(n.End)-at(start)
			return Drawn{ref.Track, d}
		}
		c.notes = append(c.notes, shift(func(s float64) float64 { return s }))
		if r.scene.Grid != nil {
			c.beats = append(c.beats, shift(r.scene.Grid.Beat))
		}
	}
	return c
}

// from returns the notes of a clip from a second on: as many beats apart as they
// were where beats are known. Tracks that are not in front are replaced.
func (r *Roll) from(c clip, second float64) []Drawn {
	notes, at := c.notes, func(after float64) float64 { return second + after }
	if g := r.scene.Grid; g != nil && len(c.beats) > 0 {
		first := g.Beat(second)
		notes, at = c.beats, func(after float64) float64 { return g.Second(first + after) }
	}
	out := make([]Drawn, 0, len(notes))
	for _, d := range notes {
		if d.Track >= len(r.scene.Tracks) || r.scene.Tracks[d.Track].Show != Front {
			d.Track = r.drawTrack()
		}
		if d.Track >= 0 {
			start := math.Max(at(d.Start), 0)
			d.Start, d.End = start, math.Max(at(d.End), start+1e-3)
			out = append(out, d)
		}
	}
	return out
}

// CanPaste reports whether notes were copied.
func (r *Roll) CanPaste() bool { return len(r.hand.kept.notes) > 0 }

// Paste adds what was copied at the playhead, or at the left edge while it is
// hidden.
func (r *Roll) Paste() {
	at := r.follow.head
	if at < 0 {
		at = r.view.Start
	}
	r.add(r.from(r.hand.kept, r.snap(at)))
}

// Duplicate adds the selected notes once more, from the line behind them on.
func (r *Roll) Duplicate() {
	a, ok := r.around()
	if !ok {
		return
	}
	before, after := r.lines(a.from)
	step := after - before
	far := a.to - a.from
	if !r.loose() && step > 0 {
		far = math.Max(math.Ceil((far-1e-3)/step), 1) * step
	}
	r.add(r.from(r.clipOf(r.Selection()), a.from+far))
}

// Insert draws a note at the playhead, or at the left edge while that is not in
// view, on the row of the selected notes or in the middle.
func (r *Roll) Insert() {
	at := place{r.follow.head, math.Floor(r.view.Pitch(r.pane().height / 2))}
	if x := r.view.X(at.second); at.second < 0 || x < 0 || x > r.pane().width {
		at.second = r.view.Start
	}
	if a, ok := r.around(); ok {
		at.pitch = float64(a.high)
	}
	if d, ok := r.noteFrom(at); ok {
		r.add([]Drawn{d})
	}
}

// next selects the note after what is selected, or before it when back.
func (r *Roll) next(back, add bool) {
	var now *mark
	for _, ref := range r.Selection() {
		n := r.note(ref)
		m := mark{start: instantOf(n.Start), end: max(instantOf(n.End), instantOf(n.Start)+1), note: uint32(ref.Note), track: uint16(ref.Track)}
		if now == nil || (after(m, n.Pitch, *now, r.note(now.ref()).Pitch) != back) {
			now = &m
		}
	}
	var best *mark
	var bestPitch uint8
	for p := range r.index.rows {
		pitch := uint8(p)
		if m, ok := r.index.rows[p].beside(now, pitch, r.pitchOf(now), back); ok && (best == nil || after(*best, bestPitch, m, pitch) != back) {
			best, bestPitch = &m, pitch
		}
	}
	if best == nil {
		return
	}
	r.pick(func() {
		if !add {
			r.picked.reset(r.index.notes)
		}
		r.picked.set(r.index.number(*best), true)
	})
	r.Reveal(r.note(best.ref()).Start)
}

func (r *Roll) pitchOf(m *mark) uint8 {
	if m == nil {
		return 0
	}
	return r.note(m.ref()).Pitch
}

func (m mark) ref() Ref { return Ref{int(m.track), int(m.note)} }

// after reports whether a note comes after another when they are read by time,
// then from low to high.
func after(a mark, pa uint8, b mark, pb uint8) bool {
	if a.start != b.start {
		return a.start > b.start
	}
	if pa != pb {
		return pa > pb
	}
	return order(a, b) > 0
}

// beside returns the mark of a row that comes right after one of any row, or
// before it when back; without one the first or the last.
func (r *row) beside(now *mark, pitch, of uint8, back bool) (mark, bool) {
	n := len(r.marks)
	i := 0
	if now != nil {
		for i = r.from(now.start); i < n && !after(r.marks[i], pitch, *now, of); i++ {
			if back && !after(*now, of, r.marks[i], pitch) {
				break
			}
		}
	} else if back {
		i = n
	}
	if back {
		i--
	}
	if i < 0 || i >= n {
		return mark{}, false
	}
	return r.marks[i], true
}
