package views

import (
	"strings"
	"testing"
	"time"

	"partlift/views/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestTimingFormChangesTheNotesAndIsKept(t *testing.T) {
	r := newRig(t)
	r.add()
	v := r.song.inspect.timing
	if v.button.Text != "Timing: as played" || !v.strength.Disabled() {
		t.Fatalf("before anybody asked the button says %q, strength disabled: %v", v.button.Text, v.strength.Disabled())
	}
	test.Tap(&v.button.Button)
	if r.song.inspect.at != timingPane || r.win.Canvas().Focused() != v.quantize {
		t.Fatal("no pane, or the keyboard is elsewhere")
	}
	v.quantize.SetSelected("1/8 triplets")
	r.until("notes move", func() bool { return strings.Contains(v.changes.Text, "notes move") })
	if v.button.Text != "Timing: 1/8T" || v.strength.Disabled() {
		t.Errorf("the button says %q, strength disabled: %v", v.button.Text, v.strength.Disabled())
	}
	v.strength.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	r.until("the strength is kept", func() bool { return r.m.Page.Now().Treat.Strength == 99 })
	if v.strengthText.String() != "99 %" || v.button.Text != "Timing: 1/8T · 99 %" {
		t.Errorf("strength %q, button %q", v.strengthText.String(), v.button.Text)
	}
	v.overlaps.SetChecked(true)
	v.shortest.SetSelected("Exactly as delivered")
	if !v.flickers.Disabled() || !v.tails.Disabled() || !v.voices.Disabled() {
		t.Error("notes that stay exactly as delivered can be joined and left out")
	}
	v.shortest.SetSelected("As played")
	v.flickers.SetChecked(true)
	v.voices.SetChecked(true)
	v.strength.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if r.song.inspect.at != noPane {
		t.Error("Escape leaves the pane open")
	}
	id := r.m.Page.Now().ID
	r.m.CloseSong()
	r.m.OpenSong(id)
	r.until("the song is open again", func() bool { return r.m.Page.Now() != nil })
	if p := r.m.Page.Now(); p.Treat.Quantize != "1/8T" || !p.Treat.Overlaps || !p.Treat.Flickers || !p.Treat.Voices || p.Treat.Tails || !v.flickers.Checked || !v.voices.Checked || v.tails.Checked {
		t.Errorf("opened again with %+v", p.Treat)
	}
	r.pick("No bars")
	r.until("the bars are off", func() bool { return r.m.Page.Now().Grid == nil })
	if !v.quantize.Disabled() || !v.needsLine.Visible() {
		t.Error("notes can be quantized to bars that are not there")
	}
}

func TestTappingTheTempo(t *testing.T) {
	r := newRig(t)
	r.add()
	r.pick("Type or tap")
	entry := r.win.Canvas().Focused().(*kit.Field)
	var tap *kit.Button
	walk(r.sheet.Content, func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok && b.Text == "Tap the beat" {
			tap = b
		}
	})
	for range 9 {
		test.Tap(&tap.Button)
		r.now = r.now.Add(508 * time.Millisecond)
	}
	if entry.Text != "118.1" {
		t.Errorf("nine taps at 118.1 BPM read as %q", entry.Text)
	}
	r.now = r.now.Add(time.Minute)
	for range 5 {
		test.Tap(&tap.Button)
		r.now = r.now.Add(600 * time.Millisecond)
	}
	if entry.Text != "100.0" {
		t.Errorf("after a pause, taps at 100 BPM read as %q", entry.Text)
	}
}

// A tempo is told from the fourth tap on: fewer say too little of it.
func TestATempoTakesFourTaps(t *testing.T) {
	now := time.UnixMilli(1_000_000)
	var got []float64
	taps := tapTempo{host: &host{about: About{Now: func() time.Time { return now }}}, found: func(bpm float64) { got = append(got, bpm) }}
	tap := func(after time.Duration) {
		now = now.Add(after)
		taps.tap()
	}
	for range 3 {
		tap(500 * time.Millisecond)
	}
	if len(got) != 0 {
		t.Errorf("three taps say %v", got)
	}
	tap(500 * time.Millisecond)
	if len(got) != 1 || got[0] != 120 {
		t.Errorf("four taps, half a second apart, say %v", got)
	}
	tap(2 * time.Second) // still the same beat, if a slow one
	if len(got) != 2 || got[1] >= 120 {
		t.Errorf("a tap after two seconds says %v", got)
	}
	tap(2001 * time.Millisecond)
	for range 2 {
		tap(400 * time.Millisecond)
	}
	if len(got) != 2 {
		t.Errorf("after a pause three taps say %v", got)
	}
	tap(400 * time.Millisecond)
	if len(got) != 3 || got[2] != 150 {
		t.Errorf("after a pause four taps say %v", got)
	}
	for range 5 {
		tap(0) // all at once
	}
	taps.taps = nil
	n := len(got)
	for range 5 {
		tap(0)
	}
	if len(got) != n {
		t.Errorf("taps at one moment say %v", got[n:])
	}
}
