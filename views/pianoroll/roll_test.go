package pianoroll

import (
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"partlift/views/look"
)

// rig is a roll in a window, with what it reported.
type rig struct {
	*Roll
	t      *testing.T
	win    fyne.Window
	seeks  []float64
	loops  [][2]float64
	picks  [][]Ref
	edits  []edit
	hovers []Hover
	follow []bool
	keys   []fyne.KeyName
	cuts   []fyne.Shortcut
}

type edit struct {
	verb Verb
	on   []Ref
}

func newRig(t *testing.T, s Scene) *rig {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(look.New(look.Dark))
	r := &rig{t: t, Roll: New()}
	r.OnSeek = func(s float64) { r.seeks = append(r.seeks, s) }
	r.OnLoop = func(a, b float64) { r.loops = append(r.loops, [2]float64{a, b}) }
	r.OnSelect = func(n []Ref) { r.picks = append(r.picks, n) }
	r.OnEdit = func(v Verb, on []Ref) { r.edits = append(r.edits, edit{v, on}) }
	r.OnHover = func(h Hover) { r.hovers = append(r.hovers, h) }
	r.OnFollow = func(on bool) { r.follow = append(r.follow, on) }
	r.OnKey = func(e *fyne.KeyEvent) { r.keys = append(r.keys, e.Name) }
	r.OnShortcut = func(s fyne.Shortcut) { r.cuts = append(r.cuts, s) }
	r.win = test.NewTempWindow(t, r.Roll)
	r.win.SetPadded(false)
	r.win.Resize(fyne.NewSize(854, 426)) // 800 × 400 points of notes
	r.SetScene(s)
	return r
}

// frame draws the window as the toolkit does each frame.
func (r *rig) frame() Stats {
	r.win.Canvas().Capture()
	return r.Stats()
}

func TestPlayheadPaintsNothing(t *testing.T) {
	r := newRig(t, demo(true))
	r.SetFollow(Stay)
	before := r.frame()
	if before.Paints != 1 {
		t.Fatalf("the first frame painted %d times", before.Paints)
	}
	seen := map[float32]bool{}
	for i := range 50 {
		r.SetPlayhead(float64(i) * 3)
		r.SetLoop(float64(i), float64(i)+20)
		seen[r.canvas.head.Position().X] = true
		r.frame()
	}
	after := r.Stats()
	if after.Paints != before.Paints {
		t.Errorf("50 moves of playhead and loop painted %d times", after.Paints-before.Paints)
	}
	if after.Frames < before.Frames+50 {
		t.Errorf("only %d frames were drawn", after.Frames-before.Frames)
	}
	if len(seen) != 50 || !r.canvas.head.Visible() {
		t.Errorf("the playhead was at %d places", len(seen))
	}
}

func TestOnePaintForAFrame(t *testing.T) {
	r := newRig(t, demo(true))
	before := r.frame()
	for range 30 {
		r.wheel(r.at(1, 60), -3, 2)
		r.wheel(r.at(1, 60), 0, 4, desktop.KeyControlLeft)
		r.SetSelection([]Ref{{0, 1}})
	}
	if after := r.frame(); after.Paints != before.Paints+1 {
		t.Errorf("60 turns of the wheel in one frame painted %d times", after.Paints-before.Paints)
	}
	at := r.Stats().Paints
	if r.frame().Paints != at {
		t.Error("a frame in which nothing has changed was painted")
	}
	r.wheel(fyne.NewPos(-1, -1), 0, 0)
	r.hoverAt(point{300, 200})
	if r.frame().Paints != at {
		t.Error("moving the pointer painted")
	}
}

func TestFollowingTurnsPages(t *testing.T) {
	r := newRig(t, demo(true))
	r.SetView(Viewport{Start: 0, Top: 90, PerSecond: 100, PerPitch: 10})
	before := r.frame().Paints
	pages := 0
	for s := 0.0; s < 60; s += 1.0 / 60 {
		start := r.View().Start
		r.SetPlayhead(s)
		if r.View().Start != start {
			pages++
			r.frame()
		}
		if x := r.View().X(s); x < 0 || x > 800 {
			t.Fatalf("at %g s the playhead is at %g", s, x)
		}
	}
	if painted := int(r.frame().Paints - before); pages < 6 || pages > 10 || painted != pages {
		t.Errorf("a minute turned %d pages and painted %d times", pages, painted)
	}
}

func TestFollowingYieldsToTheUser(t *testing.T) {
	r := newRig(t, demo(true))
	r.SetView(Viewport{Start: 0, Top: 90, PerSecond: 100, PerPitch: 10})
	r.SetPlayhead(1)
	r.wheel(r.at(1, 60), 0, 10) // pitch only
	if !r.Following() || len(r.follow) != 0 {
		t.Error("scrolling through pitches ends following")
	}
	r.wheel(r.at(1, 60), -2000, 0)
	far := r.View()
	if r.Following() || !slices.Equal(r.follow, []bool{false}) {
		t.Errorf("after scrolling it follows: %v, reported %v", r.Following(), r.follow)
	}
	r.SetPlayhead(5)
	if r.View() != far {
		t.Error("the view went with the playhead although its user had scrolled away")
	}
	r.SetPlayhead(far.Start + 0.1)
	if !r.Following() || !slices.Equal(r.follow, []bool{false, true}) {
		t.Errorf("with the playhead back in view it follows: %v, reported %v", r.Following(), r.follow)
	}
	r.wheel(r.at(1, 60), 4000, 0)
	r.SetFollow(Pages)
	if !r.Following() || r.View().X(far.Start+0.1) < 0 || r.View().X(far.Start+0.1) > 800 {
		t.Errorf("when told to follow it shows %+v", r.View())
	}
}

