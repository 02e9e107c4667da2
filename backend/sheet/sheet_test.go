package sheet_test

import (
	"bytes"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"partlift/backend/music"
	"partlift/backend/sheet"
)

var update = flag.Bool("update", false, "write the golden file")

func write(t *testing.T, s sheet.Score) ([]byte, sheet.Changes) {
	t.Helper()
	var b bytes.Buffer
	c, err := sheet.Write(&b, s)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), c
}

// starts are starts and pitches in order.
func starts(notes []sounded) (out [][3]int) {
	for _, n := range notes {
		out = append(out, [3]int{n.Part, int(n.On), n.Pitch})
	}
	slices.SortFunc(out, func(a, b [3]int) int { return slices.Compare(a[:], b[:]) })
	return out
}

func asked(s sheet.Score) (out [][3]int) {
	for i, p := range s.Parts {
		for _, n := range p.Notes {
			out = append(out, [3]int{i, int(n.On), int(n.Pitch)})
		}
	}
	slices.SortFunc(out, func(a, b [3]int) int { return slices.Compare(a[:], b[:]) })
	return out
}

// meters that random scores have.
var meters = []music.Meter{{Numerator: 4, Denominator: 4}, {Numerator: 3, Denominator: 4}, {Numerator: 6, Denominator: 8}, {Numerator: 7, Denominator: 8}, {Numerator: 5, Denominator: 16}, {Numerator: 2, Denominator: 2}, {Numerator: 12, Denominator: 8}, {Numerator: 9, Denominator: 64}}

func TestNotesOnLinesComeBackAsTheyWere(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 7))
		key := music.NewKey(r.IntN(15)-7, r.IntN(2) == 0)
		s := sheet.Score{Title: "A & B", Key: &key, Meters: []sheet.Meter{{Meter: meters[r.IntN(len(meters))]}}}
		first := s.Meters[0].Meter
		s.Meters = append(s.Meters, sheet.Meter{Tick: uint32(first.Beats()*480) * uint32(1+r.IntN(3)), Meter: meters[r.IntN(3)]})
		from := s.Meters[1].Tick
		for p := range 3 {
			part := sheet.Part{Name: "P", Program: uint8(r.IntN(128)), Drums: p == 2}
			have := map[[2]uint32]bool{}
			add := func(on, off uint32) {
				pitch := uint8(13 + r.IntN(115))
				if !have[[2]uint32{on, uint32(pitch)}] {
					have[[2]uint32{on, uint32(pitch)}] = true
					part.Notes = append(part.Notes, sheet.Note{On: on, Off: max(off, on+1), Pitch: pitch})
				}
			}
			add(0, 480)
			for beat := range uint32(24) {
				step := uint32(60)
				if s.Meters[1].Meter.Denominator == 4 && r.IntN(3) == 0 {
					step = 80
				}
				for range r.IntN(4) {
					on := from + beat*480 + step*uint32(r.IntN(int(480/step)))
					add(on, on+uint32(r.IntN(1200)))
				}
			}
			s.Parts = append(s.Parts, part)
		}
		data, c := write(t, s)
		got, _ := read(t, data)
		if c.Merged != 0 || c.Low != 0 || c.Moved != 0 {
			t.Fatalf("seed %d: %+v", seed, c)
		}
		if g, w := starts(got), asked(s); !slices.Equal(g, w) {
			for i := range min(len(g), len(w)) {
				if g[i] != w[i] {
					t.Fatalf("seed %d: note %d of %d (%d) is %v, want %v", seed, i, len(g), len(w), g[i], w[i])
				}
			}
			t.Fatalf("seed %d: %d notes, want %d", seed, len(g), len(w))
		}
	}
}

// tune is eight beats with a pick-up, a triplet, a tie over the bar line, a
// chord, an accidental, and drums.
func tune() sheet.Score {
	key := music.NewKey(-1, true)
	return sheet.Score{
		Title: "Tune", Key: &key,
		Tempo:  []sheet.Tempo{{BPM: 117.98}},
		Meters: []sheet.Meter{{Meter: music.Meter{Numerator: 4, Denominator: 4}}},
		Chords: []sheet.Chord{{Tick: 1920, Symbol: "Dm"}, {Tick: 2880, Symbol: "Bbmaj7/D"}, {Tick: 3840, Symbol: "what"}},
		Parts: []sheet.Part{
			{Name: "Vocals", Program: 54, Notes: []sheet.Note{
				{1440, 1680, 69}, {1680, 1920, 73}, {1920, 2080, 74}, {2080, 2240, 72}, {2240, 2400, 70},
				{2400, 2880, 69}, {3360, 4320, 65}, {4320, 4800, 62}, {4320, 4800, 66},
			}},
			{Name: "Drums", Drums: true, Notes: []sheet.Note{{1920, 1950, 36}, {1920, 1950, 42}, {2160, 2180, 42}, {2400, 2430, 38}, {2400, 2430, 42}}},
		},
	}
}

