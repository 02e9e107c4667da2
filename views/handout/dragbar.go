package handout

import (
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/views/dragsource"
	"partlift/views/kit"
	"partlift/views/look"
)

// DragBar is the place from which all parts are dragged into a DAW.
type DragBar struct {
	*dragsource.Handle
	words *kit.Text
}

// NewDragBar returns the place; Say names it.
func NewDragBar(d *Desk, prepare func() (dragsource.Load, error)) *DragBar {
	b := &DragBar{words: kit.NewHeading("", theme.SizeNameText)}
	b.words.SetColor(theme.ColorNameForegroundOnPrimary)
	icon := widget.NewIcon(theme.NewColoredResource(look.GripIcon, theme.ColorNameForegroundOnPrimary))
	row := kit.Inline(6, icon, b.words)
	face := container.NewStack(kit.NewPlate(theme.ColorNamePrimary, "", 8), kit.Margins(7, 7, 10, 14, row))
	b.Handle = dragsource.Wrap(face, d.Out, prepare)
	return b
}

// Say names the place.
func (b *DragBar) Say(name string) {
	if b.words.String() != name {
		b.words.Set(name)
		b.Handle.Refresh()
	}
}
