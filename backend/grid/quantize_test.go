package grid_test

import (
	"math"
	"testing"

	"partlift/backend/grid"
	"partlift/backend/music"
)

// at120 has a beat every half second, bar one at 0.
var at120 = &music.Grid{Tempo: []music.TempoPoint{{BPM: 120}}, Meter: &music.Meter{Numerator: 4, Denominator: 4}}

func song(notes ...music.Note) music.Song {
	return music.Song{Tracks: []music.Track{{Notes: notes}}}
}

func n(pitch uint8, start, end float64) music.Note {
	return music.Note{Pitch: pitch, Velocity: 80, Start: start, End: end}
}

func TestQuantize(t *testing.T) {
	for name, c := range map[string]struct {
		q                          grid.Quantize
		start, end, toStart, toEnd float64
	}{
		"by default a note on a line lands on it": {grid.Quantize{}, 0.5026, 0.7, 0.5, 0.6974},
		"by default a triplet lands on its line":  {grid.Quantize{}, 0.6653, 0.8, 0.5 + 1.0/6, 0.8 + 0.5 + 1.0/6 - 0.6653},
		"by default a played note stays":          {grid.Quantize{}, 0.51, 0.7, 0.51, 0.7},
		"quarters":                                {grid.Quantize{Division: 4, Strength: 1}, 0.6, 0.8, 0.5, 0.7},
		"sixteenths":                              {grid.Quantize{Division: 16, Strength: 1}, 0.6, 0.8, 0.625, 0.825},
		"half strength":                           {grid.Quantize{Division: 16, Strength: 0.5}, 0.6, 0.8, 0.6125, 0.8125},
		"no strength":                             {grid.Quantize{Division: 16}, 0.6, 0.8, 0.6, 0.8},
		"32nds":                                   {grid.Quantize{Division: 32, Strength: 1}, 0.56, 0.8, 0.5625, 0.8025},
		"eighth triplets":                         {grid.Quantize{Division: 8, Triplets: true, Strength: 1}, 0.34, 0.5, 1.0 / 3, 0.5 + 1.0/3 - 0.34},
		"swung eighths":                           {grid.Quantize{Division: 8, Swing: 0.66, Strength: 1}, 0.3, 0.5, 0.33, 0.53},
		"swing leaves the beat":                   {grid.Quantize{Division: 8, Swing: 0.66, Strength: 1}, 0.49, 0.7, 0.5, 0.71},
		"ends too":                                {grid.Quantize{Division: 16, Strength: 1, Ends: true}, 0.6, 0.8, 0.625, 0.75},
		"an end never comes before its start":     {grid.Quantize{Division: 4, Strength: 1, Ends: true}, 0.6, 0.65, 0.5, 0.55},
		"out of reach":                            {grid.Quantize{Division: 4, Strength: 1, Reach: 0.05}, 0.6, 0.8, 0.6, 0.8},
	} {
		t.Run(name, func(t *testing.T) {
			in := song(n(60, c.start, c.end))
			out, changes := c.q.Apply(in, at120)
			got := out.Tracks[0].Notes[0]
			if math.Abs(got.Start-c.toStart) > 1e-9 || math.Abs(got.End-c.toEnd) > 1e-9 {
				t.Errorf("%v–%v became %v–%v, want %v–%v", c.start, c.end, got.Start, got.End, c.toStart, c.toEnd)
			}
			if moved := c.start != c.toStart; (changes.Moved == 1) != moved {
				t.Errorf("counted %+v", changes)
			}
			if in.Tracks[0].Notes[0] != n(60, c.start, c.end) {
				t.Error("the notes as delivered were changed")
			}
		})
	}
}

func TestQuantizeCountsFromTheDownbeat(t *testing.T) {
	g := &music.Grid{Tempo: []music.TempoPoint{{Second: 0.1, BPM: 120}}, Downbeat: 0.35, Meter: at120.Meter}
	out, _ := grid.Quantize{Division: 4, Strength: 1}.Apply(song(n(60, 0.37, 1)), g)
	if got := out.Tracks[0].Notes[0].Start; math.Abs(got-0.35) > 1e-9 {
		t.Errorf("start %v, want the downbeat at 0.35", got)
	}
	if out, c := (grid.Quantize{}).Apply(song(n(60, 0.37, 1)), nil); c != (grid.Changes{}) || out.Tracks[0].Notes[0].Start != 0.37 {
		t.Errorf("without a grid: %+v", c)
	}
}

