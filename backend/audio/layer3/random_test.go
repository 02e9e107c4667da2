package layer3

import (
	"math/rand/v2"
)

// random makes streams that use all there is of Layer III: no encoder writes
// such, but a decoder must read them.
type random struct {
	*rand.Rand
	h     Header
	area  []byte // sound of all frames, one behind the other
	bits  int    // where the next frame's begins
	sides [][]byte
	heads [][]byte
	last  [2]int // type of block of each channel
	// What not all streams have.
	intensity, mixed bool
}

// header makes the four bytes of a header.
func header(version, rate, kbit, padding, mode, ext int) []byte {
	table := 0
	if version > 1 {
		table = 1
	}
	code := 0
	for i, k := range kbps[table] {
		if k == kbit && i > 0 {
			code = i
		}
	}
	r := 0
	for i, v := range rates {
		if v>>(version-1) == rate {
			r = i
		}
	}
	return []byte{0xff, [4]byte{0, 0xfb, 0xf3, 0xe3}[version], byte(code<<4 | r<<2 | padding<<1), byte(mode<<6 | ext<<4)}
}

// stream makes a stream of some frames.
func (x *random) stream(version, rate, kbit, mode, frames int) []byte {
	x.area, x.bits, x.sides, x.heads, x.last = nil, 0, nil, nil, [2]int{}
	rest := 0
	for range frames {
		padding := 0
		h, _ := ParseHeader(header(version, rate, kbit, 0, mode, 0))
		if rest += h.Samples / 8 * kbit * 1000 % rate; rest >= rate {
			rest, padding = rest-rate, 1
		}
		ext := 0
		if mode == modeJoint {
			if ext = x.IntN(4); !x.intensity {
				ext &= extMidSide
			}
		}
		head := header(version, rate, kbit, padding, mode, ext)
		x.h, _ = ParseHeader(head)
		x.frame(head)
	}
	var out []byte
	at := 0
	for i, head := range x.heads {
		h, _ := ParseHeader(head)
		n := h.Length() - h.Head()
		out = append(append(append(out, head...), x.sides[i]...), x.area[at:at+n]...)
		at += n
	}
	return out
}

// following returns a type of block that may come after one.
func (x *random) following(kind int) int {
	more := x.IntN(3) == 0
	switch kind {
	case blockNormal, blockStop:
		if more {
			return blockStart
		}
		return blockNormal
	case blockStart:
		return blockShort
	}
	if more {
		return blockStop
	}
	return blockShort
}

// frame adds a frame, whose sound may begin in those before it.
func (x *random) frame(head []byte) {
	h := x.h
	start := 8 * len(x.area)
	x.area = append(x.area, make([]byte, h.Length()-h.Head())...)
	most := 8 * reservoir
	if h.Version > 1 {
		most = 8 * 255
	}
	x.bits = max((x.bits+7)/8*8, start-most)
	side, at := make([]byte, h.Info), 0
	begin := (start - x.bits) / 8
	left := 8*len(x.area) - x.bits
	info := func(v, n int) { put(side, &at, v, n) }
	var share [2]int
	var kinds [2][2]int
	for g := range h.granules() {
		for c := range h.Channels {
			x.last[c] = x.following(x.last[c])
			if c == 1 && x.intensity { // one that has the other's frequencies has its blocks
				x.last[1] = x.last[0]
			}
			kinds[g][c] = x.last[c]
		}
	}
	for c := range h.Channels {
		if h.Version == 1 && kinds[0][c] != blockShort && kinds[1][c] != blockShort {
			share[c] = x.IntN(16)
		}
	}
	if h.Version == 1 {
		info(begin, 9)
		info(0, 7-2*h.Channels)
		for c := range h.Channels {
			info(share[c], 4)
		}
	} else {
		info(begin, 8)
		info(0, h.Channels)
	}
	parts := h.granules() * h.Channels
	for g := range h.granules() {
		for c := range h.Channels {
			n := x.granule(info, kinds[g][c], share[c], g, c, left/parts)
			left -= n
			parts--
		}
	}
	x.sides, x.heads = append(x.sides, side), append(x.heads, head)
}

