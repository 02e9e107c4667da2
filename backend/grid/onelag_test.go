package grid

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// laid returns rests of notes that lie around a lag, some of them anywhere.
func laid(n int, late, spread, inside, step float64) []float64 {
	r := rand.New(rand.NewPCG(4, 2))
	var out []float64
	for range n {
		d := late + spread*r.NormFloat64()
		if r.Float64() > inside {
			d = step * r.Float64()
		}
		out = append(out, d-step*math.Round(d/step))
	}
	return out
}

func TestAPartIsMeasuredByItsRests(t *testing.T) {
	const step = 0.12
	for _, c := range []struct{ late, spread, inside float64 }{
		{0, 0.0025, 1}, {0, 0.010, 1}, {0.020, 0.005, 1}, {-0.045, 0.005, 0.9}, {0.058, 0.004, 1}, {-0.030, 0.010, 0.8}, {0.004, 0.006, 0.6},
	} {
		var p part
		p.measure(laid(400, c.late, c.spread, c.inside, step), step)
		if d := math.Abs(p.late - c.late); min(d, math.Abs(d-step)) > 0.002 || math.Abs(p.spread-c.spread) > 0.0025 || math.Abs(p.inside-c.inside) > 0.15 {
			t.Errorf("%+v: measured late %.4f, spread %.4f, inside %.2f", c, p.late, p.spread, p.inside)
		}
	}
	var p part
	p.measure(laid(400, 0.01, 0.040, 1, step), step)
	if p.spread > bluntest+1e-12 {
		t.Errorf("what lies anywhere has a spread of %v", p.spread)
	}
}

// Lines cannot tell lags that are some lines apart. What is likely of lags can.
func TestALagIsNeverAWholeLine(t *testing.T) {
	const step = 0.115
	for name, c := range map[string]struct {
		late, lined, want float64
		sure              bool
	}{
		"on time":                              {0.001, 0, 0.001, true},
		"late, and lined up there":             {0.048, 0.050, 0.048, true},
		"early, and lined up there":            {-0.060, -0.058, -0.060, true},
		"very late, and lined up there":        {0.085, 0.086, 0.085, true},
		"a line late, and lined up there":      {0.114, 0.112, -0.001, true},
		"a line early, and lined up there":     {-0.117, -0.118, -0.002, true},
		"two lines late":                       {0.2301, 0.2300, 0.0001, true},
		"a little late, lined up nowhere":      {0.012, 0, 0.012, true},
		"late, but lined up nowhere":           {0.030, 0, 0.030, false},
		"half a line late, lined up nowhere":   {0.057, 0, 0.057, false},
		"nearly a line late, and lined up":     {0.100, 0.101, 0.100, false},
		"half a line late, and lined up there": {0.0565, 0.0566, 0.0565, true},
	} {
		p := part{late: c.late}
		p.choose(step, c.lined)
		if math.Abs(p.late-c.want) > 1e-9 || (p.likely >= 0.8) != c.sure {
			t.Errorf("%s: %.1f ms late, sure %.2f", name, 1000*p.late, p.likely)
		}
	}
}

func TestLagsAreLikeliestOnTime(t *testing.T) {
	last := math.Inf(1)
	for _, late := range []float64{0, 0.005, 0.015, 0.030, 0.060, 0.099, 0.110, 0.125, 0.2} {
		early, v := lagOdds(-late, 0.01), lagOdds(late, 0.01)
		if v != early || v > last || v <= 0 {
			t.Errorf("%v s late has the odds %v, early %v, less %v", late, v, early, last)
		}
		last = v
	}
	if a, b := lagOdds(0, 0.003), lagOdds(0, 0.01); a < 2*b {
		t.Errorf("a machine is on time with the odds %v, a player with %v", a, b)
	}
	if a, b := lagOdds(0.02, 0.003), lagOdds(0.02, 0.01); a > b {
		t.Errorf("a machine is late with the odds %v, a player with %v", a, b)
	}
	sum := 0.0
	for late := -0.5; late < 0.5; late += 0.0005 {
		sum += 0.0005 * lagOdds(late, 0.01)
	}
	if sum < 0.9 || sum > 1.1 {
		t.Errorf("the odds of all lags are %v", sum)
	}
}

