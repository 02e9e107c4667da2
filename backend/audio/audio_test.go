package audio_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"partlift/backend/audio"
)

// The files in testdata are half a second of a sine at half of full scale, or
// of silence, made for these tests with sox, lame, flac and oggenc.

func load(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestProbeFiles(t *testing.T) {
	for name, want := range map[string]audio.Info{
		"tone.mp3":           {Format: "mp3", SampleRate: 44100, Channels: 2, Seconds: 0.5},
		"tone-vbr-id3v2.mp3": {Format: "mp3", SampleRate: 44100, Channels: 2, Seconds: 0.5},
		"low.mp3":            {Format: "mp3", SampleRate: 22050, Channels: 1, Seconds: 0.5},
		// These do not say what the encoder added, so it counts.
		"low-id3v1.mp3":     {Format: "mp3", SampleRate: 22050, Channels: 1, Seconds: 22 * 576 / 22050.0},
		"eight.mp3":         {Format: "mp3", SampleRate: 8000, Channels: 1, Seconds: 9 * 576 / 8000.0},
		"tone-untagged.mp3": {Format: "mp3", SampleRate: 44100, Channels: 2, Seconds: 21 * 1152 / 44100.0},
		"tone.flac":         {Format: "flac", SampleRate: 44100, Channels: 2, Seconds: 0.5},
		"piped.flac":        {Format: "flac", SampleRate: 44100, Channels: 2, Seconds: 0.5 + 11/44100.0}, // the wav header became sound
		"tone.ogg":          {Format: "ogg", SampleRate: 44100, Channels: 2, Seconds: 0.5},
		"chained.ogg":       {Format: "ogg", SampleRate: 44100, Channels: 2, Seconds: 1},
	} {
		got, err := audio.Probe(bytes.NewReader(load(t, name)), "misleading.wav")
		if err != nil || got.Format != want.Format || got.SampleRate != want.SampleRate || got.Channels != want.Channels ||
			math.Abs(got.Seconds-want.Seconds) > 1e-6 {
			t.Errorf("%s: got %+v, %v; want %+v", name, got, err, want)
		}
	}
}

func TestSilentFiles(t *testing.T) {
	for name, want := range map[string]struct {
		silent bool
		peak   float64 // at least, and no more than three times that
	}{
		"tone.mp3": {false, 0.2}, "tone-untagged.mp3": {false, 0.2}, "tone-vbr-id3v2.mp3": {false, 0.2}, "low.mp3": {false, 0.2},
		"tone.flac": {false, 0.2}, "tone.ogg": {false, 0.2}, "chained.ogg": {false, 0.2},
		"silence.mp3": {true, 0}, "low-silence.mp3": {true, 0}, "silence.flac": {true, 0}, "silence.ogg": {true, 0},
	} {
		silent, peak, err := audio.Silent(t.Context(), bytes.NewReader(load(t, name)), name, 0.001)
		if err != nil || silent != want.silent || (want.silent && peak > 0.001) || (!want.silent && peak < 0.001) {
			t.Errorf("%s: got %v, %g, %v", name, silent, peak, err)
		}
		// With a threshold that nothing reaches, the peak is that of the whole file.
		silent, peak, err = audio.Silent(t.Context(), bytes.NewReader(load(t, name)), name, 2)
		if err != nil || !silent || peak < want.peak || peak > 3*want.peak+0.001 {
			t.Errorf("%s: whole file: got %v, %g, %v", name, silent, peak, err)
		}
	}
}

// wave builds a wav file of the given chunks.
func wave(chunks ...[]byte) []byte {
	body := append([]byte("WAVE"), bytes.Join(chunks, nil)...)
	return chunk("RIFF", body)
}

func chunk(id string, body []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(id), uint32(len(body)))
	b = append(b, body...)
	if len(body)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

func format(tag, channels, rate, bits int) []byte {
	b := binary.LittleEndian.AppendUint16(nil, uint16(tag))
	b = binary.LittleEndian.AppendUint16(b, uint16(channels))
	b = binary.LittleEndian.AppendUint32(b, uint32(rate))
	b = binary.LittleEndian.AppendUint32(b, uint32(rate*channels*bits/8))
	b = binary.LittleEndian.AppendUint16(b, uint16(channels*bits/8))
	return binary.LittleEndian.AppendUint16(b, uint16(bits))
}

func extensible(sub, channels, rate, bits int) []byte {
	b := append(format(0xFFFE, channels, rate, bits), 22, 0, byte(bits), 0, 0, 0, 0, 0, byte(sub), 0)
	return append(b, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71)
}

func le[T any](values ...T) []byte {
	var b bytes.Buffer
	for _, v := range values {
		if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
			panic(err)
		}
	}
	return b.Bytes()
}

