package audio_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"partlift/backend/audio"
)

// headedWAV is a WAV file of so many bytes of sound, 16-bit stereo, with a chunk in
// front of them.
func headedWAV(rate uint32, data int) []byte {
	le := binary.LittleEndian
	b := append([]byte("RIFF"), le.AppendUint32(nil, uint32(100+data))...)
	b = append(b, "WAVEJUNK\x03\x00\x00\x00abc\x00fmt \x10\x00\x00\x00\x01\x00\x02\x00"...)
	b = le.AppendUint32(le.AppendUint32(b, rate), 4*rate)
	b = append(b, "\x04\x00\x10\x00data"...)
	return append(le.AppendUint32(b, uint32(data)), make([]byte, data)...)
}

func aiffOf(frames uint32) []byte {
	b := append([]byte("FORM\x00\x00\x00\x00AIFFANNO\x00\x00\x00\x01x\x00COMM\x00\x00\x00\x12\x00\x02"), binary.BigEndian.AppendUint32(nil, frames)...)
	return append(b, "\x00\x10\x40\x0e\xac\x44\x00\x00\x00\x00\x00\x00"...) // 16 bits, 44100 Hz
}

func TestLengthByTheHead(t *testing.T) {
	wav := headedWAV(8000, 64000)
	piped := headedWAV(8000, 64000)
	copy(piped[52:], "\xff\xff\xff\xff") // as recorders write that do not know
	for name, c := range map[string]struct {
		head []byte
		size int64
		want float64
	}{
		"wav": {wav[:200], int64(len(wav)), 2}, "cut off": {wav[:200], int64(len(wav)) - 32000, 1}, "of unknown length": {piped[:200], int64(len(piped)), 2},
		"flac": {load(t, "tone.flac"), 0, 0.5}, "aiff": {aiffOf(88200), 0, 2},
		"mp3": {load(t, "tone.mp3"), 1, 0}, "short": {wav[:41], 100, 0}, "no data yet": {wav[:44], 100, 0}, "a flac of unknown length": {load(t, "piped.flac"), 0, 0},
		"a wav of no rate": {headedWAV(0, 100), 156, 0}, "an aiff without its head": {aiffOf(1)[:30], 30, 0}, "empty": {headedWAV(8000, 0), 56, 0},
	} {
		got, ok := audio.Length(c.head, c.size)
		if ok != (c.want > 0) || math.Abs(got-c.want) > 1e-3 {
			t.Errorf("%s: %v, %v, want %v", name, got, ok, c.want)
		}
	}
}

func FuzzLength(f *testing.F) {
	f.Add(headedWAV(8000, 64), int64(100))
	f.Add(aiffOf(9), int64(100))
	f.Add(append(bytes.Repeat([]byte{0xff}, 60), 0), int64(-1))
	f.Fuzz(func(t *testing.T, head []byte, size int64) {
		if s, ok := audio.Length(head, size); ok && (!(s > 0) || math.IsInf(s, 0)) {
			t.Fatal(s)
		}
	})
}
