package pianoroll

import (
	"image"
	"unsafe"
)

// sheet is an image as pixels.
type sheet struct {
	img  *image.RGBA
	pix  []ink
	w, h int
}

// newSheet returns an image to paint on.
func newSheet(w, h int) *sheet {
	s := &sheet{img: image.NewRGBA(image.Rect(0, 0, w, h)), w: w, h: h}
	if w*h > 0 {
		s.pix = unsafe.Slice((*ink)(unsafe.Pointer(&s.img.Pix[0])), w*h) // #nosec G103 -- the pixels of an RGBA image, four bytes each
	}
	return s
}

// line returns the pixels of one line from x0 up to x1.
func (s *sheet) line(y, x0, x1 int) []ink { return s.pix[y*s.w+x0 : y*s.w+x1 : y*s.w+x1] }

// fill paints a rectangle, cut to the sheet.
func (s *sheet) fill(x0, y0, x1, y1 int, c ink) {
	x0, y0, x1, y1 = max(x0, 0), max(y0, 0), min(x1, s.w), min(y1, s.h)
	if x0 >= x1 {
		return
	}
	for y := y0; y < y1; y++ {
		flood(s.line(y, x0, x1), c)
	}
}

// stamp lays a letter over the sheet.
func (s *sheet) stamp(l letter, x, y int, c ink, clip image.Rectangle) {
	box := l.box.Add(image.Pt(x, y))
	cut := box.Intersect(clip).Intersect(image.Rect(0, 0, s.w, s.h))
	if len(l.cover) == 0 || cut.Empty() {
		return
	}
	for py := cut.Min.Y; py < cut.Max.Y; py++ {
		cover := l.cover[(py-box.Min.Y)*box.Dx()+cut.Min.X-box.Min.X:]
		line := s.line(py, cut.Min.X, cut.Max.X)
		for i := range line {
			if a := uint32(cover[i]); a != 0 {
				line[i] = blend(line[i], c, a+a>>7)
			}
		}
	}
}

// flood gives pixels one color.
func flood(line []ink, c ink) {
	for len(line) >= 8 {
		l := line[:8:8]
		l[0], l[1], l[2], l[3], l[4], l[5], l[6], l[7] = c, c, c, c, c, c, c, c
		line = line[8:]
	}
	for i := range line {
		line[i] = c
	}
}
