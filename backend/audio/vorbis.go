package audio

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// checkComment refuses a comment header that counts more comments than it can
// hold.
func checkComment(b []byte) error {
	if len(b) < 11 || string(b[:7]) != "\x03vorbis" {
		return bad("no Vorbis comment")
	}
	vendor := int64(binary.LittleEndian.Uint32(b[7:]))
	if vendor > int64(len(b))-15 {
		return bad("Vorbis comment ends too early")
	}
	if count := int64(binary.LittleEndian.Uint32(b[11+vendor:])); count > int64(len(b))/4 {
		return bad("%d Vorbis comments", count)
	}
	return nil
}

// vorbisBits reads bits from the lowest up; past the end it is short.
type vorbisBits struct {
	b     []byte
	at    int // bits
	short bool
}

func (r *vorbisBits) read(n int) uint32 {
	v := uint32(0)
	for i := range n {
		if r.at>>3 >= len(r.b) {
			r.short = true
			return 0
		}
		v |= uint32(r.b[r.at>>3]>>(r.at&7)&1) << i
		r.at++
	}
	return v
}

// checkSetup reads the codebooks of a setup header, where all the sizes are.
func checkSetup(b []byte) error {
	if len(b) < 8 || string(b[:7]) != "\x05vorbis" {
		return bad("no Vorbis setup")
	}
	r := &vorbisBits{b: b[7:]}
	total := int64(0)
	for range r.read(8) + 1 {
		values, err := checkCodebook(r)
		if err != nil {
			return err
		}
		const most = 1 << 23 // all codebooks; an encoder needs some ten thousand
		if total += values; total > most {
			return bad("Vorbis codebooks with more than %d values", most)
		}
	}
	return nil
}

// checkCodebook reads one codebook and returns the size of its tables. The code
// must be complete: with a gap, the decoder could search it for ever.
func checkCodebook(r *vorbisBits) (values int64, err error) {
	if r.read(24) != 0x564342 {
		return 0, bad("no Vorbis codebook")
	}
	dimensions, entries := int64(r.read(16)), int64(r.read(24))
	values = entries * max(dimensions, 2)
	if r.short || dimensions == 0 || entries == 0 || values > 1<<22 {
		return 0, bad("Vorbis codebook of %d entries with %d values", entries, dimensions)
	}
	used, filled := readLengths(r, entries)
	if r.short || used == 0 || (used > 1 && filled != 1<<32) {
		return 0, bad("Vorbis codebook is not complete")
	}
	lookup := r.read(4)
	if lookup > 2 {
		return 0, bad("Vorbis codebook of type %d", lookup)
	}
	if lookup > 0 {
		r.at += 64 // two numbers
		width := int64(r.read(4)) + 1
		r.at++
		count := entries * dimensions
		if lookup == 1 {
			count = int64(math.Floor(math.Pow(float64(entries), 1/float64(dimensions))))
		}
		r.at += int(count * width)
	}
	if r.short || r.at > len(r.b)*8 {
		return 0, bad("Vorbis codebook ends too early")
	}
	return values, nil
}

// readLengths reads the lengths of the code words. It returns how many there
// are and which part of 2^32 codes they fill.
func readLengths(r *vorbisBits, entries int64) (used, filled int64) {
	if r.read(1) == 0 {
		sparse := r.read(1) == 1
		for i := int64(0); i < entries && !r.short; i++ {
			if !sparse || r.read(1) == 1 {
				used++
				filled += 1 << (32 - (r.read(5) + 1))
			}
		}
		return used, filled
	}
	length := r.read(5) + 1
	for used < entries && !r.short && length <= 32 {
		n := int64(r.read(bits.Len(uint(entries - used))))
		used += n
		filled += n << (32 - length)
		length++
	}
	if used != entries {
		return 0, 0
	}
	return used, filled
}

// vorbisOrder tells which channel of Vorbis is each of a wav file; others are
// the same.
var vorbisOrder = map[int][]int{3: {0, 2, 1}, 5: {0, 2, 1, 3, 4}, 6: {0, 2, 1, 5, 3, 4}, 7: {0, 2, 1, 6, 5, 3, 4}, 8: {0, 2, 1, 7, 5, 6, 3, 4}}

// reorder puts the channels of Vorbis in the order of all other formats.
func reorder(samples []float32, channels int) {
	order, ok := vorbisOrder[channels]
	if !ok {
		return
	}
	var frame [8]float32
	for ; len(samples) >= channels; samples = samples[channels:] {
		copy(frame[:], samples[:channels])
		for i, from := range order {
			samples[i] = frame[from]
		}
	}
}
