package edit_test

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"

	"partlift/app/edit"
	"partlift/app/studio/studiotest"
	"partlift/backend/music"
)

// Choices that older libraries hold are about the notes, and stay so.
func TestOlderChoicesStayWhatTheyWere(t *testing.T) {
	data := studiotest.MIDIOf(t, studiotest.Groove(174, 0, 24), studiotest.Own(174))
	with := studiotest.OwnSong(t, data)
	without := with
	without.Own = nil
	for _, raw := range []string{
		`{"mode":"off"}`, `{"pick":1}`, `{"octave":1}`, `{"tempo":87}`, `{"low":60,"high":100}`, `{"shift":1}`, `{"mode":"auto","pick":2,"shift":-1}`,
	} {
		var c edit.GridChoice
		if err := json.Unmarshal([]byte(raw), &c); err != nil {
			t.Fatal(err)
		}
		got, want := edit.FindGrid(with, c), edit.FindGrid(without, c)
		if got.FromFile || string(edit.GridJSON(got, 60)) != string(edit.GridJSON(want, 60)) {
			t.Errorf("%s: %.200s\nwant %.200s", raw, edit.GridJSON(got, 60), edit.GridJSON(want, 60))
		}
		if c.Off() != (got.Own == nil) {
			t.Errorf("%s: the file's own grid is offered: %v", raw, got.Own != nil)
		}
	}
	if zero := edit.FindGrid(with, edit.GridChoice{}); !zero.FromFile || !bytes.Contains(edit.GridJSON(zero, 60), []byte(`"source":"own"`)) {
		t.Errorf("nothing chosen: %s", edit.GridJSON(zero, 9))
	}
}

func TestNotesThatContradictTheFileComeFirst(t *testing.T) {
	song := studiotest.OwnSong(t, studiotest.MIDIOf(t, studiotest.Groove(117.98, 0.3, 32), nil)) // 120 BPM without a meter
	r := edit.FindGrid(song, edit.GridChoice{})
	if r.FromFile || math.Abs(r.Grid.Tempo[0].BPM-117.98) > 0.01 || r.Own == nil || math.Abs(r.Own.Tempo[0].BPM-120) > 1e-9 {
		t.Errorf("from the file %v: %.200s", r.FromFile, edit.GridJSON(r, 9))
	}
	if r := edit.FindGrid(song, edit.GridChoice{Source: edit.GridOwn}); !r.FromFile || r.Grid.Tempo[0].BPM != 120 || r.Grid.Meter != nil {
		t.Errorf("asked for: %.200s", edit.GridJSON(r, 9))
	}
	few := music.Song{Tracks: []music.Track{{Name: "Bass", Program: 33, Notes: studiotest.Groove(93, 0, 1).Tracks[1].Notes}}}
	if r := edit.FindGrid(studiotest.OwnSong(t, studiotest.MIDIOf(t, few, studiotest.Own(93))), edit.GridChoice{}); !r.FromFile || r.Reason != "" || r.Likeliest != nil {
		t.Errorf("few notes: reason %q, grid %v", r.Reason, r.Grid)
	}
}

// A tempo that a file holds for a note stays whatever is asked of the rest.
func TestAHeldNoteIsNotDoubledAway(t *testing.T) {
	g := studiotest.Own(100)
	g.Tempo = append(g.Tempo, music.TempoPoint{Second: 4.8, Beat: 8, BPM: 10}, music.TempoPoint{Second: 10.8, Beat: 9, BPM: 100})
	song := studiotest.OwnSong(t, studiotest.MIDIOf(t, studiotest.Groove(100, 0, 8), g))
	for octave, want := range map[int]float64{0: 100, 1: 100, -1: 100} { // 20 and 5 BPM are no tempi to set
		if r := edit.FindGrid(song, edit.GridChoice{Source: edit.GridOwn, Octave: octave}); math.Abs(r.Grid.Tempo[0].BPM-want) > 1e-3 || len(r.Grid.Tempo) != 3 {
			t.Errorf("%d octaves: %+v", octave, r.Grid.Tempo)
		}
	}
}

func TestHalvesOfChangingMetersAreNotGuessed(t *testing.T) {
	g := studiotest.Own(100)
	g.Changes = []music.MeterPoint{{Beat: 8, Meter: music.Meter{Numerator: 3, Denominator: 4}}}
	song := studiotest.OwnSong(t, studiotest.MIDIOf(t, studiotest.Groove(100, 0, 8), g))
	meters := func(c edit.GridChoice) string {
		c.Source = edit.GridOwn
		var out struct{ Meters []any }
		b, _ := json.Marshal(edit.GridJSON(edit.FindGrid(song, c), 60))
		_ = json.Unmarshal(b, &out)
		b, _ = json.Marshal(out.Meters)
		return string(b)
	}
	for c, want := range map[edit.GridChoice]string{
		{}:                     `[{"bar":1,"meter":"4/4","second":0},{"bar":3,"meter":"3/4","second":4.8}]`,
		{Octave: 1}:            `[{"bar":1,"meter":"4/4","second":0},{"bar":5,"meter":"3/4","second":4.8}]`,
		{Octave: -1}:           `[]`,
		{Octave: -9}:           `[{"bar":1,"meter":"4/4","second":0},{"bar":3,"meter":"3/4","second":4.8}]`, // too slow for any file
		{Shift: 1}:             `[{"bar":1,"meter":"4/4","second":0},{"bar":4,"meter":"3/4","second":5.4}]`,
		{Octave: 1, Shift: -3}: `[{"bar":1,"meter":"4/4","second":0},{"bar":6,"meter":"3/4","second":5.1}]`,
	} {
		if got := meters(c); got != want {
			t.Errorf("%+v: %s, want %s", c, got, want)
		}
	}
}
