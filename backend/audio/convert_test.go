package audio_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"partlift/backend/audio"
)

// pure is a tone without end or with one.
type pure struct {
	rate, channels int
	frames, at     int64
	hz             float64
	unknown        bool
}

func (p *pure) Shape() (int, int, int64) {
	if p.unknown {
		return p.rate, p.channels, -1
	}
	return p.rate, p.channels, p.frames
}

func (p *pure) SeekFrame(frame int64) error { p.at = frame; return nil }

func (p *pure) Read(samples []float32) (int, error) {
	n := int(min(int64(len(samples)/p.channels), p.frames-p.at, 777))
	if n <= 0 {
		return 0, io.EOF
	}
	for i := range n {
		v := float32(.5 * math.Sin(2*math.Pi*p.hz*float64(p.at+int64(i))/float64(p.rate)))
		for c := range p.channels {
			samples[i*p.channels+c] = v
		}
	}
	p.at += int64(n)
	return n, nil
}

var conversions = [][2]int{{44_100, 48_000}, {48_000, 44_100}, {44_100, 22_050}, {48_000, 22_050}, {96_000, 44_100}, {22_050, 44_100}, {8_000, 44_100}, {192_000, 48_000}, {44_099, 44_100}, {44_100, 44_100}}

// A tone that the new rate can hold keeps its level, phase and purity; one that
// it cannot hold is gone.
func TestConvertedTonesAreExactOrGone(t *testing.T) {
	for _, c := range conversions {
		from, to := c[0], c[1]
		for _, hz := range []float64{50, 1000, .42 * float64(min(from, to))} {
			src := &pure{rate: from, channels: 1, frames: int64(from), hz: hz}
			conv, err := audio.NewConverter(src, to, 1)
			if err != nil {
				t.Fatal(err)
			}
			got := all(t, conv)
			if want := (int64(from)*int64(to) + int64(from) - 1) / int64(from); int64(len(got)) != want {
				t.Errorf("%d to %d: %d frames, want %d", from, to, len(got), want)
			}
			worst := 0.0
			for i := to / 10; i < len(got)-to/10; i++ {
				worst = math.Max(worst, math.Abs(float64(got[i])-.5*math.Sin(2*math.Pi*hz*float64(i)/float64(to))))
			}
			if db := 20 * math.Log10(worst/.5); db > -80 {
				t.Errorf("%d to %d: a tone of %.0f Hz is off by %.0f dB", from, to, hz, db)
			}
		}
		if to < from {
			src := &pure{rate: from, channels: 1, frames: int64(from), hz: .51 * float64(to)}
			conv, err := audio.NewConverter(src, to, 1)
			if err != nil {
				t.Fatal(err)
			}
			worst := 0.0
			got := all(t, conv)
			for _, v := range got[to/10 : len(got)-to/10] {
				worst = math.Max(worst, math.Abs(float64(v)))
			}
			if db := 20 * math.Log10(worst/.5); to*10 < from*9 && db > -80 {
				t.Errorf("%d to %d: a tone above what it holds is at %.0f dB", from, to, db)
			}
		}
	}
}

func TestConvertedSoundSeeksExactly(t *testing.T) {
	for _, c := range conversions {
		conv, err := audio.NewConverter(&pure{rate: c[0], channels: 2, frames: 30_000, hz: 333}, c[1], 2)
		if err != nil {
			t.Fatal(err)
		}
		whole := all(t, conv)
		frames := len(whole) / 2
		for _, at := range []int{0, 1, 2, 100, 9_999, frames / 2, frames - 3, frames, frames - 1, 5} {
			if err := conv.SeekFrame(int64(at)); err != nil {
				t.Fatal(err)
			}
			got := make([]float32, 400)
			n, err := conv.Read(got)
			if want := max(0, min(200, frames-at)); n != want || (n == 0) != (err == io.EOF) || !slices.Equal(got[:2*n], whole[2*min(at, frames):][:2*n]) {
				t.Errorf("%v at %d: %d frames, want %d; %v", c, at, n, want, err)
			}
		}
	}
}

func TestConvertedSoundOfUnknownLengthEnds(t *testing.T) {
	conv, err := audio.NewConverter(&pure{rate: 44_100, channels: 1, frames: 10_000, hz: 99, unknown: true}, 22_050, 2)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := drain(conv); err != nil || n < 4_990 || n > 5_010 {
		t.Errorf("%d frames, %v", n, err)
	}
	if _, err := audio.NewConverter(&pure{rate: 44_100, channels: 1}, 0, 1); err == nil {
		t.Error("a rate of 0 is taken")
	}
	if _, err := audio.NewConverter(&pure{rate: 44_100, channels: 1}, 44_100, 3); err == nil {
		t.Error("three channels are taken")
	}
}

