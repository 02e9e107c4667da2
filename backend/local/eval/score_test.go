package eval_test

import (
	"testing"

	"partlift/backend/local/eval"
	"partlift/backend/music"
)

func note(pitch uint8, start, end float64) music.Note {
	return music.Note{Pitch: pitch, Velocity: 100, Start: start, End: end}
}

func TestScores(t *testing.T) {
	tests := []struct {
		name          string
		truth, heard  []music.Note
		onsets, whole eval.Score
	}{
		{"nothing", nil, nil, eval.Score{}, eval.Score{}},
		{"the same", []music.Note{note(60, 1, 2)}, []music.Note{note(60, 1, 2)}, eval.Score{1, 1, 1}, eval.Score{1, 1, 1}},
		{"late within reason", []music.Note{note(60, 1, 2)}, []music.Note{note(60, 1.04, 2.1)}, eval.Score{1, 1, 1}, eval.Score{1, 1, 1}},
		{"rings on", []music.Note{note(60, 1, 2)}, []music.Note{note(60, 1.04, 2.3)}, eval.Score{1, 1, 1}, eval.Score{0, 1, 1}},
		{"too late", []music.Note{note(60, 1, 2)}, []music.Note{note(60, 1.06, 2)}, eval.Score{0, 1, 1}, eval.Score{0, 1, 1}},
		{"an octave off", []music.Note{note(60, 1, 2)}, []music.Note{note(72, 1, 2)}, eval.Score{0, 1, 1}, eval.Score{0, 1, 1}},
		{"heard twice", []music.Note{note(60, 1, 2)}, []music.Note{note(60, 1, 2), note(60, 1.01, 2)}, eval.Score{1, 2, 1}, eval.Score{1, 2, 1}},
		{"pairs that need moving", []music.Note{note(60, 1, 2), note(60, 1.04, 2)}, []music.Note{note(60, 1.03, 2), note(60, 0.96, 2)}, eval.Score{2, 2, 2}, eval.Score{2, 2, 2}},
	}
	for _, c := range tests {
		if got := eval.Onsets(c.truth, c.heard); got != c.onsets {
			t.Errorf("%s: onsets %+v, want %+v", c.name, got, c.onsets)
		}
		if got := eval.Whole(c.truth, c.heard); got != c.whole {
			t.Errorf("%s: whole notes %+v, want %+v", c.name, got, c.whole)
		}
	}
	if f := (eval.Score{Hit: 3, Heard: 4, True: 6}).F1(); f != 0.6 {
		t.Errorf("F1 = %v", f)
	}
}

func TestSongsAreNotesThatCanBePlayed(t *testing.T) {
	for _, s := range eval.Songs(20) {
		if len(s.Pitched()) < 20 {
			t.Errorf("%s has %d notes", s.Title, len(s.Pitched()))
		}
		for _, track := range s.Tracks {
			last := map[uint8]float64{}
			for _, n := range track.Notes {
				if n.Start < last[n.Pitch] || n.End <= n.Start || n.End > 21 || n.Velocity == 0 || n.Pitch < 21 || n.Pitch > 108 {
					t.Fatalf("%s: %+v", s.Title, n)
				}
				last[n.Pitch] = n.End
			}
		}
		if data := s.MIDI(); len(data) < 100 || string(data[:4]) != "MThd" {
			t.Errorf("%s is %d bytes of MIDI", s.Title, len(data))
		}
	}
}