// played is a part of so many notes that keeps to the lines.
func played(notes, drums, chords int, late, spread float64) part {
	return part{notes: notes, drums: drums, chords: chords, late: late, spread: spread, inside: 0.95, clear: 100, likely: 1}
}

func TestPartsFollowTheOneThatLeads(t *testing.T) {
	for name, c := range map[string]struct {
		parts []part
		at    float64
	}{
		"drums lead a loose band":         {[]part{played(400, 400, 0, 0.012, 0.004), played(300, 0, 0, 0.05, 0.012), played(300, 0, 200, 0.03, 0.012)}, 0.012},
		"drums lead more notes of chords": {[]part{played(200, 200, 0, 0.049, 0.006), played(60, 0, 0, 0.075, 0.014), played(1200, 0, 900, 0, 0.006), played(110, 0, 0, 0.09, 0.007)}, 0.049},
		"the sharp lead the loose":        {[]part{played(300, 0, 0, 0.04, 0.015), played(300, 0, 0, -0.01, 0.005)}, -0.01},
		"most are on time":                {[]part{played(300, 300, 0, 0.04, 0.003), played(300, 0, 0, 0, 0.003), played(300, 0, 0, 0, 0.003), played(300, 0, 0, 0.001, 0.003)}, 0.0003},
		"chords lead a tune":              {[]part{played(300, 0, 0, 0.04, 0.01), played(300, 0, 200, -0.01, 0.01)}, -0.01},
		"many notes lead few":             {[]part{played(40, 0, 0, 0.05, 0.01), played(900, 0, 0, 0.01, 0.01)}, 0.01},
		"parts that agree are one":        {[]part{played(300, 0, 0, 0.010, 0.005), played(300, 0, 0, 0.012, 0.005)}, 0.011},
		"what fits nothing says nothing":  {[]part{{notes: 900, spread: 0.01, inside: 0.9, clear: 2}, played(60, 0, 0, 0.02, 0.01)}, 0.02},
		"few notes say nothing":           {[]part{played(partNotes-1, partNotes-1, 0, 0.05, 0.003), played(60, 0, 0, 0.02, 0.01)}, 0.02},
	} {
		if at, _ := agreement(c.parts); math.Abs(at-c.at) > 0.0006 {
			t.Errorf("%s: the lines are %.1f ms late, want %.1f", name, 1000*at, 1000*c.at)
		}
	}
	if at, spread := agreement(nil); at != 0 || spread != bluntest {
		t.Errorf("without parts the lines are %v late, of spread %v", at, spread)
	}
}

func TestTheSharpPartsHaveAFairShare(t *testing.T) {
	sharp, loose := played(300, 0, 0, 0, 0.003), played(300, 0, 0, 0, 0.012)
	few := played(partNotes, 0, 0, 0, 0.003)
	for name, c := range map[string]struct {
		parts []part
		want  float64
	}{
		"none":               {nil, bluntest},
		"one":                {[]part{loose}, 0.012},
		"both":               {[]part{loose, sharp}, 0.003},
		"a few sharp notes":  {[]part{loose, loose, loose, few}, 0.012},
		"too few even sharp": {[]part{loose, {notes: partNotes - 1, spread: 0.003, inside: 1, clear: 100}}, 0.012},
	} {
		if got := tightness(c.parts); got != c.want {
			t.Errorf("%s: sharp is %v, want %v", name, got, c.want)
		}
	}
}

