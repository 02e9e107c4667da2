package edit_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"partlift/app/edit"
	"partlift/app/studio/studiotest"
	"partlift/backend/grid"
	"partlift/backend/music"
)

// shown is what a page says of a grid that was found with a confidence.
func shown(c edit.GridChoice, found edit.Found) (tempo string, report struct {
	Sure  bool
	Doubt edit.Doubt
}, err error) {
	p := &edit.Page{}
	p.SetGrid(c, found)
	err = json.Unmarshal(edit.GridJSON(found, 9), &report)
	return p.Tempo, report, err
}

// bare is a tempo that is said as if it were known.
var bare = regexp.MustCompile(`^(\d+\.\d+ BPM|Tempo map from \d+ BPM)( · \d+/\d+|$)`)

func TestWhatIsNotSureIsSaidInWords(t *testing.T) {
	four := &music.Meter{Numerator: 4, Denominator: 4}
	g := music.Grid{Tempo: []music.TempoPoint{{BPM: 44.02}}, Meter: four}
	for name, c := range map[string]struct {
		confidence grid.Confidence
		want       edit.Doubt
		says       string
	}{
		"all sure":         {grid.Confidence{Tempo: 1, Level: .99, Phase: .99, Meter: .95, Bar: .95}, edit.NoDoubt, "44.02 BPM · 4/4"},
		"just sure":        {grid.Confidence{Tempo: 1, Level: .9, Phase: 1, Meter: .9, Bar: .9}, edit.NoDoubt, "44.02 BPM · 4/4"},
		"bars below":       {grid.Confidence{Tempo: 1, Level: 1, Phase: 1, Meter: .95, Bar: .89}, edit.DoubtBars, "44.02 BPM · perhaps 4/4 · bars not sure: check them"},
		"beats below":      {grid.Confidence{Tempo: 1, Level: .94, Phase: .94, Meter: .9, Bar: .88}, edit.DoubtTempo, "Tempo not sure: check it · perhaps 44.02 BPM · 4/4"},
		"nothing is known": {grid.Confidence{Level: .05, Phase: 1}, edit.DoubtTempo, "Tempo not sure: check it · perhaps 44.02 BPM · 4/4"},
	} {
		found := edit.Found{Result: grid.Result{Grid: &g, Confidence: c.confidence}}
		tempo, report, err := shown(edit.GridChoice{}, found)
		if found.Doubt() != c.want || !strings.HasPrefix(tempo, c.says) {
			t.Errorf("%s: doubt %q, says %q", name, found.Doubt(), tempo)
		}
		if err != nil || report.Sure != (c.want == edit.NoDoubt) || report.Doubt != c.want {
			t.Errorf("%s: reports %+v, %v", name, report, err)
		}
		if c.want != edit.NoDoubt && (bare.MatchString(tempo) || c.want.Sentence().Empty()) || c.want == edit.NoDoubt && !c.want.Sentence().Empty() {
			t.Errorf("%s: %q, %q", name, tempo, c.want.Sentence())
		}
	}
	if d := (edit.Found{}).Doubt(); d != edit.NoDoubt {
		t.Errorf("without a grid %q", d)
	}
}

// vague is a song whose bars say little: one voice without accents.
func vague() music.Song {
	track := music.Track{Name: "Flute", Program: 73, Known: true}
	for i := range 64 {
		at := 0.3 + float64(i)*0.5
		track.Notes = append(track.Notes, music.Note{Pitch: 60 + uint8(i*5%7), Velocity: 80, Start: at, End: at + 0.4})
	}
	return music.Song{Tracks: []music.Track{track}}
}

// Whoever says how the bars are is not told to check them.
func TestAPersonsWordEndsTheDoubt(t *testing.T) {
	song := vague()
	found := edit.FindGrid(song, edit.GridChoice{})
	if found.Doubt() == edit.NoDoubt || len(found.Alternatives) == 0 {
		t.Fatalf("it is sure of a voice without accents: %+v", found.Confidence)
	}
	for name, c := range map[string]edit.GridChoice{
		"right": {Right: true}, "picked": {Pick: 1}, "double": {Octave: 1}, "later": {Shift: 1},
	} {
		got := edit.FindGrid(song, c)
		if got.Doubt() != edit.NoDoubt {
			t.Errorf("%s: doubt %q", name, got.Doubt())
		}
		if c.Right || c.Pick > 0 {
			if got.Grid.MeterConfidence != 1 {
				t.Errorf("%s: its meter is not written", name)
			}
		}
	}
	if got := edit.FindGrid(song, edit.GridChoice{Tempo: 117}); got.Grid == nil || got.Doubt() == edit.DoubtTempo {
		t.Errorf("typed: doubt %q", got.Doubt())
	}
	p := edit.NewPage(nil, song, 0, edit.Saved{Grid: edit.GridChoice{Right: true}}, false)
	for i, r := range p.Readings {
		if r.Choice.Right != (i == 0) || r.Chosen != (i == 0) {
			t.Errorf("%q: right %v, chosen %v", r.Label, r.Choice.Right, r.Chosen)
		}
	}
}

// A reading that was picked is found again wherever a later version lists it.
func TestAPickedReadingIsFoundByItsName(t *testing.T) {
	song := studiotest.Groove(174, 0, 24)
	found := edit.FindGrid(song, edit.GridChoice{})
	for i, a := range found.Alternatives {
		c := edit.GridChoice{Pick: len(found.Alternatives) - i, Picked: a.Name.String()}
		if got := edit.FindGrid(song, c); got.Grid.Tempo[0].BPM != a.Grid.Tempo[0].BPM || got.Grid.Downbeat != a.Grid.Downbeat {
			t.Errorf("%s: %v BPM, want %v", a.Name, got.Grid.Tempo[0].BPM, a.Grid.Tempo[0].BPM)
		}
	}
	gone := edit.FindGrid(song, edit.GridChoice{Pick: 1, Picked: "nine quarters of the tempo"})
	if gone.Grid.Tempo[0].BPM != found.Grid.Tempo[0].BPM || gone.Grid.Downbeat != found.Grid.Downbeat {
		t.Errorf("a reading that is no longer offered became %v BPM", gone.Grid.Tempo[0].BPM)
	}
	p := edit.NewPage(nil, song, 0, edit.Saved{}, false)
	for _, r := range p.Readings[1:] {
		p.SetGrid(r.Choice, edit.FindGrid(song, r.Choice))
		chosen := 0
		for _, again := range p.Readings {
			if again.Chosen {
				chosen++
			}
			if again.Chosen != (again.Label == r.Label) {
				t.Errorf("picked %q, and %q is marked: %v", r.Label, again.Label, again.Chosen)
			}
		}
		if chosen != 1 {
			t.Errorf("%d readings are marked", chosen)
		}
	}
}

func TestADoubtIsSaidOfEveryKindOfSong(t *testing.T) {
	for name, song := range map[string]music.Song{"a voice": vague(), "a band": studiotest.Groove(120, 0, 16), "two bars": studiotest.Groove(93, 0, 2), "nothing": {}} {
		found := edit.FindGrid(song, edit.GridChoice{})
		if found.Grid == nil {
			continue
		}
		tempo, _, err := shown(edit.GridChoice{}, found)
		c := found.Confidence
		if sure := min(c.Level*c.Phase, c.Bar) >= .9; err != nil || !sure && bare.MatchString(tempo) {
			t.Errorf("%s: %q at %+v, %v", name, tempo, c, err)
		}
	}
}
