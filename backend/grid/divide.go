package grid

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

// What holds sections together is the beat. The readings of each section are
// judged by themselves; those that are likeliest together say where the beats
// of each section are, and between sections one beat is as long as it takes.

const (
	paceCost  = 8.0 // for an octave between the tempi of sections
	meterCost = 6.0 // for another number of beats a bar

	oddBarCost = 4.0  // for a bar of another length between sections
	restLast   = 2.4  // seconds of the longest beat; what lasts longer is whole bars
	restLeast  = 0.75 // of a beat: the least room for one between sections
)

// A counted section is a section with its beats.
type counted struct {
	section
	read   reading
	origin float64 // second of a downbeat
	beat   float64 // seconds
}

// divide cuts the song into sections and draws the curve through their beats;
// nil when that explains the notes no better than a straight lattice that holds
// a share of them. It returns how much better than no lines it explains them,
// and whether each section keeps its tempo so well that nothing would be better.
func (f *frame) divide(straight lattice, share float64) (divided *frame, worth float64, steady bool) {
	sections := sectionsOf(f.onsets)
	if len(sections) < 2 || totalOf(sections, f.onsets)-straight.total(f.onsets) < sectionCost*float64(len(sections)-1) {
		return nil, 0, false
	}
	most := explained(sections, f.onsets)
	if most < jumpsHeld {
		return nil, 0, false
	}
	all := f.countSections(sections)
	if all == nil {
		return nil, 0, false
	}
	all = returning(all, f.onsets, share)
	jumps := jump(all, f.onsets)
	if len(all) < 2 || !jumps && most < sectionHeld {
		return nil, 0, false
	}
	out := *f
	if !out.join(all) {
		return nil, 0, false
	}
	worth = totalOf(out.sections, f.onsets) - knotPrice*float64(len(out.curve.at)-2)
	if !jumps { // a tempo that wanders is rather followed
		return &out, worth - knotPrice*float64(len(all)-1), false
	}
	last := all[len(all)-1]
	return &out, worth, most >= sectionHeld && kept(all, f.onsets) >= keptLeast && ends(f.onsets[last.first:last.end], last.lattice)
}

// late returns by how many seconds the beats of a section are off those of
// another one at a second, to the nearest beat.
func (s counted) late(t float64, other counted) float64 {
	at := s.second(math.Round((t - s.origin) / s.beat))
	return at - other.second(math.Round((at-other.origin)/other.beat))
}

// beside is the farthest in seconds that the beats of a section are off those
// of another one.
func (s counted) beside(other counted, onsets []onset) float64 {
	from, to := s.span(onsets)
	return max(math.Abs(s.late(from, other)), math.Abs(s.late(to, other)))
}

// returning leaves out sections between two that share their beats, and, where
// most of a song is on one line, those that were but laid late: neither are
// another tempo.
func returning(all []counted, onsets []onset, share float64) []counted {
	core := 0
	for i, s := range all {
		if s.end-s.first > all[core].end-all[core].first {
			core = i
		}
	}
	reach := sameLine
	if share >= mostlyHeld {
		reach = lateCut
	}
	first, last := core, core
	for i, s := range all {
		if s.beside(all[core], onsets) < reach {
			first, last = min(first, i), max(last, i)
		}
	}
	whole := all[core]
	whole.first, whole.end = all[first].first, all[last].end
	out := append([]counted{}, all[:first]...)
	return append(append(out, whole), all[last+1:]...)
}

// join draws the curve through sections; false when they cannot be counted.
func (f *frame) join(all []counted) bool {
	c, ok := curveThrough(all, f.onsets)
	if !ok {
		return false
	}
	f.curve, f.sections = c, nil
	lines := 0
	for _, s := range all {
		f.sections = append(f.sections, s.section)
		lines = max(lines, s.read.lines)
	}
	f.lattice = lattice{origin: c.at[0], step: c.mean / float64(lines)}.judge(c.bendAll(f.onsets))
	return true
}

