package layer3

import "math"

// stereo undoes what joins two channels. The right one tells how.
func stereo(h Header, left, right *granule, l, r *[lines]float32) {
	switch {
	case h.joint(extIntensity):
		right.intensity(h, l, r)
	case h.joint(extMidSide):
		midSide(l[:], r[:])
	default:
		return
	}
	left.filled = max(left.filled, right.filled)
	right.filled = left.filled
}

func midSide(m, s []float32) {
	const half = math.Sqrt2 / 2
	s = s[:len(m)]
	for i, v := range m {
		m[i], s[i] = (v+s[i])*half, (v-s[i])*half
	}
}

// intensity gives the bands above the last one of the right channel, which are
// written once, their place between the two.
func (g *granule) intensity(h Header, l, r *[lines]float32) {
	last := g.lastBands(r)
	for i, b := range g.bands {
		from, to := b.start, b.start+b.width
		if place, ok := g.place(h, i, last); ok {
			left, right := sides(h, place, g.compress&1 == 1)
			for k := from; k < to; k++ {
				l[k], r[k] = l[k]*left, l[k]*right
			}
		} else if h.joint(extMidSide) {
			midSide(l[from:to], r[from:to])
		}
	}
}

// lastBands returns for each window the last band that has anything in it, -1
// for none.
func (g *granule) lastBands(r *[lines]float32) (last [3]int) {
	last = [3]int{-1, -1, -1}
	for i, b := range g.bands {
		if !allZero(r[b.start : b.start+b.width]) {
			last[max(b.window, 0)] = i
		}
	}
	return last
}

func allZero(x []float32) bool {
	for _, v := range x {
		if v != 0 {
			return false
		}
	}
	return true
}

// place returns the place of a band, if it has one. The highest has none of its
// own and takes that of the one below, or the middle.
func (g *granule) place(h Header, i int, last [3]int) (place int, ok bool) {
	filled, step := max(last[0], last[1], last[2]), 1
	if w := g.bands[i].window; w >= 0 {
		filled, step = last[w], 3
	}
	if i <= filled {
		return 0, false
	}
	if i >= len(g.bands)-step {
		if i -= step; i <= filled {
			return h.middle(), true
		}
	}
	place = int(g.scales[i])
	if h.Version == 1 {
		return place, place < noPlace
	}
	return place, place != int(g.limits[i]) || place == 0
}

// middle is the place between both sides.
func (h Header) middle() int {
	if h.Version == 1 {
		return 3
	}
	return 0
}

// noPlace and what is above it are no places in MPEG 1; in MPEG 2 it is the
// greatest number that the bits of a band can hold.
const noPlace = 7

// sides returns the shares of a place between left and right; far places of MPEG
// 2 lie farther apart.
func sides(h Header, place int, far bool) (left, right float32) {
	if h.Version == 1 {
		if place == noPlace-1 {
			return 1, 0
		}
		t := math.Tan(float64(place) * math.Pi / 12)
		return float32(t / (1 + t)), float32(1 / (1 + t))
	}
	steps := float64((place + 1) / 2)
	if far {
		steps *= 2
	}
	less := float32(math.Exp2(-steps / 4))
	if place%2 == 1 {
		return less, 1
	}
	return 1, less
}
