package sheet

import (
	"cmp"
	"slices"
)

// Steps of the finest lines in ticks.
const (
	straight = PPQ / 8 // a 32nd
	triplet  = PPQ / 6 // a 16th triplet
)

// window is a beat within a bar, or what is left of the bar: the place of one
// tuplet.
type window struct {
	bar   int
	start uint32
}

// windowOf returns the window that a tick lies in.
func windowOf(bars []bar, tick uint32) window {
	i := at(bars, tick)
	return window{i, bars[i].start + (tick-min(tick, bars[i].start))/PPQ*PPQ}
}

// lattice knows on what kind of lines the notes of a staff lie, beat by beat.
type lattice struct {
	bars  []bar
	steps map[window]uint32 // of beats that are not straight
}

// latticeOf chooses the lines of each beat: triplets where the starts are nearer
// to them.
func latticeOf(notes []Note, bars []bar) lattice {
	l := lattice{bars, map[window]uint32{}}
	type off struct{ straight, triplet uint32 }
	offs := map[window]off{}
	for _, n := range notes {
		w := windowOf(bars, n.On)
		if bars[w.bar].meter.Denominator > 4 || w.start+PPQ > bars[w.bar].end {
			continue // a beat of three parts already, or less than a beat
		}
		o := offs[w]
		o.straight += distance(n.On-min(n.On, w.start), straight)
		o.triplet += distance(n.On-min(n.On, w.start), triplet)
		offs[w] = o
	}
	for w, o := range offs {
		if o.triplet < o.straight {
			l.steps[w] = triplet
		}
	}
	return l
}

// distance is how far a tick is from the nearest line.
func distance(tick, step uint32) uint32 {
	over := tick % step
	return min(over, step-over)
}

// step returns the finest step at a tick, and where its beat starts.
func (l lattice) step(tick uint32) (step, from uint32) {
	w := windowOf(l.bars, tick)
	return cmp.Or(l.steps[w], straight), w.start
}

// nearest moves a tick to a line, or to every so many of them.
func (l lattice) nearest(tick, every uint32) uint32 {
	step, from := l.step(tick)
	step *= every
	tick = max(tick, from)
	b := l.bars[at(l.bars, tick)]
	return min(from+(tick-from+step/2)/step*step, b.end)
}

// snap moves the notes of a staff to lines, sorted by start and pitch.
func (l lattice) snap(notes []Note, c *Changes) []Note {
	end := l.bars[len(l.bars)-1].end
	out := make([]Note, 0, len(notes))
	for _, n := range notes {
		if n.Pitch < lowest {
			c.Low++
			continue
		}
		on := l.nearest(n.On, 1)
		if on != n.On {
			c.Moved++
		}
		// Ends are less exact than starts, and read better where they are coarse.
		step, _ := l.step(on)
		least := min(on+step, l.bars[at(l.bars, on)].end)
		out = append(out, Note{on, min(max(l.nearest(n.Off, 2), least), end), n.Pitch})
	}
	slices.SortStableFunc(out, func(a, b Note) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.Pitch, b.Pitch), cmp.Compare(b.Off, a.Off))
	})
	kept := slices.CompactFunc(out, func(a, b Note) bool { return a.On == b.On && a.Pitch == b.Pitch })
	c.Merged += len(out) - len(kept)
	return kept
}