func TestPartsAreMovedByWhatTheyAreLate(t *testing.T) {
	f := frame{late: []float64{0, 0.03, 0.115, 0.02}}
	var notes []note
	for track := range 4 {
		for k := range 3 {
			at := float64(k) + 0.1*float64(track)
			notes = append(notes, note{start: at, end: at + 0.5, track: uint16(track)})
		}
	}
	f.notes = notes
	at := 0.010
	f.retime([]part{
		played(300, 0, 0, 0.012, 0.003), // no more than it may be
		played(300, 0, 0, 0.045, 0.003),
		played(300, 0, 0, 0.000, 0.003), // was lined up a line off
		{notes: 3},                      // too few to tell: stays where it was lined up
	}, at)
	want := []float64{0, 0.035, -0.010, 0.010}
	for track, w := range want {
		if math.Abs(f.late[track]-w) > 1e-12 {
			t.Errorf("track %d is %v late, want %v", track, f.late[track], w)
		}
	}
	last := math.Inf(-1)
	for _, n := range f.notes {
		track := int(n.track)
		was := math.Round(n.start-0.1*float64(track)) + 0.1*float64(track)
		by := []float64{0, 0.03, 0.115, 0.02}[track] - want[track]
		if math.Abs(n.start-was-by) > 1e-9 || math.Abs(n.end-n.start-0.5) > 1e-9 {
			t.Errorf("a note of track %d from %v lies at %v to %v", track, was, n.start, n.end)
		}
		if n.start < last {
			t.Errorf("%v comes after %v", n.start, last)
		}
		last = n.start
	}
}

func TestNotesPileUpOnLinesOrNot(t *testing.T) {
	const n, step = 300, 0.12
	every := func(lines int) []uint8 {
		out := make([]uint8, n)
		for i := range out {
			out[i] = uint8(24 + i*lines%24)
		}
		return out
	}
	r := rand.New(rand.NewPCG(8, 8))
	anywhere, anyLine := make([]float64, n), make([]uint8, n)
	for i := range anywhere {
		anywhere[i], anyLine[i] = step*(r.Float64()-0.5), uint8(24+r.IntN(24))
	}
	if v := clearness(laid(n, 0.02, 0.004, 1, step), every(1), step, 1); v < 0.8*n {
		t.Errorf("what lies on lines is clear by %v", v)
	}
	if v := clearness(anywhere, anyLine, step, 1); v > partChance {
		t.Errorf("what lies anywhere is clear by %v", v)
	}
	// So loose that one line blurs into the next, but on every fourth of them.
	loose := laid(n, 0, 0.045, 1, 4*step)
	lines := every(4)
	if v := clearness(loose, lines, step, 1); v < 4*partChance {
		t.Errorf("what lies on every fourth line is clear by %v", v)
	}
	if a, b := clearness(loose, lines, step, 1), clearness(loose, lines, step, 0.25); math.Abs(a-4*b) > 1e-9 {
		t.Errorf("chords of four are clear by %v, notes by %v", b, a)
	}
}

// What was lined up a line off goes back to where it is played.
func TestAPartGoesBackByAWholeLine(t *testing.T) {
	const step = 0.12
	r := rand.New(rand.NewPCG(6, 6))
	f := frame{late: []float64{0, step}}
	for k := range 800 {
		for track := range 2 {
			if (k+track)%2 == 0 { // the one plays between the other
				at := 1 + step*float64(k) + 0.002*r.NormFloat64() - f.late[track]
				f.notes = append(f.notes, note{start: at, end: at + 0.1, weight: 1, track: uint16(track), drum: track == 0})
			}
		}
	}
	slices.SortStableFunc(f.notes, byStart)
	f.onsets = onsetsOf(f.notes)
	f.lattice = lattice{origin: 1, step: step}.judge(f.onsets)
	f.align()
	if math.Abs(f.late[1]) > 0.001 {
		t.Errorf("track 1 is still moved by %.1f ms", 1000*f.late[1])
	}
	for i, n := range f.notes {
		if k := math.Round((n.start - 1) / step); int(k)%2 != int(n.track) {
			t.Fatalf("note %d of track %d lies at %v", i, n.track, n.start)
		}
	}
}
