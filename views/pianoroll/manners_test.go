package pianoroll

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"partlift/views/look"
)

func TestHoverDescribes(t *testing.T) {
	s := four()
	s.Tracks[1].Flags = []Flag{0, Hidden, Doubtful, Muted}
	r := newRig(t, s)
	r.SetView(Viewport{Start: 0, Top: 75, PerSecond: 80, PerPitch: 20})
	for _, tt := range []struct {
		at     fyne.Position
		want   string
		note   bool
		cursor desktop.StandardCursor
	}{
		{r.at(1.5, 60), "C4 · velocity 80 · 1.3.000", true, desktop.PointerCursor},
		{r.at(3.5, 62), "D4 · velocity 80 · 2.3.000 · removed", true, desktop.PointerCursor},
		{r.at(5.5, 64), "E4 · velocity 80 · 3.3.000 · doubtful", true, desktop.PointerCursor},
		{r.at(7.5, 66), "F#4 · velocity 80 · 4.3.000 · muted", true, desktop.PointerCursor},
		{r.at(2.03, 60), "C4 · velocity 80 · 1.3.000", true, desktop.HResizeCursor},
		{r.at(2.1, 60), "", false, desktop.DefaultCursor},
		{r.at(1.5, 70), "", false, desktop.DefaultCursor},
		{r.ruler(2.25), "2.1.240", false, desktop.DefaultCursor},
		{fyne.NewPos(5, 100), "", false, desktop.DefaultCursor},
	} {
		r.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: tt.at}})
		if got := r.pointer.hover; got.Text != tt.want || got.Note != tt.note {
			t.Errorf("at %v: %+v, want %q", tt.at, got, tt.want)
		}
		if r.Cursor() != tt.cursor {
			t.Errorf("at %v the cursor is %v, want %v", tt.at, r.Cursor(), tt.cursor)
		}
	}
	told := len(r.hovers)
	r.MouseOut()
	r.MouseOut()
	if len(r.hovers) != told {
		t.Error("leaving from nothing was news")
	}
	kit := only(demo(true), Absent, 4)
	r.SetScene(kit)
	n := kit.Tracks[4].Notes[0]
	r.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: r.at(n.Start+0.01, float64(n.Pitch))}})
	if got := r.pointer.hover.Text; got != "Bass Drum 1 (36) · velocity 110 · 2.1.000" {
		t.Errorf("over a drum: %q", got)
	}
}

func TestKeysOfTheProgramAreHandedOn(t *testing.T) {
	r := rigOfFour(t)
	r.key(desktop.KeyShiftLeft)
	r.key(desktop.KeyControlRight)
	keys := []fyne.KeyName{fyne.KeySpace, fyne.KeyReturn, fyne.KeyLeft, fyne.KeyRight, fyne.KeyEscape, fyne.KeyM, fyne.KeyDelete, fyne.KeyS}
	for _, k := range keys {
		r.key(k)
	}
	if !slices.Equal(r.keys, keys) {
		t.Errorf("handed on %v, want %v", r.keys, keys)
	}
	r.SetSelection(refs(0))
	r.key(fyne.KeySpace)
	if r.keys[len(r.keys)-1] != fyne.KeySpace || len(r.edits) > 0 {
		t.Error("with a selection, Space is not the program's")
	}
	r.TypedShortcut(&fyne.ShortcutUndo{})
	r.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyE, Modifier: fyne.KeyModifierControl})
	if len(r.cuts) != 2 {
		t.Errorf("handed on %d shortcuts, want 2", len(r.cuts))
	}
}

func TestFocus(t *testing.T) {
	r := rigOfFour(t)
	c := r.win.Canvas()
	r.click(r.at(9, 60), 0)
	if c.Focused() != fyne.Focusable(r.Roll) || !r.canvas.ring.Visible() {
		t.Error("a click does not take the keyboard")
	}
	c.Unfocus()
	if r.canvas.ring.Visible() {
		t.Error("the ring stays when the keyboard is elsewhere")
	}
	c.FocusNext()
	if c.Focused() != fyne.Focusable(r.Roll) {
		t.Error("Tab does not reach the roll")
	}
}

func TestThemeChangesThePicture(t *testing.T) {
	r := rigOfFour(t)
	r.frame()
	dark := r.paint.painter.img.RGBAAt(400, 200)
	fyne.CurrentApp().Settings().SetTheme(look.New(look.Light))
	r.Refresh()
	r.frame()
	if light := r.paint.painter.img.RGBAAt(400, 200); light.R < dark.R+100 {
		t.Errorf("in the light theme a pixel is %v, in the dark one %v", light, dark)
	}
}

func TestEmptyState(t *testing.T) {
	r := newRig(t, Scene{})
	r.frame()
	if !r.canvas.empty.Visible() {
		t.Error("without notes nothing says so")
	}
	r.TypedShortcut(&fyne.ShortcutSelectAll{})
	r.click(r.at(0.5, 60), 0)
	r.key(fyne.KeyZ)
	r.SetScene(four())
	if r.canvas.empty.Visible() || r.View() != r.pane().fit() {
		t.Error("the first notes are not shown")
	}
}

func TestRollWorksAlone(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look.New(look.Light))
	r := New()
	r.SetScene(four())
	r.SetPlayhead(3)
	r.SetSelection(refs(0))
	w := test.NewTempWindow(t, r)
	w.Resize(fyne.NewSize(700, 300))
	g := &rig{Roll: r, win: w, t: t}
	g.click(g.at(1.5, 60), 0)
	g.drag(left, 0, g.ruler(1), g.ruler(4))
	g.click(g.ruler(2), 0)
	g.DoubleTapped(&fyne.PointEvent{Position: g.at(1.5, 60)})
	g.TappedSecondary(&fyne.PointEvent{Position: g.at(3.5, 62)})
	g.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: g.at(1.5, 60)}})
	g.MouseOut()
	for _, k := range []fyne.KeyName{fyne.KeySpace, fyne.KeyDelete, fyne.KeyM, fyne.KeyL, fyne.KeyEscape, fyne.KeyEnd} {
		g.key(k)
	}
	g.TypedRune(' ')
	g.TypedShortcut(&fyne.ShortcutCopy{})
	w.Canvas().Capture()
}
