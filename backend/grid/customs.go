package grid

import "math"

// What a song does at a place in the bar it mostly does in the next bar too: a
// chord, a kick, a snare, a rest. Such customs tell where bars begin better than
// accents alone, and that a section has bars of another length. They are learnt
// from the song itself, and only by how beats differ from those around them, so
// that a verse without drums is no other meter.

const (
	customAround = 12   // beats on either side that a beat is compared with
	customWide   = 3.0  // most that a beat may differ, in spreads
	customPlain  = 3.0  // beats without any custom that a custom starts from
	customLike   = 4.0  // bars of the usual length that bars of another one start from
	customLeast  = 0.25 // least that a custom varies, of how all beats do
	customMost   = 0.97 // what varies as much has no custom
	customMark   = 1.5  // most that one sign says for or against a place
	customShared = 0.3  // of what signs say: they repeat each other
	customBreak  = 0.1  // share of the beats that follow no custom
	customSure   = 3.0  // most that all signs say for a place
	downShare    = 0.8  // of what the accent of a downbeat says
)

// customs are what beats hold, row by row, and what is usual at a place.
type customs struct {
	rows, signs int
	x           []float64 // how a sign differs from what is around it, in spreads
	active      []float64 // how much of the sign there is around it, 0–1
	spread      []float64 // of a sign at one place, over all places
	quiet       []bool    // beats of a pause, which say nothing; nil when there is none
}

// newCustoms compares beats with those around them. A column is a sign of every
// beat; those that never vary are left out.
func newCustoms(columns ...[]float64) *customs {
	h := &customs{rows: len(columns[0])}
	var kept [][]float64
	for _, c := range columns {
		if standardise(c); varies(c) {
			kept = append(kept, c)
		}
	}
	h.signs = len(kept)
	h.x, h.active = make([]float64, h.rows*h.signs), make([]float64, h.rows*h.signs)
	h.spread = make([]float64, h.signs)
	sum, square := make([]float64, h.rows+1), make([]float64, h.rows+1)
	for i, c := range kept {
		for k, v := range c {
			sum[k+1], square[k+1] = sum[k]+v, square[k]+v*v
		}
		for k, v := range c {
			from, to := max(k-customAround, 0), min(k+customAround, h.rows)
			n := float64(to - from)
			mean := (sum[to] - sum[from]) / n
			spread := math.Sqrt(max((square[to]-square[from])/n-mean*mean, 0))
			h.x[k*h.signs+i] = max(min(v-mean, customWide), -customWide)
			h.active[k*h.signs+i] = min(1.25*spread, 1)
		}
	}
	return h
}

// varies reports whether a standardised sign is not always the same.
func varies(c []float64) bool {
	for _, v := range c {
		if v != 0 {
			return true
		}
	}
	return false
}

// row is how a beat differs from those around it.
func (h *customs) row(k int) []float64 { return h.x[k*h.signs : (k+1)*h.signs] }

// pauses reports whether a bar lies in a pause.
func (h *customs) pauses(k, beats int) bool {
	for q := k; q < k+beats; q++ {
		if h.quiet == nil || q >= h.rows || !h.quiet[q] {
			return false
		}
	}
	return true
}

// A pattern is what is usual at every place of bars of one length.
type pattern struct {
	beats int
	mean  []float64 // place by place
	count []float64 // bars that have each place
	gain  []float64 // log-likelihood of each beat at each place
}

func (h *customs) newPattern(beats int) *pattern {
	return &pattern{beats, make([]float64, beats*h.signs), make([]float64, beats), make([]float64, beats*h.rows)}
}

// at is what is usual at a place.
func (p *pattern) at(place, signs int) []float64 { return p.mean[place*signs : (place+1)*signs] }

// add counts a beat at a place.
func (p *pattern) add(h *customs, place, k int) {
	p.count[place]++
	mean := p.at(place, h.signs)
	for i, x := range h.row(k) {
		mean[i] += x
	}
}

// settle turns sums into means, which start from nothing or, with so many bars,
// from another pattern.
func (p *pattern) settle(signs int, from *pattern) {
	for place := range p.beats {
		mean := p.at(place, signs)
		if from == nil {
			for i := range mean {
				mean[i] /= p.count[place] + customPlain
			}
			continue
		}
		like := from.at(from.place(place), signs)
		for i := range mean {
			mean[i] = (mean[i] + customLike*like[i]) / (p.count[place] + customLike)
		}
	}
}

// place is the place of the pattern that one of a bar of another length is like:
// a bar that is cut lacks its end, and a longer one goes on as it ended.
func (p *pattern) place(of int) int {
	if of < p.beats {
		return of
	}
	return max(p.beats-2, 0) + (of-p.beats)%2
}

// weigh says how much likelier each beat is at each place than anywhere.
func (h *customs) weigh(p *pattern) {
	half, log := make([]float64, h.signs), make([]float64, h.signs)
	for i, v := range h.spread {
		half[i], log[i] = 0.5/v, 0.5*math.Log(v)
	}
	for k := range h.rows {
		if h.quiet != nil && h.quiet[k] {
			clear(p.gain[k*p.beats : (k+1)*p.beats])
			continue
		}
		row, active := h.row(k), h.active[k*h.signs:]
		for place := range p.beats {
			sum := 0.0
			mean := p.at(place, h.signs)
			for i, x := range row {
				if h.spread[i] > customMost {
					continue
				}
				off := x - active[i]*mean[i]
				says := 0.5*x*x - off*off*half[i] - log[i]
				sum += active[i] * max(min(says, customMark), -customMark)
			}
			p.gain[k*p.beats+place] = min(math.Log((1-customBreak)*math.Exp(customShared*sum)+customBreak), customSure)
		}
	}
}

// likest returns the stretch of so many beats that bars of a length explain best,
// by customs of its own, over what the usual ones make of it; a place below 0 when
// the song has too few.
func (h *customs) likest(span, beats, margin int, usual *pattern) int {
	best, most := -1, 0.0
	sums := make([]float64, beats*h.signs)
	for from := margin; from+span <= h.rows-margin; from += 2 {
		clear(sums)
		chance := 0.0
		for k := from; k < from+span; k++ {
			sum := sums[(k-from)%beats*h.signs:]
			for i, x := range h.row(k) {
				sum[i] += x
				chance += 0.5*x*x*(1/h.spread[i]-1) + 0.5*math.Log(h.spread[i])
			}
		}
		own := 0.0
		for i, s := range sums {
			own += s * s / (2 * h.spread[i%h.signs] * (float64(span/beats) + customLike))
		}
		if v := customShared*(own-chance) - usual.most(from, span); best < 0 || v > most {
			best, most = from, v
		}
	}
	return best
}

// most is the log-likelihood of bars over some beats, wherever they begin.
func (p *pattern) most(from, span int) float64 {
	most := math.Inf(-1)
	for first := range p.beats {
		sum := 0.0
		for k := from; k < from+span; k++ {
			sum += p.gain[k*p.beats+(k+first)%p.beats]
		}
		most = max(most, sum)
	}
	return most
}
