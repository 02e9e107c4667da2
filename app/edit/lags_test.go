package edit_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"partlift/app/edit"
	"partlift/app/studio/studiotest"
	"partlift/backend/grid"
	"partlift/backend/music"
)

// late is a band whose second part is late as a whole, with a pedal in it.
func late(by float64) music.Song {
	song := studiotest.Groove(110, 0.5, 24)
	bass := &song.Tracks[1]
	for i := range bass.Notes {
		bass.Notes[i].Start += by
		bass.Notes[i].End += by
	}
	bass.Controls = []music.Control{{Second: 0.01, Kind: 64, Value: 127}, {Second: 4 + by, Kind: 64, Value: 0}}
	return song
}

func TestLatePartsAreLinedUpUnlessSomebodyMinds(t *testing.T) {
	for name, c := range map[string]struct {
		by     float64
		treat  edit.Treatment
		grid   edit.GridChoice
		moved  bool
		report string
	}{
		"late":             {by: .06, moved: true, report: "Bass: 60 ms late, lined up"},
		"early":            {by: -.045, moved: true, report: "Bass: 45 ms early, lined up"},
		"left":             {by: .06, treat: edit.Treatment{KeepLags: true}, report: "Bass: 60 ms late, left there"},
		"left, early":      {by: -.045, treat: edit.Treatment{KeepLags: true}, report: "Bass: 45 ms early, left there"},
		"as people play":   {by: .009},
		"without bars":     {by: .06, grid: edit.GridChoice{Mode: edit.GridOff}},
		"another reading":  {by: .06, grid: edit.GridChoice{Pick: 1}, moved: true, report: "Bass: 60 ms late, lined up"},
		"in double tempo":  {by: .06, grid: edit.GridChoice{Octave: 1}, moved: true, report: "Bass: 60 ms late, lined up"},
		"with other lines": {by: .06, treat: edit.Treatment{Quantize: "1/16"}, moved: true, report: "Bass: 60 ms late, lined up"},
	} {
		t.Run(name, func(t *testing.T) {
			song := late(c.by)
			p := edit.NewPage(nil, song, 0, edit.Saved{Treat: c.treat, Grid: c.grid}, false)
			want := c.by
			if c.moved {
				want = 0
			}
			straight := studiotest.Groove(110, 0.5, 24).Tracks[1].Notes
			for i, n := range p.Out.Tracks[1].Notes {
				if d := n.Start - straight[i].Start - want; math.Abs(d) > 0.006 && c.treat.Quantize == "" || math.Abs(n.End-n.Start-0.1) > 1e-6 {
					t.Fatalf("note %d lies %.1f ms from where it should", i, 1000*d)
				}
			}
			if d := p.Out.Tracks[1].Controls[1].Second - 4 - want; math.Abs(d) > 0.006 || p.Out.Tracks[1].Controls[0].Second < 0 {
				t.Errorf("the pedal lies at %+v", p.Out.Tracks[1].Controls)
			}
			if song.Tracks[1].Notes[0] != late(c.by).Tracks[1].Notes[0] {
				t.Error("the notes as delivered were changed")
			}
			if said := strings.Join(p.Found.LagsText(nil, p.Parts, c.treat.KeepLags), "|"); said != c.report {
				t.Errorf("says %q", said)
			}
			if counted := strings.Contains(p.Changes, "late or early part"); counted != c.moved {
				t.Errorf("changes: %q", p.Changes)
			}
		})
	}
}

func TestLagsAreReported(t *testing.T) {
	found := edit.FindGrid(late(.06), edit.GridChoice{})
	var got struct {
		Lags []struct {
			Track        int
			Milliseconds float64
			Sure         bool
		}
	}
	if err := json.Unmarshal(edit.GridJSON(found, 9), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Lags) != 1 || got.Lags[0].Track != 1 || math.Abs(got.Lags[0].Milliseconds-60) > 3 || !got.Lags[0].Sure {
		t.Errorf("reports %+v", got.Lags)
	}
}

