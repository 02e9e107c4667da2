package layer3

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// The greatest number that the bits of a band hold is no place in MPEG 2, and 7
// is none in MPEG 1; the highest band takes the place below it, or the middle.
func TestPlacesBetweenTheChannels(t *testing.T) {
	h1, _ := ParseHeader(header(1, 44_100, 128, 0, modeJoint, extIntensity))
	h2, _ := ParseHeader(header(2, 22_050, 64, 0, modeJoint, extIntensity))
	for _, c := range []struct {
		h                  Header
		scale, limit, band int
		last               int
		place              int
		ok                 bool
	}{
		{h1, 6, 0, 10, 5, 6, true}, {h1, 7, 0, 10, 5, 7, false}, {h1, 12, 0, 10, 5, 12, false}, {h1, 3, 0, 10, 10, 0, false}, {h1, 2, 0, 21, 5, 2, true}, {h1, 2, 0, 21, 20, 3, true},
		{h2, 6, 7, 10, 5, 6, true}, {h2, 7, 7, 10, 5, 7, false}, {h2, 7, 15, 10, 5, 7, true}, {h2, 0, 0, 10, 5, 0, true}, {h2, 1, 1, 10, 5, 1, false}, {h2, 4, 7, 21, 20, 0, true}, {h2, 4, 7, 21, 5, 4, true},
	} {
		g := granule{bands: bandsOf(c.h).long}
		for i := range g.scales {
			g.scales[i], g.limits[i] = uint8(c.scale), uint8(c.limit)
		}
		place, ok := g.place(c.h, c.band, [3]int{c.last, -1, -1})
		if ok != c.ok || ok && place != c.place {
			t.Errorf("%+v: %d, %v", c, place, ok)
		}
	}
	for _, c := range []struct {
		h           Header
		place       int
		far         bool
		left, right float64
	}{
		{h1, 0, false, 0, 1}, {h1, 3, false, .5, .5}, {h1, 6, false, 1, 0}, {h2, 0, false, 1, 1}, {h2, 1, false, math.Exp2(-.25), 1}, {h2, 2, false, 1, math.Exp2(-.25)}, {h2, 3, true, .5, 1}, {h2, 4, true, 1, .5},
	} {
		if l, r := sides(c.h, c.place, c.far); math.Abs(float64(l)-c.left) > 1e-6 || math.Abs(float64(r)-c.right) > 1e-6 {
			t.Errorf("%+v: %g, %g", c, l, r)
		}
	}
}

// Frames that say that more is in them than can be are damaged.
func TestFramesThatPromiseTooMuch(t *testing.T) {
	x := &random{Rand: rand.New(rand.NewPCG(9, 9))}
	good := x.stream(1, 44_100, 64, modeMono, 1)
	out := make([]float32, 2*SamplesMost)
	// Of mono in MPEG 1 the first granule's length lies from bit 18 of the side
	// information on, 12 bits, and then the pairs, 9 bits.
	for name, c := range map[string]struct{ at, n int }{"bits": {18, 12}, "pairs": {30, 9}} {
		frame := append([]byte(nil), good...)
		at := 8*4 + c.at
		put(frame, &at, 1<<c.n-1, c.n)
		var d Decoder
		if n, _, err := d.Decode(frame, out); n != 1152 || !errors.Is(err, ErrDamaged) {
			t.Errorf("too many %s: %d samples, %v", name, n, err)
		}
		for _, v := range out[:1152] {
			if v != 0 {
				t.Errorf("too many %s: it is not silent", name)
				break
			}
		}
	}
	for _, frame := range [][]byte{nil, good[:4], good[:20], make([]byte, 100), append(good[:len(good):len(good)], make([]byte, LengthMost)...)} {
		var d Decoder
		if n, _, err := d.Decode(frame, out); n != 0 || err == nil {
			t.Errorf("%d bytes: %d samples, %v", len(frame), n, err)
		}
	}
}