func TestSwingIsSeen(t *testing.T) {
	for _, want := range []float64{0.58, 0.62, 2.0 / 3} {
		var notes []music.Note
		for beat := range 64 {
			at := float64(beat) / 2
			notes = append(notes, n(60, at, at+0.2), n(62, at+want/2, at+want/2+0.1))
		}
		if got, division := grid.Swing(song(notes...), at120); division != 8 || math.Abs(got-want) > 0.005 {
			t.Errorf("swing of %v seen as %v of 1/%d", want, got, division)
		}
	}
	straight := []music.Note{}
	for k := range 128 {
		straight = append(straight, n(60, float64(k)/4, float64(k)/4+0.1))
	}
	if got, division := grid.Swing(song(straight...), at120); division != 0 {
		t.Errorf("straight eighths swing by %v of 1/%d", got, division)
	}
	if _, division := grid.Swing(song(), nil); division != 0 {
		t.Error("a song without a grid swings")
	}
}

func TestClean(t *testing.T) {
	soft := music.Note{Pitch: 72, Velocity: 8, Start: 0.26, End: 0.29}
	held := n(60, 0, 2)
	for name, c := range map[string]struct {
		clean grid.Clean
		in    []music.Note
		out   []music.Note
		want  grid.Changes
	}{
		"nothing asked, nothing done": {grid.Clean{}, []music.Note{held, soft}, []music.Note{held, soft}, grid.Changes{}},
		"short notes are lengthened":  {grid.Clean{MinLength: 0.05}, []music.Note{n(60, 1, 1.01)}, []music.Note{n(60, 1, 1.05)}, grid.Changes{Stretched: 1}},
		"duplicates become one": {grid.Clean{Duplicates: true}, []music.Note{n(60, 1, 2), n(60, 1.004, 3), n(61, 1, 2)},
			[]music.Note{n(60, 1, 3), n(61, 1, 2)}, grid.Changes{Duplicates: 1}},
		"a pitch ends where it starts again": {grid.Clean{Overlaps: true}, []music.Note{n(60, 1, 3), n(60, 2, 4), n(64, 1, 3)},
			[]music.Note{n(60, 1, 2), n(64, 1, 3), n(60, 2, 4)}, grid.Changes{Overlaps: 1}},
		"small gaps close": {grid.Clean{Legato: 0.1}, []music.Note{n(60, 1, 1.95), n(64, 1, 1.8), n(62, 2, 3)},
			[]music.Note{n(60, 1, 2), n(64, 1, 1.8), n(62, 2, 3)}, grid.Changes{Stretched: 1}},
		"a gap as long as allowed closes": {grid.Clean{Legato: 0.125}, []music.Note{n(60, 1, 1.875), n(62, 2, 3)},
			[]music.Note{n(60, 1, 2), n(62, 2, 3)}, grid.Changes{Stretched: 1}},
		"a larger gap stays": {grid.Clean{Legato: 0.124}, []music.Note{n(60, 1, 1.875), n(62, 2, 3)},
			[]music.Note{n(60, 1, 1.875), n(62, 2, 3)}, grid.Changes{}},
		"notes of one pitch that start together keep their ends": {grid.Clean{Overlaps: true}, []music.Note{n(60, 1, 3), n(60, 1, 4)},
			[]music.Note{n(60, 1, 3), n(60, 1, 4)}, grid.Changes{}},
		"a ghost over a held note goes": {grid.Clean{Ghosts: 0.5}, []music.Note{held, n(64, 0, 2), n(67, 0, 2), soft},
			[]music.Note{held, n(64, 0, 2), n(67, 0, 2)}, grid.Changes{Ghosts: 1}},
		"a soft note of its own stays": {grid.Clean{Ghosts: 1}, []music.Note{held, {Pitch: 73, Velocity: 8, Start: 0.26, End: 0.29}},
			[]music.Note{held, {Pitch: 73, Velocity: 8, Start: 0.26, End: 0.29}}, grid.Changes{}},
		"a soft note on a line stays": {grid.Clean{Ghosts: 1}, []music.Note{held, {Pitch: 72, Velocity: 8, Start: 0.25, End: 0.29}},
			[]music.Note{held, {Pitch: 72, Velocity: 8, Start: 0.25, End: 0.29}}, grid.Changes{}},
	} {
		t.Run(name, func(t *testing.T) {
			in := song(c.in...)
			before := in.Clone()
			out, from, got := c.clean.Apply(in, at120)
			if len(from[0]) != len(out.Tracks[0].Notes) {
				t.Errorf("%d notes come from %d places", len(out.Tracks[0].Notes), len(from[0]))
			}
			for k, i := range from[0] {
				if in.Tracks[0].Notes[i].Pitch != out.Tracks[0].Notes[k].Pitch {
					t.Errorf("note %d does not come from %d", k, i)
				}
			}
			music.Sort(c.out)
			music.Sort(out.Tracks[0].Notes)
			if len(out.Tracks[0].Notes) != len(c.out) {
				t.Fatalf("%v, want %v", out.Tracks[0].Notes, c.out)
			}
			for i, want := range c.out {
				if out.Tracks[0].Notes[i] != want {
					t.Errorf("note %d is %v, want %v", i, out.Tracks[0].Notes[i], want)
				}
			}
			if got != c.want {
				t.Errorf("counted %+v, want %+v", got, c.want)
			}
			for i, n := range before.Tracks[0].Notes {
				if in.Tracks[0].Notes[i] != n {
					t.Error("the notes as delivered were changed")
				}
			}
		})
	}
}

