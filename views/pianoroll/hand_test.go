package pianoroll

import (
	"math"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"partlift/backend/music"
)

// handRig is the rig of four, whose notes begin at 1, 3, 5 and 7 s on lines 0.25 s
// apart and are 80 points long.
func handRig(t *testing.T) *rig {
	r := rigOfFour(t)
	if a, b := r.lines(1); a != 1 || math.Abs(b-1.25) > 1e-9 {
		t.Fatalf("lines are at %g and %g", a, b)
	}
	return r
}

// holding keeps modifier keys down meanwhile.
func (r *rig) holding(k fyne.KeyName, do func()) {
	r.KeyDown(&fyne.KeyEvent{Name: k})
	do()
	r.KeyUp(&fyne.KeyEvent{Name: k})
}

func (r *rig) short(k fyne.KeyName, mods fyne.KeyModifier) {
	r.TypedShortcut(&desktop.CustomShortcut{KeyName: k, Modifier: mods})
}

// starting gives the first note another start and its selection back.
func (r *rig) starting(second float64, do func()) {
	s := four()
	s.Tracks[1].Notes[0].Start = second
	r.SetScene(s)
	do()
}

// takeOut shows a note as taken out.
func (r *rig) takeOut(note int) {
	s := four()
	s.Tracks[1].Flags[note] = Hidden
	r.SetScene(s)
}

// bar is where the bar of a velocity ends at a second.
func (r *rig) bar(second float64, velocity int) fyne.Position {
	y := r.footTop() + r.foot() - (r.foot()-footRoom)*float64(velocity)/127
	return fyne.NewPos(float32(r.margin()+r.view.X(second)), float32(y))
}

func each(c Change, notes ...int) [][]Change { return [][]Change{c.all(refs(notes...))} }

