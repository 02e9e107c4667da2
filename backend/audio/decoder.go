package audio

import (
	"context"
	"errors"
	"io"
	"os"
)

// Sound is decoded audio that is read from front to back: a Decoder, or a
// Converter that changes its rate.
type Sound interface {
	// Shape returns the frames a second, the samples in a frame and the number
	// of frames, -1 when that is not known.
	Shape() (rate, channels int, frames int64)
	// Read fills whole frames of interleaved samples, full scale being 1, and
	// returns how many frames there were; io.EOF and no frame at the end.
	Read(samples []float32) (frames int, err error)
	// SeekFrame goes to a frame from the start; past the end, the next Read says
	// io.EOF.
	SeekFrame(frame int64) error
}

// Decoder decodes a file as a stream, in memory that does not grow with it. It
// belongs to one goroutine.
type Decoder struct {
	info   Info
	frames int64
	bits   int // of a sample in the file; 0: it has no samples of its own
	in     *input
	src    stream
	run    []float32 // decoded and not yet read
	at     int64     // frame of run's first sample
	lost   int64     // frame up to which losses were counted
	err    error     // of the stream, told again by every Read
	close  func() error
}

// stream is a format's way to decode.
type stream interface {
	// next returns whole frames, valid until the next call, or io.EOF.
	next() ([]float32, error)
	// jump goes to a frame, or to an earlier one from which decoding it is
	// possible, and returns which.
	jump(frame int64) (int64, error)
}

// OpenNamed opens a file to be decoded, which people know as name; Close it.
// Formats are told by content. What is neither wav, mp3, flac nor Ogg Vorbis is
// decoded by the ffmpeg program, if that is on the PATH; ErrNoFFmpeg tells when
// it is not. The context ends reading. Sentence puts the error into words for
// people, in which the file is called by the last part of name.
func OpenNamed(ctx context.Context, path, name string) (*Decoder, error) {
	// What is no file may wait for ever to be opened.
	if s, err := os.Stat(path); err == nil && !s.Mode().IsRegular() {
		return nil, named(name, bad("not a file"))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, named(name, err)
	}
	d, err := NewDecoder(ctx, f, name)
	if err == nil {
		d.close = f.Close
		return d, nil
	}
	kind := foreignKind(ctx, f)
	_ = f.Close()
	if !errors.Is(err, ErrFormat) || kind == "" {
		return nil, err
	}
	return openForeign(ctx, path, name, kind, err)
}

// NewDecoder decodes from a reader what needs no other program. The name is
// used in errors only.
func NewDecoder(ctx context.Context, r io.ReadSeeker, name string) (d *Decoder, err error) {
	defer func() { err = named(name, err) }()
	in, c, err := open(ctx, r)
	if err != nil {
		return nil, err
	}
	in.name = name
	d = &Decoder{in: in, close: func() error { return nil }}
	d.src, err = guard(in, func() (stream, error) { return c(in, d) })
	if err == io.EOF { // which is no end of sound before there was any
		err = bad("ends too early")
	}
	if err != nil {
		return nil, err
	}
	return d, nil
}

// depth returns how many bits hold every sample: 8, 16 or 24.
func (d *Decoder) depth() int {
	switch {
	case d.bits > 16:
		return 24
	case d.bits > 8 || d.bits == 0:
		return 16
	}
	return 8
}

// Info says what the file is, and what was found wrong with it so far.
func (d *Decoder) Info() Info { return d.info }

// Shape implements Sound.
func (d *Decoder) Shape() (rate, channels int, frames int64) {
	return d.info.SampleRate, d.info.Channels, d.frames
}

// Read implements Sound. What a file has beyond the frames it says it has is
// not given out; where it has fewer, it ends early.
func (d *Decoder) Read(samples []float32) (frames int, err error) {
	for len(d.run) == 0 {
		if d.err == nil {
			d.err = d.fill()
		}
		if d.err != nil {
			return 0, d.err
		}
	}
	n := copy(samples[:len(samples)/d.info.Channels*d.info.Channels], d.run)
	d.run = d.run[n:]
	frames = n / d.info.Channels
	d.at += int64(frames)
	return frames, nil
}

// fill decodes the next run.
func (d *Decoder) fill() error {
	if d.frames >= 0 && d.at >= d.frames {
		return io.EOF
	}
	run, err := guard(d.in, d.src.next)
	if err == io.EOF {
		return err
	}
	if err != nil {
		return named(d.in.name, err)
	}
	whole := len(run) / d.info.Channels
	if d.frames >= 0 {
		whole = int(min(int64(whole), d.frames-d.at))
	}
	d.run = run[:whole*d.info.Channels]
	for i, v := range d.run {
		if !(v >= -loudest && v <= loudest) {
			d.run[i] = 0
		}
	}
	return nil
}

// loudest is the magnitude from which on a sample is taken for damage: it, and
// NaN included, becomes silence.
const loudest = 1 << 10

// SeekFrame implements Sound.
func (d *Decoder) SeekFrame(frame int64) error {
	frame = max(frame, 0)
	if d.frames >= 0 {
		frame = min(frame, d.frames)
	}
	d.err = nil
	if ahead := frame - d.at; ahead < 0 || ahead > int64(len(d.run)/d.info.Channels) {
		d.run = nil
		at, err := guard(d.in, func() (int64, error) { return d.src.jump(frame) })
		d.at = at
		if err == io.EOF {
			d.err = err
			return nil
		}
		if err != nil {
			d.err = named(d.in.name, err)
			return d.err
		}
	}
	for d.at < frame {
		if len(d.run) == 0 {
			if d.err = d.fill(); d.err == io.EOF {
				return nil
			} else if d.err != nil {
				return d.err
			}
		}
		n := int(min(frame-d.at, int64(len(d.run)/d.info.Channels)))
		d.run = d.run[n*d.info.Channels:]
		d.at += int64(n)
	}
	return nil
}

// Close ends decoding and frees the file.
func (d *Decoder) Close() error {
	d.err, d.run = errors.New("closed"), nil
	return d.close()
}
