package grid_test

import (
	"fmt"
	"math"
	"testing"

	"partlift/backend/grid"
)

const journeyBeats = 384

// paced returns the second of any beat of a song whose beats last as many
// seconds as pace says.
func paced(pace func(beat int) float64) func(float64) float64 {
	const beats = journeyBeats + 8
	at := make([]float64, beats+1)
	at[0] = 1.3
	for k := range beats {
		at[k+1] = at[k] + pace(k)
	}
	return func(beat float64) float64 {
		k := min(max(int(math.Floor(beat)), 0), beats-1)
		return at[k] + (beat-float64(k))*(at[k+1]-at[k])
	}
}

// pick returns the length of a beat at one of two tempi.
func pick(second bool, a, b float64) float64 {
	if second {
		return 60 / b
	}
	return 60 / a
}

// Songs whose tempo changes, the tempo events their map may have at most, and
// how many beats may be off the lines.
var journeys = map[string]struct {
	pace   func(beat int) float64
	events int
	off    int
}{
	"faster choruses": {func(b int) float64 { return pick(b/64%2 == 1, 120, 126) }, 8, 0},
	"a wide step":     {func(b int) float64 { return pick(b > 200, 100, 126) }, 4, 4},
	"a slow down at the end": {func(b int) float64 {
		return 60.0 / 112 * (1 + 0.025*float64(max(b-journeyBeats+13, 0)))
	}, 12, 4},
	"held beats":      {func(b int) float64 { return 60.0 / 104 * pick(b == 95 || b == 195, 60, 60/2.3) }, 8, 6},
	"a gap":           {func(b int) float64 { return 60.0/128 + 0.171*pick(b == 191, math.Inf(1), 60) }, 5, 4},
	"a little wander": {func(b int) float64 { return 0.5 * (1 + 0.02*math.Sin(float64(b)/9)) }, 80, 0},
	"much wander":     {func(b int) float64 { return 0.62 * (1 + 0.08*math.Sin(float64(b)/30)) }, 80, 0},
	"ever faster":     {func(b int) float64 { return 60 / (90 + 40*float64(b)/journeyBeats) }, 80, 0},
}

func TestTempoMapsFollowTheSong(t *testing.T) {
	for name, j := range journeys {
		for _, jitter := range []float64{0, 0.008} {
			t.Run(fmt.Sprintf("%s, jitter %v", name, jitter), func(t *testing.T) {
				second := paced(j.pace)
				r := grid.Find(band{second: second, beats: 4, bars: journeyBeats / 4, jitter: jitter}.play(), grid.Options{})
				if r.Grid == nil {
					t.Fatal(r.Reason)
				}
				if n := len(r.Grid.Tempo); n > j.events || n == 1 {
					t.Errorf("%d tempo events", n)
				}
				off, worst := 0, 0.0
				for k := range journeyBeats {
					want := second(float64(k))
					d := math.Abs(r.Grid.Second(math.Round(4*r.Grid.Beat(want))/4) - want)
					if d > 0.008+2*jitter {
						off++
					}
					worst = max(worst, d)
				}
				if off > j.off {
					t.Errorf("%d beats are off the lines, by up to %.1f ms", off, 1000*worst)
				}
			})
		}
	}
}

func TestSectionsOfOneTempoAreExact(t *testing.T) {
	second := paced(journeys["faster choruses"].pace)
	g := grid.Find(band{second: second, beats: 4, bars: journeyBeats / 4}.play(), grid.Options{}).Grid
	if g == nil {
		t.Fatal("no grid")
	}
	for _, at := range []float64{32, 96, 160, 224, 288, 352} {
		from, to := second(at-24), second(at+24)
		bpm := 60 * (g.Beat(to) - g.Beat(from)) / (to - from)
		want := 120.0
		if int(at)/64%2 == 1 {
			want = 126
		}
		if off := octaves(bpm, want); off > 2e-4 {
			t.Errorf("around beat %v the tempo is %v BPM, want %v", at, bpm, want)
		}
	}
}

func TestASongThatComesBackToItsLineNeverLeftIt(t *testing.T) {
	second := func(beat float64) float64 {
		u := min(max((beat-150)/24, 0), 1)
		return 1.3 + beat*60/110 + 0.06*math.Sin(math.Pi*u)
	}
	g := grid.Find(band{second: second, beats: 4, bars: journeyBeats / 4}.play(), grid.Options{}).Grid
	if g == nil {
		t.Fatal("no grid")
	}
	if !g.Constant() || octaves(g.Tempo[0].BPM, 110) > 1e-5 {
		t.Errorf("%d tempo events, %v BPM first", len(g.Tempo), g.Tempo[0].BPM)
	}
}

func TestACutThatWasLaidLateIsNoChangeOfTempo(t *testing.T) {
	for _, jitter := range []float64{0, 0.008} {
		second := func(beat float64) float64 {
			cut := 0.0
			if beat >= journeyBeats-20 {
				cut = 0.032
			}
			return 1.3 + beat*60/110 - cut
		}
		g := grid.Find(band{second: second, beats: 4, bars: journeyBeats / 4, jitter: jitter}.play(), grid.Options{}).Grid
		if g == nil {
			t.Fatal("no grid")
		}
		if !g.Constant() || octaves(g.Tempo[0].BPM, 110) > 1e-5 {
			t.Errorf("jitter %v: %d tempo events, %v BPM first", jitter, len(g.Tempo), g.Tempo[0].BPM)
		}
	}
}

// A few beats at another tempo are counted as those beside them are.
func TestAShortStretchIsCountedLikeTheOthers(t *testing.T) {
	for name, c := range map[string]struct {
		from, to int
		bpm      float64
	}{
		"eleven slow beats": {160, 171, 101},
		"ten fast beats":    {160, 170, 142},
	} {
		second := paced(func(b int) float64 { return pick(b >= c.from && b < c.to, 120, c.bpm) })
		g := grid.Find(band{second: second, beats: 4, bars: journeyBeats / 4}.play(), grid.Options{}).Grid
		if g == nil {
			t.Fatalf("%s: no grid", name)
		}
		for k := range journeyBeats {
			want := second(float64(k))
			if beat := g.Second(math.Round(g.Beat(want))); math.Abs(beat-want) > 0.02 {
				t.Errorf("%s: beat %d lies %.0f ms off", name, k, 1000*(beat-want))
			}
		}
		from, to := g.Beat(second(float64(c.from+2))), g.Beat(second(float64(c.to-2)))
		if n := math.Round(to - from); n != float64(c.to-c.from-4) {
			t.Errorf("%s: %v beats are counted, there are %d", name, n, c.to-c.from-4)
		}
	}
}
