package pianoroll

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"partlift/views/look"
)

// FuzzRoll turns bytes into what a person and a program may do with a roll, and
// holds that the view stays within its limits, that only notes that are there
// are selected or reported, and that what is painted is what was asked for.
func FuzzRoll(f *testing.F) {
	f.Add([]byte("\x00\x10\x10\x01\x90\x90\x02\x00\x00\x03\x20\x80\x04\x99\x11\x05\x05\x05"))
	f.Add([]byte("drag a box, press keys, turn the wheel, change the scene, and play on and on"))
	var all []byte
	for i := range 240 {
		all = append(all, byte(i), byte(i*37), byte(i*91))
	}
	f.Add(all)
	test.NewApp().Settings().SetTheme(look.New(look.Dark))
	scenes := []Scene{four(), {}, demo(true), only(demo(true), Ghost, 4), {Song: "four", Tracks: four().Tracks[:1]}, crowd(21_000, true)}
	f.Fuzz(func(t *testing.T, data []byte) {
		c := &chaos{t: t, r: New(), scenes: scenes}
		c.r.OnSelect = func(on []Ref) { c.check("selected", on) }
		c.r.OnEdit = func(v Verb, on []Ref) {
			if v == 0 || len(on) == 0 {
				t.Fatalf("asked to edit %v by verb %d", on, v)
			}
			c.check("edited", on)
		}
		c.r.OnChange = func(changes []Change) {
			for _, w := range changes {
				c.check("changed", []Ref{w.Ref})
				n, now := c.r.note(w.Ref), w.apply(c.r.note(w.Ref))
				if int(n.Pitch)+w.Semitones != int(now.Pitch) || now.Pitch > 127 || now.Start < -1e-9 || now.End < now.Start || w.Velocity > 127 || w == (Change{Ref: w.Ref}) {
					t.Fatalf("asked to make %+v of %+v", now, n)
				}
			}
		}
		c.r.OnDraw = func(notes []Drawn) {
			for _, n := range notes {
				if c.r.scene.Tracks[n.Track].Show != Front || n.Pitch > 127 || n.Velocity == 0 || n.Velocity > 127 || n.Start < 0 || n.End <= n.Start {
					t.Fatalf("asked to draw %+v", n)
				}
			}
		}
		c.r.OnLoop = func(from, to float64) {
			if from < 0 || to < from {
				t.Fatalf("loops from %g to %g", from, to)
			}
		}
		c.r.Resize(fyne.NewSize(500, 300))
		for ; len(data) >= 3; data = data[3:] {
			c.step(data[0], float32(data[1]), float32(data[2]))
		}
	})
}

type chaos struct {
	t      *testing.T
	r      *Roll
	scenes []Scene
}

// check holds that notes are there and in front.
func (c *chaos) check(what string, on []Ref) {
	for _, ref := range on {
		if !c.r.scene.selectable(ref) {
			c.t.Fatalf("%s %v, which is not in front", what, ref)
		}
	}
}

var chaosKeys = []fyne.KeyName{
	fyne.KeyDelete, fyne.KeyM, fyne.KeyR, fyne.KeyL, fyne.KeyZ, fyne.KeyF, fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyRight,
	fyne.KeyB, fyne.KeyN, fyne.KeyV, fyne.KeyInsert, fyne.KeyComma, fyne.KeyPeriod,
	fyne.KeyHome, fyne.KeyEnd, fyne.KeyPageUp, fyne.KeyPageDown, fyne.KeyPlus, fyne.KeyMinus, fyne.KeyEscape, desktop.KeyShiftLeft, desktop.KeyControlLeft, desktop.KeyAltLeft,
}

// step does one thing with two numbers.
func (c *chaos) step(what byte, a, b float32) {
	r := c.r
	at := fyne.NewPos(a*2.2-20, b*1.3-20)
	point := fyne.PointEvent{Position: at}
	key := &fyne.KeyEvent{Name: chaosKeys[int(b)%len(chaosKeys)]}
	switch what % 16 {
	case 0:
		r.MouseDown(&desktop.MouseEvent{PointEvent: point, Button: desktop.MouseButton(1 << (what >> 4 & 3)), Modifier: fyne.KeyModifier(what >> 5)})
	case 1, 2:
		r.Dragged(&fyne.DragEvent{PointEvent: point})
	case 3:
		r.MouseUp(&desktop.MouseEvent{PointEvent: point})
		r.DragEnd()
	case 4:
		r.Scrolled(&fyne.ScrollEvent{PointEvent: point, Scrolled: fyne.NewDelta(a-128, b-128)})
	case 5:
		r.TypedKey(key)
	case 6:
		r.KeyDown(key)
	case 7:
		r.KeyUp(key)
	case 8:
		r.SetPlayhead(float64(a) - 10)
	case 9:
		r.SetScene(c.scenes[int(a)%len(c.scenes)])
	case 10:
		r.Resize(fyne.NewSize(a*3, b*2))
	case 11:
		r.MouseMoved(&desktop.MouseEvent{PointEvent: point})
	case 12:
		r.DoubleTapped(&point)
		r.TappedSecondary(&point)
	case 13:
		r.TypedShortcut([]fyne.Shortcut{&fyne.ShortcutSelectAll{}, &fyne.ShortcutCopy{}, &fyne.ShortcutPaste{}, &fyne.ShortcutCut{},
			&desktop.CustomShortcut{KeyName: fyne.KeyD, Modifier: fyne.KeyModifierControl}, &desktop.CustomShortcut{KeyName: key.Name, Modifier: fyne.KeyModifierAlt}}[int(a)%6])
	case 14:
		r.SetFollow(Follow(b) % 3)
	case 15:
		r.SetView(Viewport{float64(a) * 9, float64(b), float64(a), float64(b) - 9})
	}
	c.hold()
}

// hold checks what must always be true.
func (c *chaos) hold() {
	r := c.r
	p := r.pane()
	if p.width >= 1 && p.height >= 1 {
		if again := p.limit(r.view); !near(again.Start+1, r.view.Start+1) || !near(again.Top, r.view.Top) || !near(again.PerSecond, r.view.PerSecond) || !near(again.PerPitch, r.view.PerPitch) {
			c.t.Fatalf("the view %+v of %+v is outside its limits %+v", r.view, p, again)
		}
	}
	sel := r.Selection()
	if len(sel) != r.picked.count {
		c.t.Fatalf("%d notes are selected, %d are counted", len(sel), r.picked.count)
	}
	c.check("selected", sel)
	size := r.Size()
	r.generate(int(size.Width), int(size.Height))
	painted := r.Stats().Paints
	r.generate(int(size.Width), int(size.Height))
	if r.Stats().Paints != painted {
		c.t.Fatal("a picture that had not changed was painted")
	}
}
