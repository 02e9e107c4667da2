package audio

import (
	"encoding/binary"

	"partlift/backend/audio/layer3"
)

// mp3Kind is what all frames of a file have in common.
type mp3Kind struct {
	layer3.Header
	free int // length of a frame with a free bit rate, without padding
}

// frame reads the header of a frame of this kind, and tells how long it is.
func (k mp3Kind) frame(b []byte) (h layer3.Header, length int, ok bool) {
	h, ok = layer3.ParseHeader(b)
	if !ok || h.Version != k.Version || h.Rate != k.Rate || (h.Kbps == 0) != (k.Kbps == 0) {
		return h, 0, false
	}
	if length = h.Length(); length == 0 {
		length = k.free + h.Padding
	}
	return h, length, length > h.Head()
}

// newMP3Kind reads the first frame. The length of one with a free bit rate is
// told by where the next is.
func newMP3Kind(b []byte) (k mp3Kind, ok bool) {
	if k.Header, ok = layer3.ParseHeader(b); !ok || k.Kbps > 0 {
		return k, ok
	}
	for at := k.Head(); at+4 <= min(len(b), layer3.LengthMost); at++ {
		if b[at] != 0xff {
			continue
		}
		if h, ok := layer3.ParseHeader(b[at:]); ok && h.Kbps == 0 && h.Version == k.Version && h.Rate == k.Rate {
			k.free = at - k.Padding
			return k, true
		}
	}
	return k, false
}

const (
	runFrames = 3 // in a row, which no noise has: two bytes of sync are found in any
	runMost   = (runFrames + 1) * layer3.LengthMost
)

// mp3Run reports whether b begins with some frames in a row, or with all that
// are left when the file ends there.
func mp3Run(b []byte) (k mp3Kind, ok bool) {
	if k, ok = newMP3Kind(b); !ok {
		return k, false
	}
	for n := range runFrames {
		_, length, ok := k.frame(b)
		if !ok {
			return k, n > 1 && endTag(b) > 0
		}
		if length >= len(b) {
			return k, n > 0 || length == len(b)
		}
		b = b[length:]
	}
	return k, true
}

// findMP3 goes to the first frames in a row. What lies before is passed over.
func findMP3(in *input) (k mp3Kind, at int64, err error) {
	s := newScan(in, 0, scanSize)
	for at < scanMost {
		b := s.window(at, runMost)
		if len(b) < 4 {
			break
		}
		if k, ok := mp3Run(b); ok {
			return k, at, nil
		}
		at = s.first(at+1, 0xff)
	}
	if err := s.failed(); err != nil {
		return k, 0, err
	}
	if b := newScan(in, 0, tagHead).window(0, 4); lowerLayer(b) {
		return k, 0, other("MPEG Layer I or II")
	}
	return k, 0, bad("no sound in it")
}

// lowerLayer reports whether b begins with a frame of the layers below III.
func lowerLayer(b []byte) bool {
	return len(b) >= 4 && b[0] == 0xff && b[1]&0xe0 == 0xe0 && b[1]>>3&3 != 1 && b[1]>>1&3 >= 2 && b[2]>>4 < 15 && b[2]>>2&3 != 3
}

// mp3Tag is what a frame tells that only describes the others.
type mp3Tag struct {
	frames         int64 // in the file, 0: it does not tell
	delay, padding int64 // samples of each channel that the encoder added at start and end
}

// readMP3Tag reads such a frame.
func readMP3Tag(frame []byte, h layer3.Header) (tag mp3Tag, ok bool) {
	for _, at := range []int{h.Head(), 4 + h.Info} { // some forget the checksum
		if len(frame) >= at+8 && (string(frame[at:at+4]) == "Xing" || string(frame[at:at+4]) == "Info") {
			return readXing(frame[at+4:]), true
		}
	}
	const vbri = 36 // wherever the sound begins
	if len(frame) >= vbri+18 && string(frame[vbri:vbri+4]) == "VBRI" {
		return mp3Tag{frames: int64(binary.BigEndian.Uint32(frame[vbri+14:]))}, true
	}
	return tag, false
}

func readXing(b []byte) (tag mp3Tag) {
	flags := binary.BigEndian.Uint32(b)
	if flags&1 != 0 && len(b) >= 8 {
		tag.frames = int64(binary.BigEndian.Uint32(b[4:]))
	}
	at := 4
	for bit, length := range []int{4, 4, 100, 4} { // frames, bytes, table, quality
		if flags>>bit&1 != 0 {
			at += length
		}
	}
	if len(b) >= at+24 && b[at] == 'L' { // "LAME" or "Lavc" or "Lavf"
		v := b[at+21:]
		tag.delay, tag.padding = int64(v[0])<<4+int64(v[1])>>4, int64(v[1]&0xf)<<8+int64(v[2])
	}
	return tag
}
