package pianoroll

import (
	"math"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"partlift/backend/music"
)

// four is a scene of four notes of a second each, the last one muted, and a
// ghost under the first, at 120 beats a minute.
func four() Scene {
	note := func(pitch uint8, start float64) music.Note {
		return music.Note{Pitch: pitch, Velocity: 80, Start: start, End: start + 1}
	}
	return Scene{
		Song: "four", Length: 20, Grid: gridOf(120, 0, 4, 4),
		Tracks: []Track{
			{Show: Ghost, Notes: []music.Note{note(60, 1), note(70, 1)}},
			{Notes: []music.Note{note(60, 1), note(62, 3), note(64, 5), note(66, 7)}, Flags: []Flag{0, 0, 0, Muted}},
		},
	}
}

// rigOfFour shows all four notes at 80 points a second and 20 a semitone.
func rigOfFour(t *testing.T) *rig {
	r := newRig(t, four())
	r.SetView(Viewport{Start: 0, Top: 75, PerSecond: 80, PerPitch: 20})
	return r
}

// at is where a second is on the row of a pitch.
func (r *rig) at(second, pitch float64) fyne.Position {
	return fyne.NewPos(float32(r.margin()+r.view.X(second)), float32(rulerHeight+r.view.Y(pitch+0.5)))
}

// ruler is where a second is on the ruler.
func (r *rig) ruler(second float64) fyne.Position {
	return fyne.NewPos(float32(r.margin()+r.view.X(second)), 10)
}

func (r *rig) press(at fyne.Position, button desktop.MouseButton, mods fyne.KeyModifier) {
	r.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: button, Modifier: mods})
}

func (r *rig) click(at fyne.Position, mods fyne.KeyModifier) {
	r.press(at, desktop.MouseButtonPrimary, mods)
	r.MouseUp(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary})
}

// drag goes from one place to others, as the toolkit reports it.
func (r *rig) drag(button desktop.MouseButton, mods fyne.KeyModifier, from fyne.Position, to ...fyne.Position) {
	r.press(from, button, mods)
	for _, p := range to {
		r.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: p}, Dragged: fyne.NewDelta(p.X-from.X, p.Y-from.Y)})
		from = p
	}
	r.MouseUp(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: from}, Button: button})
	r.DragEnd()
}

// wheel turns the wheel with modifier keys held.
func (r *rig) wheel(at fyne.Position, dx, dy float32, held ...fyne.KeyName) {
	for _, k := range held {
		r.KeyDown(&fyne.KeyEvent{Name: k})
	}
	r.Scrolled(&fyne.ScrollEvent{PointEvent: fyne.PointEvent{Position: at}, Scrolled: fyne.NewDelta(dx, dy)})
	for _, k := range held {
		r.KeyUp(&fyne.KeyEvent{Name: k})
	}
}

func (r *rig) key(name fyne.KeyName, held ...fyne.KeyName) {
	for _, k := range held {
		r.KeyDown(&fyne.KeyEvent{Name: k})
	}
	r.TypedKey(&fyne.KeyEvent{Name: name})
	for _, k := range held {
		r.KeyUp(&fyne.KeyEvent{Name: k})
	}
}

func refs(notes ...int) []Ref {
	out := []Ref{}
	for _, n := range notes {
		out = append(out, Ref{1, n})
	}
	return out
}

const (
	left   = desktop.MouseButtonPrimary
	middle = desktop.MouseButtonTertiary
	shift  = fyne.KeyModifierShift
	ctrl   = fyne.KeyModifierControl
	alt    = fyne.KeyModifierAlt
)

