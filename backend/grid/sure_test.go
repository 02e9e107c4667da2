package grid

import (
	"math"
	"testing"
)

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
		beats int
		sure  bool
	}{
		"steady":          {count{frame: &frame{}, accents: &accents{}}, 4, true},
		"two tempi":       {count{frame: &frame{curve: bent}, accents: &accents{}}, 4, false},
		"two meters":      {count{frame: &frame{}, accents: &accents{}, path: []pathBar{{0, 4}}}, 4, false},
		"perhaps two":     {count{frame: &frame{}, accents: &accents{}, doubt: true}, 4, false},
		"two beats a bar": {count{frame: &frame{}, accents: &accents{}}, 2, false},
		"drums alone":     {count{frame: &frame{}, accents: &accents{drums: 1}}, 4, false},
		"some are drums":  {count{frame: &frame{}, accents: &accents{drums: 0.5}}, 4, true},
	} {
		if p := c.count.claimBars(reading{beats: c.beats}, 0.995, 0.9999); p >= 0.9 != c.sure {
			t.Errorf("%s: bars are claimed with %v", name, p)
		}
	}
}

// Three fast beats a bar with little between them may be six slow eighths.
func TestUndividedThreesAreNotSure(t *testing.T) {
	for name, c := range map[string]struct {
		r    reading
		off  float64
		want bool
	}{
		"fast and undivided": {reading{lines: 2, beats: 3, eighths: 2}, 0.1, true},
		"divided":            {reading{lines: 2, beats: 3, eighths: 2}, 0.6, false},
		"in four":            {reading{lines: 2, beats: 4, eighths: 2}, 0.1, false},
		"in nine eighths":    {reading{lines: 2, beats: 3, eighths: 3}, 0.1, false},
		"slow":               {reading{lines: 4, beats: 3, eighths: 2}, 0.1, false},
	} {
		a := &accents{lat: lattice{step: 0.2}, lines: 40, starts: make([]float64, 40)}
		for p := range a.starts {
			if a.starts[p] = c.off; p%c.r.lines == 0 {
				a.starts[p] = 1
			}
			a.weight += a.starts[p]
		}
		onsets := make([]onset, 4000)
		for i := range onsets {
			onsets[i] = onset{0.2 * float64(i), 1}
		}
		s := &count{accents: a, frame: &frame{onsets: onsets, lattice: lattice{step: 0.2, sigma: 0.003}}}
		if got := s.slowly(c.r); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
		if p := s.claimBeats(c.r, 0.9999); p >= surely == c.want {
			t.Errorf("%s: claimed with %v", name, p)
		}
	}
}

// Fast beats in thirds may as well be dotted eighths of slower ones.
func TestFastThirdsAreNotSure(t *testing.T) {
	onsets := make([]onset, 4000)
	for i := range onsets {
		onsets[i] = onset{0.12 * float64(i), 1}
	}
	for name, c := range map[string]struct {
		r    reading
		step float64
		want bool
	}{
		"fast thirds":    {reading{lines: 3, beats: 4, eighths: 2}, 0.12, true},
		"slower thirds":  {reading{lines: 3, beats: 4, eighths: 2}, 0.14, false},
		"fast quarters":  {reading{lines: 4, beats: 4, eighths: 2}, 0.09, false},
		"in six eighths": {reading{lines: 3, beats: 2, eighths: 3}, 0.12, false},
	} {
		for i := range onsets {
			onsets[i].t = c.step * float64(i)
		}
		s := &count{accents: &accents{lat: lattice{step: c.step}}, frame: &frame{onsets: onsets, lattice: lattice{step: c.step, sigma: 0.003}}}
		if got := c.r.gallops(c.step); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
		if p := s.claimBeats(c.r, 0.9999); p >= surely == c.want {
			t.Errorf("%s: claimed with %v", name, p)
		}
	}
}

// Beats that time bends for are less likely right the more often it does, and bars
// just short of sure are not.
func TestKnotsMakeBeatsUnsure(t *testing.T) {
	onsets := make([]onset, 2000)
	for i := range onsets {
		onsets[i] = onset{0.125 * float64(i), 1}
	}
	r := reading{lines: 4, beats: 4, eighths: 2}
	s := &count{accents: &accents{lat: lattice{step: 0.125}}, frame: &frame{onsets: onsets, lattice: lattice{step: 0.125, sigma: 0.003}}}
	was := s.claimBeats(r, 0.9999)
	if was < surely {
		t.Fatalf("clear beats of one tempo are claimed with %v", was)
	}
	for _, knots := range []int{3, 12, 48} {
		s.frame.curve = curve{mean: 1}
		for k := range knots {
			at := 250 * float64(k) / float64(knots-1)
			s.frame.curve.at = append(s.frame.curve.at, at)
			s.frame.curve.seconds = append(s.frame.curve.seconds, at)
		}
		p := s.claimBeats(r, 0.9999)
		if p >= was {
			t.Errorf("with %d knots beats are claimed with %v, with fewer %v", knots, p, was)
		}
		was = p
	}
}

func TestBarsJustShortOfSureAreNot(t *testing.T) {
	s := &count{frame: &frame{}, accents: &accents{}}
	r := reading{lines: 4, beats: 4, eighths: 2}
	seen := false
	for beats := 0.85; beats < 1; beats += 0.001 {
		p := s.claimBars(r, beats, 0.9999)
		if p >= surely && p < surelyBars {
			t.Errorf("where beats are claimed with %v, bars are with %v", beats, p)
		}
		seen = seen || math.Abs(p-almost) < 1e-9
	}
	if !seen {
		t.Error("no claim of bars lies just below sure")
	}
}
