package layer3

// Decoder decodes the frames of a stream in their order. The zero value is
// ready; it belongs to one goroutine.
type Decoder struct {
	side   sideInfo
	main   []byte // sound of this frame, after what frames before left of theirs
	have   int    // bytes of main
	values [lines]int32
	x      [2][lines]float32
	rest   [2][lines]float32
	filter [2]synthesis
	bands  [each][subbands]float32
}

// reservoir is how many bytes before its own a frame may use.
const reservoir = 511

// Decode decodes a frame, which is the whole slice, into samples whose full
// scale is 1, those of two channels side by side. It returns how many there are
// of each channel; out has room for all of them. With an error, what could not
// be decoded is silent and fades.
func (d *Decoder) Decode(frame []byte, out []float32) (n int, h Header, err error) {
	h, ok := ParseHeader(frame)
	if !ok || len(frame) < h.Head() || len(frame) > LengthMost {
		return 0, h, ErrDamaged
	}
	side := make([]byte, h.Info+slack)
	copy(side, frame[h.Head()-h.Info:h.Head()])
	ok = d.side.parse(side, h)
	before := d.take(frame[h.Head():])
	switch {
	case !ok:
		err = ErrDamaged
	case d.side.begin > before:
		err = ErrReservoir
	}
	r := &bitReader{b: d.main, at: 8 * (before - d.side.begin)}
	for g := range h.granules() {
		if err == nil && !d.lines(r, h, g) {
			err = ErrDamaged
		}
		if err != nil {
			d.silence(g)
		}
		d.put(h, g, out[g*lines*h.Channels:])
	}
	return h.Samples, h, err
}

// take appends a frame's sound to what is left of those before, and returns how
// many bytes that is.
func (d *Decoder) take(sound []byte) (before int) {
	if d.main == nil {
		d.main = make([]byte, reservoir+LengthMost+slack)
	}
	before = min(d.have, reservoir)
	copy(d.main, d.main[d.have-before:d.have])
	d.have = before + copy(d.main[before:], sound)
	clear(d.main[d.have : d.have+slack])
	return before
}

// lines decodes the frequencies of a granule.
func (d *Decoder) lines(r *bitReader, h Header, g int) bool {
	for c := range h.Channels {
		s := &d.side.granules[g][c]
		start := r.at
		end := start + s.bits
		if end > 8*d.have {
			return false
		}
		r.end = end
		switch {
		case h.Version > 1:
			s.readScales2(r, c == 1 && h.joint(extIntensity))
		case g == 1:
			s.readScales(r, d.side.share[c], &d.side.granules[0][c])
		default:
			s.readScales(r, [4]bool{}, nil)
		}
		s.readLines(r, &d.values)
		s.requantize(&d.values, &d.x[c])
		r.at = end
	}
	if h.Channels == 2 {
		stereo(h, &d.side.granules[g][0], &d.side.granules[g][1], &d.x[0], &d.x[1])
	}
	return true
}

// silence leaves nothing in a granule.
func (d *Decoder) silence(g int) {
	for c := range d.x {
		d.side.granules[g][c] = granule{}
		d.x[c] = [lines]float32{}
	}
}

// put turns frequencies into samples.
func (d *Decoder) put(h Header, g int, out []float32) {
	for c := range h.Channels {
		s, x := &d.side.granules[g][c], &d.x[c]
		if s.short() {
			s.reorder(x)
		}
		s.antialias(x, s.longSubbands(h))
		s.inverse(h, x, &d.rest[c], &d.bands)
		for i := range d.bands {
			d.filter[c].put(&d.bands[i], out[i*subbands*h.Channels+c:], h.Channels)
		}
	}
}
