package pianoroll

import (
	"image"
	"math"
)

// The room beside the notes, in points.
const (
	rulerHeight = 26
	keysWidth   = 54
	namesWidth  = 134 // when rows have the names of drums
)

// picture is all that an image shows.
type picture struct {
	w, h   int      // pixels
	scale  float64  // pixels in a point
	view   Viewport // in points
	kits   bool     // rows have the names of drums
	bare   bool     // there is nothing but the ruler
	index  *index
	picked *selection
	time   *timeline
	foot   float64 // heights under the notes in points: velocities, overview
	strip  float64
	seen   preview
}

// margin returns the width of the keyboard in points.
func margin(kits bool) float64 {
	if kits {
		return namesWidth
	}
	return keysWidth
}

// painter paints pictures, always on the same sheet, and allocates nothing from
// the second one of a size on.
type painter struct {
	*sheet
	palette palette
	shades  []*shade // by track
	font    []byte   // a TrueType font

	pens      [2]*pen // of the ruler and of the keyboard
	penScale  float64
	view      Viewport // in pixels
	scale     scale
	left, top int // of the notes
	foot      int // where they end
	loud      []loudest
	chart     []ink // the overview
	chartOf   *index
	hair      int // pixels in the thinnest line
	ground    ground
	lane      lane
	label     []byte
	used      [pitches]bool // pitches with a note in front
	usedOf    *index
}

// dress gives the painter its colors.
func (p *painter) dress(pal palette, s *Scene) {
	p.palette = pal
	p.shades = p.shades[:0]
	kits := s.kits()
	for i := range s.Tracks {
		p.shades = append(p.shades, newShade(&s.Tracks[i], &pal, kits))
	}
	p.chartOf = nil
}

// ready makes the painter's buffers fit a picture.
func (p *painter) ready(s *picture) {
	p.view = s.view.scaled(s.scale).whole()
	p.hair = max(int(s.scale+0.3), 1)
	p.left = min(int(math.Round(margin(s.kits)*s.scale)), s.w)
	if s.bare {
		p.left = 0
	}
	p.top = min(int(math.Round(rulerHeight*s.scale)), s.h)
	p.foot = max(s.h-int(math.Round((s.foot+s.strip)*s.scale)), p.top)
	if p.sheet == nil || p.w != s.w || p.h != s.h {
		p.sheet = newSheet(s.w, s.h)
	}
	p.ground.fit(p.w - p.left)
	p.lane.fit(p.w - p.left)
	if p.pens[0] == nil || p.penScale != s.scale {
		p.penScale = s.scale
		p.pens = [2]*pen{newPen(p.font, 11*s.scale), newPen(p.font, 9.5*s.scale)}
	}
	if p.usedOf != s.index {
		p.usedOf = s.index
		for i := range p.used {
			p.used[i] = len(s.index.rows[i].marks) > 0
		}
	}
}

// paint returns a picture of the notes with ruler and keyboard. The image is
// painted on again by the next call.
func (p *painter) paint(s *picture) *image.RGBA {
	p.ready(s)
	if p.w == 0 || p.h == 0 {
		return p.img
	}
	p.scale = s.time.scale(s.view, float64(p.w-p.left)/s.scale)
	p.layGround(s)
	p.aim()
	s.picked.spread(s.index)
	y := p.top
	for pitch := min(int(p.view.Pitch(0)), pitches-1); y < p.foot && pitch >= 0; pitch-- {
		low := min(p.bottom(pitch), p.foot)
		if low > y {
			p.paintLane(s, pitch, y, low)
			y = low
		}
	}
	p.fill(0, y, p.w, p.h, inkOf(p.palette.Black))
	p.paintPreview(s)
	p.paintKeys(s)
	p.paintFoot(s)
	p.paintStrip(s)
	p.paintRuler(s)
	return p.img
}

// bottom returns the pixel below a pitch's row.
func (p *painter) bottom(pitch int) int {
	return p.top + int(math.Round(p.view.Y(float64(pitch))))
}
