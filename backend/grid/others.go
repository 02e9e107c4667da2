package grid

import (
	"cmp"
	"fmt"
	"slices"
)

// others returns the places of the best other readings, likeliest first: those
// with other beats, and the best one that differs in its bars only where that
// is likelier than the last of them. Nothing that would be written the same is
// offered twice.
func (s *count) others(best int) []int {
	b := s.readings[best]
	beats := make([]float64, (maxLines+1)*maxLines) // by lines and phase
	top := make([]int, len(beats))
	bar, barOdds := -1, 0.0
	for i, r := range s.readings {
		if r.lines != b.lines || r.phase != b.phase {
			at := r.lines*maxLines + r.phase
			if beats[at] == 0 || s.odds[i] > s.odds[top[at]] {
				top[at] = i
			}
			beats[at] += s.odds[i]
		} else if !r.sharesBars(b) && (bar < 0 || s.odds[i] > s.odds[bar]) {
			bar, barOdds = i, s.barOdds(i)
		}
	}
	type offer struct {
		at   int
		odds float64
	}
	var out []offer
	for at, p := range beats {
		if p > 0 {
			out = append(out, offer{top[at], p})
		}
	}
	likelier := func(a, b offer) int { return cmp.Compare(b.odds, a.odds) }
	slices.SortStableFunc(out, likelier)
	out = out[:min(alternativesKept, len(out))]
	if last := len(out) - 1; bar >= 0 && (len(out) < alternativesKept || barOdds > out[last].odds) {
		out = append(out[:min(len(out), alternativesKept-1)], offer{bar, barOdds})
	}
	slices.SortStableFunc(out, likelier)
	places := make([]int, len(out))
	for i, o := range out {
		places[i] = o.at
	}
	return places
}

// barOdds is what the scorer gives to the beats and bars of a reading.
func (s *count) barOdds(i int) float64 {
	return s.sum(func(r reading) bool { return r.sharesBars(s.readings[i]) })
}

// relation names how a reading differs from the best one.
func relation(b, r reading) string {
	// The tempi are as y to x, in quarters.
	x, y := b.lines*r.eighths, r.lines*b.eighths
	switch {
	case x == 2*y:
		return "double tempo"
	case 2*x == y:
		return "half tempo"
	case 4*x == 3*y:
		return "three quarters of the tempo"
	case 3*x == 4*y:
		return "four thirds of the tempo"
	case 2*x == 3*y:
		return "one and a half times the tempo"
	case 3*x == 2*y:
		return "two thirds of the tempo"
	case x != y:
		return "another tempo"
	case r.lines == b.lines && r.phase != b.phase:
		return "beats on the off-beats"
	case r.lines == b.lines && r.beats == b.beats:
		return shift(r.first-b.first, b.beats)
	}
	return "another metre"
}

// shift says where bar one moves.
func shift(by, beats int) string {
	switch by = (by + beats) % beats; {
	case 2*by == beats && beats > 2:
		return "bar one half a bar later"
	case by == 1:
		return "bar one a beat later"
	case by == beats-1:
		return "bar one a beat earlier"
	default:
		return fmt.Sprintf("bar one %d beats later", by)
	}
}
