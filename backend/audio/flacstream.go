package audio

import (
	"encoding/binary"
	"io"

	"github.com/mewkiz/flac"
)

// flacStream decodes a flac file. It finds the frame of a place by halving the
// file, as most files have no table for it.
type flacStream struct {
	in       *input
	dec      *flac.Stream
	frames   int64
	channels int
	head     []byte // signature and stream information, as if nothing followed
	first    int64  // offset of the first frame
	block    int64  // samples in a frame, 0 if that varies
	out      []float32
}

// survey walks the blocks before the first frame.
func (s *flacStream) survey() error {
	head := make([]byte, 4+4+34)
	if err := s.in.seek(0); err != nil {
		return err
	}
	if err := s.in.full(head); err != nil {
		return err
	}
	if low, high := binary.BigEndian.Uint16(head[8:]), binary.BigEndian.Uint16(head[10:]); low == high {
		s.block = int64(low)
	}
	last := head[4]&0x80 != 0
	s.first = int64(len(head))
	const blocksMost = 1000
	for n := 0; !last; n++ {
		var b [4]byte
		if err := s.in.seek(s.first); err != nil {
			return err
		}
		if err := s.in.full(b[:]); err != nil {
			return err
		}
		if n == blocksMost {
			return bad("more than %d blocks before the sound", blocksMost)
		}
		last = b[0]&0x80 != 0
		s.first += 4 + int64(b[1])<<16 + int64(b[2])<<8 + int64(b[3])
	}
	head[4] |= 0x80
	s.head = head
	return nil
}

// headed gives a decoder a head before the rest of the file.
type headed struct {
	head []byte
	in   *input
}

func (h *headed) Read(p []byte) (int, error) {
	if len(h.head) > 0 {
		n := copy(p, h.head)
		h.head = h.head[n:]
		return n, nil
	}
	return h.in.Read(p)
}

func (s *flacStream) jump(frame int64) (at int64, err error) {
	offset := s.first
	if frame > 0 {
		if offset, at, err = s.find(frame); err != nil {
			return 0, err
		}
	}
	if err := s.in.seek(offset); err != nil {
		return 0, err
	}
	s.dec, err = flac.New(&headed{s.head, s.in})
	return at, err
}

// find returns the offset and the first sample of a frame that is at or before
// a sample, near it.
func (s *flacStream) find(sample int64) (offset, at int64, err error) {
	low, high := s.first, s.in.size-s.in.start
	offset = s.first
	for high-low > 1<<16 {
		middle := low + (high-low)/2
		o, n, ok, err := s.frameFrom(middle, high)
		if err != nil {
			return 0, 0, err
		}
		if ok && n <= sample && n >= at {
			low, offset, at = o+1, o, n
		} else {
			high = middle
		}
	}
	return offset, at, nil
}

// frameFrom looks for the first frame that begins at from or after it.
func (s *flacStream) frameFrom(from, to int64) (offset, sample int64, ok bool, err error) {
	if err := s.in.seek(from); err != nil {
		return 0, 0, false, err
	}
	const window = 1 << 17 // more than most frames
	b := make([]byte, min(window, to-from+flacHeaderMost))
	n, err := io.ReadFull(s.in, b)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return 0, 0, false, err
	}
	b = b[:n]
	for i := range b {
		if sample, ok := s.header(b[i:]); ok {
			return from + int64(i), sample, true, nil
		}
	}
	return 0, 0, false, nil
}

// flacHeaderMost is the length of the longest frame header.
const flacHeaderMost = 16

// header reads a frame's header, if b begins with one, and returns the first
// sample of the frame.
func (s *flacStream) header(b []byte) (sample int64, ok bool) {
	if len(b) < 6 || b[0] != 0xff || b[1]&0xfe != 0xf8 || b[2]>>4 == 0 || b[2]&0xf == 0xf || b[3]&1 != 0 || b[3]>>4 > 10 {
		return 0, false
	}
	if channels := int(b[3]>>4) + 1; channels != s.channels && (b[3]>>4 < 8 || s.channels != 2) {
		return 0, false
	}
	number, length := flacNumber(b[4:])
	if length == 0 {
		return 0, false
	}
	n := 4 + length
	switch b[2] >> 4 {
	case 6:
		n++
	case 7:
		n += 2
	}
	switch b[2] & 0xf {
	case 12:
		n++
	case 13, 14:
		n += 2
	}
	if n >= len(b) || crc8(b[:n]) != b[n] {
		return 0, false
	}
	if b[1]&1 == 0 {
		if s.block == 0 {
			return 0, false
		}
		number *= s.block
	}
	return number, number < s.frames
}

// flacNumber reads a number that is coded as UTF-8 codes characters, in up to
// seven bytes; a length of 0 says that there is none.
func flacNumber(b []byte) (v int64, length int) {
	switch c := b[0]; {
	case c < 0x80:
		return int64(c), 1
	case c < 0xc0 || c == 0xff:
		return 0, 0
	default:
		for length = 2; length < 7 && c<<length&0x80 != 0; length++ {
		}
		v = int64(c) & (1<<(7-length) - 1)
		if length == 7 {
			v = 0
		}
	}
	if len(b) < length {
		return 0, 0
	}
	for _, c := range b[1:length] {
		if c&0xc0 != 0x80 {
			return 0, 0
		}
		v = v<<6 | int64(c&0x3f)
	}
	return v, length
}

// crc8 is the checksum of a frame's header, x^8 + x^2 + x + 1.
func crc8(b []byte) (c byte) {
	for _, v := range b {
		c ^= v
		for range 8 {
			carry := c&0x80 != 0
			if c <<= 1; carry {
				c ^= 0x07
			}
		}
	}
	return c
}

func (s *flacStream) next() ([]float32, error) {
	f, err := s.dec.ParseNext()
	if err != nil {
		return nil, err
	}
	bits, channels := f.BitsPerSample, len(f.Subframes)
	if bits == 0 {
		bits = s.dec.Info.BitsPerSample
	}
	if bits == 0 || bits > 32 || channels != int(s.dec.Info.NChannels) {
		return nil, bad("frame of %d channels with %d bits", channels, bits)
	}
	scale := 1 / float32(uint64(1)<<(bits-1))
	n := len(f.Subframes[0].Samples)
	if cap(s.out) < n*channels {
		s.out = make([]float32, n*channels)
	}
	out := s.out[:n*channels]
	for c, sub := range f.Subframes {
		if len(sub.Samples) != n {
			return nil, bad("channels of different lengths")
		}
		for i, v := range sub.Samples {
			out[i*channels+c] = float32(v) * scale
		}
	}
	return out, nil
}
