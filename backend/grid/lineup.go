package grid

import (
	"math"
	"slices"
)

// Every instrument of the service has its own lag. Long before any beat is
// known, parts show how late they are against each other: many of their notes
// start together, so the differences between the starts of two parts pile up
// at their lag. The parts are lined up by it, one after the other, so that all
// of them vote for the same lines.

const (
	lagMost    = 0.125 // seconds by which a part may be late or early
	lagSlack   = 0.040 // seconds beyond, to see whether a pile is a pile
	lagBins    = int(2000*(lagMost+lagSlack)) + 1
	lagLeast   = 0.004 // seconds that are no lag yet
	lagNotes   = 16    // fewest onsets of a part that show its lag
	lagParts   = 24    // most parts that are lined up
	lagSample  = 1024  // most onsets of a part that are compared
	lagFar     = 0.300 // seconds over which a larger lag becomes e times less likely
	lagCertain = 5.0   // height of a pile over its chance, in deviations
)

// lagWidths are the spreads of piles that are looked for, seconds.
var lagWidths = [...]float64{0.004, 0.009, 0.018}

// A lag is how late a part is against others.
type lag struct {
	late  float64 // seconds
	clear float64 // height of the pile in deviations of chance
}

// lineUp moves the notes of late parts to those of the others and returns how
// late each track was against the first of them; nil when none was.
func lineUp(notes []note) []float64 {
	trains := trainsOf(notes)
	late := make([]float64, len(trains))
	root, rest := rootOf(trains, notes)
	if root < 0 || len(rest) == 0 {
		return nil
	}
	joined := slices.Clone(trains[root])
	moved := false
	var piles lagPiles
	for len(rest) > 0 {
		found := make([]lag, len(rest))
		clearest := 0.0
		for i, track := range rest {
			found[i] = piles.lag(joined, trains[track])
			clearest = max(clearest, found[i].clear)
		}
		if clearest < lagCertain {
			break
		}
		// The clearest are joined at once, the others compared with more.
		left := rest[:0]
		for i, track := range rest {
			if found[i].clear < max(lagCertain, clearest/2) {
				left = append(left, track)
				continue
			}
			if math.Abs(found[i].late) > lagLeast {
				late[track], moved = found[i].late, true
			}
			joined = joinTrains(joined, trains[track], -late[track])
		}
		rest = left
	}
	if !moved {
		return nil
	}
	for i := range notes {
		if by := late[notes[i].track]; by != 0 {
			notes[i].start -= by
			notes[i].end -= by
		}
	}
	slices.SortStableFunc(notes, byStart)
	return late
}

// trainsOf returns the onsets of every track.
func trainsOf(notes []note) [][]onset {
	tracks := 0
	for i := range notes {
		tracks = max(tracks, int(notes[i].track)+1)
	}
	ends := make([]int, tracks+1)
	for i := range notes {
		ends[notes[i].track+1]++
	}
	for t := range tracks {
		ends[t+1] += ends[t]
	}
	sorted := make([]note, len(notes))
	next := slices.Clone(ends)
	for i := range notes {
		t := notes[i].track
		sorted[next[t]] = notes[i]
		next[t]++
	}
	out := make([][]onset, tracks)
	for t := range out {
		out[t] = onsetsOf(sorted[ends[t]:ends[t+1]])
	}
	return out
}

// rootOf returns the track that the others are compared with first, the drums
// or else the busiest one, and the others that can be compared.
func rootOf(trains [][]onset, notes []note) (root int, rest []int) {
	drums := make([]bool, len(trains))
	for i := range notes {
		if notes[i].drum {
			drums[notes[i].track] = true
		}
	}
	size := func(t int) int {
		if drums[t] {
			return 4 * len(trains[t])
		}
		return len(trains[t])
	}
	for t := range trains {
		if len(trains[t]) >= lagNotes {
			rest = append(rest, t)
		}
	}
	slices.SortStableFunc(rest, func(a, b int) int { return size(b) - size(a) })
	if len(rest) == 0 {
		return -1, nil
	}
	return rest[0], rest[1:min(len(rest), lagParts)]
}

// joinTrains merges a train, moved by some seconds, into another one.
func joinTrains(a, b []onset, by float64) []onset {
	out := make([]onset, 0, len(a)+len(b))
	for len(a)+len(b) > 0 {
		if len(b) == 0 || len(a) > 0 && a[0].t <= b[0].t+by {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, onset{b[0].t + by, b[0].w}), b[1:]
		}
	}
	return out
}

// lagPiles is the room that comparing two trains takes: how many starts are so
// many milliseconds apart, by themselves and spread.
type lagPiles struct {
	count, spread [lagBins]float64
}

// lag returns how late x is against a reference.
func (p *lagPiles) lag(reference, x []onset) lag {
	p.compare(reference, x)
	best := lag{}
	for _, width := range lagWidths {
		chance := p.pile(width)
		for i, v := range p.spread {
			at := (float64(i) - float64(lagBins/2)) / 1000
			if math.Abs(at) > lagMost {
				continue
			}
			if clear := (v - chance) / math.Sqrt(chance+1) * math.Exp(-math.Abs(at)/lagFar); clear > best.clear {
				best = lag{at, clear}
			}
		}
	}
	best.late = p.middle(best.late)
	return best
}

// compare counts the differences between the starts of two trains.
func (p *lagPiles) compare(reference, x []onset) {
	p.count = [lagBins]float64{}
	const reach = lagMost + lagSlack
	runs := max((len(x)+lagSample-1)/lagSample, 1)
	from := 0
	for i, o := range x {
		if i/64%runs != 0 {
			continue
		}
		for from < len(reference) && reference[from].t < o.t-reach {
			from++
		}
		for j := from; j < len(reference) && reference[j].t <= o.t+reach; j++ {
			at := int(math.Round(1000*(o.t-reference[j].t))) + lagBins/2
			if at >= 0 && at < lagBins {
				p.count[at] += o.w * reference[j].w
			}
		}
	}
}

// pile spreads the counts by a width in seconds and returns what chance would
// pile up anywhere. Two running sums, one over the other, are a bell.
func (p *lagPiles) pile(width float64) float64 {
	side := int(1.8*width*1000 + 0.5)
	var once [lagBins]float64
	runningSum(once[:], p.count[:], side)
	runningSum(p.spread[:], once[:], side)
	sum := 0.0
	scale := 1 / float64(2*side+1)
	for i := range p.spread {
		p.spread[i] *= scale
		sum += p.spread[i]
	}
	return sum / float64(lagBins)
}

// runningSum writes the sums of x from so many places before to as many after.
func runningSum(out, x []float64, side int) {
	sum := 0.0
	for i := range min(side, len(x)) {
		sum += x[i]
	}
	for i := range out {
		if i+side < len(x) {
			sum += x[i+side]
		}
		if i > side {
			sum -= x[i-side-1]
		}
		out[i] = sum
	}
}

// middle is the middle of the pile around a lag.
func (p *lagPiles) middle(late float64) float64 {
	const reach = 0.025
	for range 4 {
		sum, weight := 0.0, 0.0
		for i, v := range p.count {
			d := (float64(i)-float64(lagBins/2))/1000 - late
			if q := 1 - (d/reach)*(d/reach); q > 0 {
				sum += v * q * q * d
				weight += v * q * q
			}
		}
		if weight == 0 {
			break
		}
		late += sum / weight
	}
	return late
}
