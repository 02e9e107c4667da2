package audio

import (
	"io"

	"github.com/mewkiz/flac/frame"
)

// flacStream decodes a flac file. A frame that is damaged is silent, and those
// after it stay at their time.
type flacStream struct {
	*flacFile
	d      *Decoder
	offset int64        // of the frame that is decoded next
	at     int64        // sample that comes next
	held   *frame.Frame // decoded, and not yet at its time
	out    []float32
}

func streamFLAC(in *input, d *Decoder) (stream, error) {
	f, err := openFLAC(in)
	if err != nil {
		return nil, err
	}
	d.info, d.frames, d.bits = f.info(), f.frames, f.depth
	return &flacStream{flacFile: f, d: d, offset: f.first}, nil
}

func (s *flacStream) jump(sample int64) (int64, error) {
	s.held, s.offset, s.at = nil, s.first, 0
	if sample == 0 {
		return 0, nil
	}
	return s.at, s.find(sample)
}

// find goes to a frame at or before a sample, near it, by halving the file, as
// most files have no table.
func (s *flacStream) find(sample int64) error {
	low, high := s.first, s.in.size-s.in.start
	for high-low > 1<<16 {
		middle := low + (high-low)/2
		offset, one, err := s.search(middle, min(high, middle+1<<17)) // longer than most frames
		if err != nil {
			return err
		}
		if one == nil {
			high = middle
		} else if n := s.number(one) - s.base; n <= sample && n >= s.at {
			low, s.offset, s.at = offset+1, offset, n
		} else {
			high = middle
		}
	}
	return nil
}

func (s *flacStream) next() ([]float32, error) {
	for s.at < s.frames {
		if s.held == nil {
			if err := s.decode(); err != nil {
				return nil, err
			}
		}
		n := s.number(s.held) - s.base
		switch length := int64(s.held.BlockSize); {
		case n > s.at:
			return s.silence(n - s.at), nil
		case n+length <= s.at: // twice in the file
			s.held = nil
		default:
			out := s.samples(s.held)[int(s.at-n)*s.channels:]
			s.held, s.at = nil, n+length
			return out, nil
		}
	}
	return nil, io.EOF
}

// decode decodes the next frame that is whole.
func (s *flacStream) decode() error {
	var err error
	if s.held, err = s.parse(s.offset); err == nil {
		s.offset = s.r.at
		return nil
	}
	if s.in.err != nil {
		return s.in.err
	}
	offset, one, err := s.search(s.offset+1, s.in.size-s.in.start)
	if err != nil {
		return err
	}
	if one == nil {
		return io.EOF
	}
	s.held, s.offset = one, offset
	if s.r.at > offset {
		s.offset = s.r.at
	}
	return nil
}

// silence stands for samples that are damaged.
func (s *flacStream) silence(n int64) []float32 {
	const most = 4096
	n = min(n, most, s.frames-s.at)
	s.d.lose(s.at, n)
	s.at += n
	s.room(int(n))
	clear(s.out)
	return s.out
}

// room makes out long enough for that many samples of each channel.
func (s *flacStream) room(n int) {
	if cap(s.out) < n*s.channels {
		s.out = make([]float32, n*s.channels)
	}
	s.out = s.out[:n*s.channels]
}

// samples puts the channels of a frame side by side.
func (s *flacStream) samples(f *frame.Frame) []float32 {
	s.room(int(f.BlockSize))
	scale := 1 / float32(uint64(1)<<(f.BitsPerSample-1))
	for c, sub := range f.Subframes {
		for i, v := range sub.Samples {
			s.out[i*s.channels+c] = float32(v) * scale
		}
	}
	return s.out
}
