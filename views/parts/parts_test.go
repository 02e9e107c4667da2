package parts

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"partlift/app/edit"
	"partlift/backend/music"
	"partlift/views/kit"
	"partlift/views/look"
)

func TestPitchNames(t *testing.T) {
	for p, want := range map[uint8]string{0: "C-1", 21: "A0", 60: "C4", 61: "C#4", 127: "G9"} {
		if got := pitchName(p); got != want {
			t.Errorf("note %d is called %q, want %q", p, got, want)
		}
	}
	if got := pitchNames(edit.Part{Drums: true, Notes: 3, Low: 36, High: 42}); got != "Drum kit" {
		t.Errorf("drums range over %q", got)
	}
	if got := pitchNames(edit.Part{}); got != "–" {
		t.Errorf("no notes range over %q", got)
	}
}

func TestInstrumentLine(t *testing.T) {
	for want, p := range map[string]edit.Part{
		"GM 34":                         {Name: "Slap", Instrument: "Slap", Program: 33, Known: true},
		"Violin · GM 41 · from Strings": {Name: "Solo", Instrument: "Violin", Program: 40, Known: true, Stem: "Strings"},
		"Drum kit · channel 10":         {Name: "Drums", Drums: true, Known: true},
		"Not recognized, goes out as Acoustic Grand Piano": {Name: "Blob", Instrument: "Acoustic Grand Piano"},
	} {
		if got := instrument(p); got != want {
			t.Errorf("%+v reads %q, want %q", p, got, want)
		}
	}
}

func TestPictureIsPaintedOnlyWhenItChanges(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look.New(look.Dark))
	row := newRow(&kit.Window{Tip: func(fyne.CanvasObject, string) {}})
	w := test.NewWindow(container.NewStack(row))
	defer w.Close()
	w.Resize(fyne.NewSize(900, rowHeight+20))
	part, notes := edit.Part{Name: "Strings", Program: 48, Known: true}, []music.Note{{Pitch: 60, Velocity: 90, Start: 1, End: 2}}
	row.set(part, notes, 200, rowLook{})
	w.Canvas().Capture()
	before := row.picture.asked
	row.set(part, notes, 200, rowLook{chosen: true})
	row.set(part, notes, 200, rowLook{cursor: true})
	row.Refresh()
	if row.picture.asked != before {
		t.Errorf("choosing a row asked for %d new pictures, want none", row.picture.asked-before)
	}
	part.Silent = true
	row.set(part, notes, 200, rowLook{})
	if row.picture.asked != before+1 {
		t.Errorf("muting asked for %d new pictures, want 1", row.picture.asked-before)
	}
	row.set(edit.Part{Name: "Drums", Drums: true}, []music.Note{{Pitch: 36, Velocity: 90, Start: 1, End: 2}}, 200, rowLook{})
	if row.picture.asked != before+2 {
		t.Errorf("another part asked for %d new pictures, want 1", row.picture.asked-before-1)
	}
}
