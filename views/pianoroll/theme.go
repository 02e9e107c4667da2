package pianoroll

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"partlift/views/look"
)

// paletteOf takes the roll's colors from a theme.
func paletteOf(th fyne.Theme, v fyne.ThemeVariant) palette {
	c := func(name fyne.ThemeColorName) color.NRGBA {
		return color.NRGBAModel.Convert(th.Color(name, v)).(color.NRGBA)
	}
	p := palette{
		White: c(look.ColorCard), Black: c(look.ColorLane), Line: c(theme.ColorNameForeground),
		Ruler: c(look.ColorSidebar), Text: c(theme.ColorNameForeground), Faint: c(look.ColorMuted),
		Accent: c(theme.ColorNamePrimary), Head: c(theme.ColorNameForeground), Dark: look.IsDark(th, v),
	}
	for kind, program := range [drumKinds]uint8{kicks: 24, snares: 80, hats: 56, toms: 32, cymbals: 0, percussion: 40} {
		p.Drums[kind] = look.PartColor(program, false, p.Dark)
	}
	white, black := color.NRGBA{R: 255, G: 255, B: 255, A: 255}, color.NRGBA{R: 16, G: 18, B: 24, A: 255}
	p.Picked, p.Edge = white, white
	p.Key, p.Sharp, p.KeyText = mix(p.Line, p.Black, 0.5), mix(p.Black, p.Line, 0.12), black
	if !p.Dark {
		p.Picked, p.Edge = black, black
		p.Key, p.Sharp, p.KeyText = mix(white, p.Line, 0.07), mix(p.Line, white, 0.16), p.Faint
	}
	return p
}