func TestGesturesThatChangeNotes(t *testing.T) {
	for _, tt := range []struct {
		name string
		on   []Ref
		do   func(r *rig)
		want [][]Change
	}{
		{"a drag moves to the nearest line", nil, func(r *rig) { r.drag(left, 0, r.at(1.5, 60), r.at(1.9, 60), r.at(2.1, 60)) }, each(Change{Later: 0.5}, 0)},
		{"a note between lines goes onto one", nil, func(r *rig) {
			s := four()
			s.Tracks[1].Notes[0].Start = 1.1
			r.SetScene(s)
			r.drag(left, 0, r.at(1.5, 60), r.at(1.72, 60))
		}, each(Change{Later: 0.15}, 0)},
		{"up and down change the pitch only", nil, func(r *rig) { r.drag(left, 0, r.at(3.5, 62), r.at(3.52, 65)) }, each(Change{Semitones: 3}, 1)},
		{"both at once", nil, func(r *rig) { r.drag(left, 0, r.at(3.5, 62), r.at(4, 61)) }, each(Change{Later: 0.5, Semitones: -1}, 1)},
		{"all that is selected goes along", refs(1, 2), func(r *rig) { r.drag(left, 0, r.at(5.5, 64), r.at(6, 66)) }, each(Change{Later: 0.5, Semitones: 2}, 1, 2)},
		{"another note is selected first", refs(1, 2), func(r *rig) { r.drag(left, 0, r.at(1.5, 60), r.at(2, 60)) }, each(Change{Later: 0.5}, 0)},
		{"shift leaves lines aside", nil, func(r *rig) {
			r.holding(desktop.KeyShiftLeft, func() { r.drag(left, 0, r.at(1.5, 60), r.at(1.8, 60)) })
		}, each(Change{Later: 0.3}, 0)},
		{"and so does switching them off", nil, func(r *rig) { r.key(fyne.KeyN); r.drag(left, 0, r.at(1.5, 60), r.at(1.8, 60)) }, each(Change{Later: 0.3}, 0)},
		{"never before the start", refs(0, 1), func(r *rig) { r.drag(left, 0, r.at(3.5, 62), r.at(0.5, 62)) }, each(Change{Later: -1}, 0, 1)},
		{"never above the highest pitch", refs(0, 3), func(r *rig) {
			r.drag(left, 0, r.at(1.5, 60), fyne.NewPos(r.at(1.5, 60).X, r.at(1.5, 60).Y-90*20))
		}, each(Change{Semitones: 61}, 0, 3)},
		{"a tremble is no move", refs(0), func(r *rig) { r.drag(left, 0, r.at(1.5, 60), r.at(1.52, 60)) }, nil},
		{"there and back is no move", nil, func(r *rig) { r.drag(left, 0, r.at(1.5, 60), r.at(3, 64), r.at(1.5, 60)) }, nil},
		{"escape takes a drag back", nil, func(r *rig) {
			r.press(r.at(1.5, 60), left, 0)
			r.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: r.at(3, 60)}})
			r.key(fyne.KeyEscape)
			r.MouseUp(&desktop.MouseEvent{})
		}, nil},
		{"the end of a note stretches it", nil, func(r *rig) { r.drag(left, 0, r.at(1.97, 60), r.at(2.47, 63)) }, each(Change{Longer: 0.5}, 0)},
		{"so does its start", nil, func(r *rig) { r.drag(left, 0, r.at(3.03, 62), r.at(2.53, 62)) }, each(Change{Later: -0.5, Longer: 0.5}, 1)},
		{"an end of several stretches all", refs(0, 1), func(r *rig) { r.drag(left, 0, r.at(1.97, 60), r.at(2.22, 60)) }, each(Change{Longer: 0.25}, 0, 1)},
		{"a note keeps some length", nil, func(r *rig) { r.drag(left, 0, r.at(1.97, 60), r.at(0.2, 60)) }, each(Change{Longer: -0.99}, 0)},
		{"also from its start", nil, func(r *rig) { r.drag(left, 0, r.at(1.03, 60), r.at(2.9, 60)) }, each(Change{Later: 0.99, Longer: -0.99}, 0)},
		{"right", refs(0, 1), func(r *rig) { r.key(fyne.KeyRight) }, each(Change{Later: 0.25}, 0, 1)},
		{"left", refs(1), func(r *rig) { r.key(fyne.KeyLeft) }, each(Change{Later: -0.25}, 1)},
		{"shift and right", refs(1), func(r *rig) { r.key(fyne.KeyRight, desktop.KeyShiftLeft) }, each(Change{Longer: 0.25}, 1)},
		{"shift and left", refs(1), func(r *rig) { r.key(fyne.KeyLeft, desktop.KeyShiftLeft) }, each(Change{Longer: -0.25}, 1)},
		{"left at the start", refs(0), func(r *rig) { r.starting(0, func() { r.key(fyne.KeyLeft) }) }, nil},
		{"left near the start", refs(0), func(r *rig) { r.starting(0.1, func() { r.key(fyne.KeyLeft) }) }, each(Change{Later: -0.1}, 0)},
		{"shorter than short", refs(0), func(r *rig) { r.starting(1.9, func() { r.key(fyne.KeyLeft, desktop.KeyShiftLeft) }) }, each(Change{Longer: -0.09}, 0)},
		{"louder than loud", refs(0), func(r *rig) {
			s := four()
			s.Tracks[1].Notes[0].Velocity = 127
			r.SetScene(s)
			r.short(fyne.KeyUp, alt)
		}, nil},
		{"a beat of a drum has no ends", nil, func(r *rig) {
			s := four()
			s.Tracks[1].Drums, s.Tracks[0].Show = true, Absent
			r.SetScene(s)
			r.drag(left, 0, r.at(1.97, 60), r.at(2.47, 60))
		}, each(Change{Later: 0.5}, 0)},
		{"what was taken out stays there", nil, func(r *rig) {
			r.takeOut(0)
			r.drag(left, 0, r.at(1.5, 60), r.at(2, 60))
			r.click(r.bar(1, 20), 0)
		}, nil},
		{"alt and right", refs(1), func(r *rig) { r.short(fyne.KeyRight, alt) }, each(Change{Later: 0.01}, 1)},
		{"alt and left", refs(1), func(r *rig) { r.short(fyne.KeyLeft, alt) }, each(Change{Later: -0.01}, 1)},
		{"alt and up", refs(1, 2), func(r *rig) { r.short(fyne.KeyUp, alt) }, each(Change{Velocity: 85}, 1, 2)},
		{"alt and down", refs(1), func(r *rig) { r.short(fyne.KeyDown, alt) }, each(Change{Velocity: 75}, 1)},
		{"alt without a selection", nil, func(r *rig) { r.short(fyne.KeyUp, alt) }, nil},
		{"a press on a bar", nil, func(r *rig) { r.click(r.bar(3, 40), 0) }, each(Change{Velocity: 40}, 1)},
		{"a press beside bars", nil, func(r *rig) { r.click(r.bar(4, 40), 0) }, nil},
		{"a drag of a bar", nil, func(r *rig) { r.drag(left, 0, r.bar(3, 80), r.bar(3, 20), r.bar(3, 300)) }, each(Change{Velocity: 127}, 1)},
		{"a drag to the floor", nil, func(r *rig) { r.drag(left, 0, r.bar(3, 80), r.bar(3, -30)) }, each(Change{Velocity: 1}, 1)},
		{"a bar where it was", nil, func(r *rig) { r.click(r.bar(3, 80), 0) }, nil},
		{"a line across bars", nil, func(r *rig) { r.drag(left, 0, r.bar(1, 20), r.bar(5, 60)) }, [][]Change{{{Ref: Ref{1, 0}, Velocity: 20}, {Ref: Ref{1, 1}, Velocity: 40}, {Ref: Ref{1, 2}, Velocity: 60}}}},
		{"a line to the left", nil, func(r *rig) { r.drag(left, 0, r.bar(5, 60), r.bar(3.5, 45)) }, each(Change{Velocity: 60}, 2)},
		{"of what is selected only that", refs(0, 2), func(r *rig) { r.drag(left, 0, r.bar(1, 60), r.bar(7, 60)) }, each(Change{Velocity: 60}, 0, 2)},
		{"unless the press is on others", refs(0), func(r *rig) { r.click(r.bar(3, 60), 0) }, each(Change{Velocity: 60}, 1)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := handRig(t)
			r.SetVelocities(true)
			r.SetSelection(tt.on)
			tt.do(r)
			if !slices.EqualFunc(r.wishes, tt.want, func(a, b []Change) bool { return slices.EqualFunc(a, b, alike) }) {
				t.Errorf("asked for %+v, want %+v", r.wishes, tt.want)
			}
			if len(r.edits)+len(r.drawn)+len(r.seeks) > 0 {
				t.Errorf("also asked for %v, %v, %v", r.edits, r.drawn, r.seeks)
			}
			if len(tt.want) == 0 && len(r.seen.notes) > 0 {
				t.Errorf("still shows %v", r.seen.notes)
			}
		})
	}
}

