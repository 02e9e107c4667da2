package ear

import (
	"cmp"
	"math"
	"slices"
)

// listened is what is known of a part before the parts are compared.
type listened struct {
	part  Part
	like  *liking
	tries []try
}

// try is a place of a part that is among the best.
type try struct {
	place int
	start start
}

// agree finds the offset that the parts have in common, and what is each
// part's own.
func agree(parts []*listened) Report {
	r := Report{Parts: make([]Heard, len(parts))}
	var total [places]float64
	for _, p := range parts {
		weight := math.Sqrt(float64(min(len(p.like.events), enough)))
		for k, v := range p.like.wide() {
			total[k] += weight * v
		}
	}
	best := top(total[:])
	r.Confidence = believe(parts, best, total[:])
	var sure []weighed
	for i, p := range parts {
		h := &r.Parts[i]
		h.Name = p.part.Name
		var doubt float64
		h.Offset, doubt, h.Confidence = p.near(best)
		if h.Sure = h.Confidence >= .5 && r.Confidence >= .5; h.Sure {
			sure = append(sure, weighed{h.Offset, 1 / (doubt + evenly)})
		}
	}
	if len(sure) == 0 {
		for i := range r.Parts {
			r.Parts[i].Offset = 0
		}
		return r
	}
	r.Offset, r.Sure = middle(sure), true
	for i := range r.Parts {
		h := &r.Parts[i]
		if !h.Sure {
			h.Offset = 0
			continue
		}
		h.Own = h.Offset - r.Offset
		h.Outlier = math.Abs(h.Own) >= outlying
	}
	return r
}

// evenly is what keeps a part that is known better than the others, but lies
// elsewhere, from speaking for them: seconds added to its doubt.
const evenly = .002

// enough is the notes from which on more of them say nothing new.
const enough = 200

// wide returns what the part likes on the whole, over the width within which
// parts may lie apart.
func (l *liking) wide() [places]float64 {
	var out [places]float64
	const side = 3
	for k := range out {
		for d := -side; d <= side; d++ {
			if k+d >= 0 && k+d < places {
				out[k] += l.mean[k+d] * float64(side+1-abs(d)) / (side + 1) / (side + 1)
			}
		}
	}
	return out
}

func abs(v int) int { return max(v, -v) }

// top returns where the greatest value is.
func top(v []float64) int {
	best := 0
	for i := range v {
		if v[i] > v[best] {
			best = i
		}
	}
	return best
}

// apart is how many places another reading is away.
const apart = 8 // 93 ms

// rival returns the best place that is not best's: the highest peak, or where
// there is none what comes highest.
func rival(v []float64, best int) int {
	peak, any := -1, -1
	for k := range v {
		if abs(k-best) < apart {
			continue
		}
		if any < 0 || v[k] > v[any] {
			any = k
		}
		if (k == 0 || v[k-1] <= v[k]) && (k+1 == len(v) || v[k+1] <= v[k]) && (peak < 0 || v[k] > v[peak]) {
			peak = k
		}
	}
	if peak < 0 {
		return any
	}
	return peak
}

// believe returns how likely best is right: by the notes that tell it from the
// next best, which must do so with one voice, and by how much better it is. On
// songs whose offset is known voice was 2.9 at least and height .3, on the sounds
// of other songs 1.1 and .3 at most.
func believe(parts []*listened, best int, total []float64) float64 {
	other := rival(total, best)
	sum, squares := 0.0, 0.0
	for _, p := range parts {
		for e := range p.like.events {
			row := p.like.row(e)
			d := peak(row, best) - peak(row, other)
			sum, squares = sum+d, squares+d*d
		}
	}
	if squares == 0 || total[best] <= 0 {
		return 0
	}
	voice := sum / math.Sqrt(squares)
	height := 1 - max(total[other], 0)/total[best]
	return sigmoid(3*(voice-2)) * sigmoid(25*(height-.15))
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// peak is the best of a note's places near one.
func peak(row []float32, place int) float64 {
	return float64(slices.Max(row[max(place-3, 0):min(place+4, places)]))
}

// near returns where the part begins near the song's place, and how far that
// may be wrong.
func (p *listened) near(place int) (offset, doubt, confidence float64) {
	best, found := try{}, false
	for _, t := range p.tries {
		if abs(t.place-place) <= apart && (!found || p.like.mean[t.place] > p.like.mean[best.place]) {
			best, found = t, true
		}
	}
	const few = 4
	s := best.start
	if !found || s.notes < few {
		return 0, 0, 0
	}
	offset, doubt = s.time(p.part.Drums)
	root := math.Sqrt(float64(s.notes))
	doubt += s.mad / root
	// By chance half of all beginnings would lie within 35 ms.
	const scattered = .018
	x := s.mad / scattered
	return offset, doubt, root / (root + 1) / (1 + x*x*x*x)
}

// weighed is a value and what it counts.
type weighed struct{ value, weight float64 }

// middle returns the weighted median.
func middle(v []weighed) float64 {
	slices.SortStableFunc(v, func(a, b weighed) int { return cmp.Compare(a.value, b.value) })
	all := 0.0
	for _, x := range v {
		all += x.weight
	}
	sum := 0.0
	for i, x := range v {
		sum += x.weight
		switch {
		case sum > all/2:
			return x.value
		case sum == all/2:
			return (x.value + v[min(i+1, len(v)-1)].value) / 2
		}
	}
	return 0
}
