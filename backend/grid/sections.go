package grid

import (
	"math"
	"sort"
)

// Music stops and goes on, or jumps to another tempo. Between such places each
// section is as steady as a whole song, with lines of its own, so its lattice is
// looked for by itself: from a few seconds outwards, as far as the onsets hold
// on to it.

const (
	seedLength  = 12.0 // seconds of onsets in which a section's lattice is looked for
	chunkLength = 3.0  // seconds by which a section grows
	chunkOff    = 0.12 // of a step, or windowOff if more: how far a chunk may be off
	sectionMin  = 5.0  // seconds of the shortest section
	sectionLow  = 12   // onsets of the smallest section
	sectionMost = 24   // sections, and one more for so many seconds
	sectionRate = 15.0
	sectionHeld = 0.90 // share of the onsets that sections must explain
	sectionCost = 25.0 // log-likelihood that a section of the same tempo must gain: any lattice gains 15 from free notes
	tempoCost   = 30.0 // and from one of another
)

// A section is a run of onsets that share a lattice.
type section struct {
	first, end int // of the onsets
	lattice    lattice
}

// span returns the seconds of a section's first and last onset.
func (s section) span(onsets []onset) (from, to float64) {
	return onsets[s.first].t, onsets[s.end-1].t
}

// sectionsOf cuts a song into sections, in order; nil when they do not explain
// most of it.
func sectionsOf(onsets []onset) []section {
	start, end := onsets[0].t, onsets[len(onsets)-1].t
	if end-start > longSong {
		return nil
	}
	most := sectionMost
	if n := int((end-start)/sectionRate) + 1; n < most {
		most = n
	}
	taken := make([]bool, len(onsets))
	var out []section
	for _, seed := range seedsOf(onsets) {
		if seed.touches(taken) {
			continue
		}
		s := seed.grow(onsets, taken)
		from, to := s.span(onsets)
		if s.end-s.first < sectionLow || to-from < sectionMin {
			continue
		}
		for i := s.first; i < s.end; i++ {
			taken[i] = true
		}
		if out = append(out, s); len(out) > most {
			return nil
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].first < out[j].first })
	if len(out) == 0 {
		return nil
	}
	border(out, onsets)
	for i, s := range out {
		part := onsets[s.first:s.end]
		out[i].lattice = s.lattice.fit(part, part[0].t, part[len(part)-1].t).judge(part)
	}
	out = settled(out, onsets)
	border(out, onsets)
	return out
}

// seedsOf returns short sections with their lattices, the clearest first.
func seedsOf(onsets []onset) []section {
	var out []section
	first := 0
	last := onsets[len(onsets)-1].t
	for from := onsets[0].t; from < last-seedLength/3; from += seedLength / 2 {
		for first < len(onsets) && onsets[first].t < from {
			first++
		}
		end := first
		for end < len(onsets) && onsets[end].t < from+seedLength {
			end++
		}
		if end-first < sectionLow {
			continue
		}
		l, family := bestLattice(onsets[first:end])
		if l.step > 0 && len(family) > 0 && l.score > 0 {
			out = append(out, section{first, end, l})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].lattice.score > out[j].lattice.score })
	return out
}

// touches reports whether most of a section is taken already.
func (s section) touches(taken []bool) bool {
	n := 0
	for i := s.first; i < s.end; i++ {
		if taken[i] {
			n++
		}
	}
	return 3*n > s.end-s.first
}

// grow makes a section as long as the onsets beside it hold on to its lattice.
func (s section) grow(onsets []onset, taken []bool) section {
	for s.first < s.end && taken[s.first] {
		s.first++
	}
	for s.end > s.first && taken[s.end-1] {
		s.end--
	}
	ahead, back := true, true
	for ahead || back {
		if ahead {
			to := s.end
			for to < len(onsets) && !taken[to] && (to == s.end || onsets[to].t < onsets[s.end].t+chunkLength) {
				to++
			}
			if ahead = s.lattice.holds(onsets[s.end:to]); ahead {
				s.end = to
			}
		}
		if back {
			from := s.first
			for from > 0 && !taken[from-1] && (from == s.first || onsets[from-1].t > onsets[s.first-1].t-chunkLength) {
				from--
			}
			if back = s.lattice.holds(onsets[from:s.first]); back {
				s.first = from
			}
		}
		part := onsets[s.first:s.end]
		s.lattice = s.lattice.fit(part, part[0].t, part[len(part)-1].t)
	}
	return s
}

