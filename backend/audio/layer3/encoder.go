package layer3

import (
	"fmt"
	"math"
)

// Encoder writes frames of a constant bit rate: long blocks, two channels as
// they are or as their middle and side, every frame by itself. It is made for
// rates at which nothing is missed, from 96 kbit/s for two channels on; what it
// writes any decoder can read. It belongs to one goroutine.
type Encoder struct {
	h      Header
	rest   int // of bytes that did not fill a frame, in parts of the rate
	filter [2]analysis
	x      [2][2][lines]float32 // by granule and channel
	tries  [2]attempt
	out    bitWriter
}

// EncoderDelay is by how many samples an encoder's frames are late, besides the
// Delay of the decoder.
const EncoderDelay = 528

// NewEncoder returns an encoder for a rate that Layer III has, one or two
// channels, and thousands of bits a second: a rate that there is, 32–320 or,
// below 32,000 Hz, 8–160.
func NewEncoder(rate, channels, kbit int) (*Encoder, error) {
	e := &Encoder{h: Header{Version: 1, Rate: rate, Channels: channels, Kbps: kbit, Samples: SamplesMost, Info: 32, mode: modeJoint}}
	for e.h.Version = 1; e.h.Version <= 3; e.h.Version++ {
		for i, r := range rates {
			if r>>(e.h.Version-1) == rate && channels >= 1 && channels <= 2 {
				return e, e.start(i)
			}
		}
	}
	return nil, fmt.Errorf("Layer III has no %d channels at %d Hz", channels, rate)
}

// start finds the codes of the header.
func (e *Encoder) start(rate int) error {
	b := []byte{0xff, 0xfb, 0, byte(rate << 2), modeJoint << 6}
	table := 0
	if e.h.Version > 1 {
		table = 1
	}
	for i, k := range kbps[table] {
		if i == 0 || k != e.h.Kbps {
			continue
		}
		b[1] = [4]byte{0, 0xfb, 0xf3, 0xe3}[e.h.Version]
		if e.h.Channels == 1 {
			b[4] = modeMono << 6
		}
		b[2] = byte(i<<4) | b[3]
		e.out.head = [4]byte{b[0], b[1], b[2], b[4]}
		e.h, _ = ParseHeader(e.out.head[:])
		return nil
	}
	return fmt.Errorf("Layer III has no %d kbit/s at %d Hz", e.h.Kbps, e.h.Rate)
}

// Samples is how many samples of each channel a frame takes.
func (e *Encoder) Samples() int { return e.h.Samples }

// next begins a frame, whose length changes so that the rate comes out.
func (e *Encoder) next() {
	e.h.Padding = 0
	e.rest += e.h.Samples / 8 * e.h.Kbps * 1000 % e.h.Rate
	if e.rest >= e.h.Rate {
		e.rest -= e.h.Rate
		e.h.Padding = 1
	}
	e.out.begin(e.h)
}

// Empty returns a frame that holds nothing and may be written into behind its
// description, which begins at the second number. It counts as a frame of its
// own and changes nothing in those after it.
func (e *Encoder) Empty() (frame []byte, at int) {
	h := e.h
	h.Padding, h.ext = 0, 0
	frame = make([]byte, h.Length())
	copy(frame, e.out.head[:])
	return frame, h.Head()
}

// Encode encodes as many samples as a frame takes, those of two channels side by
// side; the frame is valid until the next call.
func (e *Encoder) Encode(samples []float32) []byte {
	e.next()
	for g := range e.h.granules() {
		for c := range e.h.Channels {
			e.filter[c].put(samples[g*lines*e.h.Channels+c:], e.h.Channels, &e.x[g][c])
		}
	}
	e.h.ext = 0
	if e.h.Channels == 2 && e.joined() {
		e.h.ext = extMidSide
	}
	e.out.setExt(e.h.ext)
	budget := 8 * (e.h.Length() - e.h.Head())
	for g := range e.h.granules() {
		share := budget / (e.h.granules() - g)
		budget -= e.granule(g, share)
	}
	return e.out.frame(e.h)
}

// joined turns the channels into their middle and side when that takes less.
func (e *Encoder) joined() bool {
	var apart, together float64
	for g := range e.h.granules() {
		for i, l := range e.x[g][0] {
			r := e.x[g][1][i]
			apart += math.Sqrt(math.Abs(float64(l))) + math.Sqrt(math.Abs(float64(r)))
			together += math.Sqrt(math.Abs(float64(l+r))/math.Sqrt2) + math.Sqrt(math.Abs(float64(l-r))/math.Sqrt2)
		}
	}
	if together >= apart {
		return false
	}
	for g := range e.h.granules() {
		midSide(e.x[g][0][:], e.x[g][1][:])
	}
	return true
}

// granule writes the channels of a granule with the finest step for which there
// are bits, the same for both, and returns how many it took.
func (e *Encoder) granule(g, budget int) int {
	count := e.h.Channels
	for c := range count {
		e.tries[c].prepare(e.h, &e.x[g][c])
	}
	low, high := 0, 255 // the gain; a greater one is coarser
	for low < high {
		gain, cost := (low+high)/2, 0
		for c := range count {
			cost += e.tries[c].cost(gain)
		}
		if cost <= budget {
			high = gain
		} else {
			low = gain + 1
		}
	}
	used := 0
	for c := range count {
		used += e.tries[c].cost(low)
	}
	for c := range count {
		if used > budget { // there is not even room for the scale factors
			e.tries[c].mute()
		}
		e.tries[c].write(&e.out, e.h)
	}
	if used > budget {
		return 0
	}
	return used
}

// Rate returns the bit rate that there is for a sample rate and does not exceed
// kbit thousands of bits a second, from 32 on.
func Rate(rate, kbit int) (int, error) {
	table, best := 0, 0
	if rate < 32_000 {
		table = 1
	}
	const least = 32
	for _, k := range kbps[table] {
		if k <= kbit && k >= least {
			best = k
		}
	}
	if best == 0 {
		return 0, fmt.Errorf("%d kbit/s are too few", kbit)
	}
	return best, nil
}
