package audio_test

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"partlift/backend/audio"
)

// tones is a wav file of some tones and noise, different in every channel.
func tones(bits, channels, rate, frames int) []byte {
	var data []byte
	noisy := noise(frames * channels)
	for i := range frames {
		for c := range channels {
			t := float64(i) / float64(rate)
			v := .3*math.Sin(2*math.Pi*220*float64(c+1)*t) + .2*math.Sin(2*math.Pi*733*t) + float64(int16(binary.LittleEndian.Uint16(noisy[2*(i*channels+c):])))/(1<<22)
			k := int32(math.Round(v * float64(int64(1)<<(bits-1))))
			switch bits {
			case 8:
				data = append(data, byte(k+128))
			case 16:
				data = append(data, le(int16(k))...)
			case 24:
				data = append(data, byte(k), byte(k>>8), byte(k>>16))
			default:
				data = append(data, le(k)...)
			}
		}
	}
	return wave(chunk("fmt ", format(1, channels, rate, bits)), chunk("data", data))
}

// file is memory that can be written and gone back in.
type file struct {
	b  []byte
	at int
}

func (f *file) Write(p []byte) (int, error) {
	f.b = append(f.b[:f.at], append(slices.Clone(p), f.b[min(f.at+len(p), len(f.b)):]...)...)
	f.at += len(p)
	return len(p), nil
}

func (f *file) Seek(offset int64, whence int) (int64, error) {
	f.at = []int{0, f.at, len(f.b)}[whence] + int(offset)
	return int64(f.at), nil
}

// onlyWriter hides that there is more than Write.
type onlyWriter struct{ io.Writer }

func TestFLACIsWrittenWithoutLoss(t *testing.T) {
	silence := wave(chunk("fmt ", format(1, 2, 44_100, 16)), chunk("data", make([]byte, 40_000)))
	loud := wave(chunk("fmt ", format(1, 1, 44_100, 16)), chunk("data", noise(50_000)))
	loud24 := wave(chunk("fmt ", format(1, 2, 44_100, 24)), chunk("data", noise(90_000)))
	square := wave(chunk("fmt ", format(1, 2, 8000, 24)), chunk("data", bytes.Repeat([]byte{0xff, 0xff, 0x7f, 0, 0, 0x80, 0, 0, 0x80, 0xff, 0xff, 0x7f}, 9000)))
	for name, c := range map[string]struct {
		file []byte
		most float64 // size, as a share of the samples'
	}{
		"8 bits mono":     {tones(8, 1, 8000, 20_000), .7},
		"16 bits mono":    {tones(16, 1, 44_100, 50_001), .65},
		"16 bits stereo":  {tones(16, 2, 44_100, 50_000), .65},
		"24 bits stereo":  {tones(24, 2, 96_000, 50_000), .75},
		"six channels":    {tones(16, 6, 48_000, 20_000), .65},
		"odd rate":        {tones(16, 1, 44_099, 5000), .7},
		"a high odd rate": {tones(16, 1, 123_457, 5000), .7},
		"one frame":       {tones(16, 2, 44_100, 1), 99},
		"three frames":    {tones(16, 2, 44_100, 3), 99},
		"a block":         {tones(16, 2, 44_100, 4096), .65},
		"a block and one": {tones(16, 2, 44_100, 4097), .65},
		"silence":         {silence, .05},
		"noise":           {loud, 1.01},
		"noise, 24 bits":  {loud24, 1.01},
		"the extremes":    {square, 1.01},
		"mp3":             {load(t, "sweep.mp3"), 99},
		"ogg":             {load(t, "sweep.ogg"), 99},
		"flac":            {load(t, "sweep22.flac"), 99},
		"five channels":   {load(t, "five.ogg"), 99},
	} {
		want := all(t, decoder(t, c.file, name))
		var out file
		var steps []int64
		err := audio.EncodeFLAC(t.Context(), bytes.NewReader(c.file), name, &out, func(done, total int64) { steps = append(steps, done, total) })
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		d := decoder(t, out.b, name)
		got := all(t, d)
		rate, channels, frames := d.Shape()
		if share := float64(len(out.b)) / float64(len(c.file)); share > c.most {
			t.Errorf("%s: %.2f of the size, want %.2f", name, share, c.most)
		}
		if len(got) != len(want) || int(frames)*channels != len(want) || len(steps) == 0 || steps[len(steps)-2] != frames || steps[len(steps)-1] != frames {
			t.Errorf("%s: %d samples of %d, want %d; %v", name, len(got), frames, len(want), steps)
			continue
		}
		lossy := name == "mp3" || name == "ogg" || name == "five channels"
		for i, v := range got {
			w := want[i]
			if lossy {
				w = float32(min(max(math.RoundToEven(float64(w)*(1<<15)), -1<<15), 1<<15-1)) / (1 << 15)
			}
			if v != w {
				t.Errorf("%s: sample %d is %v, want %v", name, i, v, w)
				break
			}
		}
		if sum := flacSum(t, out.b); sum != flacChecksum(got, bitsOf(t, out.b)) {
			t.Errorf("%s: the checksum in the head is wrong", name)
		}
		if low, high := binary.BigEndian.Uint16(out.b[8:]), binary.BigEndian.Uint16(out.b[10:]); low != high {
			t.Errorf("%s: blocks of %d to %d", name, low, high)
		}
		testFLACProgram(t, name, out.b, got, rate)

		var straight bytes.Buffer
		if err := audio.EncodeFLAC(t.Context(), bytes.NewReader(c.file), name, onlyWriter{&straight}, nil); err != nil {
			t.Error(err)
		}
		if n := len(all(t, decoder(t, straight.Bytes(), name))); n != len(want) {
			t.Errorf("%s, to a pipe: %d samples, want %d", name, n, len(want))
		}
	}
}

