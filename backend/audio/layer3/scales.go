package layer3

// The lengths of scale factors in MPEG 1, by their code: of the lower bands and
// of the upper ones.
var scaleBits = [2][16]int{
	{0, 0, 0, 0, 3, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4},
	{0, 1, 2, 3, 0, 1, 2, 3, 1, 2, 3, 1, 2, 3, 2, 3},
}

// shared are the bands whose scale factors can be taken from the first granule.
var shared = [5]int{0, 6, 11, 16, 21}

// readScales reads the scale factors of MPEG 1; before is the first granule of
// the channel when this is the second.
func (g *granule) readScales(r *bitReader, share [4]bool, before *granule) {
	low, high := scaleBits[0][g.compress], scaleBits[1][g.compress]
	if !g.short() {
		for part := range share {
			n := low
			if part >= 2 {
				n = high
			}
			for i := shared[part]; i < shared[part+1]; i++ {
				if before != nil && share[part] {
					g.scales[i] = before.scales[i]
				} else {
					g.scales[i] = uint8(r.read(n))
				}
			}
		}
		return
	}
	const upper = 6 // bands of each window before those with the second length
	last := len(g.bands) - 3
	for i := range last {
		n := low
		if last-i <= 3*upper {
			n = high
		}
		g.scales[i] = uint8(r.read(n))
	}
}

// parts are how many scale factors have the same length in MPEG 2, by how the
// lengths are coded, and for long, short and mixed blocks.
var parts = [6][3][4]int{
	{{6, 5, 5, 5}, {9, 9, 9, 9}, {6, 9, 9, 9}},
	{{6, 5, 7, 3}, {9, 9, 12, 6}, {6, 9, 12, 6}},
	{{11, 10, 0, 0}, {18, 18, 0, 0}, {15, 18, 0, 0}},
	{{7, 7, 7, 0}, {12, 12, 12, 0}, {6, 15, 12, 0}},
	{{6, 6, 6, 3}, {12, 9, 9, 6}, {6, 12, 9, 6}},
	{{8, 8, 5, 0}, {15, 12, 9, 0}, {6, 18, 9, 0}},
}

// readScales2 reads the scale factors of MPEG 2. In the right channel of
// intensity stereo they are places.
func (g *granule) readScales2(r *bitReader, places bool) {
	kind, n := g.scaleLengths(places)
	layout := 0
	if g.short() {
		layout = 1
		if g.mixed {
			layout = 2
		}
	}
	i := 0
	for part, count := range parts[kind][layout] {
		for range count {
			g.scales[i] = uint8(r.read(n[part]))
			if places {
				g.limits[i] = uint8(1<<n[part] - 1)
			}
			i++
		}
	}
}

// scaleLengths takes the code apart.
func (g *granule) scaleLengths(places bool) (kind int, n [4]int) {
	c := g.compress
	if places {
		switch c >>= 1; {
		case c < 180:
			return 3, [4]int{c / 36, c % 36 / 6, c % 6, 0}
		case c < 244:
			c -= 180
			return 4, [4]int{c >> 4 & 3, c >> 2 & 3, c & 3, 0}
		default:
			c -= 244
			return 5, [4]int{c / 3, c % 3, 0, 0}
		}
	}
	switch {
	case c < 400:
		return 0, [4]int{(c >> 4) / 5, (c >> 4) % 5, c >> 2 & 3, c & 3}
	case c < 500:
		c -= 400
		return 1, [4]int{(c >> 2) / 5, (c >> 2) % 5, c & 3, 0}
	default:
		c -= 500
		g.preflag = true
		return 2, [4]int{c / 3, c % 3, 0, 0}
	}
}
