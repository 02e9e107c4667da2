package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"math"

	"partlift/backend/player"
	"partlift/backend/say"
)

// wav writes samples and measures them.
type wav struct {
	rate    int
	float   bool
	to      *bufio.Writer
	frames  int64
	clipped int
	peak    float64
	power   float64
}

// play renders until the end; where that is in the midst of sound, the last
// 25 ms fade away.
func (w *wav) play(ctx context.Context, p *player.Player, r renderFlags) error {
	if _, err := w.to.Write(w.header()); err != nil {
		return err
	}
	var left, right [512]float32
	stop, end := int64(math.MaxInt64), int64(math.MaxInt64)
	if r.to > 0 {
		end = int64(math.Round((r.to - r.from) * float64(r.rate)))
		stop = max(0, end-int64(r.rate/40))
	}
	for p.Play(); w.frames < end && (p.Playing() || end < math.MaxInt64); {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(int64(len(left)), end-w.frames)
		if w.frames < stop {
			n = min(n, stop-w.frames)
		} else {
			p.Pause()
		}
		if err := p.Prepare(ctx, int(n)); err != nil {
			return err
		}
		p.Render(left[:n], right[:n])
		if err := w.write(left[:n], right[:n]); err != nil {
			return err
		}
	}
	return nil
}

func (w *wav) write(left, right []float32) error {
	for i := range left {
		for _, v := range [2]float32{left[i], right[i]} {
			m := math.Abs(float64(v))
			w.peak, w.power = math.Max(w.peak, m), w.power+m*m
			if m >= 1 {
				w.clipped++
			}
			if err := w.sample(v); err != nil {
				return err
			}
		}
	}
	w.frames += int64(len(left))
	if bytes := w.frames * w.frame(); bytes > math.MaxUint32-1024 {
		return &say.Trouble{Text: "The sound is too long for a WAV file.", Hint: "Choose a shorter stretch with --from and --to."}
	}
	return nil
}

func (w *wav) sample(v float32) error {
	var b [4]byte
	if w.float {
		binary.LittleEndian.PutUint32(b[:], math.Float32bits(v))
		_, err := w.to.Write(b[:4])
		return err
	}
	binary.LittleEndian.PutUint16(b[:], uint16(int16(math.RoundToEven(float64(min(max(v, -1), 1))*math.MaxInt16))))
	_, err := w.to.Write(b[:2])
	return err
}

// frame returns the bytes of a frame.
func (w *wav) frame() int64 {
	if w.float {
		return 8
	}
	return 4
}

// header returns the file's head for the frames written so far.
func (w *wav) header() []byte {
	size, format := uint32(w.frames*w.frame()), uint16(1)
	if w.float {
		format = 3
	}
	le := binary.LittleEndian
	b := append([]byte("RIFF"), 0, 0, 0, 0)
	b = append(b, "WAVEfmt \x10\x00\x00\x00"...)
	b = le.AppendUint16(b, format)
	b = le.AppendUint16(b, 2)
	b = le.AppendUint32(b, uint32(w.rate))
	b = le.AppendUint32(b, uint32(w.rate)*uint32(w.frame()))
	b = le.AppendUint16(b, uint16(w.frame()))
	b = le.AppendUint16(b, uint16(w.frame()*4))
	if w.float {
		b = append(b, "fact\x04\x00\x00\x00"...)
		b = le.AppendUint32(b, uint32(w.frames))
	}
	b = append(b, "data"...)
	b = le.AppendUint32(b, size)
	le.PutUint32(b[4:], uint32(len(b)-8)+size)
	return b
}
