package pianoroll

import (
	"image"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// pen writes text of one size. It draws each letter once and keeps it, so that
// writing allocates nothing after a while.
type pen struct {
	face    font.Face
	letters map[rune]letter
	ascent  int // pixels above the base line
	height  int // pixels from the highest to the lowest
	caps    int // height of a capital
}

type letter struct {
	cover   []uint8 // of a pixel
	box     image.Rectangle
	advance fixed.Int26_6
}

// newPen opens a font at a size in pixels; without a font that can be read it
// writes with a plain one of a fixed size.
func newPen(data []byte, size float64) *pen {
	p := &pen{face: basicfont.Face7x13, letters: map[rune]letter{}}
	if f, err := opentype.Parse(data); err == nil {
		if face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone}); err == nil {
			p.face = face
		}
	}
	m := p.face.Metrics()
	p.ascent, p.height = m.Ascent.Ceil(), (m.Ascent + m.Descent).Ceil()
	if b, _, ok := p.face.GlyphBounds('H'); ok {
		p.caps = (-b.Min.Y).Round()
	}
	return p
}

func (p *pen) letter(r rune) letter {
	if l, ok := p.letters[r]; ok {
		return l
	}
	box, mask, at, advance, ok := p.face.Glyph(fixed.Point26_6{}, r)
	l := letter{box: box, advance: advance}
	if ok && mask != nil {
		l.cover = make([]uint8, box.Dx()*box.Dy())
		for y := range box.Dy() {
			for x := range box.Dx() {
				_, _, _, a := mask.At(at.X+x, at.Y+y).RGBA()
				l.cover[y*box.Dx()+x] = uint8(a >> 8)
			}
		}
	}
	p.letters[r] = l
	return l
}

// width returns how many pixels a text takes.
func (p *pen) width(text []byte) int {
	w := fixed.Int26_6(0)
	for _, c := range text {
		w += p.letter(rune(c)).advance
	}
	return w.Ceil()
}

// write puts ASCII text with its base line at y, inside a clip.
func (p *pen) write(c *sheet, text []byte, x, y int, color ink, clip image.Rectangle) {
	at := fixed.I(x)
	for _, b := range text {
		l := p.letter(rune(b))
		c.stamp(l, at.Round(), y, color, clip)
		at += l.advance
	}
}
