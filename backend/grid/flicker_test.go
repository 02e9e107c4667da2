package grid_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/grid"
	"partlift/backend/music"
)

// eighths are 64 eighths at 120 BPM that go up and down a scale, a little
// detached.
func eighths() []music.Note {
	scale := []uint8{60, 62, 64, 65, 67, 65, 64, 62}
	var out []music.Note
	for i := range 64 {
		start := float64(i) / 4
		out = append(out, n(scale[i%len(scale)], start, start+0.22))
	}
	return out
}

// with returns notes with others in the place of some, in order.
func with(notes []music.Note, without []int, others ...music.Note) []music.Note {
	var out []music.Note
	for i, n := range notes {
		if !slices.Contains(without, i) {
			out = append(out, n)
		}
	}
	out = append(out, others...)
	music.Sort(out)
	return out
}

var mending = grid.Clean{Flickers: true, Tails: true}

func TestFlickersAndTailsAreMended(t *testing.T) {
	plain := eighths()
	long := n(64, 2, 2.97) // in the place of four of them
	rest, fives := []int{8, 9, 10, 11}, []int{16, 17, 18, 19}
	for name, c := range map[string]struct {
		in, out []music.Note
		want    grid.Changes
	}{
		"a held note that goes out for a moment": {with(plain, rest, n(64, 2, 2.3), n(64, 2.35, 2.97)), with(plain, rest, long), grid.Changes{Flickers: 1}},
		"… twice":                                {with(plain, rest, n(64, 2, 2.3), n(64, 2.35, 2.6), n(64, 2.66, 2.97)), with(plain, rest, long), grid.Changes{Flickers: 2}},
		"a note heard again after its end":       {with(plain, []int{21}, n(65, 5.25, 5.31), n(65, 5.34, 5.4)), with(plain, []int{21}, n(65, 5.25, 5.4)), grid.Changes{Flickers: 1}},
		"… on a line, but tiny":                  {with(plain, []int{8, 9}, n(64, 2, 2.22), n(64, 2.25, 2.29)), with(plain, []int{8, 9}, n(64, 2, 2.29)), grid.Changes{Flickers: 1}},
		"a note that begins tiny and flickers":   {with(plain, []int{8, 9}, n(67, 2, 2.22), n(67, 2.25, 2.29), n(67, 2.34, 2.47)), with(plain, []int{8, 9}, n(67, 2, 2.22), n(67, 2.25, 2.47)), grid.Changes{Flickers: 1}},
		"a tiny one that ends an even run":       {with(plain, fives, n(60, 4, 4.22), n(60, 4.25, 4.47), n(60, 4.5, 4.72), n(60, 4.75, 4.78)), with(plain, fives, n(60, 4, 4.22), n(60, 4.25, 4.47), n(60, 4.5, 4.78)), grid.Changes{Flickers: 1}},
		"a flicker while a neighbor is held":     {with(plain, rest, n(64, 2, 2.3), n(65, 2.32, 2.9), n(64, 2.35, 2.97)), with(plain, rest, long, n(65, 2.32, 2.9)), grid.Changes{Flickers: 1}},
		"a flicker while a far note is struck":   {with(plain, rest, n(64, 2, 2.3), n(72, 2.31, 2.34), n(64, 2.35, 2.97)), with(plain, rest, long, n(72, 2.31, 2.34)), grid.Changes{Flickers: 1}},
		"a short note over a held one":           {with(plain, rest, n(50, 2, 2.9), n(64, 2, 2.2), n(62, 2.22, 2.26)), with(plain, rest, n(50, 2, 2.9), n(64, 2, 2.2), n(62, 2.22, 2.26)), grid.Changes{}},
		"one that rings on under itself":         {with(plain, rest, n(64, 2, 2.9), n(64, 2.06, 2.97)), with(plain, rest, long), grid.Changes{Tails: 1}},
		"a tail of another pitch":                {with(plain, rest, n(64, 2, 2.2), n(62, 2.22, 2.26)), with(plain, rest, n(64, 2, 2.2)), grid.Changes{Tails: 1}},
		"a tail of the last note":                {with(plain, nil, n(61, 16, 16.04)), with(plain, nil, n(61, 16, 16.04)), grid.Changes{}}, // it is on a line
		"… off the lines":                        {with(plain, nil, n(61, 15.98, 16.02)), plain, grid.Changes{Tails: 1}},
		"a loud one of its own":                  {with(plain, rest, n(64, 2, 2.2), music.Note{Pitch: 62, Velocity: 81, Start: 2.22, End: 2.26}), with(plain, rest, n(64, 2, 2.2), music.Note{Pitch: 62, Velocity: 81, Start: 2.22, End: 2.26}), grid.Changes{}},
		"a grace note in front of another":       {with(plain, []int{8}, n(64, 2, 2.05), n(65, 2.06, 2.1)), with(plain, []int{8}, n(64, 2, 2.05), n(65, 2.06, 2.1)), grid.Changes{}},
	} {
		t.Run(name, func(t *testing.T) {
			in := song(c.in...)
			before := in.Clone()
			out, from, done := mending.Apply(in, at120)
			if d := cmp.Diff(c.out, out.Tracks[0].Notes); d != "" {
				t.Errorf("notes (-want +got):\n%s", d)
			}
			if done != c.want {
				t.Errorf("counts %+v, want %+v", done, c.want)
			}
			for k, i := range from[0] {
				if got := out.Tracks[0].Notes[k]; got.Pitch != c.in[i].Pitch || got.Start != c.in[i].Start {
					t.Errorf("note %d came from %+v, not from %+v", k, got, c.in[i])
				}
			}
			if d := cmp.Diff(before, in); d != "" {
				t.Errorf("the song that was given changed:\n%s", d)
			}
			if none, _, done := (grid.Clean{}).Apply(in, at120); done != (grid.Changes{}) || len(none.Tracks[0].Notes) != len(c.in) {
				t.Errorf("mended without being asked: %+v", done)
			}
		})
	}
}

