package layer3

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// decodeAll decodes frames of a bit rate that they tell.
func decodeAll(t testing.TB, b []byte) (out []float32, failed int) {
	t.Helper()
	var d Decoder
	buf := make([]float32, 2*SamplesMost)
	for len(b) > 0 {
		h, ok := ParseHeader(b)
		if !ok || h.Length() == 0 || h.Length() > len(b) {
			t.Fatalf("no frame where one should be: % x", b[:min(len(b), 4)])
		}
		n, _, err := d.Decode(b[:h.Length()], buf)
		if err != nil {
			failed++
		}
		out = append(out, buf[:n*h.Channels]...)
		b = b[h.Length():]
	}
	return out, failed
}

// references decodes streams by ffmpeg; nil where it is not installed.
func references(t testing.TB, streams [][]byte) [][]float32 {
	t.Helper()
	program, err := exec.LookPath("ffmpeg")
	if err != nil {
		return nil
	}
	dir := t.TempDir()
	in, out := []string{"-v", "error", "-nostdin"}, []string(nil)
	for i, s := range streams {
		path := filepath.Join(dir, fmt.Sprint(i))
		if err := os.WriteFile(path, s, 0o600); err != nil {
			t.Fatal(err)
		}
		in = append(in, "-f", "mp3", "-i", path)
		out = append(out, "-map", fmt.Sprint(i, ":a"), "-c:a", "pcm_f32le", "-f", "f32le", path+".raw")
	}
	if said, err := exec.CommandContext(t.Context(), program, append(in, out...)...).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v: %s", err, said)
	}
	sounds := make([][]float32, len(streams))
	for i := range streams {
		raw, err := os.ReadFile(filepath.Join(dir, fmt.Sprint(i, ".raw")))
		if err != nil {
			t.Fatal(err)
		}
		for ; len(raw) >= 4; raw = raw[4:] {
			sounds[i] = append(sounds[i], math.Float32frombits(binary.LittleEndian.Uint32(raw)))
		}
	}
	return sounds
}

// differ returns the root of the mean square of a difference, and of a sound.
func differ(a, b []float32) (difference, sound float64) {
	for i, v := range a {
		d := float64(v - b[i])
		difference += d * d
		sound += float64(v) * float64(v)
	}
	return math.Sqrt(difference / float64(len(a))), math.Sqrt(sound / float64(len(a)))
}

// sums are two numbers that tell a sound from others.
func sums(x []float32) (size, shape float64) {
	for i, v := range x {
		size += math.Abs(float64(v))
		shape += float64(v) * math.Cos(float64(i%1009))
	}
	return size, shape
}

// variant is what a stream has of what not all have.
type variant struct {
	name             string
	version, mode    int
	intensity, mixed bool
}

var variants = []variant{
	{"stereo", 1, 0, false, false}, {"joint", 1, modeJoint, false, false}, {"dual", 1, 2, false, false}, {"mono", 1, modeMono, false, false},
	{"intensity", 1, modeJoint, true, false}, {"mixed blocks", 1, modeJoint, true, true},
	{"stereo", 2, 0, false, false}, {"joint", 2, modeJoint, false, false}, {"dual", 2, 2, false, false}, {"mono", 2, modeMono, false, false},
	{"intensity", 2, modeJoint, true, false}, {"mixed blocks", 2, modeJoint, true, true},
	{"stereo", 3, 0, false, false}, {"joint", 3, modeJoint, false, false}, {"dual", 3, 2, false, false}, {"mono", 3, modeMono, false, false},
	{"intensity", 3, modeJoint, true, false}, {"mixed blocks", 3, modeJoint, true, true},
}

// agreed reports whether ffmpeg decodes a stream as the standard has it. Its
// bands of long blocks at 24,000 Hz are those of a draft, 330 instead of 332,
// and nobody says where mixed blocks change at 8,000 Hz.
func (v variant) agreed(rate int) bool { return rate != 24_000 && (rate != 8000 || !v.mixed) }