func TestSelectingGestures(t *testing.T) {
	for _, tt := range []struct {
		name  string
		start []Ref
		do    func(r *rig)
		want  []Ref
		told  int // how often OnSelect was called
	}{
		{"a click on a note selects it", nil, func(r *rig) { r.click(r.at(1.5, 60), 0) }, refs(0), 1},
		{"another click selects another note", refs(0), func(r *rig) { r.click(r.at(3.5, 62), 0) }, refs(1), 1},
		{"a click beside selects none", refs(0), func(r *rig) { r.click(r.at(9, 60), 0) }, refs(), 1},
		{"a click beside with nothing selected", nil, func(r *rig) { r.click(r.at(9, 60), 0) }, refs(), 0},
		{"shift adds", refs(0), func(r *rig) { r.click(r.at(3.5, 62), shift) }, refs(0, 1), 1},
		{"shift takes away", refs(0, 1), func(r *rig) { r.click(r.at(3.5, 62), shift) }, refs(0), 1},
		{"ctrl adds", refs(0), func(r *rig) { r.click(r.at(3.5, 62), ctrl) }, refs(0, 1), 1},
		{"shift beside keeps", refs(0), func(r *rig) { r.click(r.at(9, 62), shift) }, refs(0), 0},
		{"a click on one of several leaves that", refs(0, 1, 2), func(r *rig) { r.click(r.at(3.5, 62), 0) }, refs(1), 1},
		{"a ghost is not selected", nil, func(r *rig) { r.click(r.at(1.5, 70), 0) }, refs(), 0},
		{"a muted note is", nil, func(r *rig) { r.click(r.at(7.5, 66), 0) }, refs(3), 1},
		{"a box selects what it touches", nil, func(r *rig) { r.drag(left, 0, r.at(2.5, 65), r.at(4, 64), r.at(5.2, 61)) }, refs(1, 2), 1},
		{"a box from the other corner", nil, func(r *rig) { r.drag(left, 0, r.at(5.2, 61), r.at(2.5, 65)) }, refs(1, 2), 1},
		{"a box forgets what was selected", refs(0), func(r *rig) { r.drag(left, 0, r.at(2.5, 65), r.at(5.2, 61)) }, refs(1, 2), 1},
		{"a box with shift adds", refs(0), func(r *rig) { r.drag(left, shift, r.at(2.5, 65), r.at(5.2, 61)) }, refs(0, 1, 2), 1},
		{"a box that shrinks lets go", nil, func(r *rig) { r.drag(left, 0, r.at(0.5, 59), r.at(6, 67), r.at(2, 61)) }, refs(0), 1},
		{"a key selects its row", nil, func(r *rig) { r.click(fyne.NewPos(20, r.at(0, 64).Y), 0) }, refs(2), 1},
		{"a key with shift adds its row", refs(0), func(r *rig) { r.click(fyne.NewPos(20, r.at(0, 64).Y), shift) }, refs(0, 2), 1},
		{"the secondary button selects what it is over", refs(0), func(r *rig) { r.TappedSecondary(&fyne.PointEvent{Position: r.at(3.5, 62)}) }, refs(1), 1},
		{"the secondary button keeps what it is over", refs(0, 1), func(r *rig) { r.TappedSecondary(&fyne.PointEvent{Position: r.at(3.5, 62)}) }, refs(0, 1), 0},
		{"all", nil, func(r *rig) { r.TypedShortcut(&fyne.ShortcutSelectAll{}) }, refs(0, 1, 2, 3), 1},
		{"escape", refs(1, 2), func(r *rig) { r.key(fyne.KeyEscape) }, refs(), 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := rigOfFour(t)
			r.SetSelection(tt.start)
			tt.do(r)
			if got := r.Selection(); !slices.Equal(got, tt.want) {
				t.Errorf("selected are %v, want %v", got, tt.want)
			}
			if len(r.picks) != tt.told {
				t.Errorf("reported %d times, want %d", len(r.picks), tt.told)
			} else if tt.told > 0 && !slices.Equal(r.picks[len(r.picks)-1], tt.want) {
				t.Errorf("reported %v, want %v", r.picks, tt.want)
			}
			if len(r.seeks)+len(r.loops)+len(r.edits) > 0 {
				t.Errorf("also reported seeks %v, loops %v, edits %v", r.seeks, r.loops, r.edits)
			}
			if r.canvas.box.Visible() {
				t.Error("the box is still there")
			}
		})
	}
}

