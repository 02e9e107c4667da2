package audio

import (
	"encoding/binary"
	"io"
)

// mp3Header is the header of one Layer III frame.
type mp3Header struct {
	version  int // 1: MPEG 1, 2: MPEG 2, 3: MPEG 2.5
	rate     int // Hz
	channels int
	length   int // bytes, with the header
	samples  int // of each channel
	side     int // length of the side information in bytes
}

var (
	mp3Kbps1 = [16]int{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0}
	mp3Kbps2 = [16]int{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0}
	mp3Rates = [4]int{44100, 48000, 32000, 0}
)

// parseMP3Header reads four bytes; free bit rates are not supported.
func parseMP3Header(b []byte) (h mp3Header, ok bool) {
	if len(b) < 4 || b[0] != 0xff || b[1]&0xe6 != 0xe2 { // sync and Layer III
		return h, false
	}
	version := map[byte]int{0: 3, 2: 2, 3: 1}[b[1]>>3&3]
	rate, mono := mp3Rates[b[2]>>2&3], b[3]>>6 == 3
	if version == 0 || rate == 0 {
		return h, false
	}
	h = mp3Header{version: version, rate: rate >> (version - 1), channels: 2}
	if mono {
		h.channels = 1
	}
	kbps, perFrame := mp3Kbps1[b[2]>>4], 1152
	h.side = map[bool]int{true: 17, false: 32}[mono]
	if version > 1 {
		kbps, perFrame = mp3Kbps2[b[2]>>4], 576
		h.side = map[bool]int{true: 9, false: 17}[mono]
	}
	h.samples = perFrame
	h.length = perFrame/8*kbps*1000/h.rate + int(b[2]>>1&1)
	return h, kbps > 0
}

// follows reports whether two frames can belong to one stream.
func (h mp3Header) follows(first mp3Header) bool {
	return h.version == first.version && h.rate == first.rate
}

// findMP3 goes to the first of three frames in a row, or of all that are left,
// since two bytes of sync are found in any noise.
func findMP3(in *input) (first mp3Header, at int64, err error) {
	const farthest = 64 << 10
	if err := in.seek(0); err != nil {
		return first, 0, err
	}
	// Three frames of the greatest length fit behind the last place looked at.
	b, err := io.ReadAll(io.LimitReader(in, farthest+3*2048))
	if err != nil {
		return first, 0, err
	}
	for at := range min(len(b), farthest) {
		if h, ok := parseMP3Header(b[at:]); ok && mp3Run(b[at:], h) {
			return h, int64(at), nil
		}
	}
	return first, 0, bad("no sound in it")
}

func mp3Run(b []byte, first mp3Header) bool {
	h := first
	for n := 1; n < 3; n++ {
		if h.length >= len(b) {
			return n > 1 || h.length == len(b)
		}
		b = b[h.length:]
		next, ok := parseMP3Header(b)
		if !ok || !next.follows(first) {
			return n > 1 && string(b[:min(3, len(b))]) == "TAG"
		}
		h = next
	}
	return true
}

func probeMP3(in *input) (Info, error) {
	x, err := indexMP3(in)
	if err != nil {
		return Info{}, err
	}
	_, length := x.span()
	return Info{"mp3", x.first.rate, x.first.channels, float64(length) / float64(x.first.rate)}, nil
}

// mp3Info reports whether a frame only describes the others, and how many
// samples of each channel the encoder added at start and end.
func mp3Info(frame []byte, h mp3Header) (delay, padding int64, isInfo bool) {
	at := 4 + h.side
	if len(frame) < at+8 || (string(frame[at:at+4]) != "Xing" && string(frame[at:at+4]) != "Info") {
		return 0, 0, false
	}
	flags := binary.BigEndian.Uint32(frame[at+4:])
	at += 8
	for bit, length := range []int{4, 4, 100, 4} { // frames, bytes, table, quality
		if flags>>bit&1 != 0 {
			at += length
		}
	}
	if len(frame) < at+24 || frame[at] != 'L' { // "LAME" or "Lavc" or "Lavf"
		return 0, 0, true
	}
	b := frame[at+21:]
	return int64(b[0])<<4 + int64(b[1])>>4, int64(b[1]&0xf)<<8 + int64(b[2]), true
}

func decodeMP3(in *input) (func() ([]float32, error), error) {
	s, err := streamMP3(in, &Decoder{})
	if err != nil {
		return nil, err
	}
	return s.next, nil
}