func TestKits(t *testing.T) {
	kit := func(pitches ...uint8) music.Track {
		t := music.Track{Drums: true}
		for _, p := range pitches {
			t.Notes = append(t.Notes, n(p, 0, 1))
		}
		return t
	}
	for name, c := range map[string]struct {
		in       music.Track
		gm       bool
		out      []uint8
		unmapped []uint8
	}{
		"General MIDI":       {kit(36, 38, 42, 46, 49), true, []uint8{36, 38, 42, 46, 49}, nil},
		"an octave down":     {kit(24, 24, 26, 30, 34), false, []uint8{36, 36, 38, 42, 46}, nil},
		"two octaves up":     {kit(60, 60, 62, 66, 70), false, []uint8{36, 36, 38, 42, 46}, nil},
		"an electronic kit":  {kit(36, 38, 22, 26, 36), false, []uint8{36, 38, 42, 46, 36}, nil},
		"something unknown":  {kit(36, 38, 42, 5, 110), false, []uint8{36, 38, 42, 5, 110}, []uint8{5, 110}},
		"congas are no kick": {kit(60, 61, 62, 63, 64), true, []uint8{60, 61, 62, 63, 64}, nil},
		"an empty track":     {kit(), true, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			k := grid.KitOf(c.in)
			if k.GM != c.gm || string(k.Unmapped) != string(c.unmapped) {
				t.Errorf("kit %+v", k)
			}
			for i, n := range c.in.Notes {
				got, mapped := k.Map[n.Pitch]
				if !mapped {
					got = n.Pitch
				}
				if got != c.out[i] {
					t.Errorf("pitch %d becomes %d, want %d", n.Pitch, got, c.out[i])
				}
			}
		})
	}
}

func TestLinesCountFromTheStartOfEachMeter(t *testing.T) {
	g := &music.Grid{Tempo: []music.TempoPoint{{Second: 0.1, BPM: 60}}, Downbeat: 1.1, Meter: &music.Meter{Numerator: 7, Denominator: 8},
		Changes: []music.MeterPoint{{Beat: 4.5, Meter: music.Meter{Numerator: 3, Denominator: 4}}}}
	for _, c := range []struct {
		q          grid.Quantize
		from, want float64 // beats from the downbeat
	}{
		{grid.Quantize{Division: 4, Strength: 1}, 2.9, 3},
		{grid.Quantize{Division: 4, Strength: 1}, 3.49, 3},
		{grid.Quantize{Division: 4, Strength: 1}, 3.51, 3.5}, // the bar line, not 4
		{grid.Quantize{Division: 4, Strength: 1}, 4.4, 4.5},
		{grid.Quantize{Division: 4, Strength: 1}, 5.2, 5.5},
		{grid.Quantize{Division: 4, Strength: 1}, 0.6, 1},
		{grid.Quantize{Division: 2, Strength: 1}, 3.2, 3.5}, // no line goes over a bar line
		{grid.Quantize{Division: 8, Triplets: true, Strength: 1}, 3.8, 3.5 + 1.0/3},
	} {
		song := song(music.Note{Pitch: 60, Velocity: 1, Start: 1.1 + c.from, End: 9})
		out, _ := c.q.Apply(song, g)
		if got := out.Tracks[0].Notes[0].Start - 1.1; math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%+v: beat %v went to %v, want %v", c.q, c.from, got, c.want)
		}
	}
	// Swing starts with each meter as well: pairs of eighths on beats.
	var notes []music.Note
	for i := range 40 {
		notes = append(notes, music.Note{Pitch: 60, Velocity: 1, Start: 4.6 + float64(i) + 0.66, End: 99})
	}
	if amount, division := grid.Swing(song(notes...), g); division != 8 || math.Abs(amount-0.66) > 0.01 {
		t.Errorf("swing %v of pairs of %d", amount, division)
	}
}

