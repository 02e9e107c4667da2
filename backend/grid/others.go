package grid

import (
	"cmp"
	"math"
	"slices"

	"partlift/backend/music"
	"partlift/backend/say"
)

// offersMost is how many other readings are offered.
const offersMost = 10

// wantedNames are the readings that are offered whatever is likely: what people
// ask for first.
func wantedNames(beats int) []label {
	return []label{doubleTempo, halfTempo, otherHalf, moreTempo, lessTempo, offBeats, shift(1, beats), shift(-1, beats)}
}

// An offer is another reading, what it is called and what the scorer gives it.
type offer struct {
	at   int
	name label
	odds float64
}

// others returns the best other readings, likeliest first: those that are
// always wanted, and what else is likely. No two of them have the same name.
func (s *count) others(best int) []offer {
	b := s.readings[best]
	beats := make([]float64, (maxLines+1)*maxLines) // by lines and phase
	top := make([]int, len(beats))
	byName := map[label]offer{}
	propose := func(o offer) {
		if was, ok := byName[o.name]; !ok || o.odds > was.odds {
			byName[o.name] = o
		}
	}
	for i, r := range s.readings {
		if r.lines != b.lines || r.phase != b.phase {
			at := r.lines*maxLines + r.phase
			if beats[at] == 0 || s.odds[i] > s.odds[top[at]] {
				top[at] = i
			}
			beats[at] += max(s.odds[i], math.SmallestNonzeroFloat64)
		} else if !r.sharesBars(b) && (r.beats == b.beats || s.odds[i] > 0) {
			propose(offer{i, relation(b, r), s.barOdds(i)})
		}
	}
	for at, p := range beats {
		if p > 0 {
			propose(offer{top[at], relation(b, s.readings[top[at]]), p})
		}
	}
	plainHalf(byName)
	var out, rest []offer
	wanted := wantedNames(b.beats)
	for _, o := range byName {
		if slices.Contains(wanted, o.name) {
			out = append(out, o)
		} else {
			rest = append(rest, o)
		}
	}
	likelier := func(a, b offer) int {
		return cmp.Or(cmp.Compare(b.odds, a.odds), cmp.Compare(a.name.key, b.name.key), cmp.Compare(a.name.beats, b.name.beats))
	}
	slices.SortFunc(rest, likelier)
	out = append(out, rest[:min(max(offersMost-len(out), 0), len(rest))]...)
	slices.SortFunc(out, likelier)
	return out
}

// plainHalf gives the likelier one of the two half tempi the plain name.
func plainHalf(byName map[label]offer) {
	plain, other := byName[halfTempo], byName[otherHalf]
	if other.name.key == "" || other.odds <= plain.odds && plain.name.key != "" {
		return
	}
	other.name = halfTempo
	byName[halfTempo] = other
	if delete(byName, otherHalf); plain.name.key != "" {
		plain.name = otherHalf
		byName[otherHalf] = plain
	}
}

// scaled is a grid that counts so many times as fast from the same downbeat.
func scaled(g *music.Grid, factor float64) *music.Grid {
	out := *g
	out.Tempo, out.Changes = slices.Clone(g.Tempo), slices.Clone(g.Changes)
	for i := range out.Tempo {
		out.Tempo[i].BPM *= factor
		out.Tempo[i].Beat *= factor
	}
	for i := range out.Changes {
		out.Changes[i].Beat *= factor
	}
	return &out
}

// missing are the readings that people ask for first and that the lattice does
// not have: so many times the tempo, where a file may have it.
func missing(offers []Alternative, g *music.Grid) []Alternative {
	has := func(n label) bool {
		return slices.ContainsFunc(offers, func(a Alternative) bool { return a.Name.Key == n.key })
	}
	var out []Alternative
	add := func(n label, factor float64) bool {
		for _, p := range g.Tempo {
			if q := p.BPM * factor; q < slowestPiece || q > fastestPiece {
				return false
			}
		}
		if q := g.Tempo[0].BPM * factor; q < Slowest || q > Fastest {
			return false
		}
		out = append(out, Alternative{Name: n.text(), Grid: scaled(g, factor)})
		return true
	}
	if !has(doubleTempo) {
		add(doubleTempo, 2)
	}
	if !has(halfTempo) {
		add(halfTempo, 0.5)
	}
	if !has(moreTempo) {
		add(moreTempo, 1.5)
	}
	if !has(lessTempo) {
		add(lessTempo, 2.0/3)
	}
	return out
}

// barOdds is what the scorer gives to the beats and bars of a reading.
func (s *count) barOdds(i int) float64 {
	return s.sum(func(r reading) bool { return r.sharesBars(s.readings[i]) })
}

// A label says how a reading differs from the best one.
type label struct {
	key   string // English, with a place for beats where there is one
	beats int
}

func (n label) text() say.Text {
	if n.beats == 0 {
		return say.Of(n.key)
	}
	return say.Of(n.key, say.With{"Beats": n.beats})
}

// Names of readings that are always offered.
var (
	doubleTempo = label{key: say.Key("double tempo")}
	halfTempo   = label{key: say.Key("half tempo")}
	otherHalf   = label{key: say.Key("half tempo, on the other beats")}
	moreTempo   = label{key: say.Key("one and a half times the tempo")}
	lessTempo   = label{key: say.Key("two thirds of the tempo")}
	offBeats    = label{key: say.Key("beats on the off-beats")}
	otherMeter  = label{key: say.Key("another meter")}
)

// relation names how a reading differs from the best one.
func relation(b, r reading) label {
	// The tempi are as y to x, in quarters.
	x, y := b.lines*r.eighths, r.lines*b.eighths
	switch {
	case x == 2*y && wrap(b.phase-r.phase, r.lines) == 0:
		return doubleTempo
	case 2*x == y && wrap(r.phase-b.phase, 2*b.lines) == 0:
		return halfTempo
	case 2*x == y && wrap(r.phase-b.phase, b.lines) == 0:
		return otherHalf
	case x == 3*y:
		return label{key: say.Key("three times the tempo")}
	case 3*x == y:
		return label{key: say.Key("a third of the tempo")}
	case 4*x == 3*y:
		return label{key: say.Key("three quarters of the tempo")}
	case 3*x == 4*y:
		return label{key: say.Key("four thirds of the tempo")}
	case 2*x == 3*y:
		return moreTempo
	case 3*x == 2*y:
		return lessTempo
	case x != y:
		return label{key: say.Key("another tempo")}
	case r.lines == b.lines && r.phase != b.phase:
		return offBeats
	case r.lines == b.lines && r.beats == b.beats:
		return shift(r.first-b.first, b.beats)
	}
	return otherMeter
}

// shift says where bar one moves.
func shift(by, beats int) label {
	switch by = (by + beats) % beats; {
	case 2*by == beats && beats > 2:
		return label{key: say.Key("bar one half a bar later")}
	case by == 1:
		return label{key: say.Key("bar one a beat later")}
	case by == beats-1:
		return label{key: say.Key("bar one a beat earlier")}
	default:
		return label{say.Key("bar one {{.Beats}} beats later"), by}
	}
}
