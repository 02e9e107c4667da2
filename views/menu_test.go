package views

import (
	"image/color"
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/views/kit"
	"partlift/views/look"
)

// contrast is how well a color, as it is laid over a ground, can be told from
// it, by WCAG 2.
func contrast(c, ground color.Color) float64 {
	over := func(x, y uint32, a uint32) float64 { // of premultiplied colors
		v := float64(x+y*(0xffff-a)/0xffff) / 0xffff
		if v <= 0.03928 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	light := func(c color.Color) float64 {
		r, g, b, a := c.RGBA()
		gr, gg, gb, _ := ground.RGBA()
		return 0.2126*over(r, gr, a) + 0.7152*over(g, gg, a) + 0.0722*over(b, gb, a)
	}
	x, y := light(c), light(ground)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// Every word and key of the menus can be read, in both themes.
func TestMenusCanBeRead(t *testing.T) {
	for _, mode := range []look.Mode{look.Light, look.Dark} {
		r := newRig(t)
		r.add()
		r.m.RenamePart(0, "Lead")
		s := r.m.Settings.Now()
		s.Theme = string(mode)
		r.m.SaveSettings(s)
		th := fyne.CurrentApp().Settings().Theme()
		v := fyne.CurrentApp().Settings().ThemeVariant()
		ground := th.Color(theme.ColorNameMenuBackground, v)
		keys := 0
		for _, menu := range r.win.MainMenu().Items {
			drawn := widget.NewMenu(menu)
			w := test.NewWindow(drawn)
			disabled := map[string]bool{}
			for _, i := range menu.Items {
				disabled[i.Label] = i.Disabled
			}
			walk(drawn, func(o fyne.CanvasObject) {
				line, ok := o.(*canvas.Text)
				if !ok || line.Text == "" || disabled[line.Text] {
					return
				}
				keys += strings.Count(line.Text, "Ctrl+")
				if c := contrast(line.Color, ground); c < 4.5 {
					t.Errorf("%s: %q has contrast %.2f, want 4.5", mode, line.Text, c)
				}
			})
			w.Close()
		}
		if keys < 10 {
			t.Errorf("%d keys are shown", keys)
		}
	}
}

// The keys stand in a column, and run what they stand beside.
func TestMenuKeysLineUp(t *testing.T) {
	r := newRig(t)
	r.add()
	r.m.RenamePart(0, "Lead")
	width := func(s string) float32 { return fyne.MeasureText(s, theme.TextSize(), fyne.TextStyle{}).Width }
	blank := width(" ")
	for _, menu := range r.win.MainMenu().Items {
		column := float32(-1)
		for _, i := range menu.Items {
			at := strings.LastIndex(i.Label, "  ")
			if (at < 0) == (i.Shortcut != nil) {
				t.Errorf("%q has the key %v", i.Label, i.Shortcut)
			}
			if at < 0 {
				continue
			}
			x := width(i.Label[:at+2])
			if column < 0 {
				column = x
			}
			if math.Abs(float64(x-column)) > float64(blank) {
				t.Errorf("the key of %q begins at %v, others at %v", i.Label, x, column)
			}
		}
	}
	find := func(begin string) *fyne.MenuItem {
		for _, menu := range r.win.MainMenu().Items {
			for _, i := range menu.Items {
				if strings.HasPrefix(i.Label, begin) {
					return i
				}
			}
		}
		t.Fatalf("no menu item %q", begin)
		return nil
	}
	if i := find("Undo rename a part"); !strings.HasSuffix(i.Label, "  Ctrl+Z") || i.Shortcut.ShortcutName() != (&fyne.ShortcutUndo{}).ShortcutName() || i.Disabled {
		t.Errorf("undo is %+v", i)
	}
	if i := find("Settings"); !strings.HasSuffix(i.Label, "Ctrl+,") || i.Shortcut.ShortcutName() != kit.Shortcut(fyne.KeyComma, 0).ShortcutName() {
		t.Errorf("settings are %+v", i)
	}
	if i := find("Redo"); !i.Disabled {
		t.Errorf("redo is %+v", i)
	}
}

func TestAboutTellsVersionAndLicenses(t *testing.T) {
	r := newRig(t)
	for _, menu := range r.win.MainMenu().Items {
		for _, i := range menu.Items {
			if i.Label == "About Partlift" {
				i.Action()
			}
		}
	}
	if r.sheet == nil || r.settings {
		t.Fatal("About does not open about")
	}
	said := strings.Join(texts(r.sheet), " ")
	for _, want := range []string{"1.2.3", "MIT license", "kie.ai"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in %q", want, said)
		}
	}
	walk(r.sheet, func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok && b.Text == "Licenses" {
			test.Tap(b)
		}
	})
	if r.sheet == nil || !strings.Contains(strings.Join(texts(r.sheet), " "), "Licenses") {
		t.Error("the licenses are not a click away")
	}
	r.key(fyne.KeyEscape)
	if r.sheet != nil {
		t.Error("Escape does not close it")
	}
}