// run is notes of some pitches in turn, so many seconds apart and almost as long.
func run(from, apart float64, count int, pitches ...uint8) []music.Note {
	var out []music.Note
	for i := range count {
		start := from + float64(i)*apart
		out = append(out, n(pitches[i%len(pitches)], start, start+0.9*apart))
	}
	return out
}

func TestWhatIsPlayedFastStays(t *testing.T) {
	plain := eighths()
	room := []int{16, 17, 18, 19, 20, 21, 22, 23} // from 4 to 6 s
	for name, c := range map[string][]music.Note{
		"eighths":                        nil,
		"repeated eighths":               run(4, 0.25, 8, 60),
		"repeated eighths without gaps":  {n(60, 4, 4.25), n(60, 4.25, 4.5), n(60, 4.5, 4.75)},
		"32nds":                          run(4, 0.0625, 32, 72),
		"a tremolo at no tempo":          run(4.03, 0.071, 27, 72),
		"a tremolo of two":               run(4, 0.055, 36, 60, 72),
		"a trill":                        run(4, 0.0625, 32, 71, 72),
		"a trill at no tempo":            run(4.011, 0.047, 42, 71, 72),
		"a mordent":                      {n(71, 4.03, 4.08), n(72, 4.085, 4.135), n(71, 4.14, 4.4)},
		"triplets of 16ths":              run(4, 1.0/12, 24, 67),
		"a roll that gets slower":        {n(60, 4, 4.07), n(60, 4.08, 4.15), n(60, 4.165, 4.24), n(60, 4.25, 4.33), n(60, 4.345, 4.43), n(60, 4.44, 4.53)},
		"one that repeats after a while": {n(60, 4.03, 4.2), n(60, 4.31, 4.5)},
	} {
		t.Run(name, func(t *testing.T) {
			in := song(with(plain, room, c...)...)
			out, _, done := mending.Apply(in, at120)
			if d := cmp.Diff(in.Tracks[0].Notes, out.Tracks[0].Notes); d != "" || done != (grid.Changes{}) {
				t.Errorf("%+v (-played +got):\n%s", done, d)
			}
		})
	}
}

