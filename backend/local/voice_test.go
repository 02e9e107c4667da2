package local

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/music"
)

func TestOneVoice(t *testing.T) {
	n := func(pitch, velocity uint8, start, end float64) music.Note {
		return music.Note{Pitch: pitch, Velocity: velocity, Start: start, End: end}
	}
	for name, c := range map[string]struct{ in, want []music.Note }{
		"nothing":                        {},
		"a line":                         {[]music.Note{n(40, 80, 0, 1), n(42, 80, 1, 2)}, []music.Note{n(40, 80, 0, 1), n(42, 80, 1, 2)}},
		"rings into the next":            {[]music.Note{n(40, 80, 0, 1.3), n(42, 80, 1, 2)}, []music.Note{n(40, 80, 0, 1), n(42, 80, 1, 2)}},
		"an overtone with it":            {[]music.Note{n(40, 80, 0, 1), n(52, 60, 0.01, 0.9)}, []music.Note{n(40, 80, 0, 1)}},
		"one before it":                  {[]music.Note{n(52, 60, 0, 0.9), n(40, 80, 0.02, 1)}, []music.Note{n(40, 80, 0.02, 1)}},
		"a weak one under it":            {[]music.Note{n(40, 80, 0, 1), n(52, 60, 0.4, 0.9)}, []music.Note{n(40, 80, 0, 1)}},
		"a strong one over it":           {[]music.Note{n(40, 80, 0, 1), n(52, 90, 0.4, 0.9)}, []music.Note{n(40, 80, 0, 0.4), n(52, 90, 0.4, 0.9)}},
		"a weak one that goes on longer": {[]music.Note{n(40, 80, 0, 1), n(52, 60, 0.8, 1.9)}, []music.Note{n(40, 80, 0, 0.8), n(52, 60, 0.8, 1.9)}},
		"three at once":                  {[]music.Note{n(40, 80, 0, 1), n(52, 60, 0, 1), n(59, 90, 0, 1)}, []music.Note{n(59, 90, 0, 1)}},
		"the strongest after another":    {[]music.Note{n(38, 80, 0, 1.02), n(52, 60, 1, 2), n(40, 80, 1.01, 2)}, []music.Note{n(38, 80, 0, 1), n(40, 80, 1.01, 2)}},
	} {
		if d := cmp.Diff(c.want, (Role{Mono: true}).fit(c.in)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
	all := []music.Note{n(30, 80, 0, 1), n(40, 80, 0, 1), n(50, 80, 0, 1)}
	if got := (Role{Low: 35, High: 45}).fit(all); len(got) != 1 || got[0].Pitch != 40 {
		t.Errorf("from 35 to 45: %+v", got)
	}
	if got := (Role{}).fit(all); len(got) != 3 {
		t.Errorf("of any pitch: %+v", got)
	}
}
