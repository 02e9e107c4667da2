package smf_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"partlift/backend/music"
	"partlift/backend/smf"
)

// mapOf makes a tempo map from stretches of beats and BPM.
func mapOf(start float64, stretches ...[2]float64) *music.Grid {
	g := &music.Grid{Downbeat: start}
	second, beat := start, 0.0
	for _, s := range stretches {
		g.Tempo = append(g.Tempo, music.TempoPoint{Second: second, Beat: beat, BPM: s[1]})
		second += s[0] * 60 / s[1]
		beat += s[0]
	}
	return g
}

// human is a tempo map that changes at every beat, with points off the ticks.
func human(seed uint64, beats int) *music.Grid {
	r := rand.New(rand.NewPCG(seed, 1))
	var stretches [][2]float64
	for range beats {
		stretches = append(stretches, [2]float64{0.9 + 0.2*r.Float64(), 100 + 20*r.Float64()})
	}
	return mapOf(0.37, stretches...)
}

func grids() map[string]*music.Grid {
	out := map[string]*music.Grid{
		"ritardando":            mapOf(0.3, [2]float64{16, 120.5}, [2]float64{8, 100.1}, [2]float64{8, 80.7}, [2]float64{4, 60.3}),
		"map before the audio":  mapOf(-10, [2]float64{7, 93}, [2]float64{9, 141.7}, [2]float64{300, 77.77}),
		"human":                 human(1, 300),
		"downbeat before audio": steady(101.3, -1.7),
		"far downbeat":          steady(117.98, 31.4),
		"negligible lead":       steady(117.98, 1e-9),
	}
	for _, bpm := range []float64{22, 60, 110.05, 117.98, 173.333, 240, 999} {
		for _, downbeat := range []float64{0, 0.001, 0.25, 1.9} {
			out[fmt.Sprint(bpm, " from ", downbeat)] = steady(bpm, downbeat)
		}
	}
	// The tempo of a fifth of a beat also rules the silence in front of it.
	short := mapOf(0, [2]float64{0.2, 120}, [2]float64{40, 121.3}, [2]float64{300, 90})
	short.Downbeat = 0.0505
	out["short first stretch"] = short
	waltz := steady(117.98, 0.8)
	waltz.Meter = &music.Meter{Numerator: 3, Denominator: 4}
	out["waltz"] = waltz
	vague := steady(88.8, 0.8)
	vague.MeterConfidence, vague.KeyConfidence = 0.5, 0.5
	out["vague"] = vague
	return out
}

// spread returns notes over a whole song, as they fall.
func spread(seconds float64) music.Song {
	r := rand.New(rand.NewPCG(7, 7))
	song := one()
	for s := 0.0; s < seconds; s += seconds / 2000 {
		start := math.Round((s+r.Float64()/50)*192) / 192
		song.Tracks[0].Notes = append(song.Tracks[0].Notes, music.Note{Pitch: uint8(40 + r.IntN(40)), Velocity: 90, Start: start, End: start + 0.2})
	}
	return song
}

func TestFilesKeepTheSongsTimeOnEveryGrid(t *testing.T) {
	for name, g := range grids() {
		for _, length := range []float64{8, 240, 3600} {
			t.Run(fmt.Sprint(name, " ", length, " s"), func(t *testing.T) {
				song, opt := spread(length), smf.Options{Grid: g}
				p := arrange(t, song, opt)
				passes(t, encode(t, p), wantOf(p, song, opt))
				if p.Shift < 0 || math.IsNaN(p.Shift) {
					t.Errorf("shift %v", p.Shift)
				}
				first := g.Tempo[0].BPM
				for _, point := range g.Tempo {
					if point.Second <= 0 {
						first = point.BPM
					}
				}
				if want := uint32(math.Round(60e6 / first)); p.Tempo[0].Micros != want {
					t.Errorf("the first tempo is %d microseconds, want %d", p.Tempo[0].Micros, want)
				}
				if g.Constant() && len(p.Tempo) != 1 {
					t.Errorf("%d tempos for a constant one", len(p.Tempo))
				}
			})
		}
	}
}

