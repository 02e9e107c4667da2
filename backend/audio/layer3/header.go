// Package layer3 decodes and encodes the frames of MPEG 1, 2 and 2.5 Layer III
// (mp3), as ISO 11172-3 and ISO 13818-3 have them. It knows frames only: where
// they lie in a file, tags and lengths are for the caller.
package layer3

import "errors"

// Of frames, in samples and bytes.
const (
	// SamplesMost is how many samples of each channel a frame has at most.
	SamplesMost = 1152
	// LengthMost is how long a frame may be; of those with a bit rate from the
	// table none is longer than 1,441 bytes, but free ones may be.
	LengthMost = 4608
	// Delay is by how many samples Decode is late: its first sample is that
	// many before the one that was first for the encoder's filters.
	Delay = 529
)

// Errors of Decode. Both leave what could be decoded, or silence.
var (
	// ErrReservoir says that a frame needs bytes of frames before it that were
	// not decoded, as after going to another place.
	ErrReservoir = errors.New("frame needs some before it")
	// ErrDamaged says that a frame contradicts itself.
	ErrDamaged = errors.New("damaged frame")
)

// The modes of two channels.
const (
	modeJoint = 1
	modeMono  = 3

	extIntensity = 1 // of joint
	extMidSide   = 2
)

// Header is the head of a frame.
type Header struct {
	Version  int // 1: MPEG 1, 2: MPEG 2, 3: MPEG 2.5
	Rate     int // Hz
	Channels int // 1 or 2
	Kbps     int // thousands of bits a second; 0: free, which the frame does not tell
	Samples  int // of each channel
	Padding  int // bytes
	Info     int // length of what describes the sound, in bytes

	crc       bool
	mode, ext int
}

// kbps are the bit rates of MPEG 1 and of the others.
var kbps = [2][15]int{
	{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
	{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
}

var rates = [3]int{44100, 48000, 32000}

// ParseHeader reads the first four bytes of a frame.
func ParseHeader(b []byte) (h Header, ok bool) {
	if len(b) < 4 || b[0] != 0xff || b[1]&0xe6 != 0xe2 { // sync and Layer III
		return h, false
	}
	version, rate, bits := b[1]>>3&3, b[2]>>2&3, b[2]>>4
	if version == 1 || rate == 3 || bits == 15 {
		return h, false
	}
	h.Version = [4]int{3, 0, 2, 1}[version]
	h.Rate = rates[rate] >> (h.Version - 1)
	h.Padding, h.crc = int(b[2]>>1&1), b[1]&1 == 0
	h.mode, h.ext = int(b[3]>>6), int(b[3]>>4&3)
	h.Channels = 2
	if h.mode == modeMono {
		h.Channels = 1
	}
	h.Samples, h.Info = SamplesMost, 32
	if h.Channels == 1 {
		h.Info = 17
	}
	low := 0
	if h.Version > 1 {
		low, h.Samples, h.Info = 1, SamplesMost/2, 17
		if h.Channels == 1 {
			h.Info = 9
		}
	}
	h.Kbps = kbps[low][bits]
	return h, true
}

// Length returns the length of a frame in bytes, with its header; 0 when the
// bit rate is free.
func (h Header) Length() int {
	if h.Kbps == 0 {
		return 0
	}
	return h.Samples/8*h.Kbps*1000/h.Rate + h.Padding
}

// Head is the length of what comes before the sound in a frame.
func (h Header) Head() int {
	if h.crc {
		return 6 + h.Info
	}
	return 4 + h.Info
}

// joint reports whether the two channels are coded together in a way.
func (h Header) joint(ext int) bool { return h.mode == modeJoint && h.ext&ext != 0 }

// granules is how many parts a frame has, of 576 samples each.
func (h Header) granules() int { return h.Samples / lines }
