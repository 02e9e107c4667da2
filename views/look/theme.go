// Package look names the colors, sizes and icons of the window, in a light and
// a dark variant.
package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Mode says which variant a theme draws.
type Mode string

// The modes; System follows what the desktop is set to.
const (
	System Mode = "system"
	Light  Mode = "light"
	Dark   Mode = "dark"
)

// Theme draws the window's colors and sizes. Fonts and stock icons are the
// toolkit's.
type Theme struct {
	fyne.Theme
	mode Mode
}

// New returns the theme of a mode; an unknown mode is System.
func New(mode Mode) *Theme { return &Theme{Theme: theme.DefaultTheme(), mode: mode} }

// Color returns a color by name, in the mode's variant or, for System, the
// desktop's.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	variant = t.variant(variant)
	if c, ok := palette[name]; ok {
		return c.of(variant)
	}
	return t.Theme.Color(name, variant)
}

// IsDark reports whether a theme draws light text on a dark window when the
// desktop is set to a variant.
func IsDark(t fyne.Theme, desktop fyne.ThemeVariant) bool {
	r, g, b, _ := t.Color(theme.ColorNameBackground, desktop).RGBA()
	return r+g+b < 3*0x8000
}

func (t *Theme) variant(desktop fyne.ThemeVariant) fyne.ThemeVariant {
	switch t.mode {
	case Light:
		return theme.VariantLight
	case Dark:
		return theme.VariantDark
	}
	return desktop
}

// Our own sizes, beside the toolkit's.
const (
	SizeCardRadius fyne.ThemeSizeName = "partlift.cardRadius" // of cards and notices
	SizeGap        fyne.ThemeSizeName = "partlift.gap"        // between groups of controls
	SizeMargin     fyne.ThemeSizeName = "partlift.margin"     // around a page
	SizeSmallText  fyne.ThemeSizeName = "partlift.smallText"  // secondary lines
	SizeTitleText  fyne.ThemeSizeName = "partlift.titleText"  // a page's title
)

var sizes = map[fyne.ThemeSizeName]float32{
	SizeCardRadius:                   10,
	SizeGap:                          12,
	SizeMargin:                       24,
	SizeSmallText:                    12,
	SizeTitleText:                    22,
	theme.SizeNameText:               13,
	theme.SizeNameCaptionText:        11,
	theme.SizeNameSubHeadingText:     16,
	theme.SizeNameHeadingText:        26,
	theme.SizeNameInlineIcon:         18,
	theme.SizeNameInnerPadding:       7,
	theme.SizeNamePadding:            4,
	theme.SizeNameInputRadius:        7,
	theme.SizeNameButtonRadius:       7,
	theme.SizeNameSelectionRadius:    8,
	theme.SizeNameCardRadius:         10,
	theme.SizeNameDialogRadius:       12,
	theme.SizeNamePopupRadius:        12,
	theme.SizeNameMenuRadius:         6,
	theme.SizeNameScrollBar:          10,
	theme.SizeNameScrollBarSmall:     4,
	theme.SizeNameScrollBarRadius:    4,
	theme.SizeNameModalBlurRadius:    0,
	theme.SizeNameSeparatorThickness: 1,
}

// Size returns a size by name, in device-independent pixels.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	if s, ok := sizes[name]; ok {
		return s
	}
	return t.Theme.Size(name)
}