// holds reports whether a few onsets lie on a lattice, neither off it nor
// blurred.
func (l lattice) holds(onsets []onset) bool {
	var w window
	for _, o := range onsets {
		_, rest := l.line(o.t)
		s, c := math.Sincos(2 * math.Pi * rest / l.step)
		w.weight += o.w
		w.re += o.w * c
		w.im += o.w * s
	}
	if w.weight == 0 {
		return false
	}
	sharp := math.Hypot(w.re, w.im) / w.weight
	shift := math.Abs(math.Atan2(w.im, w.re)) / (2 * math.Pi) * l.step
	return sharp >= windowInside*l.blur() && shift < max(chunkOff*l.step, windowOff)
}

// chances returns the log-likelihood of every onset on a lattice.
func (l lattice) chances(onsets []onset) []float64 {
	peak, scale := l.bell()
	out := make([]float64, len(onsets))
	for i, o := range onsets {
		_, rest := l.line(o.t)
		out[i] = o.w * math.Log(l.inside*peak*math.Exp(rest*rest*scale)+1-l.inside)
	}
	return out
}

// border moves the borders of sections to where the onsets change from one
// lattice to the next; nothing is left between them.
func border(sections []section, onsets []onset) {
	if len(sections) == 0 {
		return
	}
	sections[0].first, sections[len(sections)-1].end = 0, len(onsets)
	for i := 1; i < len(sections); i++ {
		a, b := &sections[i-1], &sections[i]
		// Not farther than a few seconds into either.
		low, high := a.end, b.first
		if low > high {
			low, high = high, low
		}
		for low > a.first+1 && onsets[low-1].t > onsets[min(a.end, len(onsets)-1)].t-2*chunkLength {
			low--
		}
		for high < b.end-1 && onsets[high].t < onsets[b.first].t+2*chunkLength {
			high++
		}
		part := onsets[low:high]
		before, after := a.lattice.chances(part), b.lattice.chances(part)
		at := cutAt(before, after, onsets, low)
		a.end, b.first = low+at, low+at
	}
}

// nearlyBest is how much log-likelihood a cut in a longer silence may cost, and
// silenceWorth how much more where it is a second long: that is where music
// changes.
const nearlyBest, silenceWorth = 3.0, 3.0

// cutAt returns before which onset, counted from one on, one lattice gives way to
// another, by what either makes of the onsets; of cuts that are nearly as good it
// is the one in the longest silence.
func cutAt(before, after []float64, onsets []onset, from int) int {
	sum, best := 0.0, 0.0
	for k := range before {
		sum += before[k] - after[k]
		best = max(best, sum)
	}
	at, longest := 0, -1.0
	sum = 0
	for k := range len(before) + 1 {
		silence := 0.0
		if i := from + k; i > 0 && i < len(onsets) {
			silence = onsets[i].t - onsets[i-1].t
		}
		if sum >= best-nearlyBest-silenceWorth*math.Log2(1+silence) && silence > longest {
			at, longest = k, silence
		}
		if k < len(before) {
			sum += before[k] - after[k]
		}
	}
	return at
}

// total is the log-likelihood of onsets on a lattice.
func (l lattice) total(onsets []onset) float64 {
	sum := 0.0
	for _, v := range l.chances(onsets) {
		sum += v
	}
	return sum
}

// explained is the share of the onsets that lie in windows which hold on to
// their section's lattice.
func explained(sections []section, onsets []onset) float64 {
	good, all := 0.0, 0.0
	for _, s := range sections {
		part := onsets[s.first:s.end]
		w := 0.0
		for _, o := range part {
			w += o.w
		}
		all += w
		good += w * held(part, s.lattice)
	}
	return good / max(all, 1e-9)
}
