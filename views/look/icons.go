package look

import (
	_ "embed"

	"fyne.io/fyne/v2"
)

//go:generate go run icon_gen.go

//go:embed mark.png
var mark []byte

//go:embed small.png
var small []byte

// Mark is the program's icon at a size for the window and the first page.
var Mark fyne.Resource = fyne.NewStaticResource("partlift.png", mark)

// Small is the icon at a size for the sidebar, so that no start has to scale it.
var Small fyne.Resource = fyne.NewStaticResource("partlift-small.png", small)
