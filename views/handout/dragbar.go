package handout

import (
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/views/dragsource"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// NewDragBar returns the place from which all parts are dragged into a DAW.
func NewDragBar(d *Desk, prepare func() (dragsource.Load, error)) *dragsource.Handle {
	icon := widget.NewIcon(theme.NewColoredResource(look.GripIcon, look.ColorMuted))
	face := container.NewStack(kit.NewPlate(look.ColorLane, look.ColorLine, 8), kit.Margins(6, 6, 8, 12, kit.Inline(6, icon, kit.NewText(words.L("Drag all to your DAW")))))
	return dragsource.Wrap(face, d.Out, prepare)
}
