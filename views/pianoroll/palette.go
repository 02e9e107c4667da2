package pianoroll

import (
	"encoding/binary"
	"image/color"
)

// palette is the colors of everything but the notes.
type palette struct {
	White, Black color.NRGBA // rows of white and black keys; rows of drums
	Line         color.NRGBA // bars, beats and rows, blended by zoom
	Ruler        color.NRGBA // behind the ruler and the names of drums
	Text, Faint  color.NRGBA // on the ruler
	Key, Sharp   color.NRGBA // keys of the keyboard
	KeyText      color.NRGBA // on white keys
	Picked       color.NRGBA // what selected notes turn towards
	Edge         color.NRGBA // outline of selected notes
	Accent       color.NRGBA // loop, box and focus
	Head         color.NRGBA // playhead
	Drums        [drumKinds]color.NRGBA
	Dark         bool
}

// ink is a pixel as it lies in memory.
type ink = uint32

func inkOf(c color.NRGBA) ink {
	return binary.NativeEndian.Uint32([]byte{c.R, c.G, c.B, 255})
}

// mix returns a turned towards b by a share of 0–1.
func mix(a, b color.NRGBA, share float64) color.NRGBA {
	m := func(x, y uint8) uint8 { return uint8(float64(x) + (float64(y)-float64(x))*share + 0.5) }
	return color.NRGBA{m(a.R, b.R), m(a.G, b.G), m(a.B, b.B), 255}
}

// blend lays an opaque color over a pixel with a cover of 0–256.
func blend(under, over ink, cover uint32) ink {
	const odd = 0x00ff00ff
	u1, o1 := under&odd, over&odd
	u2, o2 := under>>8&odd, over>>8&odd
	r1 := (u1*(256-cover) + o1*cover) >> 8 & odd
	r2 := (u2*(256-cover) + o2*cover) >> 8 & odd
	return r1 | r2<<8
}

// The strengths of a color in the table of a track.
const (
	levelBits = 5
	levels    = 1 << levelBits
)

// shade is the colors of one track.
type shade struct {
	drums bool
	tint
	kit []tint // of the drums of a kit by drumGroups; nil: all are alike
}

// tint is the colors of notes: for each style the body by strength, and the
// outline.
type tint struct {
	body   [styles + 1][levels]ink // the last is of selected notes
	border [styles + 1]ink
}

// of returns the colors of the notes of a pitch.
func (s *shade) of(pitch uint8) *tint {
	if s.kit != nil {
		return &s.kit[drumGroups[pitch&127]]
	}
	return &s.tint
}

// pickedShare is how far selected notes turn towards another color.
const pickedShare = 0.62

// chosen is the style of selected notes in a shade.
const chosen = styles

// newShade lays out the colors of a track. Where rows have the names of drums
// each kind of them has a color.
func newShade(t *Track, p *palette, kits bool) *shade {
	s := &shade{drums: t.Drums, tint: newTint(t.Color, p)}
	if kits && t.Drums {
		for _, c := range p.Drums {
			s.kit = append(s.kit, newTint(c, p))
		}
	}
	return s
}

func newTint(c color.NRGBA, p *palette) (s tint) {
	ground := p.Black
	ends := color.NRGBA{A: 255}
	outline := mix(c, ends, 0.38)
	faint := mix(ground, c, 0.24)
	bright := mix(c, p.Picked, pickedShare)
	if !p.Dark {
		outline = mix(c, ends, 0.28)
		faint = mix(ground, c, 0.22)
	}
	for i := range levels {
		loud := float64(i) / (levels - 1)
		s.body[solid][i] = inkOf(mix(ground, c, 0.42+0.58*loud))
		s.body[unsure][i] = inkOf(mix(ground, c, 0.22+0.26*loud))
		s.body[muted][i] = inkOf(mix(ground, c, 0.14))
		s.body[taken][i] = inkOf(ground)
		s.body[ghost][i] = inkOf(mix(ground, c, 0.13+0.11*loud))
		s.body[chosen][i] = inkOf(mix(mix(ground, bright, 0.8), bright, loud))
	}
	s.border[solid] = inkOf(outline)
	s.border[unsure] = inkOf(mix(ground, c, 0.85))
	s.border[muted] = inkOf(mix(ground, c, 0.62))
	s.border[taken] = inkOf(mix(ground, c, 0.42))
	s.border[ghost] = inkOf(faint)
	s.border[chosen] = inkOf(p.Edge)
	return s
}

func levelOf(velocity uint8) int { return int(velocity&127) >> (7 - levelBits) }
