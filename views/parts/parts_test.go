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
	"partlift/views/overview"
)

func TestInstrumentLine(t *testing.T) {
	for want, p := range map[string]edit.Part{
		"1 note":                           {Name: "Slap", Instrument: "Slap", Program: 33, Known: true, Notes: 1},
		"Violin · 20 notes · from Strings": {Name: "Solo", Instrument: "Violin", Program: 40, Known: true, Stem: "Strings", Notes: 20},
		"Drum kit · 3 notes":               {Name: "Drums", Drums: true, Known: true, Stem: "Drums", Notes: 3},
		"Not recognized, goes out as Acoustic Grand Piano · 2 notes": {Name: "Blob", Instrument: "Acoustic Grand Piano", Notes: 2},
	} {
		if got := instrument(p, 0); got != want {
			t.Errorf("%+v reads %q, want %q", p, got, want)
		}
	}
	if got, want := instrument(edit.Part{Name: "Drums", Drums: true, Known: true, Notes: 1200}, 12), "Drum kit · 1,188 of 1,200 notes"; got != want {
		t.Errorf("with notes left out it reads %q, want %q", got, want)
	}
}

func TestPictureIsPaintedOnlyWhenItChanges(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look.New(look.Dark))
	height := float32(rowHeight)
	row := newRow(&kit.Window{Tip: func(fyne.CanvasObject, string) {}}, &height)
	whole := stretch{0, 200}
	ground := overview.Ground{}
	w := test.NewWindow(container.NewStack(row))
	defer w.Close()
	w.Resize(fyne.NewSize(900, rowHeight+20))
	part, notes := edit.Part{Name: "Strings", Program: 48, Known: true}, []music.Note{{Pitch: 60, Velocity: 90, Start: 1, End: 2}}
	row.set(part, 0, notes, whole, ground, rowLook{})
	w.Canvas().Capture()
	before := row.picture.asked
	row.set(part, 0, notes, whole, ground, rowLook{chosen: true})
	row.set(part, 0, notes, whole, ground, rowLook{cursor: true})
	row.Refresh()
	if row.picture.asked != before {
		t.Errorf("choosing a row asked for %d new pictures, want none", row.picture.asked-before)
	}
	part.Silent = true
	row.set(part, 0, notes, whole, ground, rowLook{})
	if row.picture.asked != before+1 {
		t.Errorf("muting asked for %d new pictures, want 1", row.picture.asked-before)
	}
	row.set(edit.Part{Name: "Drums", Drums: true}, 0, []music.Note{{Pitch: 36, Velocity: 90, Start: 1, End: 2}}, whole, ground, rowLook{})
	if row.picture.asked != before+2 {
		t.Errorf("another part asked for %d new pictures, want 1", row.picture.asked-before-1)
	}
	for i, change := range []func(){
		func() { whole.from = 3 }, func() { whole.seconds = 20 },
		func() { ground.Peaks = []uint8{1} }, func() { ground.Lines = []overview.Line{{Second: 1}} },
	} {
		change()
		for range 2 {
			row.set(edit.Part{Name: "Drums", Drums: true}, 0, row.picture.notes, whole, ground, rowLook{})
		}
		if got, want := row.picture.asked, before+3+i; got != want {
			t.Errorf("change %d asked for %d new pictures, want 1", i, got-want+1)
		}
	}
}
