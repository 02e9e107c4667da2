//go:build ignore

// Command icon_gen draws the program's icon: the parts of a song, as note bars,
// lifting off a waveform. Run it in this folder by go generate.
package main

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"log"
	"os"

	"golang.org/x/image/vector"
)

// The drawing is laid out on a square of 1024 points.
const side = 1024

func main() {
	save("../../icon.png", paint(side))
	save("mark.png", paint(192))
	save("small.png", paint(60))
}

func save(path string, img image.Image) {
	f, err := os.Create(path)
	if err != nil {
		log.Fatal(err)
	}
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := enc.Encode(f, img); err != nil {
		log.Fatal(err)
	}
	if err := f.Close(); err != nil {
		log.Fatal(err)
	}
}

type sheet struct {
	img   *image.RGBA
	scale float32
}

func paint(px int) *image.RGBA {
	s := sheet{image.NewRGBA(image.Rect(0, 0, px, px)), float32(px) / side}
	s.bar(32, 32, 960, 960, 216, ground{s.scale})
	for i, h := range []float32{112, 220, 150, 260, 176, 104} {
		s.bar(164+float32(i)*122, 778-h/2, 86, h, 43, image.NewUniform(color.NRGBA{0x6E, 0x79, 0xCC, 0xFF}))
	}
	s.bar(164, 470, 330, 124, 62, image.NewUniform(color.NRGBA{0x92, 0x9D, 0xFF, 0xFF}))
	s.bar(336, 304, 360, 124, 62, image.NewUniform(color.NRGBA{0xC6, 0xCC, 0xFF, 0xFF}))
	s.bar(530, 138, 330, 124, 62, image.NewUniform(color.NRGBA{0xFF, 0xFF, 0xFF, 0xFF}))
	return s.img
}

// bar fills a rectangle with round corners.
func (s sheet) bar(x, y, w, h, r float32, fill image.Image) {
	const k = 0.5523 // of the radius: control points of a quarter circle
	x, y, w, h, r = x*s.scale, y*s.scale, w*s.scale, h*s.scale, min(r, w/2, h/2)*s.scale
	c := r * (1 - k)
	z := vector.NewRasterizer(s.img.Rect.Dx(), s.img.Rect.Dy())
	z.MoveTo(x+r, y)
	z.LineTo(x+w-r, y)
	z.CubeTo(x+w-c, y, x+w, y+c, x+w, y+r)
	z.LineTo(x+w, y+h-r)
	z.CubeTo(x+w, y+h-c, x+w-c, y+h, x+w-r, y+h)
	z.LineTo(x+r, y+h)
	z.CubeTo(x+c, y+h, x, y+h-c, x, y+h-r)
	z.LineTo(x, y+r)
	z.CubeTo(x, y+c, x+c, y, x+r, y)
	z.ClosePath()
	z.DrawOp = draw.Over
	z.Draw(s.img, s.img.Rect, fill, image.Point{})
}

// ground is a gradient from top left to bottom right.
type ground struct{ scale float32 }

func (g ground) ColorModel() color.Model { return color.NRGBAModel }
func (g ground) Bounds() image.Rectangle { return image.Rect(-1e9, -1e9, 1e9, 1e9) }
func (g ground) At(x, y int) color.Color {
	t := min(max(float32(x+y)/(2*side*g.scale), 0), 1)
	mix := func(a, b float32) uint8 { return uint8(a + (b-a)*t + 0.5) }
	return color.NRGBA{mix(0x3D, 0x15), mix(0x46, 0x18), mix(0xB8, 0x3A), 0xFF}
}
