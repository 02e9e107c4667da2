package grid_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"partlift/backend/grid"
	"partlift/backend/music"
)

// octaves returns the tempo's distance in parts of one from the nearest level.
func octaves(bpm, truth float64) float64 {
	best := math.Inf(1)
	for _, m := range []float64{0.5, 1, 2} {
		best = min(best, math.Abs(bpm/truth/m-1))
	}
	return best
}

func TestTempoIsExactToTheLastBar(t *testing.T) {
	for _, jitter := range []float64{0, 0.008} {
		for _, bpm := range []float64{66.613, 82.0917, 97.31, 117.98, 128, 141.2371, 163.9} {
			t.Run(fmt.Sprintf("%v BPM, jitter %v", bpm, jitter), func(t *testing.T) {
				b := band{second: steadily(bpm, 1.234), beats: 4, bars: 64, jitter: jitter}
				r := grid.Find(b.play(), grid.Options{})
				if r.Grid == nil {
					t.Fatal(r.Reason)
				}
				if !r.Grid.Constant() {
					t.Fatalf("%d tempo points for one tempo", len(r.Grid.Tempo))
				}
				off := octaves(r.Grid.Tempo[0].BPM, bpm)
				if limit := 0.00001 + jitter/800; off > limit {
					t.Errorf("%v BPM, off by %.5f %%", r.Grid.Tempo[0].BPM, 100*off)
				}
				for beat := range 64 * 4 {
					want := b.second(float64(beat))
					at := 4 * r.Grid.Beat(want)
					if d := math.Abs(r.Grid.Second(math.Round(at)/4) - want); d > 0.004 {
						t.Fatalf("beat %d lies %.1f ms off the lines", beat, 1000*d)
					}
				}
			})
		}
	}
}

func TestBeatAndBarOneAreWhereTheBandPlaysThem(t *testing.T) {
	for _, c := range []struct {
		bpm, offset, pickup float64
		beats               int
	}{
		{96, 0.5, 0, 4}, {112.5, 2.75, 0, 4}, {126.3, 3.1, 1, 4}, {104, 4, 2.5, 4}, {120, 0, 0, 4}, {132, 1.7, 0, 3},
	} {
		t.Run(fmt.Sprintf("%v", c), func(t *testing.T) {
			b := band{second: steadily(c.bpm, c.offset), beats: c.beats, bars: 48, pickup: c.pickup}
			r := grid.Find(b.play(), grid.Options{})
			if r.Grid == nil {
				t.Fatal(r.Reason)
			}
			g := r.Grid
			if d := math.Abs(g.Tempo[0].BPM/c.bpm - 1); d > 1e-5 {
				t.Errorf("%v BPM for %v", g.Tempo[0].BPM, c.bpm)
			}
			if g.Meter == nil || g.Meter.Numerator != c.beats || g.Meter.Denominator != 4 {
				t.Errorf("metre %v for %d/4", g.Meter, c.beats)
			}
			bar := float64(c.beats) * 60 / c.bpm
			bars := (g.Downbeat - c.offset) / bar
			if d := math.Abs(bars-math.Round(bars)) * bar; d > 0.004 {
				t.Errorf("downbeat at %.3f s for %.3f s", g.Downbeat, c.offset)
			}
			if math.Abs(g.Downbeat-c.offset) > bar+0.01 {
				t.Errorf("the first downbeat is said to be at %.3f s, bar one is at %.3f s", g.Downbeat, c.offset)
			}
		})
	}
}

func TestTempoChangesAreFollowed(t *testing.T) {
	for name, second := range map[string]func(float64) float64{
		"a step": func(beat float64) float64 { return 1 + min(beat, 128)*60/100 + max(beat-128, 0)*60/108 },
		"a slow wander": func(beat float64) float64 {
			return 1 + beat*0.55 + 0.2*math.Sin(beat/40)
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := band{second: second, beats: 4, bars: 64}
			r := grid.Find(b.play(), grid.Options{})
			if r.Grid == nil {
				t.Fatal(r.Reason)
			}
			if r.Grid.Constant() {
				t.Fatal("the tempo is said to be constant")
			}
			off := 0
			for beat := range 256 {
				want := second(float64(beat))
				if d := math.Abs(r.Grid.Second(math.Round(4*r.Grid.Beat(want))/4) - want); d > 0.020 {
					off++
				}
			}
			if off > 8 {
				t.Errorf("%d of 256 beats lie more than 20 ms off the lines", off)
			}
			if n := len(r.Grid.Tempo); n > 80 {
				t.Errorf("%d tempo points for %s", n, name)
			}
		})
	}
}

