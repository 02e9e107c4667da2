package grid

import (
	"math/rand/v2"
	"slices"
	"testing"

	"partlift/backend/music"
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
			path, gain := finderOf(accented(lengths, seed)).find()
			if name == "none" {
				if path != nil && gain > pathPrice {
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
	if path, gain := finderOf(d).find(); path != nil && gain > pathPrice {
		t.Errorf("bars in chance: %v", path)
	}
}

// finderOf knows of a song of four beats a bar how much they are accented.
func finderOf(d []float64) *pathFinder {
	return newPathFinder(4, d, newCustoms(slices.Clone(d)))
}

// customary returns beats of bars of some lengths, of which drums play the second
// and the last, but no accent begins a bar. A negative length is one in which
// nothing is played.
func customary(lengths []int, seed uint64) *pathFinder {
	r := rand.New(rand.NewPCG(seed, 6))
	var low, high, down []float64
	var quiet []bool
	for _, n := range lengths {
		for k := range max(n, -n) {
			x, y, z := 0.3*r.NormFloat64(), 0.3*r.NormFloat64(), 0.5*r.NormFloat64()
			switch {
			case n < 0:
				x, y, z = 0, 0, 0
			case k == 0:
				z += 0.7
			case k == 1:
				x++
			case k == n-1:
				y++
			}
			low, high, down, quiet = append(low, x), append(high, y), append(down, z), append(quiet, n < 0)
		}
	}
	standardise(down)
	h := newCustoms(low, high, slices.Clone(down))
	h.quiet = quiet
	return newPathFinder(4, down, h)
}

func lengthsOf(path []pathBar) (out []int) {
	for _, b := range path {
		out = append(out, b.beats)
	}
	return out
}

// What bars do in every bar tells where they begin, whatever is accented.
func TestCustomsTellBars(t *testing.T) {
	three := slices.Repeat([]int{3}, 8)
	for name, want := range map[string][]int{
		"a short bar":     slices.Concat(fours(12), []int{2}, fours(20)),
		"a dropped beat":  slices.Concat(fours(25), []int{3}, fours(12)),
		"a part in three": slices.Concat(fours(16), three, fours(17)),
	} {
		for seed := range uint64(3) {
			path, gain := customary(want, seed).find()
			least := surePrice
			if len(want) == 41 { // two signs say little of eight bars
				least = 0
			}
			if got := lengthsOf(path); !slices.Equal(got, want) || gain < least {
				t.Errorf("%s, %d: bars of %v, worth %v, want %v", name, seed, got, gain, want)
			}
		}
	}
}

// A pause has any number of beats; the bars around it stay whole.
func TestAPauseIsNoBar(t *testing.T) {
	for beats := 5; beats < 8; beats++ {
		path, _ := customary(slices.Concat(fours(16), []int{-beats}, fours(16)), uint64(beats)).find()
		var before, after bool
		for _, b := range path {
			before = before || b == pathBar{60, 4}
			after = after || b == pathBar{64 + beats, 4}
		}
		if !before || !after {
			t.Errorf("%d beats: bars of %v", beats, lengthsOf(path))
		}
	}
}

// A verse without drums does other things than the rest of a song, but in bars of
// the same length.
func TestAnotherSoundIsNoOtherMeter(t *testing.T) {
	for seed := range uint64(5) {
		p := customary(fours(60), seed)
		h := p.customs
		for k := 0; k < 64; k++ {
			for i := range 2 {
				h.x[k*h.signs+i], h.active[k*h.signs+i] = 0, 0
			}
		}
		if path, gain := p.find(); path != nil && gain > pathPrice {
			t.Errorf("%d: bars of %v", seed, lengthsOf(path))
		}
	}
}

// A song that ends in other bars does not come back, and may just end: it takes
// more of them than on the way.
func TestLastBarsAreOfTheUsualLength(t *testing.T) {
	three := slices.Repeat([]int{3}, 8)
	if path, gain := customary(slices.Concat(fours(30), three), 1).find(); path != nil {
		t.Errorf("bars of %v, worth %v", lengthsOf(path), gain)
	}
	if path, _ := customary(slices.Concat(fours(30), three, fours(2)), 1).find(); path == nil {
		t.Error("a part in three is not found once the song comes back")
	}
}

// Every departure from the meter has to be worth its price; what comes back to the
// same place, twice.
func TestDeparturesAreCounted(t *testing.T) {
	for name, c := range map[string]struct {
		bars []int
		want float64
	}{
		"none":                    {fours(8), 1},
		"one":                     {[]int{4, 4, 2, 4, 4}, 1},
		"two":                     {[]int{4, 4, 3, 4, 3, 4}, 2},
		"two that come back":      {[]int{4, 4, 2, 4, 2, 4}, 4},
		"a part in three":         {[]int{4, 4, 3, 3, 3, 3, 4}, 1},
		"a part in three, and on": {[]int{4, 3, 3, 3, 3, 4, 4, 2, 4}, 2},
	} {
		var path []pathBar
		for _, n := range c.bars {
			path = append(path, pathBar{beats: n})
		}
		if got := departures(path, 4); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// Low accents every fourth beat are no downbeats.
func TestWhatStandsBackBeginsNoBar(t *testing.T) {
	d := accented(slices.Concat(fours(25), []int{3}, fours(12)), 1)
	for i := range d {
		d[i] = -d[i]
	}
	p := finderOf(d)
	var every []pathStep
	for k := 0; k < len(d); k += 4 {
		every = append(every, pathStep{k, 0})
	}
	if p.learn(every, 0, len(d)) {
		t.Error("downbeats that stand back were learnt")
	}
}

// The bars in front of a path are there if the song begins earlier, and a last
// bar that the end of the song cuts is no change of meter.
func TestBarsOfAPathFillTheSong(t *testing.T) {
	r := reading{lines: 4, beats: 4, eighths: 2}
	lat := lattice{step: 0.125}
	f := frame{onsets: []onset{{0, 1}, {40, 1}}}
	g := &music.Grid{Tempo: []music.TempoPoint{{BPM: 120}}}
	f.leave(g, r, lat, []pathBar{{8, 4}, {12, 3}, {15, 4}, {19, 4}, {23, 2}}, 0)
	want := []music.MeterPoint{{Beat: 12, Meter: music.Meter{Numerator: 3, Denominator: 4}}, {Beat: 15, Meter: music.Meter{Numerator: 4, Denominator: 4}}}
	if g.Downbeat != 0 || *g.Meter != (music.Meter{Numerator: 4, Denominator: 4}) || !slices.Equal(g.Changes, want) {
		t.Errorf("bar one at %v, %v, then %v", g.Downbeat, *g.Meter, g.Changes)
	}
}
