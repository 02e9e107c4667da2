package audio

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"

	"partlift/backend/audio/layer3"
)

// EncodeMP3 decodes a sound and writes it as mp3 with a constant bit rate of
// kbps thousands of bits a second, in memory that does not grow with it. Of the
// rates that the format has it takes the one that is not above kbps; 32 is the
// least. What is not a rate of the format is converted, and more than two
// channels are mixed to two. A tag says what the encoder added, so that decoders
// which read such tags give back as many frames, each at its time.
//
// The name is used in errors only. Progress, which may be nil, is told how many
// of total frames are done, by the calling goroutine. The error of a context
// that ended is returned as it is.
func EncodeMP3(ctx context.Context, r io.ReadSeeker, name string, w io.Writer, kbps int, progress func(done, total int64)) error {
	d, err := NewDecoder(ctx, r, name)
	if err != nil {
		return err
	}
	sound, rate := Sound(d), mp3Rate(d.info.SampleRate)
	if d.info.Channels > 2 || rate != d.info.SampleRate {
		if sound, err = NewConverter(d, rate, min(d.info.Channels, 2)); err != nil {
			return err
		}
	}
	e, err := newMP3Encoder(w, sound, kbps)
	if err != nil {
		return err
	}
	if err := pump(ctx, sound, e.enc.Samples(), progress, e.write); err != nil {
		return err
	}
	return e.close()
}

// mp3Rate returns the rate of mp3 that holds all of a rate, or its highest.
func mp3Rate(rate int) int {
	if rate == 88_200 || rate == 176_400 {
		return 44_100
	}
	for _, r := range []int{8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100} {
		if rate <= r {
			return r
		}
	}
	return 48_000
}

// mp3Encoder writes the frames of a sound whose length is known.
type mp3Encoder struct {
	enc    *layer3.Encoder
	w      io.Writer
	block  []float32 // of a frame, the rest is silence
	frames int64     // that are still to be written
}

func newMP3Encoder(w io.Writer, s Sound, kbps int) (*mp3Encoder, error) {
	rate, channels, length := s.Shape()
	bits, err := layer3.Rate(rate, kbps)
	if err != nil {
		return nil, err
	}
	enc, err := layer3.NewEncoder(rate, channels, bits)
	if err != nil {
		return nil, err
	}
	if length < 0 {
		return nil, fmt.Errorf("mp3 of a sound whose length is not known")
	}
	per := int64(enc.Samples())
	e := &mp3Encoder{enc: enc, w: w, block: make([]float32, enc.Samples()*channels)}
	e.frames = (length + layer3.EncoderDelay + layer3.Delay + per - 1) / per
	_, err = w.Write(e.tag(length, bits, rate))
	return e, err
}

// tag returns a frame without sound that tells the length, and what the encoder
// added before and behind, as LAME has made common.
func (e *mp3Encoder) tag(length int64, kbps, rate int) []byte {
	frame, at := e.enc.Empty()
	per := int64(e.enc.Samples())
	size := int64(len(frame)) + e.frames*per/8*int64(kbps)*1000/int64(rate)
	b := append(frame[:at:at], "Info\x00\x00\x00\x03"...)
	b = binary.BigEndian.AppendUint32(b, uint32(e.frames))
	b = binary.BigEndian.AppendUint32(b, uint32(size))
	b = append(b, "LAMEPartl"...)
	b = append(b, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, byte(min(kbps, 255))) // constant; no filter, no gain
	delay, padding := int64(layer3.EncoderDelay), e.frames*per-length-layer3.EncoderDelay
	b = append(b, byte(delay>>4), byte(delay<<4)|byte(padding>>8), byte(padding))
	b = append(b, 0, 0, 0, 0)
	b = binary.BigEndian.AppendUint32(b, uint32(size))
	b = append(b, 0, 0) // no checksum of the sound
	b = binary.BigEndian.AppendUint16(b, crc16(b))
	if len(b) <= len(frame) {
		copy(frame, b)
	}
	return frame
}

// crc16 is the checksum of the tag, x^16 + x^15 + x^2 + 1, lowest bit first.
func crc16(b []byte) (c uint16) {
	for _, v := range b {
		c ^= uint16(v)
		for range 8 {
			carry := c&1 != 0
			if c >>= 1; carry {
				c ^= 0xa001
			}
		}
	}
	return c
}

func (e *mp3Encoder) write(samples []float32) error {
	clear(e.block[copy(e.block, samples):])
	return e.flush()
}

func (e *mp3Encoder) flush() error {
	if e.frames == 0 { // more came than was promised
		return nil
	}
	e.frames--
	_, err := e.w.Write(e.enc.Encode(e.block))
	return err
}

// close writes the frames in which the last samples come out.
func (e *mp3Encoder) close() error {
	clear(e.block)
	for e.frames > 0 {
		if err := e.flush(); err != nil {
			return err
		}
	}
	return nil
}
