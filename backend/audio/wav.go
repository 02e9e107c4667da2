package audio

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
)

// The sample formats of a wav file.
const (
	wavPCM        = 1
	wavFloat      = 3
	wavExtensible = 0xFFFE
)

// wav is what the chunks before the samples say.
type wav struct {
	format, channels, rate, bits int
	data, length                 int64 // samples: offset and length in bytes
}

func (w wav) frame() int { return w.channels * w.bits / 8 }

func probeWAV(in *input) (Info, error) {
	w, err := readWAV(in)
	if err != nil {
		return Info{}, err
	}
	frames := w.length / int64(w.frame())
	return Info{"wav", w.rate, w.channels, float64(frames) / float64(w.rate)}, nil
}

// readWAV walks the chunks up to the samples. A length that runs past the end
// of the file, as recorders leave it when they crash, means up to the end.
func readWAV(in *input) (wav, error) {
	var w wav
	var long int64 // length of the samples in a file beyond 4 GB
	at := int64(12)
	const chunksMost = 1000
	for range chunksMost {
		head := make([]byte, 8)
		if err := in.seek(at); err != nil {
			return w, err
		}
		if err := in.full(head); err != nil {
			return w, err
		}
		length := int64(binary.LittleEndian.Uint32(head[4:]))
		at += 8
		switch string(head[:4]) {
		case "fmt ":
			if err := w.readFormat(in, length); err != nil {
				return w, err
			}
		case "ds64":
			sizes := make([]byte, 16)
			if err := in.full(sizes); err != nil {
				return w, err
			}
			long = int64(binary.LittleEndian.Uint64(sizes[8:]) & math.MaxInt64)
		case "data":
			if w.format == 0 {
				return w, bad("no format before the samples")
			}
			if length == math.MaxUint32 && long > 0 {
				length = long
			}
			w.data, w.length = at, min(length, in.size-in.start-at)
			return w, nil
		}
		at += length + length&1
	}
	return w, bad("no samples in the first %d chunks", chunksMost)
}

func (w *wav) readFormat(in *input, length int64) error {
	if length < 16 {
		return bad("format chunk of %d bytes", length)
	}
	b := make([]byte, min(length, 40))
	if err := in.full(b); err != nil {
		return err
	}
	le := binary.LittleEndian
	w.format, w.channels, w.rate = int(le.Uint16(b)), int(le.Uint16(b[2:])), int(le.Uint32(b[4:]))
	w.bits = int(le.Uint16(b[14:]))
	if w.format == wavExtensible {
		// The rest of the identifier is the same for all formats known here.
		tail := []byte{0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71}
		if len(b) < 40 || !bytes.Equal(b[26:40], tail) {
			return bad("unknown extensible format")
		}
		w.format = int(le.Uint16(b[24:]))
	}
	const channelsMost, rateMost = 64, 1 << 20
	known := w.format == wavPCM && (w.bits == 8 || w.bits == 16 || w.bits == 24 || w.bits == 32) ||
		w.format == wavFloat && (w.bits == 32 || w.bits == 64)
	switch {
	case !known:
		return bad("format %d with %d bits", w.format, w.bits)
	case w.channels < 1 || w.channels > channelsMost || w.rate < 1 || w.rate > rateMost:
		return bad("%d channels at %d Hz", w.channels, w.rate)
	case int(le.Uint16(b[12:])) != w.frame():
		return bad("frames of %d bytes, want %d", le.Uint16(b[12:]), w.frame())
	}
	return nil
}

func decodeWAV(in *input) (func() ([]float32, error), error) {
	s, err := streamWAV(in, &Decoder{})
	if err != nil {
		return nil, err
	}
	return s.next, nil
}

// wavStream decodes the samples of a wav file.
type wavStream struct {
	wav
	in   *input
	left int64 // bytes
	raw  []byte
	out  []float32
}

func streamWAV(in *input, d *Decoder) (stream, error) {
	w, err := readWAV(in)
	if err != nil {
		return nil, err
	}
	d.frames, d.bits = w.length/int64(w.frame()), w.bits
	d.info = Info{"wav", w.rate, w.channels, float64(d.frames) / float64(w.rate)}
	const frames = 1024
	s := &wavStream{wav: w, in: in, raw: make([]byte, frames*w.frame()), out: make([]float32, frames*w.channels)}
	_, err = s.jump(0)
	return s, err
}

func (s *wavStream) jump(frame int64) (int64, error) {
	size := int64(s.frame())
	s.left = s.length/size*size - frame*size
	return frame, s.in.seek(s.data + frame*size)
}

func (s *wavStream) next() ([]float32, error) {
	n := int(min(s.left, int64(len(s.raw))))
	if n <= 0 {
		return nil, io.EOF
	}
	if err := s.in.full(s.raw[:n]); err != nil {
		return nil, err
	}
	s.left -= int64(n)
	width := s.bits / 8
	for i := range n / width {
		s.out[i] = s.sample(s.raw[i*width:])
	}
	return s.out[:n/width], nil
}

// sample reads one sample, full scale being 1.
func (w wav) sample(b []byte) float32 {
	le := binary.LittleEndian
	switch {
	case w.format == wavFloat && w.bits == 32:
		return math.Float32frombits(le.Uint32(b))
	case w.format == wavFloat:
		return float32(math.Float64frombits(le.Uint64(b)))
	case w.bits == 8:
		return (float32(b[0]) - 128) / 128 // the only unsigned width
	case w.bits == 16:
		return float32(int16(le.Uint16(b))) / (1 << 15)
	case w.bits == 24:
		return float32(int32(uint32(b[0])<<8|uint32(b[1])<<16|uint32(b[2])<<24)) / (1 << 31)
	default:
		return float32(int32(le.Uint32(b))) / (1 << 31)
	}
}
