package ear

import (
	"math"
	"slices"
)

// Where the beginning of a note is looked for around a place, in fine frames.
const (
	before = 16 // 93 ms
	after  = 28 // 163 ms
	reach  = 12 // 70 ms that the beginning may lie off the place
)

// start is where notes begin in the sound, relative to themselves.
type start struct {
	half  float64 // seconds, where half of their loudness is there
	swell float64 // seconds from a tenth of it to a quarter
	width float64 // seconds from a quarter to three
	mad   float64 // median of how far single notes lie off half
	notes int     // that were clear
}

// begin looks where the notes of a part begin, near a place.
func begin(fine *picture, p Part, events []event, offset float64) start {
	var halves, swells, widths []float64
	bandsOf := map[uint8][]int{}
	for _, e := range events {
		bands, ok := bandsOf[e.pitch]
		if !ok {
			bands = fine.bandsOf(e.pitch)
			if p.Drums {
				k := kind(e.pitch)
				bands = fine.between(k.low, k.high)
			}
			bandsOf[e.pitch] = bands
		}
		at := (e.start + offset) * Rate / fineHop
		if r, ok := fine.rise(bands, at); ok {
			halves = append(halves, r.half)
			swells = append(swells, r.swell)
			widths = append(widths, r.width)
		}
	}
	if len(halves) == 0 {
		return start{}
	}
	s := start{half: median(halves), swell: median(swells), width: median(widths), notes: len(halves)}
	for i, h := range halves {
		halves[i] = math.Abs(h - s.half)
	}
	s.mad = median(halves)
	s.half += offset
	return s
}

// onset is how a note begins, in seconds: when half of its loudness is there,
// how long it takes from a tenth to a quarter, and from there to three.
type onset struct{ half, swell, width float64 }

// rise finds the onset that is next to a frame, half being counted from there.
// It fails where nothing begins clearly.
func (p *picture) rise(bands []int, at float64) (o onset, ok bool) {
	const twice = 2.0
	var a [before + after + 1]float64
	first := int(math.Round(at)) - before
	for i := range a {
		row := p.row(first + i)
		if row == nil {
			continue
		}
		for _, b := range bands {
			a[i] += p.power[row[b]]
		}
		a[i] = math.Sqrt(a[i])
	}
	// The steepest rise around the place, and the top and bottom beside it.
	steep, best := 0, 0.0
	for i := before - reach; i <= before+reach; i++ {
		if d := a[i+2] - a[i-2]; d > best {
			steep, best = i, d
		}
	}
	if best == 0 {
		return o, false
	}
	low := steep
	for low > 0 && steep-low < 10 && a[low-1] < a[low] {
		low--
	}
	top := steep
	for top < len(a)-1 && top-steep < 12 && a[top+1] > a[top] {
		top++
	}
	if a[top] < twice*a[low] {
		return o, false
	}
	cross := func(share float64) float64 {
		level := a[low] + share*(a[top]-a[low])
		for i := low; i < top; i++ {
			if a[i+1] >= level {
				return float64(i) + (level-a[i])/(a[i+1]-a[i])
			}
		}
		return float64(top)
	}
	const frame = float64(fineHop) / Rate
	quarter := cross(.25)
	return onset{
		half:  (float64(first) + cross(.5) - at) * frame,
		swell: (quarter - cross(.1)) * frame,
		width: (cross(.75) - quarter) * frame,
	}, true
}

// time returns when the notes begin, and how far that may be wrong, in seconds.
// Half of the loudness comes later the slower a sound sets in, and before the
// beginning, as seen through the window, where it dies away at once. By how much
// was fitted to sounds of three fonts whose beginnings are known.
func (s start) time(drums bool) (at, doubt float64) {
	const ms = .001
	late := -18.7*ms + 3.14*s.swell + .45*s.width + 1.5*max(s.width-16*ms, 0)
	doubt = 3*ms + .4*max(s.width-11*ms, 0)
	if drums {
		late, doubt = -19*ms+1.45*s.width, 1.5*ms
	}
	return s.half - min(max(late, -12*ms), 60*ms), doubt
}

// median of values, which it sorts.
func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}
