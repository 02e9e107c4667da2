package sheet_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"partlift/backend/music"
	"partlift/backend/sheet"
)

// flat is a score without the blanks between its elements.
func flat(t *testing.T, s sheet.Score) string {
	t.Helper()
	data, _ := write(t, s)
	var b bytes.Buffer
	for line := range strings.Lines(string(data)) {
		b.WriteString(strings.TrimSpace(line))
	}
	return b.String()
}

func TestClefsFollowInstrumentAndRange(t *testing.T) {
	const treble, low = "<clef><sign>G</sign><line>2</line>", "<clef><sign>F</sign><line>4</line>"
	const octave = "<clef-octave-change>"
	for _, c := range []struct {
		part    sheet.Part
		pitches []uint8
		want    string
	}{
		{sheet.Part{Program: 73}, []uint8{72, 76}, treble + "</clef>"},
		{sheet.Part{Program: 73}, []uint8{96, 98}, treble + octave + "1<"},
		{sheet.Part{Program: 42}, []uint8{40, 48}, low + "</clef>"},
		{sheet.Part{Program: 33}, []uint8{28, 40}, low + octave + "-1<"},
		{sheet.Part{Program: 33}, []uint8{60, 64}, treble + "</clef>"},
		{sheet.Part{Program: 25}, []uint8{52, 64}, treble + octave + "-1<"},
		{sheet.Part{Drums: true}, []uint8{36, 42}, "<clef><sign>percussion</sign></clef>"},
		{sheet.Part{Program: 0}, []uint8{48, 72}, "<staves>2</staves><clef number=\"1\"><sign>G</sign><line>2</line></clef><clef number=\"2\"><sign>F</sign><line>4</line></clef>"},
		{sheet.Part{Program: 0}, []uint8{72, 76}, treble + "</clef>"},
		{sheet.Part{Program: 0, Single: true}, []uint8{48, 72}, treble + "</clef>"},
	} {
		for i, pitch := range c.pitches {
			on := uint32(480 * i)
			c.part.Notes = append(c.part.Notes, sheet.Note{On: on, Off: on + 480, Pitch: pitch})
		}
		if got := flat(t, sheet.Score{Parts: []sheet.Part{c.part}}); !strings.Contains(got, c.want) {
			t.Errorf("program %d, drums %v, %v: no %s in %s", c.part.Program, c.part.Drums, c.pitches, c.want, got[:min(1500, len(got))])
		}
	}
}

func TestOnlyAnotherTempoIsMarked(t *testing.T) {
	s := sheet.Score{
		Tempo: []sheet.Tempo{{BPM: 100}, {Tick: 1920, BPM: 101}, {Tick: 3840, BPM: 110}, {Tick: 5760, BPM: 100}},
		Parts: []sheet.Part{{Program: 73, Notes: []sheet.Note{{0, 480, 72}, {7000, 7400, 72}}}},
	}
	got := flat(t, s)
	for mark, n := range map[string]int{"<per-minute>100<": 2, "<per-minute>101<": 0, "<per-minute>110<": 1, "<sound tempo=": 3} {
		if strings.Count(got, mark) != n {
			t.Errorf("%d times %s, want %d", strings.Count(got, mark), mark, n)
		}
	}
	if got := flat(t, sheet.Score{Parts: s.Parts}); !strings.Contains(got, "<per-minute>120<") {
		t.Error("a score without a tempo is not at 120")
	}
}

