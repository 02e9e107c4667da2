package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Our own colors, beside the toolkit's.
const (
	ColorSidebar fyne.ThemeColorName = "partlift.sidebar" // behind the history
	ColorCard    fyne.ThemeColorName = "partlift.card"    // panels on the window
	ColorLine    fyne.ThemeColorName = "partlift.line"    // outline of panels
	ColorLane    fyne.ThemeColorName = "partlift.lane"    // behind a picture of notes
	ColorFaint   fyne.ThemeColorName = "partlift.faint"   // frame of tags
	ColorMuted   fyne.ThemeColorName = "partlift.muted"   // secondary text
	ColorAccent  fyne.ThemeColorName = "partlift.accent"  // accent as text or icon
	ColorChosen  fyne.ThemeColorName = "partlift.chosen"  // behind a chosen row
	ColorTrack   fyne.ThemeColorName = "partlift.track"   // the empty part of a progress bar
	ColorGood    fyne.ThemeColorName = "partlift.good"    // success as text or icon
	ColorWarn    fyne.ThemeColorName = "partlift.warn"    // warning as text or icon
	ColorBad     fyne.ThemeColorName = "partlift.bad"     // failure as text or icon
)

// pair is one color in both variants.
type pair struct{ light, dark color.NRGBA }

func (p pair) of(v fyne.ThemeVariant) color.Color {
	if v == theme.VariantLight {
		return p.light
	}
	return p.dark
}

// rgb takes 0xRRGGBB for both variants.
func rgb(light, dark uint32) pair { return pair{opaque(light), opaque(dark)} }

// rgba takes 0xRRGGBBAA for both variants.
func rgba(light, dark uint32) pair {
	split := func(v uint32) color.NRGBA {
		return color.NRGBA{R: uint8(v >> 24), G: uint8(v >> 16), B: uint8(v >> 8), A: uint8(v)}
	}
	return pair{split(light), split(dark)}
}

func opaque(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}
}

var palette = map[fyne.ThemeColorName]pair{
	ColorSidebar: rgb(0xEEF0F4, 0x101217),
	ColorCard:    rgb(0xFFFFFF, 0x1C1F27),
	ColorLine:    rgb(0xDDE1E8, 0x2A2E39),
	ColorLane:    rgb(0xF1F3F7, 0x14161C),
	ColorFaint:   rgb(0xA9B0C0, 0x555D70),
	ColorMuted:   rgb(0x5A6273, 0x9BA3B4),
	ColorAccent:  rgb(0x4650C8, 0x98A2FF),
	ColorChosen:  rgb(0xDFE3FA, 0x272C48),
	ColorTrack:   rgb(0xD5D9E2, 0x2D323E),
	ColorGood:    rgb(0x1B7349, 0x5CCB95),
	ColorWarn:    rgb(0x8A5A00, 0xE9B95B),
	ColorBad:     rgb(0xB62B3C, 0xFF8D94),

	theme.ColorNameBackground:          rgb(0xF7F8FA, 0x16181E),
	theme.ColorNameForeground:          rgb(0x1B1F2A, 0xE9EBF1),
	theme.ColorNamePlaceHolder:         rgb(0x5F6778, 0x939CAE),
	theme.ColorNameDisabled:            rgb(0x9AA1AF, 0x646C7B),
	theme.ColorNamePrimary:             rgb(0x4650C8, 0x8792FF),
	theme.ColorNameForegroundOnPrimary: rgb(0xFFFFFF, 0x0E1126),
	theme.ColorNameHyperlink:           rgb(0x4650C8, 0x98A2FF),
	theme.ColorNameButton:              rgb(0xE6E9EF, 0x2A2E39),
	theme.ColorNameDisabledButton:      rgb(0xECEEF2, 0x20232B),
	theme.ColorNameInputBackground:     rgb(0xF2F4F8, 0x12141A),
	theme.ColorNameInputBorder:         rgb(0xC6CCD7, 0x383E4C),
	theme.ColorNameMenuBackground:      rgb(0xFFFFFF, 0x1C1F27),
	theme.ColorNameOverlayBackground:   rgb(0xFFFFFF, 0x1C1F27),
	theme.ColorNameHeaderBackground:    rgb(0xEEF0F4, 0x101217),
	theme.ColorNameSeparator:           rgb(0xDDE1E8, 0x2A2E39),
	theme.ColorNameSelection:           rgb(0xD3D8F8, 0x333A66),
	theme.ColorNameFocus:               rgba(0x4650C859, 0x8792FF66),
	theme.ColorNameHover:               rgba(0x1B1F2A0F, 0xFFFFFF0F),
	theme.ColorNamePressed:             rgba(0x1B1F2A26, 0xFFFFFF26),
	theme.ColorNameScrollBar:           rgba(0x1B1F2A55, 0xFFFFFF40),
	theme.ColorNameScrollBarBackground: rgba(0x00000000, 0x00000000),
	theme.ColorNameShadow:              rgba(0x10182047, 0x00000080),
	theme.ColorNameError:               rgb(0xB62B3C, 0xF0747C),
	theme.ColorNameForegroundOnError:   rgb(0xFFFFFF, 0x2A070B),
	theme.ColorNameSuccess:             rgb(0x1B7349, 0x5CCB95),
	theme.ColorNameForegroundOnSuccess: rgb(0xFFFFFF, 0x04210F),
	theme.ColorNameWarning:             rgb(0x8A5A00, 0xE9B95B),
	theme.ColorNameForegroundOnWarning: rgb(0xFFFFFF, 0x291B00),
}