// granule writes one granule of a channel in no more bits than there are, and
// returns how many.
func (x *random) granule(info func(v, n int), kind, share, g, c, room int) int {
	h := x.h
	s := granule{block: kind, gain: 130 + x.IntN(25), coarse: x.IntN(4) == 0, quads: x.IntN(2), preflag: h.Version == 1 && x.IntN(3) == 0}
	s.mixed = kind != blockNormal && x.mixed
	s.compress = x.IntN(16)
	if h.Version > 1 {
		s.compress = x.IntN(512)
	}
	first, second := 1+x.IntN(16), 1+x.IntN(8)
	bands := bandsOf(h)
	if kind == blockNormal {
		s.regions = [2]int{bands.start[min(first, 22)], bands.start[min(first+second, 22)]}
	} else {
		s.regions = [2]int{bands.startOfShort, lines}
		if kind != blockShort {
			s.regions[0] = bands.start[8]
		}
	}
	switch {
	case kind != blockShort:
		s.bands = bands.long
	case s.mixed:
		s.bands = bands.mixed
	default:
		s.bands = bands.short
	}
	for i := range s.books {
		if s.books[i] = x.IntN(32); s.books[i] == 4 || s.books[i] == 14 {
			s.books[i] = 1
		}
	}
	start := x.bits
	x.bits += x.scales(&s, share, g, c)
	if x.bits-start > room { // then none
		x.wipe(start, x.bits)
		x.bits, s.compress = start, 0
	}
	most := lines
	if c == 1 && h.joint(extIntensity) { // decoders do not agree on the highest band when the one below is not empty
		most = 150
	}
	used := x.values(&s, room-(x.bits-start), most)
	x.bits += used
	length := x.bits - start
	if room < 0 || length > 4095 {
		panic("a granule is too long")
	}
	info(length, 12)
	info(s.bigValues, 9)
	info(s.gain, 8)
	if h.Version == 1 {
		info(s.compress, 4)
	} else {
		info(s.compress, 9)
	}
	if kind == blockNormal {
		info(0, 1)
		for _, b := range s.books {
			info(b, 5)
		}
		info(first-1, 4)
		info(second-1, 3)
	} else {
		info(1, 1)
		info(kind, 2)
		info(bit(s.mixed), 1)
		info(s.books[0], 5)
		info(s.books[1], 5)
		for range 3 {
			info(x.IntN(8), 3)
		}
	}
	if h.Version == 1 {
		info(bit(s.preflag), 1)
	}
	info(bit(s.coarse), 1)
	info(s.quads, 1)
	return length
}

// wipe takes bits back.
func (x *random) wipe(from, to int) {
	for i := from; i < min(to, 8*len(x.area)); i++ {
		x.area[i>>3] &^= 0x80 >> (i & 7)
	}
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// scales writes random scale factors, and returns how many bits they take.
func (x *random) scales(s *granule, share, g, c int) int {
	if x.h.Version > 1 {
		return x.scales2(s, c == 1 && x.h.joint(extIntensity))
	}
	probe := &bitReader{b: make([]byte, 64), end: 8 * 40}
	var from *granule
	var shares [4]bool
	if t := *s; g == 1 {
		from = &granule{}
		for i := range shares {
			shares[i] = share>>(3-i)&1 == 1
		}
		t.readScales(probe, shares, from)
	} else {
		t.readScales(probe, shares, nil)
	}
	at := x.bits
	for range probe.at {
		x.put(&at, x.IntN(2), 1)
	}
	return probe.at
}

// scales2 is scales for MPEG 2. Places are never those which say that there is
// none, which ffmpeg takes for places too, nor far ones, which it does not know.
func (x *random) scales2(s *granule, places bool) int {
	kind, n := s.scaleLengths(places)
	layout := 0
	if s.short() {
		layout = 1 + bit(s.mixed)
	}
	at := x.bits
	for part, count := range parts[kind][layout] {
		for range count {
			if most := 1 << n[part]; places && most > 1 {
				x.put(&at, x.IntN(min(most-1, 16)), n[part])
			} else {
				x.put(&at, x.IntN(most), n[part])
			}
		}
	}
	return at - x.bits
}

// put writes bits for as long as there is room.
func (x *random) put(at *int, v, n int) {
	if *at+n > 8*len(x.area) {
		*at += n
		return
	}
	put(x.area, at, v, n)
}

// values writes random values by the books of a granule, as many as fit, up to a
// line.
func (x *random) values(s *granule, room, most int) (used int) {
	books, at := codesByBook(), x.bits
	room = min(room, 3500)
	pairs := x.IntN(most/2 + 1)
	for i := 0; i < 2*pairs; i += 2 {
		region := 2
		for r := 1; r >= 0; r-- {
			if i < s.regions[r] {
				region = r
			}
		}
		number := s.books[region]
		if number == 0 {
			s.bigValues++
			continue
		}
		b, escape := books[number], escapes[number]
		codes := codesOf(huffmanBooks[bookOf(number)])
		v := codes[x.IntN(len(codes))]
		if x.IntN(4) > 0 { // mostly small
			v = codes[x.IntN(min(len(codes), 4))]
		}
		p, q := int(v.values>>4), int(v.values&15)
		cost := b.lengths[v.values]
		if p == 15 {
			cost += escape
		}
		if q == 15 {
			cost += escape
		}
		if used+cost > room {
			break
		}
		put(x.area, &at, int(v.bits), v.length)
		for _, y := range []int{p, q} {
			if y == 15 && escape > 0 {
				put(x.area, &at, x.IntN(1<<min(escape, 6)), escape)
			}
			if y > 0 {
				put(x.area, &at, x.IntN(2), 1)
			}
		}
		used += cost
		s.bigValues++
	}
	for i := 2 * s.bigValues; i+4 <= most && x.IntN(60) > 0; i += 4 {
		v := x.IntN(16)
		c := books[32+s.quads].codes[v]
		cost := books[32+s.quads].lengths[v]
		if used+cost > room {
			break
		}
		put(x.area, &at, int(c.bits), c.length)
		for k := range 4 {
			if v>>k&1 == 1 {
				put(x.area, &at, x.IntN(2), 1)
			}
		}
		used += cost
	}
	return used
}

// bookOf returns which book has the codes of a number.
func bookOf(number int) int {
	switch {
	case number >= 24:
		return 24
	case number >= 16:
		return 16
	}
	return number
}
