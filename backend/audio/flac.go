package audio

import (
	"encoding/binary"

	"github.com/mewkiz/flac/frame"
)

// flacFile is what is known of a flac file before its frames are decoded.
type flacFile struct {
	in                    *input
	rate, channels, depth int
	block                 int64 // samples in a frame, when that is the same for all but the last
	first                 int64 // offset of the first frame
	base                  int64 // number of the first sample, where it is a part of something longer
	frames                int64 // samples that there are
	promised              int64 // samples that the head tells, 0: it does not
	r                     *counted
}

// openFLAC reads the head, and finds the last frame that can be decoded, since
// the head may not tell the length, or tell one that is not there any more.
func openFLAC(in *input) (*flacFile, error) {
	f := &flacFile{in: in, r: newCounted(in)}
	head := make([]byte, 8+34)
	if err := in.seek(0); err != nil {
		return nil, err
	}
	if err := in.full(head); err != nil {
		return nil, err
	}
	if head[4]&0x7f != 0 || head[5] != 0 || head[6] != 0 || head[7] != 34 {
		return nil, bad("no stream information")
	}
	word := binary.BigEndian.Uint64(head[18:])
	f.rate, f.channels, f.depth, f.promised = int(word>>44), int(word>>41&7)+1, int(word>>36&31)+1, int64(word&(1<<36-1))
	f.block = int64(binary.BigEndian.Uint16(head[10:]))
	if f.rate == 0 {
		return nil, bad("a rate of 0 Hz")
	}
	if err := f.skipBlocks(head[4]&0x80 != 0); err != nil {
		return nil, err
	}
	return f, f.measure()
}

// skipBlocks goes to the first frame. Where a block is not as long as it says,
// the frames are looked for.
func (f *flacFile) skipBlocks(last bool) error {
	f.first = 8 + 34
	for !last {
		b := newScan(f.in, f.first, tagHead).window(f.first, 4)
		if len(b) < 4 || b[0] == 0xff {
			f.first = 8 + 34
			break
		}
		last = b[0]&0x80 != 0
		f.first += 4 + int64(b[1])<<16 + int64(b[2])<<8 + int64(b[3])
	}
	if f.in.start+f.first > f.in.size {
		f.first = 8 + 34
	}
	return f.in.err
}

// measure finds out how many samples there are.
func (f *flacFile) measure() error {
	offset, one, err := f.search(f.first, f.in.size-f.in.start)
	if err != nil {
		return err
	}
	if one == nil {
		return bad("no frame of it is whole")
	}
	f.first = min(f.first, offset)
	if one.HasFixedBlockSize && (f.block == 0 || int64(one.BlockSize) > f.block) {
		f.block = int64(one.BlockSize)
	}
	if n := f.number(one); f.promised == 0 && n > 0 || n >= f.promised && f.promised > 0 {
		f.base, f.promised = n, 0
	}
	if f.frames, err = f.lastEnd(); err != nil {
		return err
	}
	if f.promised > 0 {
		f.frames = min(f.frames, f.promised)
	}
	// A frame is at least ten bytes and holds at most 65,535 samples.
	if f.frames <= 0 || f.frames/65535 > f.in.size/10 {
		return bad("%d samples in %d bytes", f.frames, f.in.size)
	}
	return nil
}

// lastEnd returns where the last frame that can be decoded ends, in samples. It
// looks at more and more of the end of the file.
func (f *flacFile) lastEnd() (int64, error) {
	size := f.in.size - f.in.start
	for back := int64(1 << 16); ; back *= 8 {
		from := max(size-back, f.first)
		offsets, err := f.heads(from, size)
		if err != nil {
			return 0, err
		}
		for i := len(offsets) - 1; i >= 0; i-- {
			if one, err := f.parse(offsets[i]); err == nil {
				return f.number(one) - f.base + int64(one.BlockSize), nil
			} else if f.in.err != nil {
				return 0, f.in.err
			}
		}
		if from == f.first {
			return 0, bad("no frame of it is whole")
		}
	}
}

// heads returns where frames seem to begin.
func (f *flacFile) heads(from, to int64) (offsets []int64, err error) {
	s := newScan(f.in, from, scanSize)
	for at := from; at < to; at++ {
		if at = s.first(at, 0xff); at >= to {
			break
		}
		if f.header(s.window(at, flacHeaderMost)) {
			offsets = append(offsets, at)
		}
	}
	return offsets, s.failed()
}

// search returns the first frame from a place on that can be decoded, nil if
// there is none before to.
func (f *flacFile) search(from, to int64) (offset int64, one *frame.Frame, err error) {
	s := newScan(f.in, from, lookSize)
	for at := from; at < to; at++ {
		if at = s.first(at, 0xff); at >= to {
			break
		}
		if !f.header(s.window(at, flacHeaderMost)) {
			continue
		}
		if one, err := f.parse(at); err == nil {
			return at, one, nil
		}
		if f.in.err != nil {
			return 0, nil, f.in.err
		}
	}
	return 0, nil, s.failed()
}

// parse decodes the frame at an offset, or fails when it is not whole.
func (f *flacFile) parse(offset int64) (*frame.Frame, error) {
	f.r.seek(offset)
	return guard(f.in, func() (*frame.Frame, error) {
		one, err := frame.New(f.r)
		if err != nil {
			return nil, err
		}
		if one.BitsPerSample == 0 {
			one.BitsPerSample = uint8(f.depth)
		}
		if one.BitsPerSample > 32 || one.Channels.Count() != f.channels {
			return nil, bad("frame of %d channels with %d bits", one.Channels.Count(), one.BitsPerSample)
		}
		if err := one.Parse(); err != nil {
			return nil, err
		}
		for _, sub := range one.Subframes {
			if len(sub.Samples) != int(one.BlockSize) {
				return nil, bad("channels of different lengths")
			}
		}
		return one, nil
	})
}

// number returns the number of a frame's first sample.
func (f *flacFile) number(one *frame.Frame) int64 {
	if one.HasFixedBlockSize {
		return int64(one.Num) * f.block
	}
	return int64(one.Num)
}

func (f *flacFile) info() Info {
	return Info{Format: "flac", SampleRate: f.rate, Channels: f.channels, Seconds: float64(f.frames) / float64(f.rate), Flaws: f.flaws()}
}

// flaws tells whether the file was cut off.
func (f *flacFile) flaws() (flaws Flaws) {
	if f.promised > f.frames {
		flaws.Cut, flaws.Promised = true, float64(f.promised)/float64(f.rate)
	}
	return flaws
}
