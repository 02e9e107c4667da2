package pianoroll

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// give runs a key of drawing: it ends a gesture, turns a tool on or off, draws
// a note, or goes from note to note.
func (r *Roll) give(key fyne.KeyName, shift bool) bool {
	switch key {
	case fyne.KeyEscape:
		return r.cancel()
	case fyne.KeyB:
		r.hand.draw = !r.hand.draw
	case fyne.KeyN:
		r.hand.free = !r.hand.free
	case fyne.KeyV:
		r.SetVelocities(!r.Velocities())
	case fyne.KeyInsert:
		r.Insert()
		return true
	case fyne.KeyComma, fyne.KeyPeriod:
		r.next(key == fyne.KeyComma, shift)
		return true
	default:
		return false
	}
	if r.OnHand != nil {
		r.OnHand()
	}
	return true
}

// cancel leaves the notes as they were before the press that still goes on.
func (r *Roll) cancel() bool {
	if r.pointer.gesture == nil || len(r.seen.notes) == 0 {
		return false
	}
	r.drop()
	r.changed()
	return true
}

// shift moves the selected notes by a line, or with longer their ends.
func (r *Roll) shift(back, longer bool) {
	a, ok := r.around()
	if !ok {
		return
	}
	before, after := r.lines(a.from)
	if back {
		before, after = r.lines(a.from - 1e-4)
	}
	by := after - before
	if back {
		by = -by
	}
	if longer {
		r.change(Change{Longer: by})
		return
	}
	r.change(Change{Later: by})
}

// finely runs the keys with Alt, and Ctrl or Cmd and D.
func (r *Roll) finely(s *desktop.CustomShortcut) bool {
	if s.Modifier&copyKeys != 0 && s.Modifier&^copyKeys == 0 && s.KeyName == fyne.KeyD {
		r.Duplicate()
		return true
	}
	if s.Modifier != altKey || r.picked.count == 0 {
		return false
	}
	switch s.KeyName {
	case fyne.KeyLeft:
		r.change(Change{Later: -fineStep})
	case fyne.KeyRight:
		r.change(Change{Later: fineStep})
	case fyne.KeyUp:
		r.louder(louderStep)
	case fyne.KeyDown:
		r.louder(-louderStep)
	default:
		return false
	}
	return true
}

// louderStep is by how much a key changes velocities.
const louderStep = 5

// cut copies the selected notes and takes them out.
func (r *Roll) cut() {
	on := r.Selection()
	r.copy()
	if len(on) > 0 {
		r.edit(Delete, on)
	}
}