// Beyond three quarters of a pair the second note would be the next one's
// grace note, so more swing than that is not made.
func TestSwingHasALimit(t *testing.T) {
	g := &music.Grid{Tempo: []music.TempoPoint{{BPM: 120}}}
	for swing, want := range map[float64]float64{0.6: 0.3, 0.75: 0.375, 0.9: 0.375} {
		song := music.Song{Tracks: []music.Track{{Notes: []music.Note{{Pitch: 60, Velocity: 90, Start: 0.31, End: 0.4}}}}}
		out, _ := grid.Quantize{Division: 8, Swing: swing, Strength: 1}.Apply(song, g)
		if got := out.Tracks[0].Notes[0].Start; math.Abs(got-want) > 1e-9 {
			t.Errorf("swing %v puts the second eighth at %v s, want %v", swing, got, want)
		}
	}
}

// A drum of the service may last an instant, which programs that count 48 ticks
// a quarter would round away.
func TestShortNotesBecomePlayable(t *testing.T) {
	note := func(pitch uint8, start, length float64) music.Note {
		return music.Note{Pitch: pitch, Velocity: 90, Start: start, End: start + length}
	}
	for name, c := range map[string]struct {
		g       *music.Grid
		drums   bool
		notes   []music.Note
		lengths []float64
		counted int
	}{
		"a drum":                 {&music.Grid{Tempo: []music.TempoPoint{{BPM: 120}}}, true, []music.Note{note(36, 1, 1.0/192)}, []float64{0.03125}, 1},
		"in slow music":          {&music.Grid{Tempo: []music.TempoPoint{{BPM: 60}}}, true, []music.Note{note(36, 1, 0.02)}, []float64{0.0625}, 1},
		"long enough":            {&music.Grid{Tempo: []music.TempoPoint{{BPM: 120}}}, true, []music.Note{note(36, 1, 0.011)}, []float64{0.011}, 0},
		"a roll":                 {&music.Grid{Tempo: []music.TempoPoint{{BPM: 120}}}, true, []music.Note{note(38, 1, 0), note(42, 1.01, 0.2), note(38, 1.02, 0.2)}, []float64{0.02, 0.2, 0.2}, 1},
		"without bars":           {nil, false, []music.Note{note(60, 1, 0.001)}, []float64{0.03125}, 1},
		"twice at the same time": {nil, true, []music.Note{note(36, 1, 0), note(36, 1, 0)}, []float64{0.03125, 0.03125}, 2},
	} {
		song := music.Song{Tracks: []music.Track{{Drums: c.drums, Notes: c.notes}}}
		out, _, done := grid.Clean{Playable: true}.Apply(song, c.g)
		for i, n := range out.Tracks[0].Notes {
			if math.Abs(n.End-n.Start-c.lengths[i]) > 1e-9 {
				t.Errorf("%s: note %d lasts %v s, want %v", name, i, n.End-n.Start, c.lengths[i])
			}
		}
		if done.Stretched != c.counted {
			t.Errorf("%s: %d are counted", name, done.Stretched)
		}
		if again, _, more := (grid.Clean{}).Apply(song, c.g); more.Stretched > 0 || again.Tracks[0].Notes[0] != c.notes[0] {
			t.Errorf("%s: it is not reversible", name)
		}
	}
}
