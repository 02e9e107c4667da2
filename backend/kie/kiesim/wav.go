package kiesim

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"partlift/backend/music"
)

// Format is the form of rendered audio. The zero value means 44 100 Hz stereo.
type Format struct {
	Rate     int // samples a second: 44100 or 22050
	Channels int // 1 or 2
}

// tail is the silence after the last note's end in seconds, in which the
// sounds die away.
const tail = 1.5

// wavHeader is the size of what comes before the samples.
const wavHeader = 44

func (f Format) frames(s music.Song) int {
	return int(math.Ceil((s.End() + tail) * float64(f.Rate)))
}

// size is the length of the WAV file of a song in bytes.
func (f Format) size(s music.Song) int { return wavHeader + f.frames(s)*f.Channels*2 }

// RenderWAV plays the song and writes it as 16-bit PCM. Equal songs give equal
// bytes. The peak is -1 dBFS, unless there is nothing to hear.
func RenderWAV(w io.Writer, s music.Song, f Format) error {
	if f == (Format{}) {
		f = formats[0]
	}
	if f.Rate != 44100 && f.Rate != 22050 || f.Channels != 1 && f.Channels != 2 {
		return fmt.Errorf("no such audio format: %d Hz, %d channels", f.Rate, f.Channels)
	}
	left, right := play(s, f.Rate, f.frames(s))
	if f.Channels == 1 {
		mono(left, right)
		right = nil
	}
	normalize(left, right, true)
	_, err := w.Write(encode(left, right, f))
	return err
}

// renderFrames plays a part of a song at the level it has in the whole and
// returns the bytes of a mono WAV file of that many frames.
func renderFrames(part music.Song, f Format, frames int) []byte {
	left, right := play(part, f.Rate, frames)
	mono(left, right)
	normalize(left, nil, false)
	return encode(left, nil, f)
}

// mono puts the sum of both channels into left.
func mono(left, right []float32) {
	for i, r := range right {
		left[i] = (left[i] + r) * 0.5
	}
}

// normalize brings the peak down to -1 dBFS, and up to it when louder is set.
func normalize(left, right []float32, louder bool) {
	const ceiling = 0.891
	var peak float32
	for _, ch := range [][]float32{left, right} {
		for _, v := range ch {
			peak = max(peak, v, -v)
		}
	}
	if peak == 0 || peak <= ceiling && !louder {
		return
	}
	gain := ceiling / peak
	for _, ch := range [][]float32{left, right} {
		for i := range ch {
			ch[i] *= gain
		}
	}
}

// encode writes a WAV file; right is nil for mono.
func encode(left, right []float32, f Format) []byte {
	data := len(left) * f.Channels * 2
	b := make([]byte, 0, wavHeader+data)
	le := binary.LittleEndian
	b = append(b, "RIFF"...)
	b = le.AppendUint32(b, uint32(wavHeader-8+data))
	b = append(b, "WAVEfmt "...)
	b = le.AppendUint32(b, 16)
	b = le.AppendUint16(b, 1) // PCM
	b = le.AppendUint16(b, uint16(f.Channels))
	b = le.AppendUint32(b, uint32(f.Rate))
	b = le.AppendUint32(b, uint32(f.Rate*f.Channels*2))
	b = le.AppendUint16(b, uint16(f.Channels*2))
	b = le.AppendUint16(b, 16)
	b = append(b, "data"...)
	b = le.AppendUint32(b, uint32(data))
	for i := range left {
		b = le.AppendUint16(b, uint16(sample(left[i])))
		if right != nil {
			b = le.AppendUint16(b, uint16(sample(right[i])))
		}
	}
	return b
}

func sample(v float32) int16 { return int16(math.Round(float64(v) * 32767)) }