func TestRulerGestures(t *testing.T) {
	for _, tt := range []struct {
		name  string
		loop  [2]float64
		do    func(r *rig)
		seeks []float64
		loops [][2]float64
	}{
		{"a click plays from there", [2]float64{}, func(r *rig) { r.click(r.ruler(3.3), 0) }, []float64{3.3}, nil},
		{"a click keeps the loop", [2]float64{1, 5}, func(r *rig) { r.click(r.ruler(3.3), 0) }, []float64{3.3}, nil},
		{"a drag makes a loop on the lines", [2]float64{}, func(r *rig) { r.drag(left, 0, r.ruler(1.02), r.ruler(4), r.ruler(4.98)) }, nil, [][2]float64{{1, 5}}},
		{"a drag to the left", [2]float64{}, func(r *rig) { r.drag(left, 0, r.ruler(4.98), r.ruler(1.02)) }, nil, [][2]float64{{1, 5}}},
		{"alt leaves the lines", [2]float64{}, func(r *rig) { r.drag(left, alt, r.ruler(1.1), r.ruler(4.9)) }, nil, [][2]float64{{1.1, 4.9}}},
		{"a drag and back ends the loop", [2]float64{1, 5}, func(r *rig) { r.drag(left, 0, r.ruler(3), r.ruler(6), r.ruler(3)) }, nil, [][2]float64{{0, 0}}},
		{"a drag of the right edge", [2]float64{1, 5}, func(r *rig) { r.drag(left, 0, r.ruler(5), r.ruler(7.01)) }, nil, [][2]float64{{1, 7}}},
		{"a drag of the left edge over the right", [2]float64{1, 5}, func(r *rig) { r.drag(left, 0, r.ruler(1), r.ruler(7.01)) }, nil, [][2]float64{{5, 7}}},
		{"a click on an edge", [2]float64{1, 5}, func(r *rig) { r.click(r.ruler(5), 0) }, nil, nil},
		{"a double click ends the loop", [2]float64{1, 5}, func(r *rig) { r.DoubleTapped(&fyne.PointEvent{Position: r.ruler(3)}) }, nil, [][2]float64{{0, 0}}},
		{"a drag behind the end stops there", [2]float64{}, func(r *rig) {
			r.SetView(Viewport{Start: 15, Top: 75, PerSecond: 80, PerPitch: 20})
			r.drag(left, 0, r.ruler(18), r.ruler(24))
		}, nil, [][2]float64{{18, 20}}},
		{"a click over the keyboard", [2]float64{}, func(r *rig) { r.click(fyne.NewPos(10, 10), 0) }, nil, nil},
		{"l loops what is selected", [2]float64{}, func(r *rig) { r.SetSelection(refs(1, 2)); r.key(fyne.KeyL) }, nil, [][2]float64{{3, 6}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := rigOfFour(t)
			r.SetLoop(tt.loop[0], tt.loop[1])
			tt.do(r)
			if !slices.EqualFunc(r.seeks, tt.seeks, func(a, b float64) bool { return math.Abs(a-b) < 1e-5 }) {
				t.Errorf("plays from %v, want %v", r.seeks, tt.seeks)
			}
			if !slices.EqualFunc(r.loops, tt.loops, func(a, b [2]float64) bool { return math.Abs(a[0]-b[0])+math.Abs(a[1]-b[1]) < 1e-5 }) {
				t.Errorf("loops %v, want %v", r.loops, tt.loops)
			}
			want := tt.loop
			if n := len(tt.loops); n > 0 {
				want = tt.loops[n-1]
			}
			if shown := r.canvas.loopBand.Visible(); shown != (want[1] > want[0]) {
				t.Errorf("the loop is shown: %v", shown)
			}
		})
	}
}

