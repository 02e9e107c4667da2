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
// for none. In long blocks and above them they are as one.
func (g *granule) lastBands(r *[lines]float32) (last [3]int) {
	last = [3]int{-1, -1, -1}
	for i, b := range g.bands {
		if !allZero(r[b.start : b.start+b.width]) {
			last[max(b.window, 0)] = i
		}
	}
	if g.bands[0].window < 0 {
		most := max(last[0], last[1], last[2])
		last = [3]int{most, most, most}
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
// own and takes that of the one below.
func (g *granule) place(h Header, i int, last [3]int) (place int, ok bool) {
	step := 1
	if g.short() {
		step = 3
	}
	window := max(g.bands[i].window, 0)
	if i <= last[window] {
		return 0, false
	}
	if i >= len(g.bands)-step {
		if i -= step; i <= last[window] {
			if h.Version == 1 {
				return 3, true // the middle
			}
			return 0, true
		}
	}
	limit := 7
	if h.Version > 1 {
		limit = int(g.limits[i])
	}
	place = int(g.scales[i])
	return place, place != limit || limit == 0
}

// sides returns the shares of a place between left and right; far places of MPEG
// 2 lie farther apart.
func sides(h Header, place int, far bool) (left, right float32) {
	if h.Version == 1 {
		if place >= 6 {
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
