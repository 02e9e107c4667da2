package views

import (
	"strings"
	"testing"

	"partlift/app/edit"
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

func TestADoubtIsSettledByEarAndEye(t *testing.T) {
	r := newRig(t)
	r.add()
	p := func() *edit.Page { return r.m.Page.Now() }
	r.until("the bars are read", func() bool { return p().Grid != nil })
	r.pick("Compare by ear and eye")
	count := r.song.roll.count
	r.until("a reading is tried", func() bool { return p().Trial != nil })
	if r.song.tabs.At != rollTab || !count.box.Visible() {
		t.Errorf("the tab is %d, and the readings are shown: %v", r.song.tabs.At, count.box.Visible())
	}
	if n := len(count.readings); n < 4 {
		t.Fatalf("%d readings are offered", n)
	}
	before := r.song.roll.shown.grid
	count.rows.OnMove(1, false)
	second := count.readings[1].Choice
	r.until("the second is tried", func() bool { return p().Trial.Choice == second })
	if r.song.roll.shown.grid == before {
		t.Error("the bar lines stay where they were")
	}
	count.key(fyne.KeyEscape)
	if p().Trial != nil || r.song.tabs.At != 0 || count.box.Visible() || p().Undo != "" {
		t.Errorf("after Escape: trial %v, tab %d, undo %q", p().Trial, r.song.tabs.At, p().Undo)
	}
	r.pick("Compare by ear and eye")
	r.until("it is tried again", func() bool { return p().Trial != nil })
	r.back()
	if p() == nil || p().Trial != nil {
		t.Fatal("going back leaves the song, not the comparison")
	}
	r.pick("Compare by ear and eye")
	r.until("it is tried again", func() bool { return p().Trial != nil })
	count.rows.OnMove(1, false)
	r.until("the second is tried", func() bool { return p().Trial.Choice == second })
	count.alter(func(c *edit.GridChoice) { c.Octave-- })()
	r.until("half of it is tried", func() bool { return p().Trial.Choice.Octave == -1 })
	count.key(fyne.KeyReturn)
	r.until("it is taken", func() bool { return p().Trial == nil && p().GridChoice.Right && p().GridChoice.Octave == -1 })
	if p().Found.Doubt() != edit.NoDoubt {
		t.Errorf("what was heard and taken is in doubt: %s", p().Tempo)
	}
}

func TestAnotherTabEndsTheComparison(t *testing.T) {
	r := newRig(t)
	r.add()
	p := func() *edit.Page { return r.m.Page.Now() }
	r.until("the bars are read", func() bool { return p().Grid != nil })
	r.pick("Compare by ear and eye")
	r.until("a reading is tried", func() bool { return p().Trial != nil })
	test.Tap(r.song.tabs.Bar.Objects[2].(*kit.Button))
	if p().Trial != nil || r.song.tabs.At != 2 {
		t.Errorf("trial %v, tab %d", p().Trial, r.song.tabs.At)
	}
}

func TestATempoThatIsTypedWhileComparingIsTried(t *testing.T) {
	r := newRig(t)
	r.add()
	p := func() *edit.Page { return r.m.Page.Now() }
	r.until("the bars are read", func() bool { return p().Grid != nil })
	r.pick("Compare by ear and eye")
	r.until("a reading is tried", func() bool { return p().Trial != nil })
	r.askTempo()
	entry := r.win.Canvas().Focused().(*kit.Field)
	entry.SetText("59")
	entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	r.until("it is tried", func() bool { return p().Trial.Choice.Tempo == 59 })
	if p().GridChoice.Tempo != 0 {
		t.Error("it is taken at once")
	}
}
