package dragsource

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
)

// longest is how many characters of a label are shown.
const longest = 40

// picture draws what follows the pointer: the label on a plate, with a mark in
// the color of the instrument. It is opaque, as windows of X11 are.
func picture(l Load, scale float32) image.Image {
	if l.Label == "" {
		return nil
	}
	name := []rune(l.Label)
	if len(name) > longest {
		name = append(name[:longest-1], '…')
	}
	label := canvas.NewText(string(name), theme.Color(theme.ColorNameForeground))
	label.TextSize = theme.TextSize()
	mark := canvas.NewRectangle(l.Color)
	mark.SetMinSize(fyne.NewSize(4, 0))
	row := []fyne.CanvasObject{label}
	if l.Color != nil {
		row = []fyne.CanvasObject{mark, label}
	}
	ground := canvas.NewRectangle(theme.Color(theme.ColorNameOverlayBackground))
	ground.StrokeColor, ground.StrokeWidth = theme.Color(theme.ColorNamePrimary), 1
	c := software.NewCanvas()
	c.SetScale(scale)
	c.SetPadded(false)
	content := container.NewStack(ground, container.New(layout.NewCustomPaddedLayout(4, 4, 8, 8), container.New(layout.NewCustomPaddedHBoxLayout(8), row...)))
	c.SetContent(content)
	c.Resize(content.MinSize())
	return opaque(c.Capture())
}

// opaque lays an image over black.
func opaque(img image.Image) image.Image {
	b := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		for x := range b.Dx() {
			r, g, bl, _ := img.At(b.Min.X+x, b.Min.Y+y).RGBA()
			out.SetRGBA(x, y, color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(bl >> 8), 255})
		}
	}
	return out
}
