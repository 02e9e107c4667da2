package layer3

import "encoding/binary"

// bitReader reads bits from the highest down. The slice has slack beyond end.
type bitReader struct {
	b       []byte
	at, end int // bits
}

// slack is how many bytes peek may look at beyond the end.
const slack = 16

// peek returns the next n bits, up to 25, without going on.
func (r *bitReader) peek(n int) uint32 {
	return binary.BigEndian.Uint32(r.b[r.at>>3:]) << (r.at & 7) >> (32 - n)
}

// read returns the next n bits, up to 25; beyond the end they are 0.
func (r *bitReader) read(n int) int {
	if n == 0 {
		return 0
	}
	if r.at+n > r.end {
		r.at = r.end
		return 0
	}
	v := r.peek(n)
	r.at += n
	return int(v)
}
