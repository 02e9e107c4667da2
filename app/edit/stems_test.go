package edit_test

import (
	"testing"

	"partlift/app/edit"
)

func TestEveryPartHasTheStemOfItsInstrument(t *testing.T) {
	var p edit.Page
	for _, name := range []string{"Vocals", "Drums", "Bass", "Guitar", "Keyboard", "Strings", "Synth", "Woodwinds", "Flute"} {
		p.Stems = append(p.Stems, edit.Stem{Name: name})
	}
	for _, c := range []struct {
		part edit.Part
		want string
	}{
		{edit.Part{Name: "Acoustic Bass", Known: true, Program: 32}, "Bass"},
		{edit.Part{Name: "Lead", Stem: "Guitar", Known: true, Program: 80}, "Guitar"},
		{edit.Part{Name: "flute", Known: true, Program: 73}, "Flute"},
		{edit.Part{Name: "Oboe", Known: true, Program: 68}, "Woodwinds"},
		{edit.Part{Name: "Choir", Known: true, Program: 52}, "Vocals"},
		{edit.Part{Name: "Grand", Known: true, Program: 0}, "Keyboard"},
		{edit.Part{Name: "Kit", Drums: true}, "Drums"},
		{edit.Part{Name: "Trumpet", Known: true, Program: 56}, ""},
		{edit.Part{Name: "Blob", Program: 0}, ""},
		{edit.Part{}, ""},
	} {
		got, ok := p.StemOf(c.part)
		if got.Name != c.want || ok != (c.want != "") {
			t.Errorf("%+v is in the stem %q, %v, want %q", c.part, got.Name, ok, c.want)
		}
	}
}