// A file that says itself where its beats are is written as it is.
func TestAFileOfItsOwnTempoKeepsItsLags(t *testing.T) {
	song := late(.06)
	song.Own = studiotest.Own(110)
	song.Own.Downbeat = 0.5
	p := edit.NewPage(nil, song, 0, edit.Saved{}, false)
	if !p.Found.FromFile {
		t.Fatal("the file's own tempo does not stand")
	}
	if got := p.Out.Tracks[1].Notes[3].Start; got != song.Tracks[1].Notes[3].Start {
		t.Errorf("a note moved from %v to %v", song.Tracks[1].Notes[3].Start, got)
	}
	for _, text := range p.Found.LagsText(nil, p.Parts, false) {
		if !strings.HasSuffix(text, "left there") {
			t.Error(text)
		}
	}
}

// The lags of parts that joined a sketch are theirs, not the sketch's.
func TestLagsOfPartsBesideASketch(t *testing.T) {
	song := late(.06)
	sketch := studiotest.Groove(110, 0.5, 24).Tracks[0]
	sketch.Name = "Sketch"
	song.Tracks = append([]music.Track{sketch}, song.Tracks...)
	p := edit.NewPage(nil, song, 1, edit.Saved{}, false)
	if said := strings.Join(p.Found.LagsText(nil, p.Parts, false), "|"); said != "Bass: 60 ms late, lined up" {
		t.Errorf("says %q", said)
	}
	if d := p.Out.Tracks[2].Notes[5].Start - studiotest.Groove(110, 0.5, 24).Tracks[1].Notes[5].Start; math.Abs(d) > 0.006 {
		t.Errorf("the bass lies %.1f ms off", 1000*d)
	}
}

func TestOnlyWhatIsCertainMoves(t *testing.T) {
	note := func(start float64) []music.Note {
		return []music.Note{{Pitch: 60, Velocity: 90, Start: start, End: start + 0.5}}
	}
	song := music.Song{Tracks: []music.Track{{Name: "A", Notes: note(1)}, {Name: "B", Notes: note(1)}, {Name: "C", Notes: note(1)}, {Name: "D", Notes: note(0.01)}}}
	found := edit.Found{Result: grid.Result{
		Grid: &music.Grid{Tempo: []music.TempoPoint{{BPM: 100}}}, Confidence: grid.Confidence{Tempo: 0.9},
		Lags: []grid.Lag{{Track: 0, Seconds: .05, Sure: .79}, {Track: 1, Seconds: .05, Sure: .8}, {Track: 2, Seconds: .05, Sure: 1, LeftOut: true}, {Track: 3, Seconds: .05, Sure: 1}, {Track: 9, Seconds: .05, Sure: 1}},
	}}
	starts := func(r edit.Found) (out [4]float64) {
		a, err := edit.Layers{}.Apply(song, r)
		if err != nil {
			t.Fatal(err)
		}
		for i := range out {
			out[i] = math.Round(1e6*a.Song.Tracks[i].Notes[0].Start) / 1e6
		}
		if a.Changes.LinedUp > 0 && a.Song.Tracks[3].Notes[0].End != 0.5 {
			t.Errorf("a note that would begin before the song is %v s long", a.Song.Tracks[3].Notes[0].End)
		}
		return out
	}
	if got := starts(found); got != [4]float64{1, .95, 1, 0} {
		t.Errorf("notes begin at %v", got)
	}
	shown := edit.Page{Song: song, Counting: edit.Counting{Found: found}}
	for track, want := range [5]float64{2, 2.05, 2, 2.05, 2} { // what is drawn at 2 s is lined up with its part
		if got := shown.Unshifted([]edit.Drawn{{Track: track, Note: music.Note{Start: 2, End: 3}}})[0]; got.Start != want || math.Abs(got.End-want-1) > 1e-9 {
			t.Errorf("a note drawn in track %d is kept at %v", track, got.Note)
		}
	}
	if said := found.LagsText(nil, edit.PartsOf(song, edit.Layers{}, nil, nil), false); len(said) != 3 {
		t.Errorf("says %q", said)
	}
	found.Confidence.Tempo = 0.89
	if got := starts(found); got != [4]float64{1, 1, 1, .01} {
		t.Errorf("of doubtful lines notes begin at %v", got)
	}
	p := edit.NewPage(nil, song, 1, edit.Saved{}, false)
	p.SetGrid(edit.GridChoice{}, found)
	if found.Lags[1].Track != 1 || p.Found.Lags[1].Track != 2 {
		t.Errorf("the lags that were found were changed: %+v", found.Lags)
	}
}
