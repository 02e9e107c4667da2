package audio

import "bufio"

// counted reads a file from places on, and knows where it is. Others may read
// the file as well.
type counted struct {
	r    *bufio.Reader
	at   int64
	file placed
}

// placed reads from a place of its own.
type placed struct {
	in *input
	at int64
}

func (p *placed) Read(b []byte) (int, error) {
	if err := p.in.seek(p.at); err != nil {
		return 0, err
	}
	n, err := p.in.Read(b)
	p.at += int64(n)
	return n, err
}

func newCounted(in *input) *counted {
	c := &counted{file: placed{in, -1}, at: -1}
	c.r = bufio.NewReaderSize(&c.file, 32<<10)
	return c
}

func (c *counted) seek(at int64) {
	if at != c.at {
		c.at, c.file.at = at, at
		c.r.Reset(&c.file)
	}
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.at += int64(n)
	return n, err
}

// flacHeaderMost is the length of the longest frame header.
const flacHeaderMost = 16

// header reports whether b begins like a frame.
func (f *flacFile) header(b []byte) bool {
	if len(b) < 6 || b[0] != 0xff || b[1]&0xfe != 0xf8 || b[2]>>4 == 0 || b[2]&0xf == 0xf || b[3]&1 != 0 || b[3]>>4 > 10 {
		return false
	}
	if channels := int(b[3]>>4) + 1; channels != f.channels && (b[3]>>4 < 8 || f.channels != 2) {
		return false
	}
	length := flacNumber(b[4:])
	if length == 0 {
		return false
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
		return false
	}
	return true
}

// flacNumber returns the length of a number that is coded as UTF-8 codes
// characters, in up to seven bytes; 0 when there is none.
func flacNumber(b []byte) (length int) {
	switch c := b[0]; {
	case c < 0x80:
		return 1
	case c < 0xc0 || c == 0xff:
		return 0
	default:
		for length = 2; length < 7 && c<<length&0x80 != 0; length++ {
		}
	}
	if len(b) < length {
		return 0
	}
	for _, c := range b[1:length] {
		if c&0xc0 != 0x80 {
			return 0
		}
	}
	return length
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
