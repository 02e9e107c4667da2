package audio

import (
	"encoding/binary"
	"io"
	"math"
)

// wavStream decodes the samples of a wav file.
type wavStream struct {
	wav
	in    *input
	scale float32 // of samples that are numbers with a point
	left  int64   // bytes
	raw   []byte
	out   []float32
}

func streamWAV(in *input, d *Decoder) (stream, error) {
	w, err := readWAV(in)
	if err != nil {
		return nil, err
	}
	if w.format == wavMP3 {
		in.start += w.data
		return streamMP3(in, d)
	}
	d.frames, d.bits, d.info = w.length/int64(w.frame()), w.bits, w.info()
	if w.format == wavALaw || w.format == wavMuLaw {
		d.bits = 16
	}
	const frames = 1024
	s := &wavStream{wav: w, in: in, scale: 1, raw: make([]byte, frames*w.frame()), out: make([]float32, frames*w.channels)}
	if w.format == wavFloat {
		if err := s.level(d); err != nil {
			return nil, err
		}
	}
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
func (s *wavStream) sample(b []byte) float32 {
	le := binary.LittleEndian
	switch {
	case s.format == wavFloat:
		return s.point(b) * s.scale
	case s.format == wavALaw:
		return aLaw(b[0])
	case s.format == wavMuLaw:
		return muLaw(b[0])
	case s.bits == 8:
		return (float32(b[0]) - 128) / 128 // the only unsigned width
	case s.bits == 16:
		return float32(int16(le.Uint16(b))) / (1 << 15)
	case s.bits == 24:
		return float32(int32(uint32(b[0])<<8|uint32(b[1])<<16|uint32(b[2])<<24)) / (1 << 31)
	default:
		return float32(int32(le.Uint32(b))) / (1 << 31)
	}
}

// point reads a number with a point.
func (s *wavStream) point(b []byte) float32 {
	if s.bits == 32 {
		return math.Float32frombits(binary.LittleEndian.Uint32(b))
	}
	return float32(math.Float64frombits(binary.LittleEndian.Uint64(b)))
}

// level looks in some places whether the samples are as large as whole numbers,
// as programs write them that forget to divide.
func (s *wavStream) level(d *Decoder) error {
	const places, loud = 64, 16
	var sounding, large int
	peak := float32(0)
	for i := range int64(places) {
		if _, err := s.jump(i * d.frames / places); err != nil {
			return err
		}
		run, err := s.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		for _, v := range run {
			m := max(v, -v)
			if !(m > 0 && m <= 1.001*(1<<31)) { // nothing, or damage
				continue
			}
			sounding++
			if m > loud {
				large++
				peak = max(peak, m)
			}
		}
	}
	if large*4 < sounding || large == 0 {
		return nil
	}
	d.info.Flaws.Loud = true
	for _, full := range []float32{1 << 15, 1 << 23, 1 << 31} {
		if peak <= 1.001*full {
			s.scale = 1 / full
			break
		}
	}
	return nil
}

// muLaw and aLaw are the two codes of ITU-T G.711.
func muLaw(c byte) float32 {
	c = ^c
	v := (int(c&15)<<3+132)<<(c>>4&7) - 132
	if c&0x80 != 0 {
		v = -v
	}
	return float32(v) / (1 << 15)
}

func aLaw(c byte) float32 {
	c ^= 0x55
	v := int(c&15)<<4 + 8
	if e := c >> 4 & 7; e > 0 {
		v = (v + 256) << (e - 1)
	}
	if c&0x80 == 0 {
		v = -v
	}
	return float32(v) / (1 << 15)
}
