package views

import (
	"strings"
	"testing"

	"partlift/app/edit"
	"partlift/views/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// pick opens the pane of the bars and does what it offers by the start of its
// label; a reading is tried and then taken.
func (r *rig) pick(label string) {
	r.t.Helper()
	if v := r.song.inspect; v.at != barsPane {
		test.Tap(v.bars.button)
	}
	count := r.song.inspect.bars.count
	taken := func(try func()) {
		before := r.m.Page.Now().Trial
		try()
		r.until("it is tried", func() bool { t := r.m.Page.Now().Trial; return t != nil && t != before })
		test.Tap(find(r, count.choice, "Use this"))
	}
	for i, reading := range count.readings {
		if strings.HasPrefix(reading.Label, label) {
			taken(func() { count.rows.OnMove(i, false) })
			return
		}
	}
	switch b := find(r, count.box, label); label {
	case "Halve", "Double":
		taken(func() { test.Tap(b) })
	default:
		test.Tap(b)
	}
}

// compare opens the pane of the bars and tries what stands.
func (r *rig) compare() {
	r.t.Helper()
	if v := r.song.inspect; v.at != barsPane {
		test.Tap(v.bars.button)
	}
	r.m.TryGrid(r.m.Page.Now().GridChoice)
	r.until("a reading is tried", func() bool { return r.m.Page.Now().Trial != nil })
}

// find returns the button in some content whose name begins so.
func find(r *rig, in fyne.CanvasObject, name string) (found *kit.Button) {
	r.t.Helper()
	walk(in, func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok && found == nil && strings.HasPrefix(b.AccessibilityLabel(), name) {
			found = b
		}
	})
	if found == nil {
		r.t.Fatalf("there is no %q", name)
	}
	return found
}

func TestBarsAreFoundDoubledTypedAndLeft(t *testing.T) {
	r := newRig(t)
	r.add()
	b := r.song.inspect.bars
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
	r.pick("Type or tap")
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
	test.Tap(b.button)
	if r.song.inspect.at != noPane || r.song.inspect.box.Visible() {
		t.Error("the pane stays")
	}
}

// reading is a song whose bars are read.
func reading(t *testing.T) (*rig, func() *edit.Page) {
	r := newRig(t)
	r.add()
	p := func() *edit.Page { return r.m.Page.Now() }
	r.until("the bars are read", func() bool { return p().Grid != nil })
	return r, p
}

func TestADoubtIsSettledByEarAndEye(t *testing.T) {
	r, p := reading(t)
	count := r.song.inspect.bars.count
	r.compare()
	if n := len(count.readings); n < 4 || !count.choice.Visible() {
		t.Fatalf("%d readings are offered, one can be taken: %v", n, count.choice.Visible())
	}
	before := r.song.roll.shown.grid
	count.rows.OnMove(1, false)
	second := count.readings[1].Choice
	r.until("the second is tried", func() bool { return p().Trial.Choice == second })
	if r.song.roll.shown.grid == before {
		t.Error("the bar lines stay where they were")
	}
	count.key(fyne.KeyEscape)
	if p().Trial != nil || r.song.inspect.at != barsPane || count.choice.Visible() || p().Undo != "" {
		t.Errorf("after Escape: trial %v, pane %d, undo %q", p().Trial, r.song.inspect.at, p().Undo)
	}
	r.compare()
	r.back()
	if p() == nil || p().Trial != nil || r.song.inspect.at != barsPane {
		t.Fatal("going back leaves more than the comparison")
	}
	r.back()
	if p() == nil || r.song.inspect.at != noPane {
		t.Fatal("going back again leaves more than the pane")
	}
	r.compare()
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

// Bar lines are compared where they are seen.
func TestATabWithoutBarLinesEndsTheComparison(t *testing.T) {
	r, p := reading(t)
	tap := func(tab int) { test.Tap(r.song.tabs.Bar.Objects[tab].(*kit.Button)) }
	r.compare()
	tap(rollTab)
	if p().Trial == nil || r.song.tabs.At != rollTab {
		t.Errorf("on the roll: trial %v, tab %d", p().Trial, r.song.tabs.At)
	}
	tap(2)
	if p().Trial != nil || r.song.tabs.At != 2 {
		t.Errorf("on the stems: trial %v, tab %d", p().Trial, r.song.tabs.At)
	}
	r.compare()
	if r.song.tabs.At != partsTab {
		t.Errorf("comparing on tab %d", r.song.tabs.At)
	}
	test.Tap(r.song.inspect.timing.button)
	if p().Trial != nil && r.song.inspect.at == timingPane {
		t.Error("the timing stands over a comparison")
	}
}

func TestATempoThatIsTypedWhileComparingIsTried(t *testing.T) {
	r, p := reading(t)
	r.compare()
	r.askTempo()
	entry := r.win.Canvas().Focused().(*kit.Field)
	entry.SetText("59")
	entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	r.until("it is tried", func() bool { return p().Trial.Choice.Tempo == 59 })
	if p().GridChoice.Tempo != 0 {
		t.Error("it is taken at once")
	}
}