// long is a wav file that is nowhere: its samples are made when
// they are read.
type long struct {
	head []byte
	size int64
	at   int64
}

func newLong(seconds int64) *long {
	data := seconds * 44_100 * 4
	head := wave(chunk("fmt ", format(1, 2, 44_100, 16)), chunk("data", nil))
	copy(head[len(head)-4:], le(uint32(data)))
	return &long{head: head, size: int64(len(head)) + data}
}

func (l *long) Read(p []byte) (int, error) {
	if l.at >= l.size {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), l.size-l.at))
	for i := range n {
		if at := l.at + int64(i); at < int64(len(l.head)) {
			p[i] = l.head[at]
		} else {
			p[i] = byte(at * 37)
		}
	}
	l.at += int64(n)
	return n, nil
}

func (l *long) Seek(offset int64, whence int) (int64, error) {
	l.at = []int64{0, l.at, l.size}[whence] + offset
	return l.at, nil
}

// A long file, as the local engine reads it, takes a memory that has nothing to
// do with its length.
func TestLongFilesAreReadInLittleMemory(t *testing.T) {
	const seconds = 240
	d, err := audio.NewDecoder(t.Context(), newLong(seconds), "long.wav")
	if err != nil {
		t.Fatal(err)
	}
	conv, err := audio.NewConverter(d, 22_050, 1)
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	buffer, frames := make([]float32, 4096), 0
	for {
		n, err := conv.Read(buffer)
		frames += n
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := float64(frames) / 22_050; math.Abs(got-seconds) > .001 {
		t.Fatalf("%v s of %d", got, seconds)
	}
	runtime.ReadMemStats(&after)
	if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 6 {
		t.Errorf("%d MB were allocated on the way", took)
	}
}

func FuzzDecoder(f *testing.F) {
	fuzzSeeds(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		d, err := audio.NewDecoder(t.Context(), bytes.NewReader(file), "x")
		if err != nil {
			if !errors.Is(err, audio.ErrFormat) || audio.Sentence(err).Empty() {
				t.Fatal(err)
			}
			return
		}
		rate, channels, frames := d.Shape()
		if rate < 1 || channels < 1 || frames < 0 {
			t.Fatal(rate, channels, frames)
		}
		samples := make([]float32, 300*channels)
		for _, at := range []int64{0, frames / 2, frames - 1, 100} {
			err := d.SeekFrame(at)
			for n := 0; err == nil && n < 10; n++ {
				var k int
				k, err = d.Read(samples)
				for _, v := range samples[:k*channels] {
					if !(v >= -1024 && v <= 1024) {
						t.Fatalf("a sample is %v", v)
					}
				}
			}
			if err != nil && err != io.EOF && !errors.Is(err, audio.ErrFormat) {
				t.Fatal(err)
			}
		}
	})
}

// BenchmarkDecode reports how much faster than real time a core decodes.
func BenchmarkDecode(b *testing.B) {
	for _, name := range []string{"sweep.mp3", "sweep22.flac", "sweep.ogg", "sweep.wav"} {
		b.Run(filepath.Ext(name)[1:], func(b *testing.B) {
			var file []byte
			if name == "sweep.wav" {
				file = wave(chunk("fmt ", format(1, 2, 44_100, 16)), chunk("data", noise(2*132_377)))
			} else {
				file = load(b, name)
			}
			seconds := 0.0
			for b.Loop() {
				d := decoder(b, file, name)
				if _, err := drain(d); err != nil {
					b.Fatal(err)
				}
				seconds += d.Info().Seconds
			}
			b.ReportMetric(seconds/b.Elapsed().Seconds(), "x-real-time")
		})
	}
}

func BenchmarkConvert(b *testing.B) {
	for _, c := range [][3]int{{44_100, 48_000, 2}, {48_000, 44_100, 2}, {44_100, 22_050, 1}} {
		b.Run(fmt.Sprint(c[0], "-", c[1], "x", c[2]), func(b *testing.B) {
			src := decoder(b, wave(chunk("fmt ", format(1, 2, c[0], 16)), chunk("data", noise(20*c[0]))), "x")
			conv, err := audio.NewConverter(src, c[1], c[2])
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if err := conv.SeekFrame(0); err != nil {
					b.Fatal(err)
				}
				if _, err := drain(conv); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(10*float64(b.N)/b.Elapsed().Seconds(), "x-real-time")
		})
	}
}
