package pianoroll

import (
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// FocusGained shows that keys go to the roll.
func (r *Roll) FocusGained() { r.setFocused(true) }

// FocusLost is part of fyne.Focusable.
func (r *Roll) FocusLost() {
	r.pointer.held = 0
	r.setFocused(false)
}

func (r *Roll) setFocused(on bool) {
	r.pointer.focused = on
	r.place()
}

func (r *Roll) takeFocus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(r); c != nil && c.Focused() != fyne.Focusable(r) {
		c.Focus(r)
	}
}

// KeyDown remembers the modifiers.
func (r *Roll) KeyDown(e *fyne.KeyEvent) { r.pointer.held |= modifier(e.Name) }

// KeyUp is part of desktop.Keyable.
func (r *Roll) KeyUp(e *fyne.KeyEvent) { r.pointer.held &^= modifier(e.Name) }

func modifier(key fyne.KeyName) fyne.KeyModifier {
	switch key {
	case desktop.KeyShiftLeft, desktop.KeyShiftRight:
		return fyne.KeyModifierShift
	case desktop.KeyControlLeft, desktop.KeyControlRight:
		return fyne.KeyModifierControl
	case desktop.KeyAltLeft, desktop.KeyAltRight:
		return fyne.KeyModifierAlt
	case desktop.KeySuperLeft, desktop.KeySuperRight:
		return fyne.KeyModifierSuper
	}
	return 0
}

// TypedRune is part of fyne.Focusable; keys are named, not spelt.
func (r *Roll) TypedRune(rune) {}

// TypedKey runs a verb, moves the view, or hands the key on.
func (r *Roll) TypedKey(e *fyne.KeyEvent) {
	if modifier(e.Name) != 0 {
		return
	}
	shift := r.mods()&fyne.KeyModifierShift != 0
	if !r.give(e.Name, shift) && !r.navigate(e.Name, shift) && !r.act(e.Name, shift) && r.OnKey != nil {
		r.OnKey(e)
	}
}

// keyZoom is how much a key zooms.
const keyZoom = 1.3

// navigate moves the view, if that is what a key is for.
func (r *Roll) navigate(key fyne.KeyName, shift bool) bool {
	p := r.pane()
	switch key {
	case fyne.KeyF:
		r.Fit()
	case fyne.KeyZ:
		r.FitSelection()
	case fyne.KeyPlus, fyne.KeyEqual:
		r.Zoom(keyZoom, 1)
	case fyne.KeyMinus:
		r.Zoom(1/keyZoom, 1)
	case fyne.KeyHome:
		r.turn(r.view.Pan(r.view.X(0)*-1, 0))
	case fyne.KeyEnd:
		r.turn(r.view.Pan(p.width*0.9-r.view.X(p.seconds()), 0))
	case fyne.KeyPageUp:
		r.turn(r.view.Pan(0, p.height*0.8))
	case fyne.KeyPageDown:
		r.turn(r.view.Pan(0, -p.height*0.8))
	case fyne.KeyUp, fyne.KeyDown:
		if r.picked.count > 0 {
			return false
		}
		rows := 1.0
		if shift {
			rows = 12
		}
		if key == fyne.KeyDown {
			rows = -rows
		}
		r.turn(r.view.Pan(0, rows*r.view.PerPitch))
	case fyne.KeyLeft, fyne.KeyRight:
		return r.picked.count == 0 && r.step(key)
	default:
		return false
	}
	return true
}

// step scrolls through time by keys that a transport may want for itself.
func (r *Roll) step(key fyne.KeyName) bool {
	if r.OnKey != nil {
		return false
	}
	by := r.pane().width / 8
	if key == fyne.KeyRight {
		by = -by
	}
	r.turn(r.view.Pan(by, 0))
	return true
}