// Streams that use all there is, at every rate and bit rate, are decoded as by
// ffmpeg; where that is missing, as they were when it was there.
func TestEveryKindOfFrame(t *testing.T) {
	const frames = 12
	golden := goldenSums(t)
	for number, v := range variants {
		var streams [][]byte // on which ffmpeg agrees
		var sounds [][]float32
		for _, r := range rates {
			rate := r >> (v.version - 1)
			x := &random{Rand: rand.New(rand.NewPCG(uint64(number), uint64(rate))), intensity: v.intensity, mixed: v.mixed}
			var size, shape float64
			for _, kbit := range kbps[min(v.version-1, 1)][1:] {
				s := x.stream(v.version, rate, kbit, v.mode, frames)
				sound, failed := decodeAll(t, s)
				if failed > 0 {
					t.Errorf("%s, MPEG %d, %d Hz, %d kbit/s: %d frames failed", v.name, v.version, rate, kbit, failed)
				}
				a, b := sums(sound)
				if size, shape = size+a, shape+b; v.agreed(rate) {
					streams, sounds = append(streams, s), append(sounds, sound)
				}
			}
			key := fmt.Sprint(v.name, " ", rate)
			if want := golden[key]; !(math.Abs(size-want[0]) < 1e-5*want[0] && math.Abs(shape-want[1]) < 1e-5*want[0]) {
				t.Errorf("%q: {%.6f, %.6f}, want %v", key, size, shape, want)
			}
		}
		for i, want := range references(t, streams) {
			if len(sounds[i]) != len(want) {
				t.Errorf("%v, stream %d: %d samples, ffmpeg has %d", v, i, len(sounds[i]), len(want))
			} else if d, s := differ(sounds[i], want); !(d < 1e-6 && d < 1e-4*s) {
				t.Errorf("%v, stream %d: differs from ffmpeg by %.1e of %.1e", v, i, d, s)
			}
		}
	}
}

func goldenSums(t *testing.T) map[string][2]float64 {
	t.Helper()
	b, err := os.ReadFile("testdata/sums.json")
	if err != nil {
		t.Fatal(err)
	}
	var sums map[string][2]float64
	if err := json.Unmarshal(b, &sums); err != nil {
		t.Fatal(err)
	}
	return sums
}

func TestHeaders(t *testing.T) {
	for _, b := range [][]byte{nil, {0xff, 0xfb, 0x90}, {0xff, 0xfb, 0xf0, 0}, {0xff, 0xfb, 0x9c, 0}, {0xff, 0xeb, 0x90, 0}, {0xff, 0xfd, 0x90, 0}, {0xfe, 0xfb, 0x90, 0}, {0xff, 0x1b, 0x90, 0}} {
		if h, ok := ParseHeader(b); ok {
			t.Errorf("% x: %+v", b, h)
		}
	}
	for _, c := range []struct {
		b                          []byte
		rate, channels, kbit       int
		length, head, samples, ver int
	}{
		{[]byte{0xff, 0xfb, 0x90, 0x00}, 44_100, 2, 128, 417, 36, 1152, 1}, {[]byte{0xff, 0xfb, 0x92, 0x00}, 44_100, 2, 128, 418, 36, 1152, 1},
		{[]byte{0xff, 0xfa, 0x90, 0xc0}, 44_100, 1, 128, 417, 23, 1152, 1}, {[]byte{0xff, 0xf3, 0x40, 0xc0}, 22_050, 1, 32, 104, 13, 576, 2},
		{[]byte{0xff, 0xf3, 0x42, 0x40}, 22_050, 2, 32, 105, 21, 576, 2}, {[]byte{0xff, 0xe3, 0x18, 0xc0}, 8000, 1, 8, 72, 13, 576, 3}, {[]byte{0xff, 0xfb, 0x00, 0x00}, 44_100, 2, 0, 0, 36, 1152, 1},
	} {
		h, ok := ParseHeader(c.b)
		if !ok || h.Rate != c.rate || h.Channels != c.channels || h.Kbps != c.kbit || h.Length() != c.length || h.Head() != c.head || h.Samples != c.samples || h.Version != c.ver {
			t.Errorf("% x: %+v, %v, %d bytes, %d of them before the sound", c.b, h, ok, h.Length(), h.Head())
		}
	}
}

