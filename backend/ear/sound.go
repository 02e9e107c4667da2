package ear

import (
	"context"
	"fmt"
	"io"
)

// Limits of what is listened to.
const (
	maxSamples = Rate * 3600 // an hour; what comes after is not heard
	gulp       = 1 << 13     // samples read at once
)

// hear reads a sound as 16-bit samples; a number that is none is silence. Parts
// of done, 0–1, are told after each piece.
func hear(ctx context.Context, sound Sound, done func(float64)) ([]int16, error) {
	rate, channels, frames := sound.Shape()
	if rate != Rate || channels != 1 {
		return nil, fmt.Errorf("sounds are compared in mono at %d Hz, not %d channels at %d Hz", Rate, channels, rate)
	}
	out := make([]int16, 0, min(max(frames, gulp), maxSamples))
	buf := make([]float32, gulp)
	for idle := 0; len(out) < maxSamples; {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n, err := sound.Read(buf)
		if n < 0 || n > len(buf) {
			return nil, fmt.Errorf("read of %d samples returned %d", len(buf), n)
		}
		for _, v := range buf[:min(n, maxSamples-len(out))] {
			out = append(out, sample(v))
		}
		if frames > 0 {
			done(min(float64(len(out))/float64(frames), 1))
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if idle++; n > 0 {
			idle = 0
		}
		if idle == 100 {
			return nil, io.ErrNoProgress
		}
	}
	return out, nil
}

// sample brings a sample to 16 bits; half of full scale, so that what is mixed
// too loud is not cut.
func sample(v float32) int16 {
	const full = 1 << 14
	if v != v {
		return 0
	}
	return int16(min(max(v*full, -1<<15), 1<<15-1))
}