// act changes the selected notes, if that is what a key is for.
func (r *Roll) act(key fyne.KeyName, shift bool) bool {
	if r.picked.count == 0 {
		return false
	}
	switch key {
	case fyne.KeyEscape:
		r.pick(func() { r.picked.reset(r.index.notes) })
		return true
	case fyne.KeyL:
		if a, ok := r.around(); ok {
			r.setLoop(a.from, a.to)
		}
		return true
	}
	if key == fyne.KeyLeft || key == fyne.KeyRight {
		r.shift(key == fyne.KeyLeft, shift)
		return true
	}
	on := r.Selection()
	verb := map[fyne.KeyName]Verb{fyne.KeyDelete: Delete, fyne.KeyBackspace: Delete, fyne.KeyUp: Up, fyne.KeyDown: Down, fyne.KeyR: Restore}[key]
	switch {
	case key == fyne.KeyM:
		verb = r.muteOrRestore(on)
	case shift && verb == Up:
		verb = OctaveUp
	case shift && verb == Down:
		verb = OctaveDown
	}
	if verb == 0 {
		return false
	}
	r.edit(verb, on)
	return true
}

// TypedShortcut copies, pastes, selects all, zooms, or hands the shortcut on.
func (r *Roll) TypedShortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *fyne.ShortcutSelectAll:
		r.SelectAll()
		return
	case *fyne.ShortcutCopy:
		r.copy()
		return
	case *fyne.ShortcutCut:
		r.cut()
		return
	case *fyne.ShortcutPaste:
		r.Paste()
		return
	case *desktop.CustomShortcut:
		if s.Modifier&^(fyne.KeyModifierControl|fyne.KeyModifierSuper) == 0 && r.zoomPitch(s.KeyName) {
			return
		}
		if r.finely(s) {
			return
		}
	}
	if r.OnShortcut != nil {
		r.OnShortcut(s)
	}
}

// zoomPitch zooms about the middle, if that is what a key with Ctrl or Cmd is
// for.
func (r *Roll) zoomPitch(key fyne.KeyName) bool {
	factor := 0.0
	switch key {
	case fyne.KeyPlus, fyne.KeyEqual, fyne.KeyUp:
		factor = keyZoom
	case fyne.KeyMinus, fyne.KeyDown:
		factor = 1 / keyZoom
	default:
		return false
	}
	r.Zoom(1, factor)
	return true
}

// SelectAll selects all notes in front that are not taken out.
func (r *Roll) SelectAll() {
	r.pick(func() {
		r.index.within(area{0, math.Inf(1), 0, pitches - 1}, func(m mark) {
			if m.style != taken {
				r.picked.set(r.index.number(m), true)
			}
		})
	})
}

// pick changes the selection and reports it.
func (r *Roll) pick(change func()) {
	was := r.picked.refs(r.index)
	change()
	r.changed()
	r.announce(was)
}

// announce reports the selection if it is another one than it was.
func (r *Roll) announce(was []Ref) {
	if now := r.picked.refs(r.index); r.OnSelect != nil && !slices.Equal(was, now) {
		r.OnSelect(now)
	}
}

func (r *Roll) edit(v Verb, on []Ref) {
	if r.OnEdit != nil {
		r.OnEdit(v, on)
	}
}

// deleteOrRestore is Restore when all of the notes are muted or taken out, else
// Delete.
func (r *Roll) deleteOrRestore(on []Ref) Verb {
	if r.muteOrRestore(on) == Restore {
		return Restore
	}
	return Delete
}

// muteOrRestore is Restore when none of the notes would sound, else Mute.
func (r *Roll) muteOrRestore(on []Ref) Verb {
	for _, ref := range on {
		var f Flag
		if flags := r.scene.Tracks[ref.Track].Flags; ref.Note < len(flags) {
			f = flags[ref.Note]
		}
		if f&(Muted|Hidden) == 0 {
			return Mute
		}
	}
	return Restore
}

// around returns the stretch and the pitches of the selected notes.
func (r *Roll) around() (area, bool) {
	a := area{math.Inf(1), 0, pitches, -1}
	for _, ref := range r.Selection() {
		n := r.scene.Tracks[ref.Track].Notes[ref.Note]
		a.from, a.to = math.Min(a.from, n.Start), math.Max(a.to, n.End)
		a.low, a.high = min(a.low, int(n.Pitch)), max(a.high, int(n.Pitch))
	}
	return a, a.low <= a.high
}
