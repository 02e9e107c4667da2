package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"partlift/views/look"
)

// Ticked puts what comes of a box below it.
func Ticked(box *Tick, hint string) fyne.CanvasObject {
	what := Paragraph(hint)
	what.SizeName = look.SizeSmallText
	return Stacked(2, Margins(0, 0, -6, 0, box), Margins(0, 0, 22, 0, Flush(what)))
}

// Section is a card with a heading.
func Section(name string, lines ...fyne.CanvasObject) fyne.CanvasObject {
	return Card(Stacked(12, append([]fyne.CanvasObject{NewHeading(name, theme.SizeNameSubHeadingText)}, lines...)...))
}

// Line is a setting with its name.
func Line(name string, value fyne.CanvasObject) fyne.CanvasObject {
	label(value, name)
	return container.New(lineLayout{}, NewSmall(name), value)
}

// lineLayout puts a name before a value and lines up their first lines.
type lineLayout struct{}

const lineNameWidth = 124

func (lineLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	value := objects[1].MinSize()
	return fyne.NewSize(lineNameWidth+value.Width, max(value.Height, objects[0].MinSize().Height))
}

func (lineLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	h := objects[0].MinSize().Height
	Place(objects[0], 0, (min(size.Height, 34)-h)/2, lineNameWidth, h)
	Place(objects[1], lineNameWidth, 0, size.Width-lineNameWidth, size.Height)
}