func TestWAV(t *testing.T) {
	long := wave(chunk("ds64", le[uint64](0, 4, 2, 0)), chunk("fmt ", format(1, 1, 8000, 16)), chunk("data", le[int16](0, 1<<14)))
	copy(long, "RF64")
	binary.LittleEndian.PutUint32(long[len(long)-8:], math.MaxUint32)
	streamed := wave(chunk("fmt ", format(1, 1, 8000, 16)), chunk("data", le[int16](0, 1<<14)))
	binary.LittleEndian.PutUint32(streamed[len(streamed)-8:], math.MaxUint32)
	for name, c := range map[string]struct {
		file   []byte
		peak   float64
		frames float64
		chans  int
	}{
		"8 bits":           {wave(chunk("fmt ", format(1, 1, 8000, 8)), chunk("data", []byte{128, 64, 192})), 0.5, 3, 1},
		"16 bits":          {wave(chunk("fmt ", format(1, 2, 8000, 16)), chunk("data", le[int16](0, -1<<14))), 0.5, 1, 2},
		"24 bits":          {wave(chunk("fmt ", format(1, 1, 8000, 24)), chunk("data", []byte{0, 0, 0xC0, 0, 0, 0})), 0.5, 2, 1},
		"32 bits":          {wave(chunk("fmt ", format(1, 1, 8000, 32)), chunk("data", le[int32](-1<<30))), 0.5, 1, 1},
		"float 32":         {wave(chunk("fmt ", format(3, 1, 8000, 32)), chunk("data", le[float32](0.25, -0.5))), 0.5, 2, 1},
		"float 64":         {wave(chunk("fmt ", format(3, 1, 8000, 64)), chunk("data", le(0.25, -0.5))), 0.5, 2, 1},
		"not a number":     {wave(chunk("fmt ", format(3, 1, 8000, 64)), chunk("data", le(math.NaN(), 0.5))), 0.5, 2, 1},
		"extensible":       {wave(chunk("fmt ", extensible(1, 2, 8000, 24)), chunk("data", []byte{0, 0, 0x40, 0, 0, 0})), 0.5, 1, 2},
		"extensible float": {wave(chunk("fmt ", extensible(3, 1, 8000, 32)), chunk("data", le[float32](0.5))), 0.5, 1, 1},
		"odd chunk before": {wave(chunk("LIST", []byte("odd")), chunk("fmt ", format(1, 1, 8000, 16)), chunk("data", le[int16](1<<14))), 0.5, 1, 1},
		"half a frame":     {wave(chunk("fmt ", format(1, 2, 8000, 16)), chunk("data", le[int16](1<<14, 0, 1<<15-1))), 0.5, 1, 2},
		"cut off":          {wave(chunk("fmt ", format(1, 1, 8000, 16)), chunk("data", le[int16](1<<14, 5, 5)))[:44+2], 0.5, 1, 1},
		"streamed":         {streamed, 0.5, 2, 1},
		"beyond 4 GB":      {long, 0.5, 2, 1},
		"no samples":       {wave(chunk("fmt ", format(1, 1, 8000, 16)), chunk("data", nil)), 0, 0, 1},
		"after a tag":      {append([]byte("ID3\x04\x00\x00\x00\x00\x00\x02xx"), wave(chunk("fmt ", format(1, 1, 8000, 16)), chunk("data", le[int16](1<<14)))...), 0.5, 1, 1},
	} {
		info, err := audio.Probe(bytes.NewReader(c.file), name)
		if want := (audio.Info{Format: "wav", SampleRate: 8000, Channels: c.chans, Seconds: c.frames / 8000}); err != nil || info != want {
			t.Errorf("%s: got %+v, %v; want %+v", name, info, err, want)
		}
		silent, peak, err := audio.Silent(t.Context(), bytes.NewReader(c.file), name, 0.5)
		if err != nil || !silent || peak != c.peak {
			t.Errorf("%s: got %v, %g, %v; want %g", name, silent, peak, err, c.peak)
		}
		if silent, _, err := audio.Silent(t.Context(), bytes.NewReader(c.file), name, 0.49); err != nil || silent != (c.peak == 0) {
			t.Errorf("%s: got %v, %v", name, silent, err)
		}
	}
}

