package grid

import (
	"math"
	"slices"
	"testing"
)

// A line is that of most beats, whatever a few of them do.
func TestABeatLineIsThatOfMostBeats(t *testing.T) {
	for name, c := range map[string]struct {
		off       func(k int) float64 // seconds off the line, by beat
		low, high float64             // of what they are off on average
	}{
		"even":           {func(int) float64 { return 0 }, 0, 1e-9},
		"sways":          {func(k int) float64 { return 0.02 * math.Sin(float64(k)/9) }, 0.012, 0.016},
		"slips for some": {func(k int) float64 { return map[bool]float64{true: 0.125}[k > 320 && k < 360] }, 0, 0.002},
		"slips at last":  {func(k int) float64 { return map[bool]float64{true: 0.125}[k > 350] }, 0, 0.004},
	} {
		even := evenly(3, 0.5, 401)
		for k := range even.seconds {
			even.seconds[k] += c.off(k)
		}
		got := even.beatLine()
		if math.Abs(got.beat-0.5) > 2e-5 || math.Abs(got.first-3) > 0.004 || got.off < c.low || got.off > c.high {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := (curve{at: []float64{0, 0.1}, seconds: []float64{2, 2.1}, mean: 0.5}).beatLine(); got != (beatLine{}) {
		t.Errorf("%+v from one beat", got)
	}
}

// drifting is even beats that leave their line slowly, by that many seconds.
func drifting(by float64) curve {
	c := evenly(3, 0.5, 241)
	for k := range c.seconds {
		c.seconds[k] += by * math.Sin(float64(k)/70)
	}
	return c
}

// Where a few notes lie between the lines for a while, a path that stays beside
// even beats does not slip to them; that of a tempo that drifts may.
func TestAPathStaysBesideEvenBeats(t *testing.T) {
	const beat = 0.5
	onsets := slices.DeleteFunc(onLines16(gliding(0, 1), beat/4, 120, 0.003), func(o onset) bool { return o.t > 83 })
	for at := 83 + 0.06; at < 123; at += 4 * beat {
		onsets = append(onsets, onset{at, 1})
	}
	worst := func(c curve) float64 {
		g, l := gliderOf(onsets, beat)
		g.stay(c)
		got, ok := g.curve(l, beat)
		if !ok {
			t.Fatal("no path")
		}
		off := 0.0
		for _, s := range got.seconds {
			off = max(off, math.Abs(s-3-math.Round((s-3)/beat)*beat))
		}
		return off
	}
	stays, goes := worst(drifting(0)), worst(drifting(0.4))
	if stays > 0.03 || goes < 0.05 {
		t.Errorf("%.0f ms off beside even beats, %.0f ms off beside those that drift", 1000*stays, 1000*goes)
	}
}

// A price fits what it is taken from, and is never more than a knot may pay.
func TestPricesOfLeavingALine(t *testing.T) {
	g, _ := gliderOf(onLines16(gliding(0, 1), 0.125, 60, 0), 0.5)
	g.stay(evenly(3, 0.5, 121))
	if len(g.away) != len(g.beat) {
		t.Fatalf("%d prices for %d bins", len(g.away), len(g.beat))
	}
	low, high := slices.Min(g.away), slices.Max(g.away)
	if low < 0 || low > glideUnit/10 || high > stayTop*glideUnit || high < stayTop*glideUnit-glideFrom-1 {
		t.Errorf("prices from %d to %d", low, high)
	}
	none, _ := gliderOf(onLines16(gliding(0, 1), 0.125, 60, 0), 0.5)
	if none.stay(curve{at: []float64{0, 0.1}, seconds: []float64{2, 2.1}, mean: 0.5}); none.away != nil {
		t.Error("there is a price of leaving a curve of one beat")
	}
	for i, v := range g.away {
		if v&glideFrom != 0 {
			t.Fatalf("the price of bin %d says where a path came from: %x", i, v)
		}
	}
}
