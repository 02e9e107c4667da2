package audio_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"partlift/backend/audio"
)

// The files named sweep hold what sweep computes: 132,377 frames of two
// channels at 44,100 Hz, or, with 22 in their name, 66,227 of one at 22,050 Hz.
// In the files named six every channel is a tone of its own. They were made with lame,
// flac, oggenc and ffmpeg.

func sweep(second float64, channel int) float64 {
	if channel == 0 {
		return .5 * math.Sin(2*math.Pi*(100*second+650*second*second))
	}
	return .4 * math.Sin(2*math.Pi*(3000*second-400*second*second))
}

func decoder(t testing.TB, file []byte, name string) *audio.Decoder {
	t.Helper()
	d, err := audio.NewDecoder(t.Context(), bytes.NewReader(file), name)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// all reads a sound to its end, in uneven pieces.
func all(t testing.TB, s audio.Sound) []float32 {
	t.Helper()
	_, channels, _ := s.Shape()
	var out []float32
	for size := 1; ; size = size*7%3001 + 1 {
		b := make([]float32, size*channels)
		n, err := s.Read(b)
		out = append(out, b[:n*channels]...)
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// off returns by how many frames a channel is late, and how alike it is to what
// it should be there, 1 being the same.
func off(got []float32, channels, channel, rate int) (late int, alike float64) {
	frames := len(got) / channels
	best := -1.0
	for lag := -80; lag <= 80; lag++ {
		var xy, xx, yy float64
		for i := 2000; i < frames-2000; i += 7 {
			x, y := float64(got[(i+lag)*channels+channel]), sweep(float64(i)/float64(rate), channel)
			xy, xx, yy = xy+x*y, xx+x*x, yy+y*y
		}
		if c := xy / math.Sqrt(xx*yy); c > best {
			best, late = c, lag
		}
	}
	return late, best
}

func TestDecodedSoundIsWhereItWas(t *testing.T) {
	for _, name := range []string{"sweep.mp3", "sweep-vbr.mp3", "sweep22.mp3", "sweep22.flac", "sweep.ogg"} {
		d := decoder(t, load(t, name), name)
		rate, channels, frames := d.Shape()
		want, wantRate, wantChannels := int64(132_377), 44_100, 2
		if strings.Contains(name, "22") {
			want, wantRate, wantChannels = 66_227, 22_050, 1
		}
		if rate != wantRate || channels != wantChannels || frames != want {
			t.Errorf("%s: %d frames of %d channels at %d Hz, want %d", name, frames, channels, rate, want)
			continue
		}
		got := all(t, d)
		if len(got) != int(want)*channels {
			t.Errorf("%s: %d frames were read, want %d", name, len(got)/channels, want)
			continue
		}
		for c := range channels {
			if late, alike := off(got, channels, c, rate); late != 0 || alike < .995 {
				t.Errorf("%s: channel %d is %d frames late and %.4f alike", name, c, late, alike)
			}
		}
	}
}

// After a seek come the very samples that come there without one.
func TestSeekIsExact(t *testing.T) {
	wav := wave(chunk("fmt ", format(1, 2, 8000, 16)), chunk("data", noise(40_000)))
	files := map[string][]byte{"x.wav": wav}
	for _, name := range []string{"sweep.mp3", "sweep-vbr.mp3", "sweep22.mp3", "sweep22.flac", "sweep.ogg", "chained.ogg", "pages.ogg", "packets.ogg", "piped.flac", "tone-untagged.mp3"} {
		files[name] = load(t, name)
	}
	for name, file := range files {
		whole := all(t, decoder(t, file, name))
		d := decoder(t, file, name)
		_, channels, frames := d.Shape()
		r := rand.New(rand.NewPCG(7, 7))
		places := []int64{0, 1, frames - 1, frames / 2, frames/2 + 1, 1151, 1152, 1153, 4096, frames, frames + 9, -5}
		for range 40 {
			places = append(places, r.Int64N(frames))
		}
		for _, at := range places {
			if err := d.SeekFrame(at); err != nil {
				t.Fatalf("%s: seek to %d: %v", name, at, err)
			}
			got := make([]float32, 700*channels)
			n := 0
			for n < 700 {
				k, err := d.Read(got[n*channels:])
				n += k
				if err == io.EOF {
					break
				} else if err != nil {
					t.Fatal(err)
				}
			}
			at = max(0, min(at, frames))
			if want := int(min(700, frames-at)); n != want {
				t.Errorf("%s at %d: %d frames, want %d", name, at, n, want)
				continue
			}
			for i, v := range got[:n*channels] {
				if v != whole[int(at)*channels+i] {
					t.Errorf("%s at %d: sample %d is %v, want %v", name, at, i, v, whole[int(at)*channels+i])
					break
				}
			}
		}
	}
}

// noise is 16-bit samples that never repeat.
func noise(samples int) []byte {
	r := rand.New(rand.NewPCG(1, 9))
	b := make([]byte, 0, 2*samples)
	for range samples {
		b = binary.LittleEndian.AppendUint16(b, uint16(r.Uint32()))
	}
	return b
}

func TestWAVSamples(t *testing.T) {
	for name, c := range map[string]struct {
		file []byte
		want []float32
	}{
		"8 bits":     {wave(chunk("fmt ", format(1, 1, 8000, 8)), chunk("data", []byte{0, 128, 192, 255})), []float32{-1, 0, .5, 127. / 128}},
		"16 bits":    {wave(chunk("fmt ", format(1, 2, 8000, 16)), chunk("data", le[int16](-1<<15, 1<<14, 0, 1))), []float32{-1, .5, 0, 1. / (1 << 15)}},
		"24 bits":    {wave(chunk("fmt ", format(1, 1, 8000, 24)), chunk("data", []byte{1, 0, 0, 0, 0, 0x80})), []float32{1. / (1 << 23), -1}},
		"32 bits":    {wave(chunk("fmt ", format(1, 1, 8000, 32)), chunk("data", le[int32](1<<30, -1<<31))), []float32{.5, -1}},
		"float":      {wave(chunk("fmt ", format(3, 1, 8000, 32)), chunk("data", le[float32](.25, -3))), []float32{.25, -3}},
		"double":     {wave(chunk("fmt ", format(3, 1, 8000, 64)), chunk("data", le(.25, -.5))), []float32{.25, -.5}},
		"damage":     {wave(chunk("fmt ", format(3, 1, 8000, 64)), chunk("data", le(math.NaN(), math.Inf(-1), 1e30, .5))), []float32{0, 0, 0, .5}},
		"extensible": {wave(chunk("fmt ", extensible(1, 2, 8000, 24)), chunk("data", []byte{0, 0, 0x40, 0, 0, 0xc0})), []float32{.5, -.5}},
		"late format": {wave(chunk("junk", []byte("odd")), chunk("fmt ", format(1, 1, 8000, 16)), chunk("fact", make([]byte, 4)), chunk("data", le[int16](1<<14)),
			chunk("LIST", []byte("after"))), []float32{.5}},
		"nothing": {wave(chunk("fmt ", format(1, 1, 8000, 16)), chunk("data", nil)), nil},
	} {
		got := all(t, decoder(t, c.file, name))
		if len(got) != len(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s: %v, want %v", name, got, c.want)
				break
			}
		}
	}
}

// share returns how much of a tone is in x.
func share(x []float32, hz float64, rate int) float64 {
	var re, im float64
	for i, v := range x {
		s, c := math.Sincos(2 * math.Pi * hz * float64(i) / float64(rate))
		re, im = re+float64(v)*c, im+float64(v)*s
	}
	return 2 * math.Hypot(re, im) / float64(len(x))
}

func TestSurroundIsMixedDown(t *testing.T) {
	for _, name := range []string{"six.flac", "five.ogg"} {
		d, err := audio.OpenNamed(t.Context(), filepath.Join("testdata", name), name)
		if err != nil {
			t.Fatal(err)
		}
		testSurround(t, name, d)
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
}

func testSurround(t *testing.T, name string, d *audio.Decoder) {
	rate, channels, _ := d.Shape()
	got := all(t, d)
	for c, hz := range []float64{300, 500, 700, 60, 1100, 1300}[:channels] {
		var one []float32
		for i := c; i < len(got); i += channels {
			one = append(one, got[i])
		}
		if s := share(one, hz, rate); math.Abs(s-.5) > .15 {
			t.Errorf("%s: channel %d holds %.2f of its tone at %g Hz, want .5", name, c, s, hz)
		}
	}
	if err := d.SeekFrame(0); err != nil {
		t.Fatal(err)
	}
	two, err := audio.NewConverter(d, rate, 2)
	if err != nil {
		t.Fatal(err)
	}
	mixed := all(t, two)
	k := 1 / (1 + math.Sqrt2)
	half := math.Sqrt2 / 2
	sides := []map[float64]float64{{300: 1, 500: 0, 700: half, 60: 0, 1100: half, 1300: 0}, {300: 0, 500: 1, 700: half, 60: 0, 1100: 0, 1300: half}}
	if channels == 5 {
		sides = []map[float64]float64{{300: 1, 500: 0, 700: half, 1100: 0}, {300: 0, 500: 1, 700: half, 1100: half}}
	}
	for side, want := range sides {
		var one []float32
		for i := side; i < len(mixed); i += 2 {
			one = append(one, mixed[i])
		}
		for hz, w := range want {
			if s := share(one, hz, rate); math.Abs(s-.5*w*k) > .02 {
				t.Errorf("%s: side %d holds %.3f of %g Hz, want %.3f", name, side, s, hz, .5*w*k)
			}
		}
	}
}
