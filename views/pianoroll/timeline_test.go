package pianoroll

import (
	"math"
	"strings"
	"testing"

	"partlift/backend/music"
)

func gridOf(bpm, downbeat float64, num, den int) *music.Grid {
	g := &music.Grid{Tempo: []music.TempoPoint{{BPM: bpm}}, Downbeat: downbeat}
	if num > 0 {
		g.Meter = &music.Meter{Numerator: num, Denominator: den}
	}
	return g
}

// slowing is 120 beats a minute for 4 beats, then 60.
func slowing() *music.Grid {
	return &music.Grid{Tempo: []music.TempoPoint{{BPM: 120}, {Second: 2, Beat: 4, BPM: 60}}, Meter: &music.Meter{Numerator: 4, Denominator: 4}}
}

// changing is two bars of 4/4 at 120 BPM, then three of 7/8, then 3/4.
func changing() *music.Grid {
	g := gridOf(120, 0, 4, 4)
	g.Changes = []music.MeterPoint{{Beat: 8, Meter: music.Meter{Numerator: 7, Denominator: 8}}, {Beat: 18.5, Meter: music.Meter{Numerator: 3, Denominator: 4}}}
	return g
}

func TestPositions(t *testing.T) {
	for _, tt := range []struct {
		name   string
		scene  Scene
		second float64
		want   string
	}{
		{"start", Scene{Grid: gridOf(120, 0, 4, 4)}, 0, "1.1.000"},
		{"half a beat", Scene{Grid: gridOf(120, 0, 4, 4)}, 0.25, "1.1.240"},
		{"next bar", Scene{Grid: gridOf(120, 0, 4, 4)}, 2, "2.1.000"},
		{"last tick", Scene{Grid: gridOf(120, 0, 4, 4)}, 1.999, "1.4.479"},
		{"a pickup is in bar 1", Scene{Grid: gridOf(120, 0.5, 4, 4)}, 0, "1.4.000"},
		{"the downbeat after a pickup", Scene{Grid: gridOf(120, 0.5, 4, 4)}, 0.5, "2.1.000"},
		{"a long pickup", Scene{Grid: gridOf(120, 2.5, 4, 4)}, 2.5, "3.1.000"},
		{"bars counted by the scene", Scene{Grid: gridOf(120, 0.5, 4, 4), FirstBar: 1}, 0.5, "1.1.000"},
		{"before bars counted by the scene", Scene{Grid: gridOf(120, 0.5, 4, 4), FirstBar: 1}, 0, "0.4.000"},
		{"waltz", Scene{Grid: gridOf(60, 0, 3, 4)}, 4, "2.2.000"},
		{"six eighths", Scene{Grid: gridOf(60, 0, 6, 8)}, 3.5, "2.2.000"},
		{"ticks of an eighth", Scene{Grid: gridOf(60, 0, 6, 8)}, 0.25, "1.1.120"},
		{"no meter counts in fours", Scene{Grid: gridOf(120, 0, 0, 0)}, 2.5, "2.2.000"},
		{"tempo map, before the change", Scene{Grid: slowing()}, 1, "1.3.000"},
		{"tempo map, after the change", Scene{Grid: slowing()}, 5, "2.4.000"},
		{"before a change of meter", Scene{Grid: changing()}, 3.75, "2.4.240"},
		{"the first tick of another meter", Scene{Grid: changing()}, 4, "3.1.000"},
		{"a hair before it", Scene{Grid: changing()}, 3.9999, "3.1.000"},
		{"eighths", Scene{Grid: changing()}, 5.5, "3.7.000"},
		{"the next bar of seven", Scene{Grid: changing()}, 5.75, "4.1.000"},
		{"after two changes", Scene{Grid: changing()}, 9.25 + 1.5 + 0.5, "7.2.000"},
		{"changes after a pickup", Scene{Grid: func() *music.Grid { g := changing(); g.Downbeat, g.Tempo[0].Second = 0.5, 0.5; return g }()}, 4.5, "4.1.000"},
		{"no grid", Scene{}, 64.537, "1:04.54"},
		{"no grid, carries", Scene{}, 59.999, "1:00.00"},
		{"a grid without tempo is none", Scene{Grid: &music.Grid{}}, 1, "0:01.00"},
	} {
		line := newTimeline(&tt.scene)
		if got := line.position(tt.second); got != tt.want {
			t.Errorf("%s: %g s is %s, want %s", tt.name, tt.second, got, tt.want)
		}
	}
}

// labels returns what a ruler of a width in points shows from 0 to a second.
func labels(s Scene, seconds, width float64) string {
	line := newTimeline(&s)
	sc := line.scale(Viewport{PerSecond: width / seconds}, width)
	var out []string
	each := line.steps[sc.label]
	for k := -floorDiv(-sc.from, each) * each; k <= sc.to; k += each {
		if at := line.second(k); !line.void(k) && at >= -1e-9 && at <= seconds+1e-9 {
			out = append(out, string(line.appendLabel(nil, k, each)))
		}
	}
	return strings.Join(out, " ")
}

