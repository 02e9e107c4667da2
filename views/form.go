package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"partlift/views/look"
)

// ticked puts what comes of a box below it.
func ticked(box *tick, hint string) fyne.CanvasObject {
	what := paragraph(hint)
	what.SizeName = look.SizeSmallText
	return stacked(2, margins(0, 0, -6, 0, box), margins(0, 0, 22, 0, flush(what)))
}

// section is a card with a heading.
func section(name string, lines ...fyne.CanvasObject) fyne.CanvasObject {
	return card(stacked(12, append([]fyne.CanvasObject{newTitle(name, theme.SizeNameSubHeadingText)}, lines...)...))
}

// line is a setting with its name.
func line(name string, value fyne.CanvasObject) fyne.CanvasObject {
	label(value, name)
	return container.New(lineLayout{}, newSmall(name), value)
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
	place(objects[0], 0, (min(size.Height, 34)-h)/2, lineNameWidth, h)
	place(objects[1], lineNameWidth, 0, size.Width-lineNameWidth, size.Height)
}