func TestMovingGestures(t *testing.T) {
	start := Viewport{Start: 4, Top: 75, PerSecond: 80, PerPitch: 20}
	for _, tt := range []struct {
		name string
		do   func(r *rig)
		want func(v Viewport) bool
	}{
		{"the wheel scrolls pitch", func(r *rig) { r.wheel(r.at(6, 64), 0, 25) }, func(v Viewport) bool { return v.Top > 75 && v.Start == 4 }},
		{"sideways scrolls time", func(r *rig) { r.wheel(r.at(6, 64), -25, 0) }, func(v Viewport) bool { return v.Start > 4 && v.Top == 75 }},
		{"a trackpad scrolls both", func(r *rig) { r.wheel(r.at(6, 64), -8, 8) }, func(v Viewport) bool { return v.Start > 4 && v.Top > 75 }},
		{"shift and wheel scroll time", func(r *rig) { r.wheel(r.at(6, 64), 0, -25, desktop.KeyShiftLeft) }, func(v Viewport) bool { return v.Start > 4 && v.Top == 75 }},
		{"shift and a wheel that the system turned", func(r *rig) { r.wheel(r.at(6, 64), -25, 0, desktop.KeyShiftLeft) }, func(v Viewport) bool { return v.Start > 4 && v.Top == 75 }},
		{"ctrl and wheel zoom time about the pointer", func(r *rig) { r.wheel(r.at(6, 64), 0, 25, desktop.KeyControlLeft) }, func(v Viewport) bool {
			return v.PerSecond > 80 && math.Abs(v.X(6)-160) < 1e-3 && v.PerPitch == 20
		}},
		{"cmd and wheel zoom out", func(r *rig) { r.wheel(r.at(9, 64), 0, -25, desktop.KeySuperRight) }, func(v Viewport) bool {
			return v.PerSecond < 80 && math.Abs(v.X(9)-400) < 1e-3
		}},
		{"ctrl, shift and wheel zoom pitch about the pointer", func(r *rig) { r.wheel(r.at(6, 64), 0, 25, desktop.KeyControlLeft, desktop.KeyShiftLeft) }, func(v Viewport) bool {
			return v.PerPitch > 20 && math.Abs(v.Y(64.5)-210) < 1e-3 && v.PerSecond == 80
		}},
		{"the overview goes to where it is pressed", func(r *rig) { r.click(fyne.NewPos(float32(r.margin()+r.pane().width*0.75), r.Size().Height-5), 0) }, func(v Viewport) bool {
			return math.Abs(v.Second(400)-15) < 1e-3 && v.Top == 75
		}},
		{"and goes along", func(r *rig) {
			y := r.Size().Height - 5
			r.drag(left, 0, fyne.NewPos(float32(r.margin()), y), fyne.NewPos(float32(r.margin()+r.pane().width/2), y))
		}, func(v Viewport) bool { return math.Abs(v.Second(400)-10) < 1e-3 }},
		{"alt and wheel zoom pitch about the pointer", func(r *rig) { r.wheel(r.at(6, 64), 0, 25, desktop.KeyAltLeft) }, func(v Viewport) bool {
			return v.PerPitch > 20 && math.Abs(v.Y(64.5)-210) < 1e-3 && v.PerSecond == 80
		}},
		{"the wheel over the ruler scrolls time", func(r *rig) { r.wheel(r.ruler(6), 0, -25) }, func(v Viewport) bool { return v.Start > 4 && v.Top == 75 }},
		{"the middle button pans", func(r *rig) { r.drag(middle, 0, r.at(6, 64), r.at(5, 66)) }, func(v Viewport) bool {
			return math.Abs(v.Start-5) < 1e-5 && math.Abs(v.Top-73) < 1e-5
		}},
		{"alt and drag pan", func(r *rig) { r.drag(left, alt, r.at(6, 64), r.at(5, 66)) }, func(v Viewport) bool {
			return math.Abs(v.Start-5) < 1e-5 && math.Abs(v.Top-73) < 1e-5
		}},
		{"a drag on the keyboard scrolls pitch", func(r *rig) { r.drag(left, 0, fyne.NewPos(10, 200), fyne.NewPos(90, 240)) }, func(v Viewport) bool {
			return v.Start == 4 && math.Abs(v.Top-77) < 1e-5
		}},
		{"a box at the edge scrolls on", func(r *rig) { r.drag(left, 0, r.at(13, 60), fyne.NewPos(900, 300)) }, func(v Viewport) bool { return v.Start > 4 }},
		{"f", func(r *rig) { r.key(fyne.KeyF) }, func(v Viewport) bool { return v.Start == 0 && v.X(20) <= 800 }},
		{"z shows the selected notes", func(r *rig) { r.SetSelection(refs(1, 2)); r.key(fyne.KeyZ) }, func(v Viewport) bool {
			return v.X(3) > 0 && v.X(6) < 800 && v.X(6)-v.X(3) > 400
		}},
		{"plus", func(r *rig) { r.key(fyne.KeyPlus) }, func(v Viewport) bool { return v.PerSecond > 80 && math.Abs(v.X(9)-400) < 1e-9 }},
		{"minus", func(r *rig) { r.key(fyne.KeyMinus) }, func(v Viewport) bool { return v.PerSecond < 80 }},
		{"plus about the playhead", func(r *rig) { r.SetPlayhead(6); r.key(fyne.KeyEqual) }, func(v Viewport) bool { return v.PerSecond > 80 && math.Abs(v.X(6)-160) < 1e-9 }},
		{"ctrl and plus", func(r *rig) {
			r.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyPlus, Modifier: ctrl})
		}, func(v Viewport) bool { return v.PerPitch > 20 && v.PerSecond == 80 }},
		{"home", func(r *rig) { r.key(fyne.KeyHome) }, func(v Viewport) bool { return v.Start == 0 && v.PerSecond == 80 }},
		{"end", func(r *rig) { r.key(fyne.KeyEnd) }, func(v Viewport) bool { return math.Abs(v.X(20)-720) < 1e-6 }},
		{"up without a selection", func(r *rig) { r.key(fyne.KeyUp) }, func(v Viewport) bool { return math.Abs(v.Top-76) < 1e-9 }},
		{"shift and down without a selection", func(r *rig) { r.key(fyne.KeyDown, desktop.KeyShiftRight) }, func(v Viewport) bool { return math.Abs(v.Top-63) < 1e-9 }},
		{"page down", func(r *rig) { r.key(fyne.KeyPageDown) }, func(v Viewport) bool { return v.Top < 70 }},
		{"right, for itself", func(r *rig) { r.OnKey = nil; r.key(fyne.KeyRight) }, func(v Viewport) bool { return v.Start > 4 }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := rigOfFour(t)
			r.SetView(start)
			tt.do(r)
			if !tt.want(r.View()) {
				t.Errorf("the view became %+v", r.View())
			}
		})
	}
}