// Without bars, or where a part keeps to none, a note has no place to stray from.
func TestNothingStraysWithoutBars(t *testing.T) {
	in := song(with(eighths(), []int{8, 9, 10, 11}, n(64, 2, 2.3), n(64, 2.35, 2.97))...)
	if _, _, done := mending.Apply(in, nil); done != (grid.Changes{}) {
		t.Errorf("without bars: %+v", done)
	}
	tiny := song(with(eighths(), []int{8, 9}, n(64, 2, 2.22), n(64, 2.26, 2.3))...)
	if _, _, done := mending.Apply(tiny, nil); done != (grid.Changes{Flickers: 1}) {
		t.Errorf("a tiny one without bars: %+v", done)
	}
	free := in.Clone()
	for i := range free.Tracks[0].Notes {
		free.Tracks[0].Notes[i].Start += 0.03 * float64(i*i%17)
		free.Tracks[0].Notes[i].End += 0.03 * float64(i*i%17)
	}
	if _, _, done := mending.Apply(free, at120); done.Tails > 0 {
		t.Errorf("of a part that keeps to no beat: %+v", done)
	}
	loose := in.Clone()
	for i := range loose.Tracks[0].Notes {
		if n := &loose.Tracks[0].Notes[i]; i%4 == 3 {
			n.Start += 0.03 + float64(i)/300
			n.End += 0.03 + float64(i)/300
		}
	}
	if _, _, done := mending.Apply(loose, at120); done != (grid.Changes{}) {
		t.Errorf("of a part that often leaves the beat: %+v", done)
	}
}

func TestOnlyPitchedNotesThatNobodyKeepsAreMended(t *testing.T) {
	in := song(with(eighths(), []int{8, 9, 10, 11}, n(64, 2, 2.3), n(64, 2.35, 2.97))...)
	kit := in.Clone()
	kit.Tracks[0].Drums = true
	if _, _, done := mending.Apply(kit, at120); done != (grid.Changes{}) {
		t.Errorf("of drums: %+v", done)
	}
	held := mending
	held.Keep = func(_, note int) bool { return in.Tracks[0].Notes[note].Start == 2.35 }
	if _, _, done := held.Apply(in, at120); done != (grid.Changes{}) {
		t.Errorf("of one that somebody keeps: %+v", done)
	}
	for _, c := range []struct {
		clean grid.Clean
		in    []music.Note
	}{
		{grid.Clean{Tails: true}, in.Tracks[0].Notes},
		{grid.Clean{Flickers: true}, with(eighths(), []int{8, 9, 10, 11}, n(64, 2, 2.9), n(64, 2.06, 2.97))},
		{grid.Clean{Flickers: true}, with(eighths(), nil, n(61, 15.98, 16.02))},
	} {
		if _, _, done := c.clean.Apply(song(c.in...), at120); done != (grid.Changes{}) {
			t.Errorf("%+v did %+v", c.clean, done)
		}
	}
}