// waysKept is how many readings of a section are considered.
const waysKept = 60

// A way is a reading of a section.
type way struct {
	read   reading
	odds   float64 // log-likelihood
	octave float64 // of its pace
	origin float64
	beat   float64
}

// ways returns how a section may be counted.
func (f *frame) ways(s section) []way {
	from, to := math.Inf(-1), math.Inf(1)
	if s.first > 0 {
		from = f.onsets[s.first].t - together
	}
	if s.end < len(f.onsets) {
		to = f.onsets[s.end].t - together
	}
	low, high := 0, len(f.notes)
	for low < high && f.notes[low].start < from {
		low++
	}
	for high > low && f.notes[high-1].start >= to {
		high--
	}
	if high-low < sectionLow {
		return nil
	}
	a := accentsOf(f.notes[low:high], curve{}, s.lattice)
	a.short = true
	readings, rows := readingsOf(a, usual)
	odds := likelihoods(readings, rows, func(r reading) float64 { return prior(r.pace(a.lat.step)) })
	order := make([]int, len(readings))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(odds[j], odds[i]) })
	out := make([]way, 0, waysKept)
	for _, i := range order[:min(waysKept, len(order))] {
		r := readings[i]
		out = append(out, way{
			read: r, odds: math.Log(max(odds[i], 1e-12)), octave: math.Log2(r.pace(a.lat.step)),
			origin: a.lat.origin + a.lat.step*float64(r.phase+r.first*r.lines), beat: a.lat.step * float64(r.lines),
		})
	}
	return out
}

// waysOf returns how each section may be counted; they are independent and take
// most of the time.
func (f *frame) waysOf(sections []section) [][]way {
	out := make([][]way, len(sections))
	var wait sync.WaitGroup
	for i, s := range sections {
		wait.Go(func() { out[i] = f.ways(s) })
	}
	wait.Wait()
	return out
}

// countSections finds the readings that are likeliest together.
func (f *frame) countSections(sections []section) []counted {
	all := f.waysOf(sections)
	from := make([][]int, len(sections))
	var sums []float64
	for i, s := range sections {
		if len(all[i]) == 0 {
			return nil
		}
		next := make([]float64, len(all[i]))
		from[i] = make([]int, len(all[i]))
		for k, w := range all[i] {
			best := math.Inf(-1)
			for j, sum := range sums {
				if v := sum - f.apart(sections[i-1], s, all[i-1][j], w); v > best {
					best, from[i][k] = v, j
				}
			}
			if i == 0 {
				best = 0
			}
			next[k] = best + w.odds
		}
		sums = next
	}
	out := make([]counted, len(sections))
	at := largest(sums)
	for i := len(sections) - 1; i >= 0; i-- {
		w := all[i][at]
		out[i] = counted{sections[i], w.read, w.origin, w.beat}
		at = from[i][at]
	}
	return out
}

// apart is what it costs that a section is read in one way and the next in
// another: songs rather go on in their tempo, meter and bars.
func (f *frame) apart(a, b section, v, w way) float64 {
	cost := paceCost * math.Abs(w.octave-v.octave)
	if w.read.beats != v.read.beats || w.read.eighths != v.read.eighths {
		return cost + meterCost
	}
	if _, aligned := meet(counted{a, v.read, v.origin, v.beat}, counted{b, w.read, w.origin, w.beat}, f.onsets); !aligned {
		cost += oddBarCost
	}
	return cost
}

// resettle moves the sections to where the parts that are on time lie.
func (f *frame) resettle(at float64) {
	c := curve{mean: f.curve.mean, at: f.curve.at}
	for _, t := range f.curve.seconds {
		c.seconds = append(c.seconds, t+at)
	}
	f.curve = c
	f.lattice = f.lattice.judge(c.bendAll(f.onsets))
}
