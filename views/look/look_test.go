package look_test

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"partlift/views/look"
)

// luminance is the relative luminance of WCAG 2.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	lin := func(v uint32) float64 {
		x := float64(v) / 0xffff
		if x <= 0.03928 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(r) + 0.7152*lin(g) + 0.0722*lin(b)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

var modes = map[look.Mode]fyne.ThemeVariant{look.Light: theme.VariantDark, look.Dark: theme.VariantLight}

func TestTextIsReadable(t *testing.T) {
	grounds := []fyne.ThemeColorName{theme.ColorNameBackground, look.ColorSidebar, look.ColorCard, look.ColorLane, theme.ColorNameInputBackground, look.ColorChosen}
	texts := []fyne.ThemeColorName{theme.ColorNameForeground, look.ColorMuted, look.ColorAccent, look.ColorGood, look.ColorWarn, look.ColorBad}
	for mode, other := range modes {
		th := look.New(mode)
		for _, ground := range grounds {
			for _, text := range texts {
				if c := contrast(th.Color(text, other), th.Color(ground, other)); c < 4.5 {
					t.Errorf("%s: %s on %s has contrast %.2f, want 4.5", mode, text, ground, c)
				}
			}
		}
		if c := contrast(th.Color(theme.ColorNamePlaceHolder, other), th.Color(theme.ColorNameInputBackground, other)); c < 4.5 {
			t.Errorf("%s: placeholder has contrast %.2f, want 4.5", mode, c)
		}
	}
}

func TestButtonLabelsAreReadable(t *testing.T) {
	pairs := map[fyne.ThemeColorName]fyne.ThemeColorName{
		theme.ColorNameForegroundOnPrimary: theme.ColorNamePrimary,
		theme.ColorNameForegroundOnError:   theme.ColorNameError,
		theme.ColorNameForegroundOnSuccess: theme.ColorNameSuccess,
		theme.ColorNameForegroundOnWarning: theme.ColorNameWarning,
		theme.ColorNameForeground:          theme.ColorNameButton,
	}
	for mode, other := range modes {
		th := look.New(mode)
		for text, ground := range pairs {
			if c := contrast(th.Color(text, other), th.Color(ground, other)); c < 4.5 {
				t.Errorf("%s: %s on %s has contrast %.2f, want 4.5", mode, text, ground, c)
			}
		}
	}
}

func TestPartColorsStandOut(t *testing.T) {
	for mode, other := range modes {
		th := look.New(mode)
		dark := mode == look.Dark
		for program := 0; program < 128; program += 8 {
			c := look.PartColor(uint8(program), false, dark)
			if got := contrast(c, th.Color(look.ColorLane, other)); got < 3 {
				t.Errorf("%s: program %d has contrast %.2f on its lane, want 3", mode, program, got)
			}
		}
		if got := contrast(look.PartColor(0, true, dark), th.Color(look.ColorLane, other)); got < 3 {
			t.Errorf("%s: drums have contrast %.2f on their lane, want 3", mode, got)
		}
	}
}

func TestPartColorIsTheFamilys(t *testing.T) {
	if look.PartColor(32, false, true) != look.PartColor(39, false, true) {
		t.Error("two basses have different colors")
	}
	if look.PartColor(32, false, true) == look.PartColor(0, false, true) {
		t.Error("bass and piano have the same color")
	}
	if look.PartColor(0, true, true) == look.PartColor(0, false, true) {
		t.Error("drums and piano have the same color")
	}
}

func TestModeOverridesDesktop(t *testing.T) {
	for _, tt := range []struct {
		mode    look.Mode
		desktop fyne.ThemeVariant
		dark    bool
	}{
		{look.System, theme.VariantDark, true},
		{look.System, theme.VariantLight, false},
		{look.Light, theme.VariantDark, false},
		{look.Dark, theme.VariantLight, true},
		{"", theme.VariantLight, false},
	} {
		if got := look.IsDark(look.New(tt.mode), tt.desktop); got != tt.dark {
			t.Errorf("%q on a desktop of variant %d: dark is %v, want %v", tt.mode, tt.desktop, got, tt.dark)
		}
	}
}

func TestSizesFallBackToToolkit(t *testing.T) {
	th := look.New(look.System)
	if th.Size(look.SizeMargin) <= th.Size(theme.SizeNamePadding) {
		t.Error("a page's margin is not larger than the padding")
	}
	if th.Size(theme.SizeNameWindowTitleBarHeight) == 0 {
		t.Error("a size of the toolkit is lost")
	}
}