func alike(a, b Change) bool {
	far := math.Abs(a.Later-b.Later) + math.Abs(a.Longer-b.Longer)
	a.Later, a.Longer, b.Later, b.Longer = 0, 0, 0, 0
	return a == b && far < 1e-4
}

func TestGesturesThatAddNotes(t *testing.T) {
	note := func(pitch, velocity uint8, from, to float64) Drawn {
		return Drawn{1, music.Note{Pitch: pitch, Velocity: velocity, Start: from, End: to}}
	}
	for _, tt := range []struct {
		name string
		on   []Ref
		do   func(r *rig)
		want []Drawn
	}{
		{"a double click draws from line to line", nil, func(r *rig) { r.DoubleTapped(&fyne.PointEvent{Position: r.at(2.6, 61)}) }, []Drawn{note(61, 90, 2.5, 2.75)}},
		{"as loud as what was touched", nil, func(r *rig) {
			r.click(r.at(1.5, 60), 0)
			r.DoubleTapped(&fyne.PointEvent{Position: r.at(2.6, 61)})
		}, []Drawn{note(61, 80, 2.5, 2.75)}},
		{"a press while drawing", nil, func(r *rig) { r.key(fyne.KeyB); r.click(r.at(2.6, 61), 0) }, []Drawn{note(61, 90, 2.5, 2.75)}},
		{"a drag while drawing", nil, func(r *rig) { r.SetDrawing(true); r.drag(left, 0, r.at(2.6, 61), r.at(3.2, 70), r.at(3.7, 70)) }, []Drawn{note(61, 90, 2.5, 3.75)}},
		{"a drag to the left", nil, func(r *rig) { r.SetDrawing(true); r.drag(left, 0, r.at(2.6, 61), r.at(1.2, 61)) }, []Drawn{note(61, 90, 2.5, 2.75)}},
		{"without lines", nil, func(r *rig) {
			r.SetDrawing(true)
			r.SetSnap(false)
			r.drag(left, 0, r.at(2.6, 61), r.at(2.7, 61))
		}, []Drawn{note(61, 90, 2.6, 2.7)}},
		{"insert draws at the playhead", nil, func(r *rig) { r.SetPlayhead(4.1); r.key(fyne.KeyInsert) }, []Drawn{note(65, 90, 4, 4.25)}},
		{"insert on the row of what is selected", refs(2), func(r *rig) { r.SetPlayhead(4.1); r.key(fyne.KeyInsert) }, []Drawn{note(64, 90, 4, 4.25)}},
		{"a drag with ctrl copies", nil, func(r *rig) { r.drag(left, ctrl, r.at(1.5, 60), r.at(2.5, 62)) }, []Drawn{note(62, 80, 2, 3)}},
		{"a drag with ctrl copies what is selected with it", refs(0, 1), func(r *rig) { r.drag(left, ctrl, r.at(1.5, 60), r.at(2, 60)) }, []Drawn{note(60, 80, 1.5, 2.5), note(62, 80, 3.5, 4.5)}},
		{"paste where there are fewer tracks", refs(0), func(r *rig) {
			r.TypedShortcut(&fyne.ShortcutCopy{})
			s := four()
			s.Song, s.Tracks = "three", s.Tracks[1:]
			r.SetScene(s)
			r.SetPlayhead(8)
			r.Paste()
		}, []Drawn{{0, music.Note{Pitch: 60, Velocity: 80, Start: 8, End: 9}}}},
		{"duplicate", refs(0, 1), func(r *rig) { r.short(fyne.KeyD, ctrl) }, []Drawn{note(60, 80, 4, 5), note(62, 80, 6, 7)}},
		{"copy and paste at the playhead", refs(0, 1), func(r *rig) {
			r.TypedShortcut(&fyne.ShortcutCopy{})
			r.SetSelection(nil)
			r.SetPlayhead(8.1)
			r.TypedShortcut(&fyne.ShortcutPaste{})
		}, []Drawn{note(60, 80, 8, 9), note(62, 80, 10, 11)}},
		{"paste at the left edge without a playhead", refs(1), func(r *rig) {
			r.TypedShortcut(&fyne.ShortcutCopy{})
			r.TypedShortcut(&fyne.ShortcutPaste{})
		}, []Drawn{note(62, 80, 0, 1)}},
		{"paste as many beats apart in another tempo", refs(0, 1), func(r *rig) {
			r.TypedShortcut(&fyne.ShortcutCopy{})
			s := four()
			s.Grid = gridOf(60, 0, 4, 4)
			r.SetScene(s)
			r.SetPlayhead(8)
			r.Paste()
		}, []Drawn{note(60, 80, 8, 10), note(62, 80, 12, 14)}},
		{"paste into a track that is in front", refs(0), func(r *rig) {
			r.TypedShortcut(&fyne.ShortcutCopy{})
			s := four()
			s.Tracks[0].Show, s.Tracks[1].Show = Front, Ghost
			r.SetScene(s)
			r.SetPlayhead(8)
			r.Paste()
		}, []Drawn{{0, music.Note{Pitch: 60, Velocity: 80, Start: 8, End: 9}}}},
		{"paste nothing", nil, func(r *rig) { r.TypedShortcut(&fyne.ShortcutPaste{}) }, nil},
		{"duplicate nothing", nil, func(r *rig) { r.short(fyne.KeyD, ctrl) }, nil},
		{"no track is in front", nil, func(r *rig) {
			s := four()
			s.Tracks[1].Show = Ghost
			r.SetScene(s)
			r.DoubleTapped(&fyne.PointEvent{Position: r.at(2.6, 61)})
			r.SetDrawing(true)
			r.click(r.at(2.6, 61), 0)
		}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := handRig(t)
			r.SetSelection(tt.on)
			tt.do(r)
			got := slices.Concat(r.drawn...)
			if !slices.EqualFunc(got, tt.want, func(a, b Drawn) bool {
				far := math.Abs(a.Start-b.Start) + math.Abs(a.End-b.End)
				a.Start, a.End, b.Start, b.End = 0, 0, 0, 0
				return a == b && far < 1e-4
			}) {
				t.Errorf("asked for %+v, want %+v", got, tt.want)
			}
			if len(r.edits)+len(r.wishes)+len(r.seeks) > 0 {
				t.Errorf("also asked for %v, %v, %v", r.edits, r.wishes, r.seeks)
			}
		})
	}
}