func TestSurplusVoices(t *testing.T) {
	line := eighths() // a part of one voice
	loud := func(pitch uint8, velocity uint8, start, end float64) music.Note {
		return music.Note{Pitch: pitch, Velocity: velocity, Start: start, End: end}
	}
	chord := func(from, count int, velocity uint8) (out []music.Note) {
		for i := range count {
			out = append(out, loud(uint8(from+i), velocity, 4, 5))
		}
		return out
	}
	long := n(64, 2, 2.97)
	rest := []int{8, 9, 10, 11}
	for name, c := range map[string]struct {
		program uint8
		in      []music.Note
		gone    []music.Note
	}{
		"an overtone of a bass":               {33, with(line, nil, n(72, 0, 0.2)), []music.Note{n(72, 0, 0.2)}},
		"… of a flute":                        {73, with(line, nil, n(72, 0, 0.2)), []music.Note{n(72, 0, 0.2)}},
		"… of a singer":                       {54, with(line, nil, n(79, 0, 0.2)), []music.Note{n(79, 0, 0.2)}},
		"… of a piano":                        {0, with(line, nil, n(72, 0, 0.2)), nil},
		"… of strings":                        {48, with(line, nil, n(72, 0, 0.2)), nil},
		"… of brass in sections":              {61, with(line, nil, n(72, 0, 0.2)), nil},
		"a louder octave":                     {33, with(line, nil, loud(72, 81, 0, 0.2)), nil},
		"a longer octave":                     {33, with(line, nil, n(72, 0, 0.25)), nil},
		"a weak one beside a bass":            {33, with(line, nil, loud(67, 60, 0, 0.2)), []music.Note{loud(67, 60, 0, 0.2)}},
		"a short one beside a bass":           {33, with(line, nil, n(67, 0, 0.1)), []music.Note{n(67, 0, 0.1)}},
		"one as strong and long":              {33, with(line, nil, n(67, 0, 0.22)), nil},
		"a note on a line over a held one":    {33, with(line, rest, long, n(76, 2.25, 2.45)), nil},
		"an overtone off the lines over one":  {33, with(line, rest, long, n(76, 2.31, 2.5)), []music.Note{n(76, 2.31, 2.5)}},
		"one that goes on after":              {33, with(line, rest, long, n(76, 2.91, 3.2)), nil},
		"one of the same pitch":               {33, with(line, nil, n(60, 0, 0.1)), nil},
		"a seventh string, louder":            {25, with(line, []int{16, 17, 18, 19}, append(chord(50, 6, 80), loud(62, 100, 4, 5))...), []music.Note{loud(50, 80, 4, 5)}},
		"six strings":                         {25, with(line, []int{16, 17, 18, 19}, chord(50, 6, 80)...), nil},
		"a seventh string":                    {25, with(line, []int{16, 17, 18, 19}, append(chord(50, 6, 80), loud(60, 40, 4.02, 5))...), []music.Note{loud(60, 40, 4.02, 5)}},
		"… an overtone":                       {25, with(line, []int{16, 17, 18, 19}, append(chord(50, 6, 80), loud(62, 80, 4, 5), loud(60, 81, 4, 5))...), []music.Note{loud(62, 80, 4, 5), loud(50, 80, 4, 5)}},
		"ten fingers":                         {0, with(line, []int{16, 17, 18, 19}, chord(50, 10, 80)...), nil},
		"an eleventh finger, short":           {0, with(line, []int{16, 17, 18, 19}, append(chord(50, 10, 80), n(60, 4, 4.2))...), []music.Note{n(60, 4, 4.2)}},
		"more than ten held by a pedal":       {0, with(line, nil, append(chord(50, 8, 80), n(60, 4.25, 5), n(62, 4.25, 5), n(64, 4.25, 5))...), nil},
		"a bass that plays chords all along":  {33, with(line, nil, shifted(line, 12)...), nil},
		"guitars that play twelve all along":  {25, slices.Concat(chord(40, 12, 80), run(6, 0.25, 8, 60)), nil},
		"one that the name does not tell":     {33, with(line, nil, n(72, 0, 0.2)), nil},
		"one of a drum kit":                   {33, with(line, nil, n(72, 0, 0.2)), nil},
		"an overtone that somebody says is a": {33, with(line, nil, n(72, 0, 0.2)), nil},
	} {
		t.Run(name, func(t *testing.T) {
			in := song(c.in...)
			in.Tracks[0].Program, in.Tracks[0].Known, in.Tracks[0].Drums = c.program, name != "one that the name does not tell", name == "one of a drum kit"
			clean := grid.Clean{Voices: true}
			if name == "an overtone that somebody says is a" {
				clean.Keep = func(_, note int) bool { return c.in[note].Pitch == 72 }
			}
			out, from, done := clean.Apply(in, at120)
			var want []music.Note
			for _, n := range c.in {
				if !slices.Contains(c.gone, n) {
					want = append(want, n)
				}
			}
			if d := cmp.Diff(want, out.Tracks[0].Notes); d != "" {
				t.Errorf("notes (-want +got):\n%s", d)
			}
			if done != (grid.Changes{Voices: len(c.gone)}) || len(from[0]) != len(want) {
				t.Errorf("counts %+v of %d", done, len(from[0]))
			}
		})
	}
	if _, _, done := (grid.Clean{Voices: true}).Apply(music.Song{Tracks: []music.Track{{Program: 33, Known: true}}}, nil); done != (grid.Changes{}) {
		t.Error(fmt.Sprint("of no notes: ", done))
	}
}

// shifted are notes so many semitones higher and a little softer.
func shifted(notes []music.Note, by uint8) []music.Note {
	out := slices.Clone(notes)
	for i := range out {
		out[i].Pitch += by
		out[i].Velocity--
	}
	return out
}
