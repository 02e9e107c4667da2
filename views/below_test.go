package views

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"partlift/views/parts"
)

// clickPart clicks the name of a part in the lanes.
func (r *rig) clickPart(i int) {
	var rows []*parts.Row
	walk(r.song.parts.Rows, func(o fyne.CanvasObject) {
		if row, ok := o.(*parts.Row); ok {
			rows = append(rows, row)
		}
	})
	rows[i].MouseDown(&desktop.MouseEvent{})
	rows[i].Tapped(&fyne.PointEvent{Position: fyne.NewPos(120, 10)})
}

func TestADoubleClickOpensAPartInTheRollBelow(t *testing.T) {
	r := newRig(t)
	r.add()
	r.win.Resize(fyne.NewSize(1280, 800))
	roll, rows := r.song.roll.roll, r.song.parts.Rows
	tall := rows.Size().Height
	below := func() bool {
		return r.song.below.open && roll.Visible() && roll.Size().Height > 100 && rows.Size().Height < tall
	}
	r.clickPart(1)
	r.pass(time.Second)
	r.clickPart(1)
	if below() {
		t.Fatal("two clicks far apart open the roll")
	}
	r.pass(100 * time.Millisecond)
	r.clickPart(1)
	second := r.m.Page.Now().Shown()[1].Index
	if !below() || r.song.roll.front != second || r.win.Canvas().Focused() != fyne.Focusable(roll) {
		t.Fatalf("open %v, in front %d, rows %v of %v high, the keyboard in %T", r.song.below.open, r.song.roll.front, rows.Size().Height, tall, r.win.Canvas().Focused())
	}
	r.m.Mute(second, true) // what is changed leaves the keyboard where it is
	if r.win.Canvas().Focused() != fyne.Focusable(roll) {
		t.Errorf("after a change the keyboard is in %T", r.win.Canvas().Focused())
	}
	// The three share the height, and the handle between them is dragged.
	before := rows.Size().Height
	var grip fyne.Draggable
	walk(r.song.below.split.Box, func(o fyne.CanvasObject) {
		if g, ok := o.(fyne.Draggable); ok && o.Size().Height < 12 && o.Size().Width > 400 {
			grip = g
		}
	})
	grip.Dragged(&fyne.DragEvent{Dragged: fyne.Delta{DY: 60}})
	if got := rows.Size().Height; got < before+50 || got > before+70 {
		t.Errorf("after a drag by 60 the lanes are %v high, %v before", got, before)
	}
	for range 50 {
		grip.Dragged(&fyne.DragEvent{Dragged: fyne.Delta{DY: 60}})
	}
	if roll.Size().Height < 60 {
		t.Errorf("the roll is dragged away: %v", roll.Size().Height)
	}
	grip.Dragged(&fyne.DragEvent{Dragged: fyne.Delta{DY: -300}})
	// Another part that is chosen comes to the front.
	r.pass(time.Second)
	r.clickPart(0)
	if r.song.roll.front != r.m.Page.Now().Shown()[0].Index {
		t.Errorf("in front is %d", r.song.roll.front)
	}
	// Its own tab has it as a whole, and back below on the other.
	r.song.tabs.Pick(rollTab)
	if rows.Visible() && r.song.below.split.Box.Visible() || !roll.Visible() || roll.Size().Height < tall*0.8 {
		t.Errorf("on its tab the roll is %v high", roll.Size().Height)
	}
	r.song.tabs.Pick(partsTab)
	if !below() {
		t.Error("the roll is not below the lanes again")
	}
	r.host.Focus(roll)
	r.key(fyne.KeyEscape)
	if below() || rows.Size().Height != tall || r.m.Page.Now() == nil || r.win.Canvas().Focused() != fyne.Focusable(rows) {
		t.Errorf("after Escape rows are %v of %v high, page %v", rows.Size().Height, tall, r.m.Page.Now() != nil)
	}
	r.host.Focus(rows)
	r.key(fyne.KeyReturn)
	if !below() {
		t.Error("Enter does not open the roll")
	}
}
