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

// Low accents every fourth beat are no downbeats.
func TestWhatStandsBackBeginsNoBar(t *testing.T) {
	d := accented(slices.Concat(fours(25), []int{3}, fours(12)), 1)
	for i := range d {
		d[i] = -d[i]
	}
	if p := (&pathFinder{usual: 4, least: 2, most: longestBar, worth: pathPrice}); p.learn(d, p.evenly(0, len(d), 0), 0, d) {
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

func TestClaimsThatWouldJustBeSureAreNot(t *testing.T) {
	for _, c := range [][3]float64{{0.5, 0.94, 0.5}, {0.89, 0.94, 0.89}, {0.9, 0.94, 0.89}, {0.939, 0.94, 0.89}, {0.94, 0.94, 0.94}, {0.99, 0.94, 0.99}} {
		if got := modest(c[0], c[1]); got != c[2] {
			t.Errorf("%v, sure from %v, is claimed as %v, want %v", c[0], c[1], got, c[2])
		}
	}
}

// Bars are sure at one tempo and in one meter only, and not from drums alone.
func TestBarsOfAChangedSongAreNeverSure(t *testing.T) {
	bent := curve{at: []float64{0, 1, 2}, seconds: []float64{0, 1, 2.5}, mean: 0.5}
	for name, c := range map[string]struct {
		count count
		twos  bool
		sure  bool
	}{
		"steady":          {count{frame: &frame{}, accents: &accents{}}, false, true},
		"two tempi":       {count{frame: &frame{curve: bent}, accents: &accents{}}, false, false},
		"two meters":      {count{frame: &frame{}, accents: &accents{}, path: []pathBar{{0, 4}}}, false, false},
		"perhaps two":     {count{frame: &frame{}, accents: &accents{}, doubt: true}, false, false},
		"two beats a bar": {count{frame: &frame{}, accents: &accents{}}, true, false},
		"drums alone":     {count{frame: &frame{}, accents: &accents{drums: 1}}, false, false},
		"some are drums":  {count{frame: &frame{}, accents: &accents{drums: 0.5}}, false, true},
	} {
		if p := c.count.claimBars(0.995, 0.9999, c.twos); p >= 0.9 != c.sure {
			t.Errorf("%s: bars are claimed with %v", name, p)
		}
	}
}
