package bundle

import (
	"math"
	"slices"
)

// Length tells how long a sound is, in seconds; ok is false where that is not
// known without reading all of it.
type Length func(e Entry) (seconds float64, ok bool)

// alike is how far in seconds the lengths of stems of one song may lie apart.
const alike = 0.05

// fewest is how many sounds of one length are taken for the stems of a song
// where no name says so.
const fewest = 3

// seconds is the length of an item's sound, 0 where it is not known.
func (l Length) seconds(it *item) float64 {
	if l == nil || it.Kind != Sound {
		return 0
	}
	if !it.measured {
		it.long, it.measured = 0, true
		if s, ok := l(it.Entry); ok && s > 0 {
			it.long = s
		}
	}
	return it.long
}

// even reports whether a set has several sounds, and all are as long.
func (s *set) even(length Length) bool {
	n, first := 0, 0.0
	for _, it := range s.items {
		if it.Kind != Sound {
			continue
		}
		long := length.seconds(it)
		if n++; n == 1 {
			first = long
		}
		if long == 0 || math.Abs(long-first) > alike {
			return false
		}
	}
	return n > 1
}

// evenSets finds songs among what no name says to be one: sounds that are as
// long as one another, or as the parts without a title that lie beside them,
// with the notes of the same names. That they are is a guess.
func evenSets(sets []*set, bare *set, rest []*item, length Length) ([]*set, []*item) {
	var groups [][]*item
	for _, it := range rest {
		long := length.seconds(it)
		if long == 0 {
			continue
		}
		near := func(g []*item) bool { return math.Abs(length.seconds(g[0])-long) <= alike }
		if i := slices.IndexFunc(groups, near); i >= 0 {
			groups[i] = append(groups[i], it)
		} else {
			groups = append(groups, []*item{it})
		}
	}
	for _, g := range groups {
		s := bare
		if bare == nil || bare.parts() < 2 || !bare.even(length) || math.Abs(length.seconds(g[0])-length.seconds(bare.sound())) > alike {
			if len(g) < fewest {
				continue
			}
			s = &set{folder: g[0].folder, title: titleOfAll(g)}
			s.key = fold(s.title)
			sets = append(sets, s)
		}
		rest = s.adopt(g, rest)
	}
	return sets, rest
}

// sound is the first sound of a set.
func (s *set) sound() *item {
	for _, it := range s.items {
		if it.Kind == Sound {
			return it
		}
	}
	return &item{}
}

// adopt takes sounds into a set, each as a part of its own name, with the notes
// of that name among the rest, and returns what else there is.
func (s *set) adopt(sounds, rest []*item) []*item {
	s.guessed = true
	for _, it := range rest {
		same := func(o *item) bool { return o == it || it.Kind == MIDI && o.base == it.base }
		if !slices.ContainsFunc(sounds, same) {
			continue
		}
		it.as = unnamedPart(it, s.title)
		if s.key == "" {
			it.as.title = ""
		}
		s.items = append(s.items, it)
	}
	distinct(s.items)
	return slices.DeleteFunc(rest, func(it *item) bool { return it.as.form != unnamed })
}