func TestSceneKeepsViewAndSelection(t *testing.T) {
	r := rigOfFour(t)
	r.SetSelection(refs(1, 2))
	view := r.View()
	edited := four()
	edited.Tracks[1].Flags = []Flag{0, Muted, 0, 0}
	r.SetScene(edited)
	if !slices.Equal(r.Selection(), refs(1, 2)) || r.View() != view {
		t.Errorf("after an edit %v are selected and the view is %+v", r.Selection(), r.View())
	}
	edited.Tracks[1].Notes = edited.Tracks[1].Notes[:2]
	r.SetScene(edited)
	if !slices.Equal(r.Selection(), refs(1)) {
		t.Errorf("with fewer notes %v are selected", r.Selection())
	}
	other := demo(true)
	r.SetScene(other)
	if len(r.Selection()) != 0 || r.View() != r.pane().fit() {
		t.Errorf("of another song %v are selected and the view is %+v", r.Selection(), r.View())
	}
	if len(r.picks) != 0 {
		t.Error("what the program did was reported as the user's choice")
	}
}

func TestSceneMayChangeDuringAGesture(t *testing.T) {
	r := rigOfFour(t)
	r.SetSelection(refs(0, 1))
	r.press(r.at(3.5, 62), left, 0)
	fewer := four()
	fewer.Tracks = fewer.Tracks[:1]
	r.SetScene(fewer)
	r.MouseUp(&desktop.MouseEvent{})
	if len(r.Selection()) != 0 {
		t.Errorf("notes that are gone are selected: %v", r.Selection())
	}
	r.SetScene(four())
	r.SetView(Viewport{Start: 0, Top: 75, PerSecond: 80, PerPitch: 20})
	r.press(r.at(2.5, 65), left, 0)
	r.SetScene(fewer)
	r.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: r.at(5.2, 61)}})
	r.MouseUp(&desktop.MouseEvent{})
	shorter := four()
	shorter.Length, shorter.Tracks[1].Notes = 2, shorter.Tracks[1].Notes[:1]
	r.SetScene(shorter)
	if v := r.View(); v != r.pane().limit(v) {
		t.Errorf("a shorter song leaves the view at %+v", v)
	}
}

func TestSceneIsNotWrittenTo(t *testing.T) {
	s := four()
	before := slices.Clone(s.Tracks[1].Notes)
	r := newRig(t, s)
	r.key(fyne.KeyDelete)
	r.TypedShortcut(&fyne.ShortcutSelectAll{})
	r.key(fyne.KeyUp)
	r.frame()
	if !slices.Equal(before, s.Tracks[1].Notes) {
		t.Error("the roll changed the notes it shows")
	}
}

func TestFitGoesWithTheSizeUntilTheUserLooksElsewhere(t *testing.T) {
	r := newRig(t, demo(true))
	r.win.Resize(fyne.NewSize(1200, 700))
	if r.View() != r.pane().fit() {
		t.Error("a larger window does not show all")
	}
	r.wheel(r.at(1, 60), 0, 40, desktop.KeyControlLeft)
	scale := r.View().PerSecond
	r.win.Resize(fyne.NewSize(900, 500))
	if r.View().PerSecond != scale {
		t.Error("a smaller window forgets the zoom")
	}
	r.key(fyne.KeyF)
	r.win.Resize(fyne.NewSize(1000, 600))
	if r.View() != r.pane().fit() {
		t.Error("after F, another size does not show all")
	}
}

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
		{r.at(2.03, 60), "C4 · velocity 80 · 1.3.000", true, desktop.PointerCursor},
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

func TestGalleryOfTheWidget(t *testing.T) {
	if *gallery == "" {
		t.Skip("no folder is given")
	}
	r := newRig(t, only(demo(true), Ghost, 0, 1))
	r.win.Resize(fyne.NewSize(1200, 600))
	save := func(name string) {
		f, err := os.Create(filepath.Join(*gallery, name+".png"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := png.Encode(f, r.win.Canvas().Capture()); err != nil {
			t.Fatal(err)
		}
	}
	r.SetView(Viewport{Start: 20, Top: 92, PerSecond: 120, PerPitch: 16})
	r.SetPlayhead(24)
	r.SetLoop(21, 26)
	r.takeFocus()
	r.pointer.box = &[2]place{{22, 80}, {23.4, 72}}
	r.placeBox()
	save("widget")
	r.SetScene(Scene{Song: "none"})
	r.pointer.box = nil
	r.place()
	save("widget-empty")
}
