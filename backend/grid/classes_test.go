package grid_test

import (
	"math"
	"slices"
	"testing"

	"partlift/backend/grid"
)

// each makes so many tunes of a kind, from 76 to 148 BPM.
func each(n int, change func(i int, t *tune)) []tune {
	var out []tune
	for i := range n {
		t := tune{number: uint64(i + 1), bpm: 76 + math.Mod(float64(i)*17.3, 72), bars: bars(40, 4), noDrums: i%3 == 2}
		change(i, &t)
		out = append(out, t)
	}
	return out
}

// classes are kinds of songs, with the shares of them whose beats and whose bars
// must be right, and of which readings with the right beats must be offered.
var classes = []struct {
	name                 string
	beats, bars, offered float64
	tunes                []tune
}{
	{"clean", 1, 1, 1, each(9, func(int, *tune) {})},
	{"loose", 1, 1, 1, each(6, func(_ int, t *tune) { t.jitter = 0.010 })},
	{"parts that lag", 1, 1, 1, each(9, func(i int, t *tune) {
		t.lags, t.jitter, t.noDrums = [4]float64{0, 0.045, 0.03 + 0.01*float64(i%4), -0.02}, 0.004, false
	})},
	{"wandering", 1, 1, 1, each(6, func(i int, t *tune) {
		t.warp = func(s float64) float64 { return s + 0.02*math.Sin(s/(5+float64(i))) + 0.015*math.Sin(s/13) }
	})},
	{"swung", 1, 1, 1, each(8, func(i int, t *tune) { t.swing = 0.54 + 0.03*float64(i) })},
	{"paused", 1, 1, 1, each(8, func(i int, t *tune) {
		at, by := t.second(80)-0.03, 0.13*math.Pow(1.9, float64(i))
		t.warp = func(s float64) float64 {
			if s < at {
				return s
			}
			return s + by
		}
	})},
	{"another tempo", 0.83, 0.83, 0.83, each(6, func(i int, t *tune) {
		at, by := t.second(80), 0.84+0.06*float64(i)
		if i > 2 {
			by += 0.06
		}
		t.warp = func(s float64) float64 {
			if s < at {
				return s
			}
			return at + (s-at)*by
		}
	})},
	{"three in a bar", 0.66, 0.66, 1, each(6, func(_ int, t *tune) { t.bars = bars(48, 3) })},
	{"six eighths", 1, 0.5, 1, each(6, func(_ int, t *tune) { t.bars, t.thirds, t.bpm = bars(56, 2), true, t.bpm*0.7+20 })},
	{"a shorter bar", 1, 1, 1, each(6, func(i int, t *tune) { t.bars[15+i] = 2 })},
	{"a dropped beat", 1, 1, 1, each(6, func(i int, t *tune) { t.bars[15+i] = 3 })},
	{"a part in three", 1, 1, 1, each(6, func(_ int, t *tune) {
		for i := range 12 {
			t.bars[16+i] = 3
		}
	})},
}

// everydaySure are the kinds of songs of which such a share must be sure of its
// beats: doubt where all is plain wears doubt out.
var everydaySure = map[string]float64{"clean": 0.88, "loose": 1, "swung": 0.87}

// What is known of songs that were composed for it must not get worse.
func TestEveryKindOfSongIsReadAsOften(t *testing.T) {
	for _, c := range classes {
		t.Run(c.name, func(t *testing.T) {
			var beats, bars, offered, sure float64
			for _, tune := range c.tunes {
				r := grid.Find(tune.play(), grid.Options{})
				if r.Grid == nil {
					t.Logf("%d: no grid", tune.number)
					continue
				}
				trueBeats, trueDowns := tune.truth()
				end := trueBeats[len(trueBeats)-1]
				b, d := read(r.Grid, trueBeats[0], end)
				b, d = playing(b, trueBeats), playing(d, trueBeats)
				right := alike(trueBeats, b)
				ok := right
				for _, a := range r.Alternatives {
					b, _ := read(a.Grid, trueBeats[0], end)
					ok = ok || alike(trueBeats, playing(b, trueBeats))
				}
				if ok {
					offered++
				}
				if c.name == "paused" && r.Confidence.Bar >= 0.9 {
					t.Errorf("%d: bars after a pause are claimed with %v", tune.number, r.Confidence.Bar)
				}
				if claimed := r.Confidence.Level*r.Confidence.Phase >= 0.9; right {
					beats++
					if claimed {
						sure++
					}
				}
				if right && alike(trueDowns, d) {
					bars++
				} else {
					t.Logf("%d: beats %v of %d, bars of %d; %.2f BPM %v %v for %.2f, confidence %+v", tune.number, right, len(trueBeats), len(trueDowns), r.Grid.Tempo[0].BPM, *r.Grid.Meter, r.Grid.Changes, tune.bpm, r.Confidence)
				}
			}
			n := float64(len(c.tunes))
			t.Logf("beats %.2f, bars %.2f, offered %.2f, sure %.2f", beats/n, bars/n, offered/n, sure/n)
			if sure/n < everydaySure[c.name] {
				t.Errorf("sure of the beats in %.2f", sure/n)
			}
			if beats/n < c.beats || bars/n < c.bars || offered/n < c.offered {
				t.Errorf("beats right in %.2f, bars in %.2f, beats offered in %.2f", beats/n, bars/n, offered/n)
			}
		})
	}
}

// Where bars leave their meter, a person may still move bar one, and bars that
// never leave it are offered.
func TestBarOneMovesAllBars(t *testing.T) {
	song := tune{number: 2, bpm: 100, bars: slices.Concat(bars(12, 4), bars(1, 3), bars(24, 4))}
	trueBeats, trueDowns := song.truth()
	r := grid.Find(song.play(), grid.Options{})
	if r.Confidence.Bar >= 0.9 {
		t.Errorf("bars that leave their meter are claimed with %v", r.Confidence.Bar)
	}
	if len(r.Grid.Changes) != 2 {
		t.Fatalf("changes %v", r.Grid.Changes)
	}
	if i := slices.IndexFunc(r.Alternatives, func(a grid.Alternative) bool { return a.Name.Key == "another meter" }); i < 0 || len(r.Alternatives[i].Grid.Changes) > 0 {
		t.Errorf("bars of one length are not offered: %v", r.Alternatives)
	}
	for shift := -5; shift <= 5; shift++ {
		g := grid.Find(song.play(), grid.Options{Shift: shift}).Grid
		_, downs := read(g, trueBeats[8], trueBeats[len(trueBeats)-1])
		for i := range downs {
			downs[i] -= float64((shift%4+4)%4) * 0.6
		}
		if share(downs, trueDowns) < 1 || g.Downbeat > trueDowns[1] {
			t.Errorf("%d beats later: bars at %v, bar one at %v", shift, downs[:3], g.Downbeat)
		}
	}
}
