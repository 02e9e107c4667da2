package ear

import (
	"cmp"
	"math"
	"slices"
)

// hearer looks at the notes of a stem.
type hearer struct {
	*score
	stem     int
	stems    []Stem
	pictures []*picture             // by stem
	moved    func(part int) float64 // seconds that a part of all lies before the sound
	first    int                    // of the stem's parts among all
}

// judge sets how likely the notes of a part are.
func (h *hearer) judge(part int, p Part, strokes []Stroke, out []Trust) {
	again, gap := repeats(p)
	others := h.others()
	var known []int
	for i, n := range p.Notes {
		v := h.found[noteAt{part, i}]
		if v == nil {
			continue
		}
		e := v.evidence()
		e.Level = within(strokes[i].Level, -40, 6)
		e.Again, e.Gap, e.Length = again[i], gap[i], within(n.End-n.Start, 0, 1)
		e.Under, e.Over = v.octaves()
		at := n.Start + h.moved(h.first+part)
		e.Elsewhere = h.elsewhere(at, v.timbre)
		if others.near(n.Pitch&127, p.Drums, at) {
			e.Twin = 1
		}
		e.Swell = h.swell(at, n.End-n.Start, v.timbre)
		out[i].Evidence = e
		known = append(known, i)
	}
	compare(out, known)
	for _, i := range known {
		out[i].Likely = out[i].Evidence.likely(p.Drums)
		out[i].Why = out[i].Evidence.why(out[i].Likely)
	}
}

// compare sets by how much notes differ from what is usual.
func compare(out []Trust, known []int) {
	usual := func(of func(e *Evidence) float64) float64 {
		var v []float64
		for _, i := range known {
			v = append(v, of(&out[i].Evidence))
		}
		return median(v)
	}
	share, rise := usual(func(e *Evidence) float64 { return e.Share }), usual(func(e *Evidence) float64 { return e.Rise })
	swell, fit := usual(func(e *Evidence) float64 { return e.Swell }), usual(func(e *Evidence) float64 { return e.Fit })
	for _, i := range known {
		e := &out[i].Evidence
		e.MoreShare, e.MoreRise, e.MoreSwell, e.MoreFit = e.Share-share, e.Rise-rise, e.Swell-swell, e.Fit-fit
	}
}

// swell returns by how many dB the bands of a key are louder in the middle of a
// note, or a little after it began, than before.
func (h *hearer) swell(at, length float64, t *timbre) float64 {
	p := h.pictures[h.stem]
	const frame = float64(narrowHop) / Rate
	return within(p.level(at+min(length/2, .25)-frame, t)-p.level(at-6*frame, t), -20, 20)
}

func within(v, low, high float64) float64 {
	if v != v {
		return low
	}
	return min(max(v, low), high)
}

// evidence is what is heard of a voice in its window.
func (v *sounding) evidence() (e Evidence) {
	model := make([]float64, len(v.shape))
	v.window.model(model)
	rise, mine, there, all := 0.0, 0.0, 0.0, 0.0
	for b, x := range v.shape {
		own := v.gain * x
		w := x * own / max(model[b], 1e-12)
		rise += w * within(float64(v.window.rise[b]), -6, 24)
		mine += w
		there += x * min(own, v.window.heard[b])
		all += x * own
	}
	e.Share = within(v.share, 0, 1)
	e.Rise = within(rise/max(mine, 1e-12), -6, 24)
	e.Fit = within(there/max(all, 1e-12), 0, 1)
	return e
}

// octaves returns by how many dB notes are louder of which the voice could be an
// overtone, and an undertone.
func (v *sounding) octaves() (under, over float64) {
	under, over = -20, -20
	if v.drum {
		return under, over
	}
	for _, o := range v.window.voices {
		if o.drum {
			continue
		}
		louder := within(20*math.Log10((o.gain+1e-9)/(v.gain+1e-9)), -20, 40)
		switch int(v.key.pitch) - int(o.key.pitch) {
		case 12, 19, 24, 28, 31, 36:
			under = max(under, louder)
		case -12, -19, -24:
			over = max(over, louder)
		}
	}
	return under, over
}

// elsewhere returns by how many dB the bands of a key are louder in the loudest
// of the other stems.
func (h *hearer) elsewhere(at float64, t *timbre) float64 {
	here := h.pictures[h.stem].level(at, t)
	most := -20.0
	for i, p := range h.pictures {
		if i != h.stem && p != nil {
			most = max(most, p.level(at, t)-here)
		}
	}
	return within(most, -20, 40)
}

// level returns how loud, in dB, the bands of a key are from a second on.
func (p *picture) level(at float64, t *timbre) float64 {
	if p == nil {
		return floorDecibels
	}
	var bands []int
	if t.drum {
		k := kind(t.key.pitch)
		bands = p.between(k.low, k.high)
	} else {
		bands = p.bandsOf(t.key.pitch)
	}
	frame, sum, n := int(at*Rate/narrowHop+.5), 0.0, 0.0
	for f := frame + 1; f <= frame+4; f++ {
		row := p.row(f)
		if row == nil {
			continue
		}
		for _, b := range bands {
			sum += float64(row[b])
		}
		n += float64(len(bands))
	}
	if n == 0 {
		return floorDecibels
	}
	return sum/n/perDecibel + floorDecibels
}

// repeats returns, for each note, the seconds since its pitch began and ended
// before, up to one.
func repeats(p Part) (again, gap []float64) {
	again, gap = make([]float64, len(p.Notes)), make([]float64, len(p.Notes))
	order := make([]int, len(p.Notes))
	for i := range order {
		order[i], again[i], gap[i] = i, 1, 1
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p.Notes[a].Start, p.Notes[b].Start) })
	var last [128]int // the note before, and one
	for _, i := range order {
		n := p.Notes[i]
		if k := last[n.Pitch&127]; k > 0 {
			again[i] = within(n.Start-p.Notes[k-1].Start, 0, 1)
			gap[i] = within(n.Start-p.Notes[k-1].End, 0, 1)
		}
		last[n.Pitch&127] = i + 1
	}
	return again, gap
}

// twins are the beginnings of notes, by pitch; drums by themselves.
type twins [2][128][]float64

// others are the notes of the other stems.
func (h *hearer) others() *twins {
	var out twins
	part := 0
	for i, s := range h.stems {
		for _, p := range s.Parts {
			if i != h.stem {
				for _, n := range p.Notes {
					of := &out[side(p.Drums)][n.Pitch&127]
					*of = append(*of, n.Start+h.moved(part))
				}
			}
			part++
		}
	}
	for i := range out {
		for k := range out[i] {
			slices.Sort(out[i][k])
		}
	}
	return &out
}

func side(drums bool) int {
	if drums {
		return 1
	}
	return 0
}

// twinned is how many seconds apart notes are the same.
const twinned = .06

func (t *twins) near(pitch uint8, drums bool, at float64) bool {
	starts := t[side(drums)][pitch]
	k, _ := slices.BinarySearch(starts, at-twinned)
	return k < len(starts) && starts[k] <= at+twinned
}
