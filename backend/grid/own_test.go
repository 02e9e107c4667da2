package grid_test

import (
	"math"
	"testing"

	"partlift/backend/grid"
	"partlift/backend/music"
)

// ownOf is the grid of a file: bar one at its start.
func ownOf(meter *music.Meter, tempo ...float64) *music.Grid {
	g := &music.Grid{Meter: meter, MeterConfidence: 1}
	at, beat := 0.0, 0.0
	for _, bpm := range tempo {
		g.Tempo = append(g.Tempo, music.TempoPoint{Second: at, Beat: beat, BPM: bpm})
		at, beat = at+16*60/bpm, beat+16
	}
	return g
}

var fourFour = &music.Meter{Numerator: 4, Denominator: 4}

// withOwn gives a song a grid that it came with.
func withOwn(s music.Song, own *music.Grid) music.Song {
	s.Own = own
	return s
}

func TestWhetherNotesContradictTheFilesOwnTempo(t *testing.T) {
	plays := func(bpm, offset, jitter float64, beats, bars int) music.Song {
		return band{second: steadily(bpm, offset), beats: beats, bars: bars, jitter: jitter}.play()
	}
	seven := &music.Meter{Numerator: 7, Denominator: 8}
	wide := func(beat float64) float64 { return ownOf(nil, 100, 140, 90, 120, 150).Second(beat) }
	for name, c := range map[string]struct {
		song music.Song
		own  *music.Grid
		want bool
	}{
		"120 that is true":                       {plays(120, 0, 0, 4, 16), ownOf(nil, 120), false},
		"120 that is true, played by hand":       {plays(120, 0, 0.015, 4, 24), ownOf(fourFour, 120), false},
		"60 in 120":                              {plays(60, 0, 0, 4, 16), ownOf(nil, 120), false},
		"120 over 117.98":                        {plays(117.98, 0.3, 0, 4, 24), ownOf(nil, 120), true},
		"120 over 90":                            {plays(90, 0, 0, 4, 24), ownOf(nil, 120), true},
		"120 in four over 128":                   {plays(128, 0.21, 0.003, 4, 24), ownOf(fourFour, 120), true},
		"120 over the same tempo somewhere else": {plays(120, 0.09, 0, 4, 24), ownOf(nil, 120), true},
		"174 that is heard as 87":                {plays(174, 0, 0, 4, 32), ownOf(fourFour, 174), false},
		"a tempo that changes":                   {band{second: wide, beats: 4, bars: 20}.play(), ownOf(fourFour, 100, 140, 90, 120, 150), false},
		"another tempo that somebody set":        {plays(117.98, 0.3, 0, 4, 48), ownOf(fourFour, 101), true},
		"a set tempo that 90 lies in":            {plays(90, 0, 0, 4, 32), ownOf(fourFour, 135), false},
		"120 with a meter that somebody set":     {plays(120, 0, 0, 7, 16), ownOf(seven, 120), false},
		"played by hand at another tempo":        {plays(117.98, 0.3, 0.02, 4, 24), ownOf(nil, 101), true},
		"played freely":                          {free(0.02, 1), ownOf(nil, 101), false},
		"notes anywhere":                         {scattered(400, 100, 3), ownOf(nil, 120), false},
		"too few notes to say":                   {song(n(60, 0, .1), n(60, .3, .4), n(60, .6, .7), n(60, .9, 1)), ownOf(nil, 120), false},
	} {
		found := grid.Find(c.song, grid.Options{})
		if got := grid.Contradicted(withOwn(c.song, c.own), found); got != c.want {
			t.Errorf("%s: contradicted is %v; the notes say %s, confidence %+v, fit %+v", name, got, saysGrid(found.Grid), found.Confidence, found.Fit)
		}
	}
}

func saysGrid(g *music.Grid) string {
	if g == nil {
		return "nothing"
	}
	return lines(g)
}

func TestAnOwnGridTakesMeterKeyAndChordsFromTheNotes(t *testing.T) {
	s := band{second: steadily(97.3, 0), beats: 3, bars: 24}.play()
	s.Own = ownOf(nil, 97.3)
	found := grid.Find(s, grid.Options{})
	g, sure := grid.Own(s, found)
	if g.Meter == nil || *g.Meter != (music.Meter{Numerator: 3, Denominator: 4}) || g.MeterConfidence != found.Grid.MeterConfidence || sure.Meter != g.MeterConfidence {
		t.Errorf("meter %v with %v", g.Meter, g.MeterConfidence)
	}
	if g.Key == nil || g.Key.Name != found.Grid.Key.Name || len(g.Chords) < 4 || g.ResidualMax > 0.003 || g.ResidualMax == 0 || sure.Tempo != 1 {
		t.Errorf("key %v, %d chords, off by %v, %+v", g.Key, len(g.Chords), g.ResidualMax, sure)
	}
	if s.Own.Meter != nil || s.Own.Key != nil || s.Own.Chords != nil {
		t.Error("the song's own grid was changed")
	}
	// What the file says stands.
	s.Own = ownOf(&music.Meter{Numerator: 6, Denominator: 8}, 97.3)
	s.Own.Key, s.Own.KeyConfidence = &music.Key{Sharps: 2, Name: "D major"}, 1
	if g, _ := grid.Own(s, found); g.Meter.Numerator != 6 || g.Key.Name != "D major" || g.KeyConfidence != 1 {
		t.Errorf("the file's meter and key became %v and %v", g.Meter, g.Key)
	}
}

func TestAMeterThatDoesNotFitTheFilesBeatsIsNotTaken(t *testing.T) {
	for name, c := range map[string]struct {
		second func(beat float64) float64
		own    *music.Grid
	}{
		"bar one on the second beat": {steadily(96, 60.0/96), ownOf(nil, 96)},
		"between two beats":          {steadily(96, 0.3), ownOf(nil, 96)},
		"another tempo":              {steadily(96, 0), ownOf(nil, 97)},
		"double the tempo":           {steadily(96, 0), ownOf(nil, 192)},
	} {
		s := band{second: c.second, beats: 4, bars: 24}.play()
		s.Own = c.own
		if g, _ := grid.Own(s, grid.Find(s, grid.Options{})); g.Meter != nil && name != "double the tempo" || g.Meter != nil && math.Mod(g.Meter.Beats(), 8) != 0 {
			t.Errorf("%s: %s", name, lines(g))
		}
	}
	// Whole bars of silence in front change nothing.
	s := band{second: steadily(96, 2.5), beats: 4, bars: 24}.play()
	s.Own = ownOf(nil, 96)
	if g, _ := grid.Own(s, grid.Find(s, grid.Options{})); g.Meter == nil {
		t.Error("a bar of silence took the meter away")
	}
}