// TestWhatIsOnItsWayStaysThere gives the roll the same notes in another color
// between the end of a drag and the notes that come of it.
func TestWhatIsOnItsWayStaysThere(t *testing.T) {
	r := handRig(t)
	s := r.scene
	r.drag(left, 0, r.at(1.5, 60), r.at(2, 60))
	s.Tracks = slices.Clone(s.Tracks)
	s.Tracks[1].Muted = true
	r.SetScene(s)
	if len(r.seen.notes) != 1 || r.seen.lifted.count != 1 {
		t.Errorf("of the same notes %v are on their way", r.seen.notes)
	}
	r.SetScene(four())
	if len(r.seen.notes) != 0 || r.seen.lifted.count != 0 {
		t.Errorf("of other notes %v are on their way", r.seen.notes)
	}
}

func TestCutCopiesAndDeletes(t *testing.T) {
	r := handRig(t)
	r.SetSelection(refs(1))
	r.TypedShortcut(&fyne.ShortcutCut{})
	if len(r.edits) != 1 || r.edits[0].verb != Delete || !slices.Equal(r.edits[0].on, refs(1)) {
		t.Errorf("asked for %v", r.edits)
	}
	r.Paste()
	if len(r.drawn) != 1 || r.drawn[0][0].Pitch != 62 {
		t.Errorf("pasted %v", r.drawn)
	}
}