func TestNotesOnTheGridLandOnItsTicks(t *testing.T) {
	for name, g := range grids() {
		t.Run(name, func(t *testing.T) {
			// The first downbeat in the audio, on a bar line in 3/4 and in 4/4.
			down := g.Beat(g.Downbeat)
			down += max(math.Ceil((g.Beat(0)-down)/12), 0) * 12
			song := one()
			for line := range 2000 {
				song.Tracks[0].Notes = append(song.Tracks[0].Notes, music.Note{
					Pitch: uint8(line % 128), Velocity: 1,
					Start: g.Second(down + float64(line)/12), End: g.Second(down + float64(line+1)/12),
				})
			}
			p := arrange(t, song, smf.Options{Grid: g})
			first := p.Parts[0].Notes[0].On
			for i, n := range p.Parts[0].Notes {
				if n.On != first+uint32(40*i) || n.On%40 != 0 || n.Off != n.On+40 {
					t.Fatalf("line %d lies on ticks %d to %d, the first on %d", i, n.On, n.Off, first)
				}
			}
			bar := uint32(1920)
			if len(p.Meters) > 0 {
				bar = uint32(480 * p.Meters[0].Meter.Beats())
			}
			if first%bar != 0 {
				t.Errorf("the downbeat lies on tick %d, bars have %d", first, bar)
			}
		})
	}
}

// Roundings of thousands of tempo changes must not add up, or notes and beats
// would part.
func TestLongTempoMapsStayTogetherWithTheBeats(t *testing.T) {
	g := human(9, 4000)
	down, song := g.Beat(g.Downbeat), one()
	for beat := range 3600 {
		at := g.Second(down + float64(beat))
		song.Tracks[0].Notes = append(song.Tracks[0].Notes, music.Note{Pitch: uint8(beat % 128), Velocity: 1, Start: at, End: at + 0.1})
	}
	p := arrange(t, song, smf.Options{Grid: g})
	for i, n := range p.Parts[0].Notes {
		if n.On != 1920+480*uint32(i) {
			t.Fatalf("beat %d lies on tick %d", i, n.On)
		}
		if off := p.Second(n.On) - p.Shift - song.Tracks[0].Notes[i].Start; math.Abs(off) > 0.0015 {
			t.Fatalf("beat %d sounds %.2f ms off", i, 1000*off)
		}
	}
	passes(t, encode(t, p), wantOf(p, song, smf.Options{Grid: g}))
}

func TestShiftMovesForwardByLessThanABar(t *testing.T) {
	for _, c := range []struct{ bpm, downbeat, shift float64 }{
		{120, 0, 0}, {120, 0.5, 1.5}, {120, 2, 0}, {120, 2.25, 1.75}, {60, 1, 3}, {120, -0.5, 0.5},
	} {
		p := arrange(t, duet(), smf.Options{Grid: steady(c.bpm, c.downbeat)})
		if math.Abs(p.Shift-c.shift) > 1e-5 {
			t.Errorf("%v BPM from %v: shift %v, want %v", c.bpm, c.downbeat, p.Shift, c.shift)
		}
		tick := p.Parts[1].Notes[0].On
		if got := p.Second(tick) - p.Shift; math.Abs(got) > 0.001 {
			t.Errorf("%v BPM from %v: the note at 0 sounds at %v", c.bpm, c.downbeat, got)
		}
	}
}

func TestUsersTempoReplacesTheFittedOne(t *testing.T) {
	song := spread(200)
	for name, opt := range map[string]smf.Options{
		"without a grid": {Tempo: 93.7},
		"with one":       {Tempo: 93.7, Grid: human(3, 50)},
		"with a steady":  {Tempo: 187.4, Grid: steady(93.7, 0.44)},
	} {
		t.Run(name, func(t *testing.T) {
			p := arrange(t, song, opt)
			if want := uint32(math.Round(60e6 / opt.Tempo)); len(p.Tempo) != 1 || p.Tempo[0].Micros != want {
				t.Errorf("tempo %v, want %d", p.Tempo, want)
			}
			if opt.Grid == nil && (p.Shift != 0 || p.Meters != nil) {
				t.Errorf("shift %v, meter %v without a grid", p.Shift, p.Meters)
			}
			passes(t, encode(t, p), wantOf(p, song, opt))
		})
	}
}
