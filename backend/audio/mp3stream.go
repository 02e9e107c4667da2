package audio

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"

	"github.com/hajimehoshi/go-mp3"
)

// decoderDelay is how many samples every decoder of Layer III is late; a tag
// of the encoder counts from there.
const decoderDelay = 529

// mp3Frames says where the frames of a file lie, so that any of them can be
// gone to.
type mp3Frames struct {
	first    mp3Header
	offsets  []int64 // -1: damaged beyond recognition
	delay    int64   // samples before the song, 0 when no tag says
	padding  int64   // samples after it
	describe bool    // a tag was found
}

// framesMost bounds the memory for the frames of a file: 30 hours.
const framesMost = 1 << 22

// indexMP3 walks all frames, because what headers say of the length is often
// missing and sometimes wrong.
func indexMP3(in *input) (x mp3Frames, err error) {
	first, at, err := findMP3(in)
	if err != nil {
		return x, err
	}
	if err := in.seek(at); err != nil {
		return x, err
	}
	x.first = first
	r, gap := bufio.NewReaderSize(in, 64<<10), 0
	for {
		b, err := r.Peek(4)
		if err != nil {
			break
		}
		h, ok := parseMP3Header(b)
		if !ok || !h.follows(first) {
			_, _ = r.Discard(1) // look for the next frame
			at++
			gap++
			continue
		}
		frame, err := r.Peek(h.length)
		if err != nil {
			break // cut off
		}
		x.mend(gap, h)
		gap = 0
		if delay, padding, isInfo := mp3Info(frame, h); len(x.offsets) == 0 && isInfo && !x.describe {
			x.delay, x.padding, x.describe = delay, padding, true
		} else {
			x.offsets = append(x.offsets, at)
		}
		if len(x.offsets) > framesMost {
			return x, bad("more than %d frames", framesMost)
		}
		_, _ = r.Discard(h.length)
		at += int64(h.length)
	}
	return x, in.err
}

// mend puts frames in the place of bytes that are none, so that what comes after
// them stays at its time.
func (x *mp3Frames) mend(gap int, next mp3Header) {
	const gapMost = 16 << 10 // more is something else in the file
	if len(x.offsets) == 0 || gap > gapMost {
		return
	}
	for range (gap + next.length/2) / next.length {
		x.offsets = append(x.offsets, -1)
	}
}

// span returns the samples before the song and those of it, as decoded.
func (x mp3Frames) span() (skip, length int64) {
	all := int64(len(x.offsets)) * int64(x.first.samples)
	length = max(0, all-x.delay-x.padding)
	if x.delay+x.padding > 0 {
		skip = min(x.delay+decoderDelay, all)
	}
	return skip, min(length, all-skip)
}

// mp3Stream decodes MPEG 1 and 2; the decoder does not know MPEG 2.5, which is
// for speech below 16 kHz.
type mp3Stream struct {
	in       *input
	frames   mp3Frames
	channels int
	skip     int64 // samples before the song
	feed     *mp3Feed
	dec      *mp3.Decoder
	at       int // frame that is decoded next
	drop     int // samples of it that come before the place gone to
	failed   int // frames in a row
	raw      []byte
	out      []float32
}

// failuresMost is how many frames in a row may be damaged; each is silent.
const failuresMost = 20

func streamMP3(in *input, d *Decoder) (stream, error) {
	x, err := indexMP3(in)
	if err != nil {
		return nil, err
	}
	if x.first.version == 3 {
		return nil, bad("MPEG 2.5")
	}
	s := &mp3Stream{in: in, frames: x, channels: x.first.channels}
	s.skip, d.frames = x.span()
	d.info = Info{"mp3", x.first.rate, s.channels, float64(d.frames) / float64(x.first.rate)}
	s.raw, s.out = make([]byte, 4*x.first.samples), make([]float32, x.first.samples*s.channels)
	_, err = s.jump(0)
	return s, err
}