func TestNotesWithoutABeatHaveNoGrid(t *testing.T) {
	for seed := range uint64(6) {
		for _, n := range []int{40, 300, 1500} {
			if r := grid.Find(scattered(n, 120, seed), grid.Options{}); r.Grid != nil && r.Grid.Constant() {
				t.Errorf("%d random notes got a constant tempo of %v BPM", n, r.Grid.Tempo[0].BPM)
			}
		}
	}
	if r := grid.Find(scattered(10, 20, 1), grid.Options{}); r.Grid != nil || r.Reason == "" {
		t.Errorf("ten notes got %+v", r)
	}
	if r := grid.Find(music.Song{}, grid.Options{}); r.Grid != nil || r.Reason == "" {
		t.Errorf("no notes got %+v", r)
	}
}

func TestFreePlayingIsNeverConstant(t *testing.T) {
	for seed := range uint64(5) {
		r := rand.New(rand.NewPCG(seed, 3))
		at, pace := 0.0, 0.25
		var track music.Track
		for range 800 {
			pace = min(max(pace*math.Exp(0.12*r.NormFloat64()), 0.12), 0.6)
			at += pace * []float64{1, 1, 2, 3}[r.IntN(4)]
			track.Notes = append(track.Notes, music.Note{Pitch: uint8(50 + r.IntN(30)), Velocity: 80, Start: at, End: at + pace})
		}
		got := grid.Find(music.Song{Tracks: []music.Track{track}}, grid.Options{})
		if got.Grid != nil && got.Grid.Constant() {
			t.Errorf("seed %d: free playing got %v BPM", seed, got.Grid.Tempo[0].BPM)
		}
	}
}

func TestAPersonKnowsBetter(t *testing.T) {
	song := band{second: steadily(120, 1), beats: 4, bars: 32}.play()
	plain := grid.Find(song, grid.Options{}).Grid
	if plain == nil {
		t.Fatal("no grid")
	}
	for name, c := range map[string]struct {
		opt  grid.Options
		want float64
	}{
		"double": {grid.Options{Octave: 1}, 2 * plain.Tempo[0].BPM}, "half": {grid.Options{Octave: -1}, plain.Tempo[0].BPM / 2},
		"typed": {grid.Options{Tempo: 61}, 60}, "range": {grid.Options{Low: 150, High: 250}, 240},
	} {
		r := grid.Find(song, c.opt)
		if r.Grid == nil {
			t.Errorf("%s: %s", name, r.Reason)
			continue
		}
		if got := r.Grid.Tempo[0].BPM; math.Abs(got/c.want-1) > 1e-4 {
			t.Errorf("%s: %v BPM, want %v", name, got, c.want)
		}
	}
	for _, shift := range []int{1, 2, -1, 5} {
		g := grid.Find(song, grid.Options{Shift: shift}).Grid
		beats := (g.Downbeat - plain.Downbeat) * g.Tempo[0].BPM / 60
		if d := math.Mod(beats-float64(shift)+400, 4); min(d, 4-d) > 1e-6 {
			t.Errorf("shift by %d moved bar one by %v beats", shift, beats)
		}
	}
	if r := grid.Find(song, grid.Options{Low: 131, High: 133}); r.Grid != nil || r.Reason == "" {
		t.Errorf("an impossible range got %+v", r.Grid)
	}
}

func TestOtherReadingsAreOffered(t *testing.T) {
	r := grid.Find(band{second: steadily(92, 1), beats: 4, bars: 32}.play(), grid.Options{})
	if len(r.Alternatives) < 2 {
		t.Fatalf("%d alternatives", len(r.Alternatives))
	}
	names := []string{}
	for _, a := range r.Alternatives {
		names = append(names, a.Name.String())
		if a.Grid == nil || a.Name.Empty() || a.Confidence > r.Confidence.Bar {
			t.Errorf("alternative %+v beside a confidence of %v", a, r.Confidence.Bar)
		}
	}
	if !slices.Contains(names, "double tempo") && !slices.Contains(names, "half tempo") {
		t.Errorf("neither double nor half is among %q", names)
	}
}