func TestATuneIsWrittenAsItWas(t *testing.T) {
	data, _ := write(t, tune())
	const golden = "testdata/tune.musicxml"
	if *update {
		if err := os.WriteFile(golden, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(data, want) {
		t.Errorf("the tune is written otherwise; look at it and run the test with -update:\n%s", data)
	}
}

func TestTheBarBeforeTheFirstIsAPickUp(t *testing.T) {
	for _, c := range []struct {
		on     uint32
		pickup bool
	}{{0, false}, {480, false}, {900, true}, {960, true}, {1440, true}, {1800, true}, {1900, false}, {1920, false}} {
		s := sheet.Score{Parts: []sheet.Part{{Notes: []sheet.Note{{c.on, c.on + 240, 60}, {4000, 4400, 62}}}}}
		data, _ := write(t, s)
		_, f := read(t, data)
		m := f.Parts[0].Measures[0]
		if got := m.Number == 0 && m.Implicit == "yes"; got != c.pickup {
			t.Errorf("a first note at %d: measure %d, implicit %q", c.on, m.Number, m.Implicit)
		}
	}
}

func TestPitchesAreSpelledAsTheKeyDoes(t *testing.T) {
	for _, c := range []struct {
		sharps int
		pitch  uint8
		step   string
		alter  int
		octave int
		sign   string
	}{
		{0, 60, "C", 0, 4, ""}, {0, 61, "C", 1, 4, "sharp"}, {0, 63, "E", -1, 4, "flat"}, {0, 68, "G", 1, 4, "sharp"}, {0, 70, "B", -1, 4, "flat"},
		{-3, 63, "E", -1, 4, ""}, {-3, 64, "E", 0, 4, "natural"}, {-3, 66, "G", -1, 4, "flat"}, {-3, 61, "D", -1, 4, "flat"},
		{7, 60, "B", 1, 3, ""}, {-7, 59, "C", -1, 4, ""}, {5, 65, "E", 1, 4, "sharp"}, {2, 73, "C", 1, 5, ""}, {7, 13, "C", 1, 0, ""}, {7, 14, "C", 2, 0, "double-sharp"},
	} {
		key := music.NewKey(c.sharps, false)
		data, _ := write(t, sheet.Score{Key: &key, Parts: []sheet.Part{{Program: 73, Notes: []sheet.Note{{0, 480, c.pitch}}}}})
		_, f := read(t, data)
		for _, e := range f.Parts[0].Measures[0].Elements {
			if e.Pitch != nil && (e.Pitch.Step != c.step || e.Pitch.Alter != c.alter || e.Pitch.Octave != c.octave || e.Accidental != c.sign) {
				t.Errorf("%d with %d sharps is %+v with sign %q, want %+v", c.pitch, c.sharps, *e.Pitch, e.Accidental, c)
			}
		}
	}
}

func TestMinorKeysHaveTheirRaisedFourth(t *testing.T) {
	key := music.NewKey(-3, true)
	data, _ := write(t, sheet.Score{Key: &key, Parts: []sheet.Part{{Program: 73, Notes: []sheet.Note{{0, 480, 66}}}}})
	if !bytes.Contains(data, []byte("<step>F</step>")) || !bytes.Contains(data, []byte("<mode>minor</mode>")) {
		t.Errorf("the raised fourth of C minor is no F sharp:\n%s", data)
	}
}

func TestWhatCannotBeReadGivesWayAndIsCounted(t *testing.T) {
	s := sheet.Score{Parts: []sheet.Part{{Program: 73, Notes: []sheet.Note{
		{7, 480, 60}, {20, 470, 60}, {480, 900, 5}, {961, 1440, 62}, {1440, 1440, 64},
	}}}}
	data, c := write(t, s)
	if c != (sheet.Changes{Moved: 3, Merged: 1, Low: 1}) {
		t.Errorf("changes are %+v", c)
	}
	got, _ := read(t, data)
	if w := [][3]int{{0, 0, 60}, {0, 960, 62}, {0, 1440, 64}}; !slices.Equal(starts(got), w) {
		t.Errorf("notes are %v, want %v", starts(got), w)
	}
}

func TestScoresThatCannotBeWrittenAreRefused(t *testing.T) {
	some := []sheet.Part{{Notes: []sheet.Note{{0, 480, 60}}}}
	for _, c := range []struct {
		score sheet.Score
		want  error
	}{
		{sheet.Score{}, sheet.ErrEmpty},
		{sheet.Score{Parts: []sheet.Part{{}}}, sheet.ErrEmpty},
		{sheet.Score{Parts: some, Meters: []sheet.Meter{{}}}, sheet.ErrMeter},
		{sheet.Score{Parts: some, Meters: []sheet.Meter{{Meter: music.Meter{Numerator: 4, Denominator: 3}}}}, sheet.ErrMeter},
		{sheet.Score{Parts: some, Meters: []sheet.Meter{{Tick: 1, Meter: music.Meter{Numerator: 4, Denominator: 4}}}}, sheet.ErrMeter},
	} {
		if _, err := sheet.Write(&bytes.Buffer{}, c.score); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v, want %v", c.score, err, c.want)
		}
	}
}

func TestTheLeadSheetIsWhatIsSung(t *testing.T) {
	chord := []sheet.Note{{0, 960, 60}, {10, 960, 67}, {480, 960, 64}}
	for name, c := range map[string]struct {
		parts []sheet.Part
		want  string
	}{
		"the voice":          {[]sheet.Part{{Name: "Flute", Program: 73, Notes: append(chord, chord...)}, {Name: "Lead Vocals", Program: 54, Notes: chord}}, "Lead Vocals"},
		"the highest":        {[]sheet.Part{{Name: "Cello", Program: 42, Notes: []sheet.Note{{0, 9, 40}, {0, 9, 45}}}, {Name: "Flute", Program: 73, Notes: []sheet.Note{{0, 9, 80}, {0, 9, 85}}}}, "Flute"},
		"not a few sparks":   {[]sheet.Part{{Name: "Cello", Program: 42, Notes: append(chord, chord...)}, {Name: "Bell", Program: 14, Notes: []sheet.Note{{0, 9, 80}}}}, "Cello"},
		"one at a time":      {[]sheet.Part{{Name: "Piano", Notes: []sheet.Note{{0, 9, 80}, {0, 9, 85}}}, {Name: "Cello", Program: 42, Notes: []sheet.Note{{0, 9, 40}}}}, "Cello"},
		"never bass or drum": {[]sheet.Part{{Name: "Bass", Program: 33, Notes: chord}, {Name: "Kit", Drums: true, Notes: chord}}, ""},
	} {
		lead := sheet.Lead(sheet.Score{Parts: c.parts})
		got := ""
		if len(lead.Parts) > 0 {
			got = lead.Parts[0].Name
		}
		if got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
	lead := sheet.Lead(sheet.Score{Parts: []sheet.Part{{Program: 54, Notes: []sheet.Note{{480, 960, 64}, {0, 960, 60}, {0, 960, 67}}}}})
	if w := []sheet.Note{{0, 480, 67}, {480, 960, 64}}; !slices.Equal(lead.Parts[0].Notes, w) {
		t.Errorf("the melody is %v, want %v", lead.Parts[0].Notes, w)
	}
}

func FuzzAnyNotesMakeAScore(f *testing.F) {
	f.Add([]byte{0, 1, 60, 9, 80, 3, 62, 4, 160, 200, 61, 255}, uint8(4), uint8(2), uint8(0))
	f.Add([]byte{255, 255, 12, 1, 3, 9, 13, 80}, uint8(13), uint8(6), uint8(33))
	f.Fuzz(func(t *testing.T, b []byte, num, den, program uint8) {
		s := sheet.Score{Meters: []sheet.Meter{{Meter: music.Meter{Numerator: int(num%32) + 1, Denominator: 1 << (den % 7)}}}}
		p := sheet.Part{Program: program & 127, Drums: program > 200}
		for ; len(b) >= 4 && len(p.Notes) < 200; b = b[4:] {
			on := uint32(b[0])*37 + uint32(b[3])
			p.Notes = append(p.Notes, sheet.Note{On: on, Off: on + uint32(b[1])*5, Pitch: b[2] & 127})
		}
		s.Parts = []sheet.Part{p}
		if len(p.Notes) == 0 {
			return
		}
		data, c := write(t, s)
		got, _ := read(t, data)
		if len(got)+c.Merged+c.Low != len(p.Notes) {
			t.Errorf("%d notes, %d are written, %+v", len(p.Notes), len(got), c)
		}
	})
}
