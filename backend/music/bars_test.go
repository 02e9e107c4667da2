package music_test

import (
	"math"
	"testing"

	"partlift/backend/music"
)

// changing is two bars of 4/4 from 0.5 s on at 120 BPM, then three of 6/8, then
// 5/4.
func changing() *music.Grid {
	return &music.Grid{
		Tempo: []music.TempoPoint{{Second: -1, BPM: 120}}, Downbeat: 0.5, Meter: &music.Meter{Numerator: 4, Denominator: 4},
		Changes: []music.MeterPoint{{Beat: 11, Meter: music.Meter{Numerator: 6, Denominator: 8}}, {Beat: 20, Meter: music.Meter{Numerator: 5, Denominator: 4}}},
	}
}

func TestBarsChangeTheirLengthWithTheMeter(t *testing.T) {
	bars := changing().Bars()
	for _, want := range []struct {
		number  int
		start   float64
		num     int
		counted int
	}{
		{-2, -5, 4, 4}, {-1, -1, 4, 4}, {0, 3, 4, 4}, {1, 7, 4, 4}, {2, 11, 6, 2}, {3, 14, 6, 2}, {4, 17, 6, 2}, {5, 20, 5, 5}, {6, 25, 5, 5}, {105, 520, 5, 5},
	} {
		b := bars.Bar(want.number)
		if b.Number != want.number || b.Start != want.start || b.Meter.Numerator != want.num || b.Count() != want.counted {
			t.Errorf("bar %d is %+v with %d beats, want %+v", want.number, b, b.Count(), want)
		}
		next := bars.Bar(want.number + 1).Start
		if b.End() != next || b.Beat(b.Count()) != next || b.Beat(0) != b.Start {
			t.Errorf("bar %d ends at %v, its beats at %v, the next starts at %v", want.number, b.End(), b.Beat(b.Count()), next)
		}
		for _, beat := range []float64{b.Start, b.Start + 0.7, next - 1e-9} {
			if at := bars.At(beat); at != b {
				t.Errorf("beat %v lies in %+v, want %+v", beat, at, b)
			}
		}
	}
}

func TestBarsOfDamagedAndUnknownMeters(t *testing.T) {
	g := changing()
	g.Changes = append(g.Changes, music.MeterPoint{Beat: 30}, music.MeterPoint{Beat: 19, Meter: music.Meter{Numerator: 2, Denominator: 4}}, music.MeterPoint{Beat: math.NaN(), Meter: music.Meter{Numerator: 2, Denominator: 4}})
	if got := g.Bars(); len(got.Meters()) != 3 {
		t.Errorf("meters of no length or order are counted: %+v", got.Meters())
	}
	// A change that comes a hair early or late is meant for the bar line.
	for _, off := range []float64{-1e-7, 1e-7} {
		g := changing()
		g.Changes[0].Beat += off
		if m := g.Bars().Meters()[1]; m.Number != 2 {
			t.Errorf("a change %v off starts bar %d", off, m.Number)
		}
		if b := g.Bars().At(10.99); b.Number != 1 {
			t.Errorf("the bar before a change %v off is %d", off, b.Number)
		}
	}
	for name, m := range map[string]*music.Meter{"unknown": nil, "damaged": {Numerator: 4}} {
		g := changing()
		g.Meter = m
		if b := g.Bars().Bar(3); b.Start != 15 || b.Meter != (music.Meter{Numerator: 4, Denominator: 4}) {
			t.Errorf("%s meter: bar 3 is %+v", name, b)
		}
	}
}

func TestTheFileStartsWithTheBarOfTheAudio(t *testing.T) {
	for _, c := range []struct {
		downbeat float64
		change   float64 // to 6/8
		want     int
	}{
		{0, 0, 1}, {0.5, 0, 2}, {2, 0, 2}, {2.01, 0, 3}, {1e-6, 0, 1}, {-0.5, 0, 1}, {-2, 0, 0}, {-5, 0, -1},
		{-8, 4, -4}, // a bar of 4/4 and four of 6/8 before the audio
		{-8, 99, -3},
	} {
		g := &music.Grid{Tempo: []music.TempoPoint{{Second: c.downbeat, BPM: 120}}, Downbeat: c.downbeat, Meter: &music.Meter{Numerator: 4, Denominator: 4}}
		if c.change > 0 {
			g.Changes = []music.MeterPoint{{Beat: c.change, Meter: music.Meter{Numerator: 6, Denominator: 8}}}
		}
		if got := g.FirstBar(); got != c.want {
			t.Errorf("downbeat at %v s, change at %v: bar %d, want %d", c.downbeat, c.change, got, c.want)
		}
	}
}
