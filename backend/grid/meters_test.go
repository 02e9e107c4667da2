package grid

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// accented returns how much beats are accented that begin bars of some lengths.
func accented(lengths []int, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 5))
	var d []float64
	for _, n := range lengths {
		for k := range n {
			v := 0.4 * r.NormFloat64()
			if k == 0 {
				v += 2
			}
			d = append(d, v)
		}
	}
	standardise(d)
	return d
}

func fours(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = 4
	}
	return out
}

func TestBarsOfAnotherLengthAreFound(t *testing.T) {
	join := func(parts ...[]int) []int { return slices.Concat(parts...) }
	for name, lengths := range map[string][]int{
		"none":              fours(40),
		"a short bar":       join(fours(12), []int{2}, fours(20)),
		"a dropped beat":    join(fours(25), []int{3}, fours(12)),
		"a beat more":       join(fours(25), []int{5}, fours(12)),
		"a part in three":   join(fours(16), []int{3, 3, 3, 3, 3, 3, 3, 3}, fours(17)),
		"two dropped beats": join(fours(12), []int{3}, fours(7), []int{3}, fours(20)),
	} {
		for seed := range uint64(3) {
			p := pathFinder{usual: 4, least: 2, most: longestBar, worth: pathPrice}
			path := p.find(accented(lengths, seed))
			if name == "none" {
				if path != nil {
					t.Errorf("%d: steady bars became %v", seed, path)
				}
				continue
			}
			var got []int
			for _, b := range path {
				got = append(got, b.beats)
			}
			if !slices.Equal(got, lengths) {
				t.Errorf("%s, %d: bars of %v, want %v", name, seed, got, lengths)
			}
		}
	}
}

func TestAccentsWithoutBarsHaveNone(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 6))
	d := make([]float64, 300)
	for i := range d {
		d[i] = r.NormFloat64()
	}
	p := pathFinder{usual: 4, least: 2, most: longestBar, worth: pathPrice}
	if path := p.find(d); path != nil {
		t.Errorf("bars in chance: %v", path)
	}
}

func TestBarsOfTwoAreJoinedWhereOneIsLeft(t *testing.T) {
	twos := func(n int) (path []pathBar) {
		for i := range n {
			path = append(path, pathBar{2 * i, 2})
		}
		return path
	}
	d := accented(slices.Concat(fours(12), []int{2}, fours(20)), 1)
	var got []int
	for _, b := range pairsIn(twos(len(d)/2), d, pathPrice) {
		got = append(got, b.beats)
	}
	if want := slices.Concat(fours(12), []int{2}, fours(20)); !slices.Equal(got, want) {
		t.Errorf("bars of %v, want %v", got, want)
	}
	if d := accented(fours(30), 1); pairsIn(twos(len(d)/2), d, pathPrice) != nil {
		t.Error("bars of two that are all alike were joined")
	}
}
