package views

import (
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"partlift/views/dragsource"
	"partlift/views/kit"
	"partlift/views/look"
	"partlift/views/words"
)

// newDragBar returns the place from which all parts are dragged into a DAW.
func newDragBar(d *desk, prepare func() (dragsource.Load, error)) *dragsource.Handle {
	icon := widget.NewIcon(theme.NewColoredResource(look.GripIcon, look.ColorMuted))
	face := container.NewStack(kit.NewPlate(look.ColorLane, look.ColorLine, 8), kit.Margins(6, 6, 8, 12, kit.Inline(6, icon, kit.NewText(words.L("Drag all to your DAW")))))
	return dragsource.Wrap(face, d.out, prepare)
}