func TestKitsHaveFeetAndHands(t *testing.T) {
	got := flat(t, tune())
	for _, want := range []string{
		"<display-step>F</display-step><display-octave>4</display-octave></unpitched><duration>480</duration><instrument id=\"P2-D36\"></instrument><voice>2</voice><type>quarter</type><stem>down</stem></note>",
		"<display-step>G</display-step><display-octave>5</display-octave></unpitched><duration>240</duration><instrument id=\"P2-D42\"></instrument><voice>1</voice><type>eighth</type><stem>up</stem><notehead>x</notehead>",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}

func TestChordsStandWhereTheyChange(t *testing.T) {
	got := flat(t, tune())
	if !strings.Contains(got, "<harmony><root><root-step>B</root-step><root-alter>-1</root-alter></root><kind text=\"maj7\">major-seventh</kind><bass><bass-step>D</bass-step></bass></harmony>") || strings.Count(got, "<harmony>") != 2 {
		t.Errorf("chords are %s", got)
	}
	late := sheet.Score{
		Chords: []sheet.Chord{{Tick: 960, Symbol: "F#m7/C#"}},
		Parts:  []sheet.Part{{Program: 73, Notes: []sheet.Note{{0, 1920, 72}}}},
	}
	if got := flat(t, late); !strings.Contains(got, "<bass-alter>1</bass-alter></bass><offset>960</offset></harmony><note>") {
		t.Errorf("a chord within a note is written %s", got)
	}
	for _, symbol := range []string{"", "H", "C/", "C/H", "C/Em", "Cfoo", "N.C."} {
		late.Chords[0].Symbol = symbol
		if strings.Contains(flat(t, late), "<harmony>") {
			t.Errorf("%q is a chord", symbol)
		}
	}
}

func TestMetersChangeOnTheirBars(t *testing.T) {
	s := sheet.Score{
		Meters: []sheet.Meter{{Meter: music.Meter{Numerator: 4, Denominator: 4}}, {Tick: 1920, Meter: music.Meter{Numerator: 6, Denominator: 8}}},
		Parts:  []sheet.Part{{Program: 73, Notes: []sheet.Note{{0, 1920, 72}, {1920, 2640, 74}, {2640, 3360, 76}}}},
	}
	got := flat(t, s)
	want := "<measure number=\"2\"><attributes><time><beats>6</beats><beat-type>8</beat-type></time></attributes><note><pitch><step>D</step><octave>5</octave></pitch><duration>720</duration><voice>1</voice><type>quarter</type><dot></dot></note>"
	if !strings.Contains(got, want) || strings.Count(got, "<measure") != 2 {
		t.Errorf("no %s in %s", want, got)
	}
}

func TestANoteJustBeforeTheLastBarLineStartsABar(t *testing.T) {
	for _, on := range []uint32{1881, 1889, 1890, 1900, 1919} {
		notes := []sheet.Note{{0, 480, 72}, {on, on + 3, 74}}
		if on < 1890 { // a beat of triplets has its lines farther apart
			notes = append(notes, sheet.Note{On: 1600, Off: 1680, Pitch: 72}, sheet.Note{On: 1760, Off: 1800, Pitch: 72})
		}
		data, _ := write(t, sheet.Score{Parts: []sheet.Part{{Program: 73, Notes: notes}}})
		got, f := read(t, data)
		if len(f.Parts[0].Measures) != 2 || !slices.ContainsFunc(got, func(n sounded) bool { return n.On == 1920 && n.Pitch == 74 }) {
			t.Errorf("a note at %d: %d measures, %v", on, len(f.Parts[0].Measures), got)
		}
	}
}

func TestBeatsOfThreePartsHaveNoTriplets(t *testing.T) {
	s := sheet.Score{
		Meters: []sheet.Meter{{Meter: music.Meter{Numerator: 6, Denominator: 8}}},
		Parts:  []sheet.Part{{Program: 73, Notes: []sheet.Note{{0, 160, 72}, {160, 320, 74}, {320, 480, 76}}}},
	}
	if _, c := write(t, s); c.Moved != 2 || strings.Contains(flat(t, s), "<time-modification>") {
		t.Errorf("%+v, %s", c, flat(t, s))
	}
}

func TestChordsBeforeAPickUpAreOver(t *testing.T) {
	s := sheet.Score{
		Chords: []sheet.Chord{{Tick: 0, Symbol: "C"}, {Tick: 1440, Symbol: "G"}},
		Parts:  []sheet.Part{{Program: 73, Notes: []sheet.Note{{1440, 1920, 72}}}},
	}
	if got := flat(t, s); strings.Count(got, "<harmony>") != 1 || !strings.Contains(got, "<root-step>G<") {
		t.Errorf("chords are %s", got)
	}
}

func TestATiedNoteKeepsItsAccidental(t *testing.T) {
	notes := []sheet.Note{{0, 480, 72}, {1440, 2400, 73}}
	for want, s := range map[int]sheet.Score{
		1: {Parts: []sheet.Part{{Program: 73, Notes: notes}}},
		2: {Parts: []sheet.Part{{Program: 73, Notes: append(slices.Clone(notes), sheet.Note{On: 2400, Off: 2880, Pitch: 73})}}},
	} {
		if got := flat(t, s); strings.Count(got, "<accidental>sharp<") != want || strings.Count(got, "<alter>1<") != want+1 {
			t.Errorf("a sharp is written at its start and where it is struck again: %s", got)
		}
	}
}
