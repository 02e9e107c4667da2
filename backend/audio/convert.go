package audio

import (
	"fmt"
	"io"
)

// Converter gives a Sound another rate and mixes it down. It is a Sound, as
// exact in its frames: after SeekFrame the samples are those of reading up to
// there. It belongs to one goroutine.
type Converter struct {
	src      Sound
	mix      [][]float32 // for each channel out, the shares of those in
	channels int         // of src
	rate     int
	up, down int64 // frames out for frames in
	frames   int64
	table    *sinc // nil: the rate stays

	at    int64       // frame out that comes next
	base  int64       // frame in of held's first
	held  [][]float32 // by channel out
	ended bool
	raw   []float32
}

// NewConverter reads src at rate frames a second (1,000–768,000) with one or
// two channels. Surround is mixed as ITU-R BS.775 has it, without the bass
// effects and turned down so far that nothing clips. Two channels become one by
// their mean, or, where that would cancel them out, by the louder one: src is
// heard in some places for that.
func NewConverter(src Sound, rate, channels int) (*Converter, error) {
	from, in, frames := src.Shape()
	if rate < 1000 || rate > 768_000 || channels < 1 || channels > 2 || from < 1 || in < 1 {
		return nil, fmt.Errorf("cannot convert %d channels at %d Hz to %d at %d Hz", in, from, channels, rate)
	}
	c := &Converter{src: src, mix: downmix(in, channels), channels: in, rate: rate, frames: frames, raw: make([]float32, 1024*in), held: make([][]float32, channels)}
	if channels == 1 && in > 1 {
		var err error
		if c.mix, err = loudMix(src, c.mix); err != nil {
			return nil, err
		}
	}
	k := gcd(int64(rate), int64(from))
	c.up, c.down = int64(rate)/k, int64(from)/k
	if c.up != c.down {
		c.table = newSinc(c.up, c.down)
		if frames >= 0 {
			c.frames = (frames*c.up + c.down - 1) / c.down
		}
	}
	return c, c.SeekFrame(0)
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// Shape implements Sound.
func (c *Converter) Shape() (rate, channels int, frames int64) { return c.rate, len(c.held), c.frames }

// SeekFrame implements Sound.
func (c *Converter) SeekFrame(frame int64) error {
	frame = max(frame, 0)
	if c.frames >= 0 {
		frame = min(frame, c.frames)
	}
	c.at, c.ended = frame, false
	c.base = frame*c.down/c.up - int64(c.reach()) + 1
	for i := range c.held {
		c.held[i] = c.held[i][:0]
		for range -min(c.base, 0) {
			c.held[i] = append(c.held[i], 0)
		}
	}
	return c.src.SeekFrame(max(c.base, 0))
}

// reach is how many frames before and after its own a frame needs.
func (c *Converter) reach() int {
	if c.table == nil {
		return 1
	}
	return c.table.reach
}

// Read implements Sound.
func (c *Converter) Read(samples []float32) (frames int, err error) {
	want := len(samples) / len(c.held)
	for frames < want && (c.frames < 0 || c.at < c.frames) {
		middle := c.at * c.down / c.up
		if need := middle + int64(c.reach()) + 1 - c.base; int64(len(c.held[0])) < need {
			if err := c.more(middle); err != nil {
				return frames, err
			}
			continue
		}
		c.frame(samples[frames*len(c.held):], middle)
		frames++
		c.at++
	}
	if frames == 0 && want > 0 {
		return 0, io.EOF
	}
	return frames, nil
}

// frame makes the next frame.
func (c *Converter) frame(out []float32, middle int64) {
	first := int(middle - int64(c.reach()) + 1 - c.base)
	if c.table == nil {
		for i, h := range c.held {
			out[i] = h[first]
		}
		return
	}
	taps, next, x := c.table.at(c.at * c.down % c.up)
	for i, h := range c.held {
		in := h[first : first+len(taps)]
		v := dot(in, taps)
		if x > 0 {
			v += (dot(in, next) - v) * x
		}
		out[i] = v
	}
}

// dot is written out because most of the time of converting is spent here.
func dot[T float32 | float64](a, b []T) T {
	var s0, s1, s2, s3 T
	b = b[:len(a)]
	for len(a) >= 4 {
		s0 += a[0] * b[0]
		s1 += a[1] * b[1]
		s2 += a[2] * b[2]
		s3 += a[3] * b[3]
		a, b = a[4:], b[4:]
	}
	for i, v := range a {
		s0 += v * b[i]
	}
	return s0 + s1 + (s2 + s3)
}

// more reads the source on, or silence after its end, and forgets what lies too
// far before the middle.
func (c *Converter) more(middle int64) error {
	if old := middle - int64(c.reach()) + 1 - c.base; old > 4096 {
		for i, h := range c.held {
			c.held[i] = h[:copy(h, h[old:])]
		}
		c.base += old
	}
	n := 0
	if !c.ended {
		var err error
		n, err = c.src.Read(c.raw)
		if err == io.EOF {
			c.ended = true
			if c.frames < 0 { // now it is known
				c.frames = ((c.base+int64(len(c.held[0])))*c.up + c.down - 1) / c.down
			}
		} else if err != nil {
			return err
		}
	}
	if c.ended {
		for i := range c.held {
			c.held[i] = append(c.held[i], make([]float32, c.reach()+1)...)
		}
		return nil
	}
	for i, shares := range c.mix {
		h := c.held[i]
		for f := range n {
			v := float32(0)
			for k, x := range c.raw[f*c.channels : (f+1)*c.channels] {
				v += x * shares[k]
			}
			h = append(h, v)
		}
		c.held[i] = h
	}
	return nil
}
