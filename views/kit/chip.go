package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/views/look"
)

// Chip is a small button inside a row, an icon or a letter. It takes no focus:
// the list that holds the row has a key for each of them.
type Chip struct {
	widget.BaseWidget
	icon     fyne.Resource
	letter   string
	name     string // what it does, told where the pointer rests on it
	on       bool
	OnColor  fyne.ThemeColorName // behind the letter while on
	OnTapped func()
	hovered  bool
	tip      func(over fyne.CanvasObject, name string)
}

var (
	_ fyne.Tappable     = (*Chip)(nil)
	_ desktop.Hoverable = (*Chip)(nil)
)

// ChipSide is the width and height of a chip.
const ChipSide = 26

// NewChip returns a chip with an icon or a letter; name tells what it does, and
// tapped may be set later.
func NewChip(h *Window, icon fyne.Resource, letter, name string, tapped func()) *Chip {
	c := &Chip{icon: icon, letter: letter, name: name, OnTapped: tapped, tip: h.Tip, OnColor: theme.ColorNamePrimary}
	c.ExtendBaseWidget(c)
	return c
}

// SetOn fills the chip or not.
func (c *Chip) SetOn(on bool) {
	if c.on != on {
		c.on = on
		c.Refresh()
	}
}

// SetIcon gives the chip another icon.
func (c *Chip) SetIcon(icon fyne.Resource) {
	if c.icon != icon {
		c.icon = icon
		c.Refresh()
	}
}

// Tapped runs the chip's verb.
func (c *Chip) Tapped(*fyne.PointEvent) {
	c.tip(c, "")
	if c.OnTapped != nil {
		c.OnTapped()
	}
}

// MouseIn lights the chip up, until MouseOut.
func (c *Chip) MouseIn(*desktop.MouseEvent) {
	c.hovered = true
	c.Refresh()
	c.tip(c, c.name)
}

// MouseMoved is part of desktop.Hoverable.
func (c *Chip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is part of desktop.Hoverable.
func (c *Chip) MouseOut() {
	c.hovered = false
	c.Refresh()
	c.tip(c, "")
}

// MinSize is the same for all chips.
func (c *Chip) MinSize() fyne.Size { return fyne.NewSquareSize(ChipSide) }

// CreateRenderer builds the chip.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	r := &chipRenderer{c: c, back: NewPlate("", "", 6), letter: NewSmall(c.letter), icon: widget.NewIcon(nil)}
	r.letter.Align, r.letter.Style = fyne.TextAlignCenter, fyne.TextStyle{Bold: true}
	r.apply()
	return r
}

type chipRenderer struct {
	c      *Chip
	back   *Plate
	letter *Text
	icon   *widget.Icon
}

func (r *chipRenderer) apply() {
	fill, line, fore := fyne.ThemeColorName(""), fyne.ThemeColorName(""), look.ColorMuted
	if r.c.letter != "" {
		line = look.ColorLine
	}
	if r.c.hovered {
		fill, fore = theme.ColorNameButton, theme.ColorNameForeground
	}
	if r.c.on {
		fill, line, fore = r.c.OnColor, "", onColorOf[r.c.OnColor]
	}
	r.back.Paint(fill, line)
	r.letter.SetColor(fore)
	if r.c.icon != nil {
		r.icon.SetResource(theme.NewColoredResource(r.c.icon, fore))
	}
}

// onColorOf is the color of a letter on a ground.
var onColorOf = map[fyne.ThemeColorName]fyne.ThemeColorName{
	theme.ColorNamePrimary: theme.ColorNameForegroundOnPrimary,
	theme.ColorNameWarning: theme.ColorNameForegroundOnWarning,
}

func (r *chipRenderer) Layout(size fyne.Size) {
	side := fyne.NewSquareSize(ChipSide)
	at := fyne.NewPos((size.Width-side.Width)/2, (size.Height-side.Height)/2)
	r.back.Resize(side)
	r.back.Move(at)
	h := r.letter.MinSize().Height
	r.letter.Resize(fyne.NewSize(ChipSide, h))
	r.letter.Move(at.AddXY(0, (ChipSide-h)/2))
	r.icon.Resize(fyne.NewSquareSize(16))
	r.icon.Move(at.AddXY((ChipSide-16)/2, (ChipSide-16)/2))
}

func (r *chipRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(ChipSide) }
func (r *chipRenderer) Objects() []fyne.CanvasObject {
	if r.c.letter != "" {
		return []fyne.CanvasObject{r.back, r.letter}
	}
	return []fyne.CanvasObject{r.back, r.icon}
}
func (r *chipRenderer) Destroy() {}
func (r *chipRenderer) Refresh() {
	r.apply()
	r.back.Refresh()
	r.letter.Refresh()
	r.icon.Refresh()
}
