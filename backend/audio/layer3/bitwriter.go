package layer3

// bitWriter writes a frame: what describes the granules, and their values.
type bitWriter struct {
	head       [4]byte
	side, main []byte
	sideBits   int
	mainBits   int
}

func (w *bitWriter) begin(h Header) {
	w.head[2] = w.head[2]&^2 | byte(h.Padding<<1)
	if len(w.side) != h.Info {
		w.side, w.main = make([]byte, h.Info), make([]byte, LengthMost)
	}
	clear(w.side)
	clear(w.main)
	// Where the sound begins, private bits, and that no scale factors are
	// shared, are zero.
	w.mainBits, w.sideBits = 0, 8+h.Channels
	if h.Version == 1 {
		w.sideBits = 9 + 7 - 2*h.Channels + 4*h.Channels
	}
}

func (w *bitWriter) setExt(ext int) { w.head[3] = w.head[3]&^0x30 | byte(ext<<4) }

// frame returns the frame in its whole length.
func (w *bitWriter) frame(h Header) []byte {
	b := append(append(make([]byte, 0, h.Length()), w.head[:]...), w.side...)
	return append(b, w.main[:h.Length()-len(b)]...)
}

// put writes n bits of v at a place in b, and moves that on.
func put(b []byte, at *int, v, n int) {
	for i := n - 1; i >= 0; i-- {
		b[*at>>3] |= byte(v>>i&1) << (7 - *at&7)
		*at++
	}
}

func (w *bitWriter) info(v, n int)  { put(w.side, &w.sideBits, v, n) }
func (w *bitWriter) sound(v, n int) { put(w.main, &w.mainBits, v, n) }

// write writes a channel of a granule.
func (a *attempt) write(w *bitWriter, h Header) {
	s := &a.side
	w.info(s.bits, 12)
	w.info(s.bigValues, 9)
	w.info(s.gain, 8)
	if h.Version == 1 {
		w.info(s.compress, 4)
	} else {
		w.info(s.compress, 9)
	}
	w.info(0, 1) // a normal block
	for _, b := range s.books {
		w.info(b, 5)
	}
	w.info(s.regions[0]-1, 4)
	w.info(s.regions[1]-1, 3)
	if h.Version == 1 {
		w.info(0, 1) // no bands raised
	}
	w.info(0, 1) // fine scale factors
	w.info(s.quads, 1)
	a.writeScales(w, h)
	a.writeValues(w)
}

func (a *attempt) writeScales(w *bitWriter, h Header) {
	var n [4]int // lengths for the bands up to 6, 11, 16 and 21
	if h.Version == 1 {
		low, high := scaleBits[0][a.code], scaleBits[1][a.code]
		n = [4]int{low, low, high, high}
	} else {
		_, n = (&granule{compress: a.code}).scaleLengths(false)
	}
	for part, length := range n {
		for i := shared[part]; i < shared[part+1]; i++ {
			w.sound(a.scales[i], length)
		}
	}
}

func (a *attempt) writeValues(w *bitWriter) {
	s, books := &a.side, codesByBook()
	big := 2 * s.bigValues
	first := s.regions[0]
	ends := [3]int{min(a.bands.start[first], big), min(a.bands.start[min(first+s.regions[1], 22)], big), big}
	i := 0
	for region, to := range ends {
		number := s.books[region]
		for ; i < to; i += 2 {
			if number > 0 {
				a.writePair(w, books[number], i, escapes[number])
			}
		}
	}
	for ; i < s.filled; i += 4 {
		v := a.values[i]<<3 | a.values[i+1]<<2 | a.values[i+2]<<1 | a.values[i+3]
		c := books[32+s.quads].codes[v]
		w.sound(int(c.bits), c.length)
		for k := i; k < i+4; k++ {
			a.writeSign(w, k)
		}
	}
}

func (a *attempt) writePair(w *bitWriter, b *bookCodes, i, escape int) {
	x, y := a.values[i], a.values[i+1]
	c := b.codes[min(x, 15)<<4|min(y, 15)]
	w.sound(int(c.bits), c.length)
	for k, v := range [2]int32{x, y} {
		if v >= 15 {
			w.sound(int(v-15), escape)
		}
		a.writeSign(w, i+k)
	}
}

func (a *attempt) writeSign(w *bitWriter, i int) {
	if a.values[i] != 0 {
		sign := 0
		if a.minus[i] {
			sign = 1
		}
		w.sound(sign, 1)
	}
}
