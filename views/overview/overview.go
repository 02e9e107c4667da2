// Package overview paints the lane of a part: time from left to right, pitch from
// bottom to top, one bar for each note, brighter for louder, over what its sound
// looks like. It knows pixels, notes and peaks only.
package overview

import (
	"image"
	"image/color"
	"math"

	"partlift/backend/music"
)

// View is what a picture shows.
type View struct {
	Start     float64     // second at the left edge
	Seconds   float64     // from there to the right edge, the same for all parts of a song
	Low, High uint8       // pitches at the bottom and the top, both included
	Color     color.NRGBA // of the loudest notes
	Scale     float32     // device pixels for each point, ≥ 1
}

// Ground is what lies under the notes. The zero value is nothing.
type Ground struct {
	Peaks []uint8 // magnitude from the start of the song on: v stands for (v/255)², full scale being 1
	Rate  int     // of them in a second
	Early float64 // seconds by which they are shown before their time, to meet the notes
	Lines []Line  // from left to right
}

// Line is a line of the grid.
type Line struct {
	Second float64
	Color  color.NRGBA
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

// Paint clears dst and paints the ground and the notes. It allocates nothing.
// Where notes cover each other the louder one shows.
func Paint(dst *image.RGBA, v View, g Ground, notes []music.Note) {
	clear(dst.Pix)
	w, h := dst.Rect.Dx(), dst.Rect.Dy()
	if w <= 0 || h <= 0 || v.Seconds <= 0 || v.High < v.Low {
		return
	}
	scale := max(v.Scale, 1)
	pad := 3 * scale
	p := painter{dst: dst, color: v.Color, scale: scale}
	p.perSecond = float64(w) / v.Seconds
	p.perPitch = (float64(h) - 2*float64(pad)) / float64(int(v.High)-int(v.Low)+1)
	p.left, p.bottom = -v.Start*p.perSecond, float64(h)-float64(pad)
	p.lines(g.Lines)
	p.wave(g, v)
	for _, n := range notes {
		if n.End >= v.Start && n.Start <= v.Start+v.Seconds {
			p.note(n, v.Low)
		}
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
	strength := 0.55 + 0.45*float64(n.Velocity)/127
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

// lines paints the lines of the grid from top to bottom.
func (p *painter) lines(lines []Line) {
	w := p.dst.Rect.Dx()
	for _, l := range lines {
		x := int(math.Round(p.left + l.Second*p.perSecond))
		if x < 0 || x >= w {
			continue
		}
		q := painter{dst: p.dst, color: color.NRGBA{l.Color.R, l.Color.G, l.Color.B, 255}}
		for i := range max(int(p.scale), 1) {
			if x+i < w {
				q.column(x+i, 0, p.dst.Rect.Dy(), uint32(l.Color.A))
			}
		}
	}
}

// waveInk is how strongly a sound shows under its notes, of 255.
const waveInk = 52

// wave paints a sound as what it has at most in each column, about the middle.
func (p *painter) wave(g Ground, v View) {
	w, h := p.dst.Rect.Dx(), p.dst.Rect.Dy()
	if len(g.Peaks) == 0 || g.Rate <= 0 {
		return
	}
	each := v.Seconds * float64(g.Rate) / float64(w) // peaks in a pixel
	middle := float64(h) / 2
	for x := range w {
		from := (v.Start+g.Early)*float64(g.Rate) + float64(x)*each
		a, b := int(math.Floor(from)), int(math.Ceil(from+each))
		peak := uint8(0)
		for _, m := range g.Peaks[min(max(a, 0), len(g.Peaks)):min(max(b, 0), len(g.Peaks))] {
			peak = max(peak, m)
		}
		if peak == 0 {
			continue
		}
		half := math.Max(middle*float64(peak)/255*0.94, float64(p.scale)/2)
		p.column(x, int(math.Round(middle-half)), int(math.Round(middle+half)), waveInk)
	}
}
