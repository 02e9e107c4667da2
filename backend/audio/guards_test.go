package audio_test

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"partlift/backend/audio"
	"partlift/backend/audio/layer3"
)

// An mp3 that was cut off has no padding of its encoder at its end: all that
// its frames hold is the song's.
func TestACutOffMP3IsReadToItsLastSample(t *testing.T) {
	file := encodedMP3(t, tones(16, 2, 44_100, 100_000), 128)
	h, _ := layer3.ParseHeader(file)
	at, frames := h.Length(), 0
	for at < len(file)/2 {
		h, _ := layer3.ParseHeader(file[at:])
		at, frames = at+h.Length(), frames+1
	}
	got, info := heard(t, file[:at], "x.mp3")
	if want := frames*1152 - layer3.EncoderDelay - layer3.Delay; len(got) != 2*want || !info.Flaws.Cut {
		t.Errorf("%d samples of each channel, want %d; %+v", len(got)/2, want, info.Flaws)
	}
}

// What the encoder adds behind the song is silence.
func TestNothingOfTheSongComesTwice(t *testing.T) {
	file := encodedMP3(t, tones(16, 1, 44_100, 1152+96), 128)
	var d layer3.Decoder
	buf, all := make([]float32, 2*layer3.SamplesMost), []float32(nil)
	for len(file) > 0 {
		h, _ := layer3.ParseHeader(file)
		n, _, err := d.Decode(file[:h.Length()], buf)
		if err != nil {
			t.Fatal(err)
		}
		all, file = append(all, buf[:n]...), file[h.Length():]
	}
	const end = 1152 + 1152 + 96 + layer3.EncoderDelay + layer3.Delay + 600 // the first frame tells of the others
	for i, v := range all[end:] {
		if v > .01 || v < -.01 {
			t.Fatalf("%d samples after the end there is %g", i, v)
		}
	}
}

// Some absurdly loud samples make no sound that has to be divided.
func TestSomeLoudFloatsAreNotScaled(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	var file []float32
	for range 50_000 {
		v := float32(r.Float64() - .5)
		if r.IntN(10) == 0 {
			v *= 500
		}
		file = append(file, v)
	}
	got, info := heard(t, wave(chunk("fmt ", format(3, 1, 8000, 32)), chunk("data", le(file...))), "x.wav")
	if !slices.Equal(got, file) || info.Flaws.Loud {
		t.Errorf("%+v", info.Flaws)
	}
}

// The head of a flac file tells where the song ends, though frames may follow;
// a frame that comes twice is heard once.
func TestFramesBeyondAndTwice(t *testing.T) {
	good := songs(t)["x.flac"]
	want, _ := heard(t, good, "x.flac")
	short := slices.Clone(good)
	const frames = 50_000
	copy(short[21:], []byte{short[21] & 0xf0, 0, frames >> 16, frames >> 8 & 0xff, frames & 0xff})
	if got, info := heard(t, short, "short"); !slices.Equal(got, want[:2*frames]) || info.Flaws != (audio.Flaws{}) {
		t.Errorf("%d samples, want %d; %+v", len(got), 2*frames, info.Flaws)
	}
	first := bytes.Index(good[10_000:], []byte{0xff, 0xf8}) + 10_000
	second := bytes.Index(good[first+1000:], []byte{0xff, 0xf8}) + first + 1000
	third := bytes.Index(good[second+1000:], []byte{0xff, 0xf8}) + second + 1000
	if got, info := heard(t, slices.Concat(good[:third], good[first:]), "twice"); !slices.Equal(got, want) || info.Flaws != (audio.Flaws{}) {
		t.Errorf("twice: %d samples, want %d; %+v", len(got), len(want), info.Flaws)
	}
}

// A chunk of odd length without its pad byte is not followed by what the bytes
// after it seem to be.
func TestUnpaddedChunkBeforeAShortSound(t *testing.T) {
	data := append(make([]byte, 8), noise(0x9c)...) // 0x140 bytes: the length begins with a letter
	file := wave(chunk("fmt ", format(1, 1, 8000, 16)), unpadded("LIST", []byte("odd")), chunk("data", data))
	if got, _ := heard(t, file, "x.wav"); len(got) != len(data)/2 {
		t.Errorf("%d samples, want %d", len(got), len(data)/2)
	}
}

func TestG711IsWhatFFmpegReads(t *testing.T) {
	codes := make([]byte, 256)
	for i := range codes {
		codes[i] = byte(i)
	}
	for tag, name := range map[int]string{6: "A-law", 7: "mu-law"} {
		file := wave(chunk("fmt ", format(tag, 1, 8000, 8)), chunk("data", codes))
		got, _ := heard(t, file, name)
		last := math.Inf(-1)
		positive := append(slices.Clone(got[:128]), got[128:]...)
		slices.Sort(positive)
		for _, v := range positive {
			if float64(v) < last {
				t.Errorf("%s: out of order", name)
			}
			last = float64(v)
		}
		if want := ffmpegSamples(t, file, ".wav"); want != nil && !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}
