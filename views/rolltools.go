package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"partlift/app"
	"partlift/app/edit"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/pianoroll"
	"partlift/views/words"
)

// rollTools are the switches under the piano roll.
type rollTools struct{ draw, snap, velocities *kit.Button }

// newTools are the switches of the roll and what zooms it.
func (v *rollPage) newTools() fyne.CanvasObject {
	r, w := v.roll, v.host.Window
	t := &v.tools
	toggle := func(icon fyne.Resource, name string, set func(bool), is func() bool) *kit.Button {
		return kit.NewIcon(w, icon, name, func() {
			set(!is())
			v.lightTools()
			v.host.Focus(r)
		})
	}
	t.draw = toggle(theme.DocumentCreateIcon(), words.L("Draw notes (B)"), r.SetDrawing, r.Drawing)
	t.snap = toggle(look.SnapIcon, words.L("Snap to the lines (N)"), r.SetSnap, r.Snap)
	t.velocities = toggle(look.VelocityIcon, words.L("Velocities (V)"), r.SetVelocities, r.Velocities)
	r.OnHand = v.lightTools
	v.lightTools()
	zoom := func(icon fyne.Resource, name string, do func()) *kit.Button { return kit.NewIcon(w, icon, name, do) }
	return kit.Inline(2, t.draw, t.snap, t.velocities,
		zoom(theme.ZoomOutIcon(), words.L("Zoom out (-)"), func() { r.Zoom(1/toolZoom, 1) }),
		zoom(theme.ZoomInIcon(), words.L("Zoom in (+)"), func() { r.Zoom(toolZoom, 1) }),
		zoom(theme.ZoomFitIcon(), words.L("Show all (F)"), r.Fit))
}

// toolZoom is how much a press zooms.
const toolZoom = 1.5

// lightTools shows which switches are on.
func (v *rollPage) lightTools() {
	v.tools.draw.Lit(v.roll.Drawing())
	v.tools.snap.Lit(v.roll.Snap())
	v.tools.velocities.Lit(v.roll.Velocities())
}

// edit does what the roll asks for.
func (v *rollPage) edit(verb pianoroll.Verb, on []pianoroll.Ref) {
	refs := v.delivered(on)
	switch verb {
	case pianoroll.Mute:
		v.m.EditNotes(app.MuteNotes, refs)
	case pianoroll.Restore:
		v.m.EditNotes(app.RestoreNotes, refs)
	case pianoroll.Delete:
		v.m.EditNotes(app.DeleteNotes, refs)
	default:
		v.m.Transpose(refs, verb.Semitones())
	}
}

// change moves, stretches or strikes notes.
func (v *rollPage) change(changes []pianoroll.Change) {
	out := make([]edit.Change, 0, len(changes))
	for _, c := range changes {
		for _, ref := range v.delivered([]pianoroll.Ref{c.Ref}) {
			out = append(out, edit.Change{NoteRef: ref, Later: c.Later, Longer: c.Longer, Semitones: c.Semitones, Velocity: c.Velocity})
		}
	}
	v.m.ChangeNotes(out)
}

// draw adds notes and selects them as soon as they are there.
func (v *rollPage) draw(notes []pianoroll.Drawn) {
	out := make([]edit.Drawn, len(notes))
	for i, n := range notes {
		out[i] = edit.Drawn(n)
	}
	v.picked = v.m.DrawNotes(out)
}

// menu opens the roll's menu.
func (v *rollPage) menu(at fyne.Position) {
	p := v.m.Page.Now()
	if p == nil {
		return
	}
	verb := func(label string, do pianoroll.Verb) *fyne.MenuItem {
		i := fyne.NewMenuItem(label, func() { v.edit(do, v.roll.Selection()) })
		i.Disabled = len(v.picked) == 0
		return i
	}
	some := len(v.picked) > 0
	hand := func(label string, s fyne.Shortcut, able bool) *fyne.MenuItem {
		i := fyne.NewMenuItem(label, func() { v.roll.TypedShortcut(s) })
		i.Shortcut, i.Disabled = s, !able
		return i
	}
	undo := fyne.NewMenuItem(undoWords(p.Undo), v.m.Undo)
	redo := fyne.NewMenuItem(redoWords(p.Redo), v.m.Redo)
	undo.Disabled, redo.Disabled = p.Undo == "", p.Redo == ""
	undo.Icon, redo.Icon = theme.ContentUndoIcon(), theme.ContentRedoIcon()
	v.host.MenuAt(fyne.NewMenu("",
		verb(words.L("Mute"), pianoroll.Mute), verb(words.L("Delete"), pianoroll.Delete), verb(words.L("Bring back"), pianoroll.Restore),
		fyne.NewMenuItemSeparator(),
		verb(words.L("Octave up"), pianoroll.OctaveUp), verb(words.L("Octave down"), pianoroll.OctaveDown),
		fyne.NewMenuItemSeparator(),
		hand(words.L("Cut"), &fyne.ShortcutCut{}, some), hand(words.L("Copy"), &fyne.ShortcutCopy{}, some), hand(words.L("Paste"), &fyne.ShortcutPaste{}, v.roll.CanPaste()),
		hand(words.L("Duplicate"), kit.Shortcut(fyne.KeyD, 0), some),
		fyne.NewMenuItemSeparator(), undo, redo, fyne.NewMenuItemSeparator(),
		fyne.NewMenuItem(words.L("Select all"), v.roll.SelectAll), fyne.NewMenuItem(words.L("Show all"), v.roll.Fit), fyne.NewMenuItem(words.L("Show selection"), v.roll.FitSelection),
	), at)
}
