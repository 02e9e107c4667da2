package views

import (
	"strings"
	"testing"

	"partlift/views/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// pick chooses an item of the bars' menu by the start of its label.
func (r *rig) pick(label string) {
	r.t.Helper()
	for _, i := range r.song.bar.bars.menu().Items {
		if strings.HasPrefix(i.Label, label) {
			i.Action()
			return
		}
	}
	r.t.Fatalf("the menu of the bars has no %q", label)
}

func TestBarsAreFoundDoubledTypedAndLeft(t *testing.T) {
	r := newRig(t)
	r.add()
	b := r.song.bar.bars
	says := func(text string) {
		t.Helper()
		r.until("the button says "+text, func() bool { return strings.HasPrefix(b.button.Text, text) })
	}
	says("Bars: 117.")
	r.pick("No bars")
	says("Bars: off")
	r.pick("Find the bars")
	says("Bars: 117.")
	if !strings.Contains(r.song.facts.String(), "4/4") {
		t.Errorf("the facts say %q", r.song.facts.String())
	}
	r.pick("Halve")
	says("Bars: 58.9")
	r.pick("Double")
	says("Bars: 117.")
	r.pick("Type the tempo")
	entry, ok := r.win.Canvas().Focused().(*kit.Field)
	if !ok {
		t.Fatalf("the keyboard is on %T, want the entry", r.win.Canvas().Focused())
	}
	entry.SetText("fast")
	entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if r.sheet == nil {
		t.Error("the dialog takes a word for a tempo")
	}
	entry.SetText("59")
	entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	says("Check the bars") // the tempo is the person's, where bars begin is not
	if facts := r.song.facts.String(); !strings.HasPrefix(facts, "58.9") || !strings.Contains(facts, "bars not sure") {
		t.Errorf("of a typed tempo the facts say %q", facts)
	}
	r.pick("They are right")
	says("Bars: 58.9")
	r.pick("No bars")
	says("Bars: off")
	test.Tap(b.button) // opens the menu beside the button
	if r.win.Canvas().Overlays().Top() == nil {
		t.Error("no menu opens")
	}
}
