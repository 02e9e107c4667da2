package grid

import (
	"math"
	"slices"
	"testing"
)

// A sign that is not there for a while says nothing there, and what is always as
// loud has no place.
func TestSignsSpeakWhereTheyAre(t *testing.T) {
	drum, same := make([]float64, 200), make([]float64, 200)
	for k := range drum {
		same[k] = 1
		if k >= 100 && k%2 == 0 {
			drum[k] = 1
		}
	}
	c := newCustoms(drum, same)
	if c.signs != 1 {
		t.Fatalf("%d signs", c.signs)
	}
	if before, after := c.active[40], c.active[160]; before != 0 || after < 0.9 {
		t.Errorf("the drum is there by %v before it begins, by %v after", before, after)
	}
	if x := c.row(40)[0]; math.Abs(x) > 1e-9 {
		t.Errorf("a beat before the drum begins differs by %v from those around it", x)
	}
}

// Dotted beats are compared with their thirds, three quarters with the middle of
// the bar.
func TestBeatsAreComparedWithTheOtherMeter(t *testing.T) {
	for name, c := range map[string]struct {
		every   int // line on which something starts
		r       reading
		stands  bool
		neither bool
	}{
		"six eighths":                {3, reading{lines: 3, beats: 2, eighths: 3}, true, false},
		"three quarters":             {2, reading{lines: 2, beats: 3, eighths: 2}, true, false},
		"six eighths as three":       {3, reading{lines: 2, beats: 3, eighths: 2}, false, false},
		"four quarters, not divided": {2, reading{lines: 2, beats: 4, eighths: 2}, false, true},
	} {
		a := &accents{lat: lattice{step: 0.2}, lines: 240, starts: make([]float64, 240)}
		for j := range a.sig {
			a.sig[j] = make([]float64, a.lines)
		}
		for p := range a.lines {
			a.sig[sigOnset][p], a.starts[p] = -0.5, 0.2
			if p%c.every == 0 {
				a.sig[sigOnset][p], a.starts[p] = 1, 1
			}
			a.weight += a.starts[p]
		}
		var b beatView
		if !b.look(a, c.r.lines, 0) {
			t.Fatal(name)
		}
		f := make([]float64, featureCount)
		b.describeHalves(a, c.r, f)
		if own := f[featOwn]; own > 0 != c.stands || own == 0 != c.neither {
			t.Errorf("%s: beats stand out by %v", name, own)
		}
	}
}

// Beats of a pause say nothing for any place of a bar.
func TestSilenceSaysNothing(t *testing.T) {
	p := customary(slices.Concat(fours(16), []int{-8}, fours(16)), 1)
	if !p.learn(p.clearest(0, len(p.downs)), 0, len(p.downs)) {
		t.Fatal("nothing was learnt")
	}
	like := p.modes[0].like
	for k := range p.downs {
		silent := true
		for _, g := range like.gain[k*4 : (k+1)*4] {
			silent = silent && g == 0
		}
		if silent != p.customs.quiet[k] {
			t.Errorf("beat %d, quiet %v, gains %v", k, p.customs.quiet[k], like.gain[k*4:(k+1)*4])
		}
	}
}
