package audio

import (
	"context"
	"io"
	"math"
)

// EncodeFLAC decodes a sound and writes it as FLAC, in memory that does not
// grow with it. What comes out is what NewDecoder decodes, sample for sample,
// up to 24 bits and eight channels; more channels are mixed to two. Compressed
// sound is written with 16 bits.
//
// The name is used in errors only. Progress, which may be nil, is told how many
// of total frames are done, by the calling goroutine. When w is an
// io.WriteSeeker at its start, the length and the checksum of the sound are
// written into the head at the end. The error of a context that ended is
// returned as it is.
func EncodeFLAC(ctx context.Context, r io.ReadSeeker, name string, w io.Writer, progress func(done, total int64)) error {
	return EncodeTaggedFLAC(ctx, r, name, w, nil, progress)
}

// EncodeTaggedFLAC is EncodeFLAC with comments in the head, each a name in ASCII
// such as TITLE and a text.
func EncodeTaggedFLAC(ctx context.Context, r io.ReadSeeker, name string, w io.Writer, tags [][2]string, progress func(done, total int64)) error {
	d, err := NewDecoder(ctx, r, name)
	if err != nil {
		return err
	}
	sound, bits := Sound(d), d.depth()
	if rate := d.info.SampleRate; d.info.Channels > 8 || rate > FLACRateMost {
		if sound, err = NewConverter(d, min(rate, FLACRateMost), min(d.info.Channels, 2)); err != nil {
			return err
		}
	}
	e, err := newFLACEncoder(w, sound, bits, tags)
	if err != nil {
		return err
	}
	if err := pump(ctx, sound, flacBlock, progress, e.write); err != nil {
		return err
	}
	return e.close()
}

// pump reads a sound to its end in blocks of as many frames, the last may have
// fewer.
func pump(ctx context.Context, s Sound, block int, progress func(done, total int64), write func([]float32) error) error {
	_, channels, total := s.Shape()
	buf, done := make([]float32, block*channels), int64(0)
	for ended := false; !ended; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := 0
		for n < len(buf) && !ended {
			k, err := s.Read(buf[n:])
			n += k * channels
			if ended = err == io.EOF; err != nil && !ended {
				return err
			}
		}
		if n == 0 {
			break
		}
		if err := write(buf[:n]); err != nil {
			return err
		}
		done += int64(n / channels)
		if progress != nil {
			progress(done, max(total, done))
		}
	}
	return nil
}

// quantized is a sample as an integer of that many bits.
func quantized(v float32, bits int) int32 {
	full := float64(int64(1) << (bits - 1))
	return int32(min(max(math.RoundToEven(float64(v)*full), -full), full-1))
}
