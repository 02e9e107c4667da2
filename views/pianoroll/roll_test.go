package pianoroll

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

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