// TestKeysGoFromNoteToNote reads the notes by time, then from low to high, there
// and back.
func TestKeysGoFromNoteToNote(t *testing.T) {
	s := four()
	s.Tracks = append(s.Tracks, Track{Notes: []music.Note{{Pitch: 50, Velocity: 9, Start: 3, End: 4}, {Pitch: 62, Velocity: 9, Start: 3, End: 3.5}}})
	r := newRig(t, s)
	want := []Ref{{1, 0}, {2, 0}, {1, 1}, {2, 1}, {1, 2}, {1, 3}}
	for i, w := range want {
		r.key(fyne.KeyPeriod)
		if got := r.Selection(); !slices.Equal(got, []Ref{w}) {
			t.Fatalf("step %d selects %v, want %v", i, got, w)
		}
	}
	r.key(fyne.KeyPeriod)
	for i := len(want) - 2; i >= 0; i-- {
		r.key(fyne.KeyComma)
		if got := r.Selection(); !slices.Equal(got, []Ref{want[i]}) {
			t.Fatalf("back to %d selects %v, want %v", i, got, want[i])
		}
	}
	r.key(fyne.KeyPeriod, desktop.KeyShiftLeft)
	if got := r.Selection(); len(got) != 2 {
		t.Errorf("shift adds: %v", got)
	}
	r.SetSelection(nil)
	r.key(fyne.KeyComma)
	if got := r.Selection(); !slices.Equal(got, want[len(want)-1:]) {
		t.Errorf("back from nothing selects %v", got)
	}
}

func TestCursorsSayWhatADragDoes(t *testing.T) {
	r := handRig(t)
	r.SetVelocities(true)
	at := func(p fyne.Position) desktop.Cursor {
		r.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: p}})
		return r.Cursor()
	}
	divider := fyne.NewPos(300, float32(r.footTop()))
	for name, c := range map[string]struct {
		at   fyne.Position
		want desktop.Cursor
	}{
		"the body": {r.at(1.5, 60), desktop.PointerCursor}, "the start": {r.at(1.03, 60), desktop.HResizeCursor}, "the end": {r.at(1.97, 60), desktop.HResizeCursor},
		"beside": {r.at(9, 60), desktop.DefaultCursor}, "the velocities": {r.bar(3, 50), desktop.CrosshairCursor}, "the line above them": {divider, desktop.VResizeCursor},
	} {
		if got := at(c.at); got != c.want {
			t.Errorf("%s: cursor %v, want %v", name, got, c.want)
		}
	}
	r.SetDrawing(true)
	if got := at(r.at(9, 60)); got != desktop.CrosshairCursor {
		t.Errorf("beside, while drawing: cursor %v", got)
	}
}

func TestTheLaneOfVelocitiesIsAsHighAsItIsDragged(t *testing.T) {
	r := handRig(t)
	r.SetVelocities(true)
	if r.pane().height != 400-footHeight {
		t.Errorf("the notes are %g high", r.pane().height)
	}
	drag := func(by float32) float64 {
		from := fyne.NewPos(300, float32(r.footTop()))
		r.drag(left, 0, from, fyne.NewPos(300, from.Y+by))
		return r.foot()
	}
	for _, c := range []struct {
		by   float32
		want float64
	}{{-20, footHeight + 20}, {500, leastFoot}, {-500, footShare * 446}} {
		if got := drag(c.by); math.Abs(got-c.want) > 1e-3 {
			t.Errorf("dragged by %g it is %g high, want %g", c.by, got, c.want)
		}
	}
	told := 0
	r.OnHand = func() { told++ }
	r.key(fyne.KeyV)
	if r.Velocities() || r.pane().height != 400 || told != 1 {
		t.Errorf("v leaves it %v, the notes %g high, and tells %d times", r.Velocities(), r.pane().height, told)
	}
}
