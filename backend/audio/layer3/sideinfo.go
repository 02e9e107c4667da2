package layer3

// lines is how many frequencies a granule has.
const lines = 576

// The types of blocks.
const (
	blockNormal = 0
	blockStart  = 1
	blockShort  = 2
	blockStop   = 3
)

// granule says how the frequencies of one channel are written.
type granule struct {
	bits         int // of scale factors and frequencies
	bigValues    int // pairs
	gain         int
	compress     int // of the scale factors
	block        int
	mixed        bool // the lowest frequencies are in long blocks, of the normal window
	books        [3]int
	subblockGain [3]int
	regions      [2]int // pairs of the first two books end here, in lines
	preflag      bool
	coarse       bool // scale factors count double
	quads        int  // which book of four values: 0 or 1

	bands  []band
	scales [39]uint8 // scale factor of each band
	limits [39]uint8 // value that is not a place in intensity stereo, 0: none
	filled int       // lines up to the last that is not zero
}

// short reports whether a granule has short blocks only or besides.
func (g *granule) short() bool { return g.block == blockShort }

// sideInfo is what comes before the sound.
type sideInfo struct {
	begin    int        // where the sound begins: bytes before this frame's
	share    [2][4]bool // scale factors that the second granule takes from the first
	granules [2][2]granule
}

// parse reads the side information; b has slack.
func (s *sideInfo) parse(b []byte, h Header) bool {
	r := &bitReader{b: b, end: 8 * h.Info}
	s.share = [2][4]bool{}
	if h.Version == 1 {
		s.begin = r.read(9)
		r.read(7 - 2*h.Channels) // private
		for c := range h.Channels {
			for i := range s.share[c] {
				s.share[c][i] = r.read(1) == 1
			}
		}
	} else {
		s.begin = r.read(8)
		r.read(h.Channels)
	}
	for g := range h.granules() {
		for c := range h.Channels {
			if !s.granules[g][c].parse(r, h) {
				return false
			}
		}
	}
	return true
}

func (g *granule) parse(r *bitReader, h Header) bool {
	*g = granule{bits: r.read(12), bigValues: r.read(9), gain: r.read(8)}
	if h.Version == 1 {
		g.compress = r.read(4)
	} else {
		g.compress = r.read(9)
	}
	bands := bandsOf(h)
	if r.read(1) == 1 {
		g.block, g.mixed = r.read(2), r.read(1) == 1
		g.books[0], g.books[1] = r.read(5), r.read(5)
		for i := range g.subblockGain {
			g.subblockGain[i] = r.read(3)
		}
		g.regions = [2]int{bands.startOfShort, lines}
		if !g.short() {
			g.regions[0] = bands.start[8]
		}
	} else {
		for i := range g.books {
			g.books[i] = r.read(5)
		}
		first := r.read(4) + 1
		second := first + r.read(3) + 1
		g.regions = [2]int{bands.start[min(first, 22)], bands.start[min(second, 22)]}
	}
	if h.Version == 1 {
		g.preflag = r.read(1) == 1
	}
	g.coarse, g.quads = r.read(1) == 1, r.read(1)
	switch {
	case !g.short():
		g.bands = bands.long
	case g.mixed:
		g.bands = bands.mixed
	default:
		g.bands = bands.short
	}
	return 2*g.bigValues <= lines
}