// A decoder that begins in the middle is as far as the very samples after some
// frames, and says what it lacks.
func TestBeginInTheMiddle(t *testing.T) {
	x := &random{Rand: rand.New(rand.NewPCG(3, 3))}
	s := x.stream(1, 44_100, 96, modeJoint, 30)
	want, _ := decodeAll(t, s)
	skipped, lacking := 0, 0
	for range 20 {
		h, _ := ParseHeader(s)
		s, skipped = s[h.Length():], skipped+h.Samples*h.Channels
		got, failed := decodeAll(t, s)
		lacking += failed
		const settled = 6 * 1152 * 2
		if d, _ := differ(got[settled:], want[skipped+settled:]); d != 0 {
			t.Errorf("from sample %d on it differs by %g", skipped, d)
		}
	}
	if lacking == 0 {
		t.Error("no frame lacks what it needs")
	}
}

// What is damaged ends in silence and an error, never in a panic or in a number
// that is none.
func FuzzDecode(f *testing.F) {
	x := &random{Rand: rand.New(rand.NewPCG(4, 4)), intensity: true, mixed: true}
	for version := 1; version <= 3; version++ {
		for mode := range 4 {
			f.Add(x.stream(version, 44_100>>(version-1), 64, mode, 4))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var d Decoder
		out := make([]float32, 2*SamplesMost)
		for len(b) > 4 {
			h, ok := ParseHeader(b)
			length := h.Length()
			if !ok || length == 0 {
				length = int(b[0])%200 + 40
			}
			n, h, err := d.Decode(b[:min(length, len(b))], out)
			if n != h.Samples && err == nil {
				t.Fatalf("%d samples of %d", n, h.Samples)
			}
			for _, v := range out[:n*h.Channels] {
				if v != v || math.IsInf(float64(v), 0) {
					t.Fatalf("a sample is %v", v)
				}
			}
			b = b[min(length, len(b)):]
		}
	})
}

func TestEncoderRefusesWhatThereIsNot(t *testing.T) {
	for _, c := range [][3]int{{44_100, 2, 8}, {44_100, 3, 128}, {44_100, 0, 128}, {22_050, 2, 192}, {44_099, 2, 128}, {96_000, 2, 128}, {44_100, 2, 0}} {
		if _, err := NewEncoder(c[0], c[1], c[2]); err == nil {
			t.Errorf("%v is taken", c)
		}
	}
}

// Whatever goes in, frames of the right length come out, which can be decoded.
func TestEncoderTakesAnySound(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for _, c := range [][3]int{{44_100, 2, 320}, {44_100, 2, 32}, {48_000, 1, 32}, {24_000, 2, 8}, {8000, 1, 8}, {8000, 2, 160}, {32_000, 2, 40}} {
		e, err := NewEncoder(c[0], c[1], c[2])
		if err != nil {
			t.Fatal(err)
		}
		in := make([]float32, e.Samples()*c[1])
		var stream []byte
		const frames = 40
		for n := range frames {
			for i := range in {
				switch n % 5 {
				case 0:
					in[i] = float32(r.NormFloat64())
				case 1:
					in[i] = float32(i%2*2 - 1) // the highest tone, as loud as can be
				case 2:
					in[i] = 100 * float32(r.NormFloat64())
				case 3:
					in[i] = 0
				case 4:
					in[i] = 1e-6 * float32(r.NormFloat64())
				}
			}
			stream = append(stream, e.Encode(in)...)
		}
		if want := float64(frames*e.Samples()*c[2]) * 125 / float64(c[0]); math.Abs(float64(len(stream))-want) > 1 {
			t.Errorf("%v: %d bytes, want %.0f", c, len(stream), want)
		}
		if _, failed := decodeAll(t, stream); failed > 0 {
			t.Errorf("%v: %d frames cannot be decoded", c, failed)
		}
	}
}
