package views

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"partlift/app/studio"
	"partlift/views/kit"
)

// controls visits what can be pressed or typed into, and not what it is made of.
func controls(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			controls(child, visit)
		}
		return
	case *container.Scroll:
		controls(o.Content, visit)
		return
	case *kit.RowList: // its rows are controls of their own
		visit(o)
	case fyne.Focusable:
		if !stock(o) {
			visit(o.(fyne.CanvasObject))
			return
		}
	case fyne.Tappable:
		if _, row := o.(fyne.SecondaryTappable); !row && !stock(o) { // rows hold chips
			visit(o.(fyne.CanvasObject))
			return
		}
	}
	if w, ok := o.(fyne.Widget); ok {
		for _, child := range test.WidgetRenderer(w).Objects() {
			controls(child, visit)
		}
	}
}

// stock reports whether a widget is the toolkit's own, part of one of ours.
func stock(o any) bool { return strings.HasPrefix(fmt.Sprintf("%T", o), "*widget.") }

func TestEveryControlHasAName(t *testing.T) {
	for name, set := range states {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.win.Resize(fyne.NewSize(1280, 800))
			set(r)
			seen := 0
			controls(r.win.Content(), func(o fyne.CanvasObject) {
				seen++
				a, ok := o.(fyne.Accessible)
				if !ok {
					t.Errorf("%T says nothing to a screen reader", o)
				} else if l := a.AccessibilityLabel(); strings.Trim(l, ": ,%0123456789") == "" || strings.HasPrefix(l, ":") {
					t.Errorf("a %T at %v is called %q", o, r.app.Driver().AbsolutePositionForObject(o), l)
				}
			})
			if seen < 5 {
				t.Errorf("only %d controls were found", seen)
			}
		})
	}
}

func TestSecretsAreNotReadAloud(t *testing.T) {
	r := newRig(t)
	r.m.Account.Set(studio.Account{Status: studio.AccountMissing})
	r.start.key.Entry.SetText("a-key-0123456789abcdef")
	if got := r.start.key.Entry.AccessibilityLabel(); got != "API key" {
		t.Errorf("the field of the key says %q", got)
	}
}

func TestAListSaysWhereTheCursorIs(t *testing.T) {
	r := newRig(t)
	r.add()
	r.host.Focus(r.song.parts.Rows)
	r.key(fyne.KeyDown)
	p := r.m.Page.Now().Parts[1]
	if got := r.song.parts.Rows.AccessibilityLabel(); !strings.HasPrefix(got, "Parts, 2/") || !strings.Contains(got, p.Name) {
		t.Errorf("on the second part, %s, the list says %q", p.Name, got)
	}
}

func TestAMenuOpensByKeyboard(t *testing.T) {
	r := newRig(t)
	r.add()
	r.win.Resize(fyne.NewSize(1280, 800))
	for name, list := range map[string]*kit.RowList{"history": r.side.Songs.List, "parts": r.song.parts.Rows} {
		r.host.Focus(list)
		r.key(desktop.KeyMenu)
		if r.win.Canvas().Overlays().Top() == nil {
			t.Fatalf("%s: the menu key opens no menu", name)
		}
		r.key(fyne.KeyEscape) // the menu has the keyboard
		if r.win.Canvas().Overlays().Top() != nil {
			t.Fatalf("%s: Escape does not close the menu", name)
		}
		r.host.Focus(list)
		list.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
		r.key(fyne.KeyF10)
		if r.win.Canvas().Overlays().Top() == nil {
			t.Fatalf("%s: Shift + F10 opens no menu", name)
		}
		list.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
		r.key(fyne.KeyEscape)
	}
}

func TestTheTipIsInsideTheWindowAndGoes(t *testing.T) {
	r := newRig(t)
	r.add()
	r.win.Resize(fyne.NewSize(1280, 800))
	for _, b := range []*kit.Button{r.song.playbar.start, r.song.playbar.follow, r.side.Gear, r.song.bar.more} {
		r.tips.Tell(b, b.AccessibilityLabel())
		card, size := r.tips.Layer.Objects[0], r.tips.Layer.Size()
		if !card.Visible() {
			t.Fatalf("the tip %q does not come", b.AccessibilityLabel())
		}
		if at := card.Position(); at.X < 0 || at.Y < 0 || at.X+card.Size().Width > size.Width || at.Y+card.Size().Height > size.Height {
			t.Errorf("the tip %q lies at %v, %v large, in %v", b.AccessibilityLabel(), at, card.Size(), size)
		}
		b.MouseOut()
		if card.Visible() {
			t.Errorf("the tip %q stays", b.AccessibilityLabel())
		}
	}
	r.tips.Tell(r.side.Gear, "Settings")
	test.Tap(r.side.Gear)
	if r.tips.Layer.Objects[0].Visible() {
		t.Error("the tip stays after a press")
	}
}
