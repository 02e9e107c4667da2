package audio

import (
	"errors"
	"io"

	"partlift/backend/audio/layer3"
)

// mp3Stream decodes the frames of a file.
type mp3Stream struct {
	in     *input
	d      *Decoder
	frames mp3Frames
	skip   int64 // samples before the song
	dec    layer3.Decoder
	at     int // frame that is decoded next
	drop   int // samples of it that come before the place gone to
	file   int64
	buf    [layer3.LengthMost]byte
	out    []float32
	fault  error // of the frame that was decoded last
	good   bool  // a frame was decoded
	silent int   // frames that were damaged, besides those that are not there
	warm   bool  // as far as they have all they need
}

// failuresMost is how many frames may be damaged before the first good one.
const failuresMost = 100

func streamMP3(in *input, d *Decoder) (stream, error) {
	x, err := indexMP3(in)
	if err != nil {
		return nil, err
	}
	s := &mp3Stream{in: in, d: d, frames: x, file: -1}
	s.skip, d.frames = x.span()
	d.info = x.info()
	s.out = make([]float32, layer3.SamplesMost*2)
	_, err = s.jump(0)
	return s, err
}

// reservoir is how many bytes before its own a frame may use.
const reservoir = 511

// jump begins some frames early, so that what the frame needs of those before
// it is there.
func (s *mp3Stream) jump(frame int64) (int64, error) {
	per := int64(s.frames.kind.Samples)
	target := int((frame + s.skip) / per)
	if target >= len(s.frames.offsets) {
		return frame, io.EOF
	}
	s.at, s.dec, s.warm = s.before(target), layer3.Decoder{}, true
	for s.at < target {
		if _, err := s.one(); err != nil {
			return 0, err
		}
	}
	s.warm = false
	s.drop = int(frame + s.skip - int64(target)*per)
	return frame, nil
}

// before returns the frame from which on decoding leads to the very samples of
// the target: three whole ones before it, and what those need.
func (s *mp3Stream) before(target int) int {
	const whole, most = 3, 400
	head := int64(s.frames.kind.Head())
	from, needed := target, int64(whole*reservoir)
	for from > 0 && target-from < most && (target-from < whole || needed > 0) {
		from--
		if here, next := s.frames.offsets[from], s.frames.offsets[from+1]; target-from > whole && here >= 0 && next > here {
			needed -= next - here - head
		}
	}
	return from
}

func (s *mp3Stream) next() ([]float32, error) {
	if s.at >= len(s.frames.offsets) {
		return nil, io.EOF
	}
	out, err := s.one()
	if err != nil {
		return nil, err
	}
	out = out[s.drop*s.frames.channels:]
	s.drop = 0
	return out, nil
}

// one decodes a frame. What is damaged is silent.
func (s *mp3Stream) one() ([]float32, error) {
	offset := s.frames.offsets[s.at]
	s.at++
	out := s.out[:s.frames.kind.Samples*s.frames.channels]
	if offset < 0 {
		s.dec = layer3.Decoder{}
		s.lose()
		clear(out)
		return out, nil
	}
	frame, err := s.load(offset)
	if err != nil {
		return nil, err
	}
	h, err := guard(s.in, func() (h layer3.Header, err error) {
		_, h, s.fault = s.dec.Decode(frame, s.out)
		return h, nil
	})
	switch {
	case err != nil: // a panic
		s.fault, s.dec = err, layer3.Decoder{}
		clear(out)
	case s.fault == nil:
		s.good = true
		spread(s.out, h.Channels, s.frames.channels, s.frames.kind.Samples)
		return out, nil
	}
	if !s.good && errors.Is(s.fault, layer3.ErrReservoir) { // the file was cut out of a longer one
		return out, nil
	}
	if s.lose(); !s.good && s.silent > failuresMost {
		return nil, bad("%d frames are damaged: %v", s.silent, s.fault)
	}
	spread(s.out, h.Channels, s.frames.channels, s.frames.kind.Samples)
	return out, nil
}

// lose counts a frame that is silent.
func (s *mp3Stream) lose() {
	if per := int64(s.frames.kind.Samples); !s.warm {
		s.silent++
		s.d.lose(int64(s.at-1)*per, per)
	}
}

// spread makes two channels of one.
func spread(x []float32, have, want, samples int) {
	if have != 1 || want != 2 {
		return
	}
	for i := samples - 1; i >= 0; i-- {
		x[2*i], x[2*i+1] = x[i], x[i]
	}
}

// load reads a frame.
func (s *mp3Stream) load(offset int64) ([]byte, error) {
	if s.file != offset {
		if err := s.in.seek(offset); err != nil {
			return nil, err
		}
	}
	s.file = -1
	if err := s.in.full(s.buf[:4]); err != nil {
		return nil, err
	}
	_, length, ok := s.frames.kind.frame(s.buf[:4])
	if !ok || length > len(s.buf) {
		return nil, errors.New("frame changed while it was read")
	}
	s.file = offset + int64(length)
	return s.buf[:length], s.in.full(s.buf[4:length])
}