// reservoir is how many bytes before its own a frame may use.
const reservoir = 511

// jump begins some frames early, so that what the frame needs of those before
// it is there.
func (s *mp3Stream) jump(frame int64) (int64, error) {
	per := int64(s.frames.first.samples)
	target := int((frame + s.skip) / per)
	if target >= len(s.frames.offsets) {
		return frame, io.EOF
	}
	from := target
	for needed := 3 * reservoir; from > 0 && (target-from < 3 || needed > 0) && target-from < 100; {
		from--
		if next := s.frames.offsets[from+1]; target-from > 2 && next >= 0 {
			needed -= int(next - max(s.frames.offsets[from], next-2048))
		}
	}
	s.at, s.dec, s.failed = from, nil, 0
	for s.at < target {
		if _, err := s.one(); err != nil {
			return 0, err
		}
	}
	s.drop = int(frame + s.skip - int64(target)*per)
	return frame, nil
}

func (s *mp3Stream) next() ([]float32, error) {
	if s.at >= len(s.frames.offsets) {
		return nil, io.EOF
	}
	out, err := s.one()
	if err != nil {
		return nil, err
	}
	out = out[s.drop*s.channels:]
	s.drop = 0
	return out, nil
}

// one decodes a frame. A damaged one is silent and the next begins anew.
func (s *mp3Stream) one() ([]float32, error) {
	if s.frames.offsets[s.at] < 0 {
		s.dec, s.at = nil, s.at+1
		clear(s.out)
		return s.out, nil
	}
	_, err := guard(s.in, func() (int, error) { return 0, s.decode() })
	s.at++
	if s.in.err != nil {
		return nil, s.in.err
	}
	if err != nil {
		s.dec = nil
		if s.failed++; s.failed > failuresMost {
			return nil, bad("%d frames in a row are damaged: %v", s.failed, err)
		}
		clear(s.raw)
	} else {
		s.failed = 0
	}
	step := 4 / s.channels // mono is decoded to two channels alike
	for i := range s.out {
		s.out[i] = float32(int16(binary.LittleEndian.Uint16(s.raw[i*step:]))) / (1 << 15)
	}
	return s.out, nil
}

func (s *mp3Stream) decode() (err error) {
	if s.dec == nil {
		s.feed = &mp3Feed{in: s.in, offsets: s.frames.offsets[s.at:]}
		if s.dec, err = mp3.NewDecoder(s.feed); err != nil {
			s.dec = nil
			return err
		}
	}
	if _, err = io.ReadFull(s.dec, s.raw); err == io.EOF || err == io.ErrUnexpectedEOF {
		return errors.New("frame ends too early")
	}
	return err
}

// mp3Feed gives the decoder the frames and nothing between them.
type mp3Feed struct {
	in      *input
	offsets []int64
	frame   []byte // what is left of the one that is read
	buf     [2048]byte
	at      int64 // where the file is; 0: not known
}

func (f *mp3Feed) Read(p []byte) (int, error) {
	for len(f.frame) == 0 {
		if len(f.offsets) == 0 || f.offsets[0] < 0 {
			return 0, io.EOF
		}
		if err := f.load(f.offsets[0]); err != nil {
			return 0, err
		}
		f.offsets = f.offsets[1:]
	}
	n := copy(p, f.frame)
	f.frame = f.frame[n:]
	return n, nil
}

func (f *mp3Feed) load(offset int64) error {
	if f.at != offset || f.at == 0 {
		if err := f.in.seek(offset); err != nil {
			return err
		}
	}
	if err := f.in.full(f.buf[:4]); err != nil {
		return err
	}
	h, ok := parseMP3Header(f.buf[:4])
	if !ok || h.length > len(f.buf) || h.length < 4 {
		return bad("frame changed while it was read")
	}
	f.frame = f.buf[:h.length]
	f.at = offset + int64(h.length)
	return f.in.full(f.buf[4:h.length])
}
