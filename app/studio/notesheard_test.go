package studio

import (
	"reflect"
	"testing"

	"partlift/app/edit"
	"partlift/backend/ear"
)

func TestNotesHeardInTheEditorsWords(t *testing.T) {
	part := ear.Heard{
		Sure: true,
		Strokes: []ear.Stroke{
			{Velocity: 90, Level: -7, Sure: .5}, {Velocity: 127, Level: 0, Sure: .2}, {Velocity: 80, Level: -9}, {Velocity: 100},
			{Velocity: 1, Level: -30, Sure: 1}, {Velocity: 2, Level: -30, Sure: 1}, {Velocity: 3, Level: -30, Sure: 1},
		},
		Trusts: []ear.Trust{
			{Likely: .9, Why: ear.Sounding}, {Likely: .4499, Why: ear.Octave}, {Likely: .2, Why: ear.Bleed}, {Likely: 1},
			{Likely: 0, Why: ear.Tail}, {Likely: .45, Why: ear.Short}, {Likely: .1, Why: ear.Nothing},
		},
	}
	want := edit.HeardNotes{
		{Velocity: 90, Likely: 90, Reason: edit.Played}, {Velocity: 127, Likely: 44, Reason: edit.Octave}, {Velocity: 80, Usual: true, Likely: 20, Reason: edit.Bleed}, {Likely: 100},
		{Velocity: 1, Likely: 0, Reason: edit.Rest}, {Velocity: 2, Likely: 45, Reason: edit.Flicker}, {Velocity: 3, Likely: 10, Reason: edit.Absent},
	}
	if got := notesHeard(part); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	part.Sure = false
	if got := notesHeard(part); got != nil {
		t.Errorf("of a part not clearly heard %+v", got)
	}
}
