package grid

import (
	"slices"
	"testing"

	"partlift/backend/music"
)

func TestReadingsAreNamedByWhatDiffers(t *testing.T) {
	b := reading{lines: 4, phase: 1, beats: 4, first: 1, eighths: 2}
	for name, r := range map[string]reading{
		"double tempo":                   {lines: 2, phase: 1, beats: 4, eighths: 2},
		"half tempo":                     {lines: 8, phase: 1, beats: 4, eighths: 2},
		"half tempo, on the other beats": {lines: 8, phase: 5, beats: 4, eighths: 2},
		"another tempo":                  {lines: 8, phase: 3, beats: 4, eighths: 2}, // its beats are off-beats, too
		"a third of the tempo":           {lines: 12, phase: 1, beats: 4, eighths: 2},
		"one and a half times the tempo": {lines: 4, phase: 1, beats: 2, eighths: 3},
		"two thirds of the tempo":        {lines: 6, phase: 1, beats: 4, eighths: 2},
		"four thirds of the tempo":       {lines: 3, phase: 1, beats: 4, eighths: 2},
		"beats on the off-beats":         {lines: 4, phase: 3, beats: 4, eighths: 2},
		"bar one a beat later":           {lines: 4, phase: 1, beats: 4, first: 2, eighths: 2},
		"bar one a beat earlier":         {lines: 4, phase: 1, beats: 4, first: 0, eighths: 2},
		"bar one half a bar later":       {lines: 4, phase: 1, beats: 4, first: 3, eighths: 2},
		"another meter":                  {lines: 4, phase: 1, beats: 3, first: 1, eighths: 2},
	} {
		if got := relation(b, r).key; got != name {
			t.Errorf("%+v is called %q, want %q", r, got, name)
		}
	}
	if got := relation(reading{lines: 6, beats: 3, eighths: 2}, reading{lines: 2, beats: 4, eighths: 2}).key; got != "three times the tempo" {
		t.Errorf("three times the tempo is called %q", got)
	}
	if got := relation(b, reading{lines: 2, phase: 0, beats: 4, eighths: 2}).key; got != "another tempo" {
		t.Errorf("twice the tempo beside the beats is called %q", got)
	}
}

func TestTheLikelierHalfTempoHasThePlainName(t *testing.T) {
	for name, c := range map[string]struct{ plain, other, want, left float64 }{
		"plain is likelier": {0.3, 0.1, 0.3, 0.1},
		"other is likelier": {0.1, 0.3, 0.3, 0.1},
		"only the other":    {0, 0.3, 0.3, 0},
		"only the plain":    {0.3, 0, 0.3, 0},
		"none":              {0, 0, 0, 0},
	} {
		by := map[label]offer{}
		for n, odds := range map[label]float64{halfTempo: c.plain, otherHalf: c.other} {
			if odds > 0 {
				by[n] = offer{name: n, odds: odds}
			}
		}
		plainHalf(by)
		for n, o := range by {
			if o.name != n {
				t.Errorf("%s: %q is kept as %q", name, o.name.key, n.key)
			}
		}
		if by[halfTempo].odds != c.want || by[otherHalf].odds != c.left {
			t.Errorf("%s: half tempo %v, the other one %v", name, by[halfTempo].odds, by[otherHalf].odds)
		}
		if _, ok := by[otherHalf]; ok != (c.left > 0) {
			t.Errorf("%s: the other one is offered: %v", name, ok)
		}
	}
}

// A half tempo that nothing speaks for has its name as well.
func TestAnUnlikelyHalfTempoIsPlain(t *testing.T) {
	by := map[label]offer{otherHalf: {name: otherHalf}}
	plainHalf(by)
	if _, ok := by[halfTempo]; !ok || len(by) != 1 {
		t.Errorf("offered are %v", by)
	}
}

func TestBothHalfTempiAreOffered(t *testing.T) {
	s := &count{readings: []reading{
		{lines: 4, beats: 4, eighths: 2}, {lines: 8, beats: 4, eighths: 2}, {lines: 8, phase: 4, beats: 4, eighths: 2},
	}, odds: []float64{0.6, 0.1, 0.3}}
	offers := s.others(0)
	if len(offers) != 2 || offers[0].at != 2 || offers[0].name != halfTempo || offers[1].at != 1 || offers[1].name != otherHalf {
		t.Errorf("offered are %+v", offers)
	}
}

func TestWhatTheLatticeLacksIsOfferedToo(t *testing.T) {
	for bpm, want := range map[float64][]string{
		100: {"double tempo", "half tempo", "one and a half times the tempo", "two thirds of the tempo"},
		40:  {"double tempo", "one and a half times the tempo"}, // others are slower than a beat may be
		280: {"half tempo", "two thirds of the tempo"},
	} {
		g := &music.Grid{Tempo: []music.TempoPoint{{BPM: bpm}}, Meter: &music.Meter{Numerator: 4, Denominator: 4}}
		var got []string
		for _, a := range missing(nil, g) {
			got = append(got, a.Name.Key)
		}
		if !slices.Equal(got, want) {
			t.Errorf("at %v BPM %q, want %q", bpm, got, want)
		}
		if more := missing(missing(nil, g), g); len(more) > 0 {
			t.Errorf("at %v BPM offered again: %v", bpm, more)
		}
	}
}
