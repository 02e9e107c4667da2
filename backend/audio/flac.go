package audio

import (
	"encoding/binary"
	"io"
	"math"

	"github.com/mewkiz/flac"
)

func probeFLAC(in *input) (Info, error) {
	b := make([]byte, 8+18)
	if err := in.seek(0); err != nil {
		return Info{}, err
	}
	if err := in.full(b); err != nil {
		return Info{}, err
	}
	if b[4]&0x7f != 0 || b[5] != 0 || b[6] != 0 || b[7] != 34 {
		return Info{}, bad("no stream information")
	}
	word := binary.BigEndian.Uint64(b[18:])
	rate, channels, samples := int(word>>44), int(word>>41&7)+1, int64(word&(1<<36-1))
	// A frame is at least ten bytes and holds at most 65,535 samples.
	if rate == 0 || samples/65535 > in.size/10 {
		return Info{}, bad("%d samples at %d Hz", samples, rate)
	}
	if samples == 0 { // written to a pipe, so the length was not known
		var err error
		if samples, err = countFLAC(in); err != nil {
			return Info{}, err
		}
	}
	return Info{"flac", rate, channels, float64(samples) / float64(rate)}, nil
}

func countFLAC(in *input) (int64, error) {
	stream, err := openFLAC(in)
	total := int64(0)
	for err == nil {
		var n int
		n, err = guard(in, func() (int, error) {
			f, err := stream.ParseNext()
			if err != nil {
				return 0, err
			}
			return int(f.BlockSize), nil
		})
		total += int64(n)
	}
	if err == io.EOF {
		err = nil
	}
	return total, err
}

func openFLAC(in *input) (*flac.Stream, error) {
	if err := in.seek(0); err != nil {
		return nil, err
	}
	return guard(in, func() (*flac.Stream, error) { return flac.New(struct{ io.Reader }{in}) })
}

func streamFLAC(in *input, d *Decoder) (stream, error) {
	var err error
	if d.info, err = probeFLAC(in); err != nil {
		return nil, err
	}
	d.frames = int64(math.Round(d.info.Seconds * float64(d.info.SampleRate)))
	s := &flacStream{in: in, frames: d.frames, channels: d.info.Channels}
	if err := s.survey(); err != nil {
		return nil, err
	}
	_, err = s.jump(0)
	if err == nil {
		d.bits = int(s.dec.Info.BitsPerSample)
	}
	return s, err
}

func decodeFLAC(in *input) (func() ([]float32, error), error) {
	stream, err := openFLAC(in)
	if err != nil {
		return nil, err
	}
	s := &flacStream{in: in, dec: stream}
	return s.next, nil
}
