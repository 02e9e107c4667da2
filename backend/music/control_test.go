package music_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"partlift/backend/music"
)

func TestThePedalHoldsNotes(t *testing.T) {
	note := func(pitch uint8, start, end float64) music.Note {
		return music.Note{Pitch: pitch, Velocity: 80, Start: start, End: end}
	}
	pedal := func(second float64, value int16) music.Control {
		return music.Control{Second: second, Kind: music.Sustain, Value: value}
	}
	for name, c := range map[string]struct {
		notes, want []music.Note
		controls    []music.Control
		drums       bool
	}{
		"no pedal":       {[]music.Note{note(60, 0, 1)}, []music.Note{note(60, 0, 1)}, []music.Control{{Kind: music.Soft, Value: 127}}, false},
		"held":           {[]music.Note{note(60, 0, 1), note(62, 1, 2)}, []music.Note{note(60, 0, 4), note(62, 1, 4)}, []music.Control{pedal(0.5, 127), pedal(4, 0)}, false},
		"half a pedal":   {[]music.Note{note(60, 0, 1)}, []music.Note{note(60, 0, 1)}, []music.Control{pedal(0.5, 63), pedal(4, 0)}, false},
		"down too late":  {[]music.Note{note(60, 0, 1)}, []music.Note{note(60, 0, 1)}, []music.Control{pedal(1.1, 127), pedal(4, 0)}, false},
		"up before":      {[]music.Note{note(60, 0, 1)}, []music.Note{note(60, 0, 1)}, []music.Control{pedal(0.1, 127), pedal(0.9, 0)}, false},
		"pedalled again": {[]music.Note{note(60, 0, 1), note(62, 3, 4)}, []music.Note{note(60, 0, 2), note(62, 3, 5)}, []music.Control{pedal(0, 127), pedal(2, 0), pedal(3, 90), pedal(3.5, 127), pedal(5, 0)}, false},
		"struck again":   {[]music.Note{note(60, 0, 1), note(60, 2, 3)}, []music.Note{note(60, 0, 2), note(60, 2, 4)}, []music.Control{pedal(0, 127), pedal(4, 0)}, false},
		"never up":       {[]music.Note{note(60, 0, 1), note(62, 1, 3)}, []music.Note{note(60, 0, 3), note(62, 1, 3)}, []music.Control{pedal(0, 127)}, false},
		"a kit":          {[]music.Note{note(36, 0, 1)}, []music.Note{note(36, 0, 1)}, []music.Control{pedal(0, 127), pedal(4, 0)}, true},
	} {
		track := music.Track{Notes: c.notes, Controls: c.controls, Drums: c.drums}
		before := append([]music.Note(nil), c.notes...)
		if d := cmp.Diff(c.want, track.Sounding()); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
		if !cmp.Equal(before, track.Notes) {
			t.Errorf("%s: the notes themselves changed", name)
		}
	}
}
