package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/views/look"
)

// chip is a small button inside a row, an icon or a letter. It takes no focus:
// the list that holds the row has a key for each of them.
type chip struct {
	widget.BaseWidget
	icon    fyne.Resource
	letter  string
	name    string // what it does, told where the pointer rests on it
	on      bool
	onColor fyne.ThemeColorName // behind the letter while on
	tapped  func()
	hovered bool
	tip     func(over fyne.CanvasObject, name string)
}

var (
	_ fyne.Tappable     = (*chip)(nil)
	_ desktop.Hoverable = (*chip)(nil)
)

// chipSide is the width and height of a chip.
const chipSide = 26

// newChip returns a chip with an icon or a letter; name tells what it does, and
// tapped may be set later.
func newChip(h *surroundings, icon fyne.Resource, letter, name string, tapped func()) *chip {
	c := &chip{icon: icon, letter: letter, name: name, tapped: tapped, tip: h.tip, onColor: theme.ColorNamePrimary}
	c.ExtendBaseWidget(c)
	return c
}

// setOn fills the chip or not.
func (c *chip) setOn(on bool) {
	if c.on != on {
		c.on = on
		c.Refresh()
	}
}

// Tapped runs the chip's verb.
func (c *chip) Tapped(*fyne.PointEvent) {
	c.tip(c, "")
	if c.tapped != nil {
		c.tapped()
	}
}

// MouseIn, MouseMoved and MouseOut light the chip up.
func (c *chip) MouseIn(*desktop.MouseEvent) {
	c.hovered = true
	c.Refresh()
	c.tip(c, c.name)
}

// MouseMoved is part of desktop.Hoverable.
func (c *chip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is part of desktop.Hoverable.
func (c *chip) MouseOut() {
	c.hovered = false
	c.Refresh()
	c.tip(c, "")
}

// MinSize is the same for all chips.
func (c *chip) MinSize() fyne.Size { return fyne.NewSquareSize(chipSide) }

// CreateRenderer builds the chip.
func (c *chip) CreateRenderer() fyne.WidgetRenderer {
	r := &chipRenderer{c: c, back: newPlate("", "", 6), letter: newSmall(c.letter), icon: widget.NewIcon(nil)}
	r.letter.align, r.letter.style = fyne.TextAlignCenter, fyne.TextStyle{Bold: true}
	r.apply()
	return r
}

type chipRenderer struct {
	c      *chip
	back   *plate
	letter *text
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
		fill, line, fore = r.c.onColor, "", onColorOf[r.c.onColor]
	}
	r.back.paint(fill, line)
	r.letter.setColor(fore)
	if r.c.icon != nil {
		r.icon.SetResource(theme.NewColoredResource(r.c.icon, fore))
	}
}

// onColorOf is the colour of a letter on a ground.
var onColorOf = map[fyne.ThemeColorName]fyne.ThemeColorName{
	theme.ColorNamePrimary: theme.ColorNameForegroundOnPrimary,
	theme.ColorNameWarning: theme.ColorNameForegroundOnWarning,
}

func (r *chipRenderer) Layout(size fyne.Size) {
	side := fyne.NewSquareSize(chipSide)
	at := fyne.NewPos((size.Width-side.Width)/2, (size.Height-side.Height)/2)
	r.back.Resize(side)
	r.back.Move(at)
	h := r.letter.MinSize().Height
	r.letter.Resize(fyne.NewSize(chipSide, h))
	r.letter.Move(at.AddXY(0, (chipSide-h)/2))
	r.icon.Resize(fyne.NewSquareSize(16))
	r.icon.Move(at.AddXY((chipSide-16)/2, (chipSide-16)/2))
}

func (r *chipRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(chipSide) }
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