func TestRuler(t *testing.T) {
	for _, tt := range []struct {
		name    string
		scene   Scene
		seconds float64
		want    string
	}{
		{"beats", Scene{Grid: gridOf(120, 0, 4, 4)}, 4, "1 1.2 1.3 1.4 2 2.2 2.3 2.4 3"},
		{"bars", Scene{Grid: gridOf(120, 0, 4, 4)}, 16, "1 2 3 4 5 6 7 8 9"},
		{"every fourth bar", Scene{Grid: gridOf(120, 0, 4, 4)}, 60, "1 5 9 13 17 21 25 29"},
		{"waltz", Scene{Grid: gridOf(120, 0, 3, 4)}, 3, "1 1.2 1.3 2 2.2 2.3 3"},
		{"tempo map", Scene{Grid: slowing()}, 10, "1 2 3 4"},
		{"changes of meter", Scene{Grid: changing()}, 12, "1 2 3 4 5 6 7"},
		{"seconds", Scene{}, 8, "0:00 0:01 0:02 0:03 0:04 0:05 0:06 0:07 0:08"},
		{"minutes", Scene{}, 600, "0:00 1:00 2:00 3:00 4:00 5:00 6:00 7:00 8:00 9:00 10:00"},
		{"tenths", Scene{}, 0.9, "0:00.0 0:00.1 0:00.2 0:00.3 0:00.4 0:00.5 0:00.6 0:00.7 0:00.8 0:00.9"},
	} {
		if got := labels(tt.scene, tt.seconds, 600); got != tt.want {
			t.Errorf("%s: the ruler reads %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestLabelsNeverTouch(t *testing.T) {
	for _, s := range []Scene{{}, {Grid: gridOf(97.3, 0.31, 4, 4)}, {Grid: gridOf(180, 0, 7, 8)}, {Grid: gridOf(40, 0, 5, 4)}, {Grid: changing()}} {
		line := newTimeline(&s)
		for scale := 0.2; scale < maxSecond; scale *= 1.3 {
			v := Viewport{Start: 7, PerSecond: scale}
			sc := line.scale(v, 900)
			step := line.steps[sc.label]
			if apart := v.X(line.second(8*step)) - v.X(line.second(7*step)); apart < line.room(step)*0.99 {
				t.Errorf("at %g points a second labels are %g points apart", scale, apart)
			}
			n := 0
			for k := sc.from; k <= sc.to; k++ {
				if k%line.steps[sc.fine] == 0 && !line.void(k) {
					n++
				}
			}
			if float64(n) > 900/fadedAt+2 {
				t.Errorf("at %g points a second there are %d lines", scale, n)
			}
		}
	}
}

func TestUnitsAndSecondsAreInverse(t *testing.T) {
	for _, s := range []Scene{{}, {Grid: slowing()}, {Grid: gridOf(113.7, 1.3, 7, 8)}, {Grid: changing()}} {
		line := newTimeline(&s)
		for k := int64(0); k < 500; k += 7 {
			if line.void(k) {
				continue
			}
			if got := line.units(line.second(k)); math.Abs(got-float64(k)) > 1e-6 {
				t.Errorf("unit %d comes back as %g", k, got)
			}
		}
	}
}

func TestSnapGoesToTheLinesInView(t *testing.T) {
	s := Scene{Grid: gridOf(120, 0, 4, 4)}
	line := newTimeline(&s)
	for _, tt := range []struct{ perSecond, give, want float64 }{
		{10, 2.9, 2},        // bars
		{100, 0.61, 0.5},    // beats
		{1000, 0.61, 0.625}, // parts of beats
	} {
		sc := line.scale(Viewport{PerSecond: tt.perSecond}, 600)
		if got := line.snap(&sc, tt.give); !near(got, tt.want) {
			t.Errorf("at %g points a second %g snaps to %g, want %g", tt.perSecond, tt.give, got, tt.want)
		}
	}
}

func TestSnapFindsTheLinesOfEveryMeter(t *testing.T) {
	s := Scene{Grid: changing()}
	line := newTimeline(&s)
	sc := line.scale(Viewport{PerSecond: 30}, 600) // bars
	for give, want := range map[float64]float64{0.9: 0, 1.1: 2, 3.9: 4, 4.8: 4, 5: 5.75, 5.7: 5.75, 9: 9.25, 9.9: 9.25, 10.1: 10.75} {
		if got := line.snap(&sc, give); !near(got, want) {
			t.Errorf("%g snaps to %g, want %g", give, got, want)
		}
	}
}

// Every line that is drawn is a line of its bar, once.
func TestLinesOfShorterBarsAreDrawnOnce(t *testing.T) {
	s := Scene{Grid: changing()}
	line := newTimeline(&s)
	seen := map[float64]bool{}
	for k := int64(0); line.second(k) < 12; k += line.beat {
		if line.void(k) {
			continue
		}
		at := line.second(k)
		if seen[at] {
			t.Errorf("two lines at %g s", at)
		}
		seen[at] = true
	}
	if len(seen) != 8+21+6 { // beats of two bars of four, three of seven and nearly two of three
		t.Errorf("%d lines", len(seen))
	}
}