func TestWhatIsNoAudioIsRefused(t *testing.T) {
	good := chunk("fmt ", format(1, 1, 8000, 16))
	noise := make([]byte, 100_000)
	for i := range noise {
		noise[i] = byte(i * i >> 3)
	}
	for name, file := range map[string][]byte{
		"empty":                 {},
		"three bytes":           []byte("RIF"),
		"text":                  []byte(strings.Repeat("no sound here. ", 1000)),
		"noise":                 noise,
		"only syncs":            bytes.Repeat([]byte{0xff}, 5000),
		"aiff":                  []byte("FORM\x00\x00\x00\x00AIFFCOMM"),
		"m4a":                   []byte("\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00"),
		"opus":                  load(t, "tone.opus"),
		"tag and nothing":       []byte("ID3\x04\x00\x00\x00\x00\x00\x00"),
		"tag past the end":      []byte("ID3\x04\x00\x00\x7f\x7f\x7f\x7fxxxx"),
		"tags for ever":         bytes.Repeat([]byte("ID3\x04\x00\x00\x00\x00\x00\x00"), 100),
		"wav without chunks":    wave(),
		"wav without format":    wave(chunk("data", le[int16](1))),
		"wav without data":      wave(good),
		"wav of many chunks":    wave(bytes.Repeat(chunk("junk", nil), 2000), good, chunk("data", nil)),
		"wav with ADPCM":        wave(chunk("fmt ", format(2, 1, 8000, 4)), chunk("data", nil)),
		"wav with 12 bits":      wave(chunk("fmt ", format(1, 1, 8000, 12)), chunk("data", nil)),
		"wav with no channel":   wave(chunk("fmt ", format(1, 0, 8000, 16)), chunk("data", nil)),
		"wav at 0 Hz":           wave(chunk("fmt ", format(1, 1, 0, 16)), chunk("data", nil)),
		"wav with short format": wave(chunk("fmt ", format(1, 1, 8000, 16)[:14]), chunk("data", nil)),
		"wav with a wrong size": wave(chunk("fmt ", append(format(1, 1, 8000, 16)[:12], 9, 0, 16, 0)), chunk("data", nil)),
		"wav extensible odd":    wave(chunk("fmt ", append(extensible(1, 1, 8000, 16)[:30], make([]byte, 10)...)), chunk("data", nil)),
		"flac of one header":    load(t, "tone.flac")[:20],
		"ogg of one page":       load(t, "tone.ogg")[:27],
		"mp3 of half a frame":   load(t, "tone-untagged.mp3")[:100],
	} {
		if info, err := audio.Probe(bytes.NewReader(file), "dir/"+name); !errors.Is(err, audio.ErrFormat) || !strings.HasPrefix(err.Error(), name+": ") {
			t.Errorf("%s: got %+v, %v", name, info, err)
		}
		if _, _, err := audio.Silent(t.Context(), bytes.NewReader(file), name, 0); !errors.Is(err, audio.ErrFormat) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// Damage at any place must end in an answer or ErrFormat.
func TestDamagedFilesNeverPanic(t *testing.T) {
	for _, name := range []string{"tone.mp3", "tone-vbr-id3v2.mp3", "tone.flac", "piped.flac", "tone.ogg"} {
		whole := load(t, name)
		step := max(len(whole)/25, 1)
		for at := 0; at < len(whole); at += step {
			for _, file := range [][]byte{whole[:at], append(bytes.Clone(whole[:at]), whole[min(at+step, len(whole)):]...), spoiled(whole, at)} {
				if _, err := audio.Probe(bytes.NewReader(file), name); err != nil && !errors.Is(err, audio.ErrFormat) {
					t.Errorf("%s at %d: %v", name, at, err)
				}
				if _, _, err := audio.Silent(t.Context(), bytes.NewReader(file), name, 2); err != nil && !errors.Is(err, audio.ErrFormat) {
					t.Errorf("%s at %d: %v", name, at, err)
				}
			}
		}
	}
}

func spoiled(b []byte, at int) []byte {
	b = bytes.Clone(b)
	for i := at; i < min(at+3, len(b)); i++ {
		b[i] ^= 0xff
	}
	return b
}

// broken fails in the middle of a file.
type broken struct {
	io.ReadSeeker
	r io.Reader
}

func (b broken) Read(p []byte) (int, error) { return b.r.Read(p) }

func TestFailureToReadIsNotCalledAFormat(t *testing.T) {
	failed := errors.New("disk failed")
	for _, name := range []string{"tone.mp3", "tone.flac", "tone.ogg"} {
		file := load(t, name)
		r := bytes.NewReader(file)
		b := broken{r, io.MultiReader(io.LimitReader(r, int64(len(file)/2)), iotest.ErrReader(failed))}
		if _, _, err := audio.Silent(t.Context(), b, name, 2); !errors.Is(err, failed) || errors.Is(err, audio.ErrFormat) {
			t.Errorf("%s: got %v", name, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, _, err := audio.Silent(ctx, bytes.NewReader(file), name, 2); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestIsAudio(t *testing.T) {
	for name, want := range map[string]bool{"a.wav": true, "A.MP3": true, "x/y.z.flac": true, "a.mid": false, "wav": false, "": false, "a.json": false, ".ogg": true} {
		if audio.IsAudio(name) != want {
			t.Errorf("%q: %v", name, !want)
		}
	}
}

func fuzzSeeds(f *testing.F) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil || len(files) == 0 {
		f.Fatal(err)
	}
	for _, path := range files {
		if strings.HasPrefix(filepath.Base(path), "sweep") {
			continue // long, and no other than the rest
		}
		f.Add(load(f, filepath.Base(path)))
	}
	f.Add(wave(chunk("fmt ", extensible(1, 2, 8000, 24)), chunk("data", []byte{0, 0, 0x40, 0, 0, 0})))
}

func FuzzProbe(f *testing.F) {
	fuzzSeeds(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		info, err := audio.Probe(bytes.NewReader(file), "x")
		switch {
		case err != nil && (!errors.Is(err, audio.ErrFormat) || info != audio.Info{}):
			t.Errorf("got %+v, %v", info, err)
		case err == nil && (info.Channels < 1 || info.SampleRate < 1 || !(info.Seconds >= 0) || math.IsInf(info.Seconds, 0)):
			t.Errorf("got %+v", info)
		}
	})
}

func FuzzSilent(f *testing.F) {
	fuzzSeeds(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		if _, peak, err := audio.Silent(t.Context(), bytes.NewReader(file), "x", math.Inf(1)); (err != nil && !errors.Is(err, audio.ErrFormat)) || !(peak >= 0) {
			t.Errorf("got %g, %v", peak, err)
		}
	})
}
