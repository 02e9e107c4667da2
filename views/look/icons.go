package look

import (
	_ "embed"

	"fyne.io/fyne/v2"
)

//go:generate go run icon_gen.go

//go:embed mark.png
var mark []byte

// Mark is the program's icon at a size for the window and the sidebar.
var Mark fyne.Resource = fyne.NewStaticResource("partlift.png", mark)