func TestEditingKeys(t *testing.T) {
	for _, tt := range []struct {
		name string
		on   []Ref
		do   func(r *rig)
		want []edit
	}{
		{"delete", refs(0, 1), func(r *rig) { r.key(fyne.KeyDelete) }, []edit{{Delete, refs(0, 1)}}},
		{"backspace", refs(0), func(r *rig) { r.key(fyne.KeyBackspace) }, []edit{{Delete, refs(0)}}},
		{"m mutes", refs(0), func(r *rig) { r.key(fyne.KeyM) }, []edit{{Mute, refs(0)}}},
		{"m on muted notes brings back", refs(3), func(r *rig) { r.key(fyne.KeyM) }, []edit{{Restore, refs(3)}}},
		{"m on some that are muted mutes", refs(0, 3), func(r *rig) { r.key(fyne.KeyM) }, []edit{{Mute, refs(0, 3)}}},
		{"r brings back", refs(0), func(r *rig) { r.key(fyne.KeyR) }, []edit{{Restore, refs(0)}}},
		{"up", refs(0), func(r *rig) { r.key(fyne.KeyUp) }, []edit{{Up, refs(0)}}},
		{"down", refs(0), func(r *rig) { r.key(fyne.KeyDown) }, []edit{{Down, refs(0)}}},
		{"shift and up", refs(0), func(r *rig) { r.key(fyne.KeyUp, desktop.KeyShiftLeft) }, []edit{{OctaveUp, refs(0)}}},
		{"shift and down", refs(0), func(r *rig) { r.key(fyne.KeyDown, desktop.KeyShiftLeft) }, []edit{{OctaveDown, refs(0)}}},
		{"double click takes the note out", refs(0), func(r *rig) { r.DoubleTapped(&fyne.PointEvent{Position: r.at(3.5, 62)}) }, []edit{{Delete, refs(1)}}},
		{"double click brings a muted note back", nil, func(r *rig) { r.DoubleTapped(&fyne.PointEvent{Position: r.at(7.5, 66)}) }, []edit{{Restore, refs(3)}}},
		{"delete without a selection", nil, func(r *rig) { r.key(fyne.KeyDelete) }, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := rigOfFour(t)
			r.SetSelection(tt.on)
			tt.do(r)
			if !slices.EqualFunc(r.edits, tt.want, func(a, b edit) bool { return a.verb == b.verb && slices.Equal(a.on, b.on) }) {
				t.Errorf("asked for %v, want %v", r.edits, tt.want)
			}
			if len(r.keys) > 0 && len(tt.want) > 0 {
				t.Errorf("also handed on %v", r.keys)
			}
		})
	}
}

func TestVerbsSayHowFar(t *testing.T) {
	for v, want := range map[Verb]int{Up: 1, Down: -1, OctaveUp: 12, OctaveDown: -12, Mute: 0, Restore: 0, Delete: 0} {
		if got := v.Semitones(); got != want {
			t.Errorf("verb %d moves by %d, want %d", v, got, want)
		}
	}
}