func TestTheOrderOfNotesAndTracksDoesNotMatter(t *testing.T) {
	song := band{second: steadily(107.7, 1), beats: 4, bars: 32}.play()
	want := grid.Find(song, grid.Options{}).Grid
	for i := range song.Tracks {
		slices.Reverse(song.Tracks[i].Notes)
	}
	got := grid.Find(song, grid.Options{}).Grid
	if math.Abs(got.Tempo[0].BPM-want.Tempo[0].BPM) > 1e-6 || math.Abs(got.Downbeat-want.Downbeat) > 1e-6 {
		t.Errorf("%+v, in another order %+v", want, got)
	}
}

// check holds for every result, whatever the notes.
func check(t *testing.T, r grid.Result) {
	t.Helper()
	if (r.Grid == nil) != (r.Reason != "") {
		t.Fatalf("grid %v, reason %q", r.Grid, r.Reason)
	}
	grids := []*music.Grid{}
	if r.Grid != nil {
		grids = append(grids, r.Grid)
	}
	names := map[string]bool{}
	for _, a := range r.Alternatives {
		if grids = append(grids, a.Grid); names[a.Name.String()] {
			t.Fatalf("%q is offered twice", a.Name)
		}
		names[a.Name.String()] = true
	}
	c := r.Confidence
	for _, v := range []float64{c.Tempo, c.Level, c.Phase, c.Meter, c.Bar, c.Key} {
		if !(v >= 0 && v <= 1) {
			t.Fatalf("confidence %+v", c)
		}
	}
	for _, g := range grids {
		finite := []float64{g.Downbeat, g.ResidualRMS, g.ResidualMax, g.MeterConfidence, g.KeyConfidence}
		for i, p := range g.Tempo {
			finite = append(finite, p.Second, p.Beat, p.BPM)
			if !(p.BPM > 20 && p.BPM < 1001) || i > 0 && (p.Second <= g.Tempo[i-1].Second || p.Beat <= g.Tempo[i-1].Beat) {
				t.Fatalf("tempo map %+v", g.Tempo)
			}
			if i > 0 {
				a := g.Tempo[i-1]
				if led := a.Beat + (p.Second-a.Second)*a.BPM/60; math.Abs(led-p.Beat) > 1.0/480 {
					t.Fatalf("point %d is at beat %v, the one before leads to %v", i, p.Beat, led)
				}
			}
		}
		for _, v := range finite {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("grid %+v", g)
			}
		}
		if len(g.Tempo) == 0 || g.Meter == nil {
			t.Fatalf("grid %+v", g)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add(uint64(1), uint16(100), 0.5, 60.0)
	f.Add(uint64(2), uint16(2000), 0.0, 240.0)
	f.Add(uint64(3), uint16(30), 1.0, 7.0)
	f.Add(uint64(4), uint16(600), 0.1, 7200.0)
	f.Fuzz(func(t *testing.T, seed uint64, n uint16, mix, length float64) {
		if !(length > 0 && length < 20000) || !(mix >= 0 && mix <= 1) || n > 4000 {
			t.Skip()
		}
		r := rand.New(rand.NewPCG(seed, 9))
		song := scattered(int(n), length, seed)
		step := 0.05 + r.Float64()/2
		for i := range song.Tracks[0].Notes {
			n := &song.Tracks[0].Notes[i]
			if r.Float64() > mix {
				n.Start = math.Floor(n.Start/step) * step
				n.End = n.Start + step
			}
			if r.IntN(50) == 0 {
				n.End = n.Start + 1e9*(r.Float64()-0.5)
			}
		}
		song.Tracks = append(song.Tracks, music.Track{Drums: true, Notes: song.Tracks[0].Notes[:n/3]})
		check(t, grid.Find(song, grid.Options{Octave: r.IntN(3) - 1, Shift: r.IntN(9) - 4}))
		told := grid.Find(song, grid.Options{Tempo: 25 + 900*r.Float64(), Octave: r.IntN(3) - 1, Shift: r.IntN(9) - 4})
		if told.Grid == nil {
			t.Fatalf("a tempo was named: %s", told.Reason)
		}
		check(t, told)
	})
}