func flacSum(t *testing.T, b []byte) (sum [16]byte) {
	t.Helper()
	copy(sum[:], b[26:42])
	return sum
}

func bitsOf(t *testing.T, b []byte) int {
	t.Helper()
	return int(binary.BigEndian.Uint16(b[20:])>>4&31) + 1
}

// flacChecksum is the MD5 of samples as FLAC has it.
func flacChecksum(samples []float32, bits int) [16]byte {
	var b []byte
	for _, v := range samples {
		k := int32(float64(v) * float64(int64(1)<<(bits-1)))
		for n := 0; n < bits; n += 8 {
			b = append(b, byte(k>>n))
		}
	}
	return md5.Sum(b)
}

// testFLACProgram lets the reference program judge, where it is installed.
func testFLACProgram(t *testing.T, name string, file []byte, want []float32, rate int) {
	t.Helper()
	program, err := exec.LookPath("flac")
	if err != nil || rate > 96_000 { // what it tests more strictly than the format is
		return
	}
	path := filepath.Join(t.TempDir(), "x.flac")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.CommandContext(t.Context(), program, "-t", "-s", "-w", path).CombinedOutput(); err != nil {
		t.Errorf("%s: flac -t: %v: %s", name, err, said)
	}
}

func TestEncodingStopsWithItsContextAndItsWriter(t *testing.T) {
	src := tones(16, 2, 44_100, 100_000)
	ctx, cancel := context.WithCancel(t.Context())
	err := audio.EncodeFLAC(ctx, bytes.NewReader(src), "x.wav", io.Discard, func(done, total int64) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	full := errors.New("disk full")
	if err := audio.EncodeFLAC(t.Context(), bytes.NewReader(src), "x.wav", failing{full}, nil); !errors.Is(err, full) || errors.Is(err, audio.ErrFormat) {
		t.Error(err)
	}
	if err := audio.EncodeFLAC(t.Context(), bytes.NewReader([]byte("no sound, but some words of text")), "dir/x.wav", io.Discard, nil); !errors.Is(err, audio.ErrFormat) || err.Error()[:5] != "x.wav" {
		t.Error(err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func BenchmarkEncodeFLAC(b *testing.B) {
	src := tones(16, 2, 44_100, 441_000)
	for b.Loop() {
		if err := audio.EncodeFLAC(b.Context(), bytes.NewReader(src), "x", io.Discard, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(10*float64(b.N)/b.Elapsed().Seconds(), "x-real-time")
}
