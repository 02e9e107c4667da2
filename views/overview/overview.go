// Package overview paints a small picture of a part: time from left to right,
// pitch from bottom to top, one bar for each note, brighter for louder. It
// knows pixels and notes only.
package overview

import (
	"image"
	"image/color"
	"math"

	"partlift/backend/music"
)

// View is what a picture shows.
type View struct {
	Seconds   float64     // length of the time axis, the same for all parts of a song
	Low, High uint8       // pitches at the bottom and the top, both included
	Color     color.NRGBA // of the loudest notes
	Scale     float32     // device pixels for each point, ≥ 1
}

// Fit returns the view of a part over a song of a length in seconds. A part
// with few pitches gets room above and below, so that its notes do not look
// like walls.
func Fit(notes []music.Note, seconds float64) View {
	v := View{Seconds: seconds, Low: 127, Scale: 1}
	for _, n := range notes {
		v.Low, v.High = min(v.Low, n.Pitch), max(v.High, n.Pitch)
		v.Seconds = math.Max(v.Seconds, n.End)
	}
	if v.Low > v.High {
		v.Low, v.High = 60, 60
	}
	for int(v.High)-int(v.Low) < minSpan-1 {
		if v.Low > 0 {
			v.Low--
		}
		if v.High < 127 {
			v.High++
		}
	}
	return v
}

// minSpan is the smallest number of pitches on the axis.
const minSpan = 12

// Paint clears dst and paints notes. It allocates nothing. Where notes cover
// each other the louder one shows.
func Paint(dst *image.RGBA, v View, notes []music.Note) {
	clear(dst.Pix)
	w, h := dst.Rect.Dx(), dst.Rect.Dy()
	if w <= 0 || h <= 0 || v.Seconds <= 0 || v.High < v.Low {
		return
	}
	scale := max(v.Scale, 1)
	pad := 3 * scale
	p := painter{dst: dst, color: v.Color, scale: scale}
	p.perSecond = (float64(w) - 2*float64(pad)) / v.Seconds
	p.perPitch = (float64(h) - 2*float64(pad)) / float64(int(v.High)-int(v.Low)+1)
	p.left, p.bottom = float64(pad), float64(h)-float64(pad)
	for _, n := range notes {
		p.note(n, v.Low)
	}
}

type painter struct {
	dst                 *image.RGBA
	color               color.NRGBA
	scale               float32
	perSecond, perPitch float64
	left, bottom        float64
}

// note paints one bar. Its left and right ends are smoothed, so that short
// notes keep their place between two pixels.
func (p *painter) note(n music.Note, low uint8) {
	x0 := p.left + n.Start*p.perSecond
	x1 := math.Max(p.left+n.End*p.perSecond, x0+2*float64(p.scale))
	thick := math.Min(math.Max(p.perPitch-float64(p.scale)*0.5, float64(p.scale)*1.5), 6*float64(p.scale))
	middle := p.bottom - (float64(n.Pitch)-float64(low)+0.5)*p.perPitch
	y0 := int(math.Round(middle - thick/2))
	y1 := max(int(math.Round(middle+thick/2)), y0+1)
	y0, y1 = max(y0, 0), min(y1, p.dst.Rect.Dy())
	strength := 0.42 + 0.58*float64(n.Velocity)/127
	for x := max(int(x0), 0); x < min(int(math.Ceil(x1)), p.dst.Rect.Dx()); x++ {
		cover := math.Min(x1, float64(x)+1) - math.Max(x0, float64(x))
		p.column(x, y0, y1, uint32(255*strength*math.Min(cover, 1)+0.5))
	}
}

// column raises a stretch of one column to an alpha of 0–255.
func (p *painter) column(x, y0, y1 int, alpha uint32) {
	r := uint8(uint32(p.color.R) * alpha / 255)
	g := uint8(uint32(p.color.G) * alpha / 255)
	b := uint8(uint32(p.color.B) * alpha / 255)
	for y := y0; y < y1; y++ {
		px := p.dst.Pix[y*p.dst.Stride+4*x:][:4:4]
		if uint32(px[3]) < alpha {
			px[0], px[1], px[2], px[3] = r, g, b, uint8(alpha)
		}
	}
}
