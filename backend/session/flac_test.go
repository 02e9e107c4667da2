package session_test

import (
	"bytes"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"testing"

	"partlift/backend/audio"
	"partlift/backend/session"
)

// flacOf is a WAV file as FLAC, with a stamp or without.
func flacOf(t testing.TB, wave []byte, stamp string) []byte {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "a.flac"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var tags [][2]string
	if stamp != "" {
		tags = [][2]string{{"TITLE", "é"}, {session.StampTag, stamp}}
	}
	if err := audio.EncodeTaggedFLAC(t.Context(), bytes.NewReader(wave), "a.wav", f, tags, nil); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// waveSamples is a sound with loud and quiet, the largest and the smallest numbers.
func waveSamples(frames int) (out []float32) {
	at := uint32(1)
	for i := range frames {
		at = at*1664525 + 1013904223
		out = append(out, float32(int32(at))/(1<<31)*float32(i%7)/6)
	}
	return append(out, 1, -1)
}

// A FLAC file holds the very samples of the WAV file that it was made of.
func TestFLACHoldsTheSamplesOfTheWave(t *testing.T) {
	for _, c := range []struct {
		rate, channels, bits, frames int
		pad                          int64
	}{{44100, 1, 16, 10, 0}, {48000, 2, 16, 4096, 5000}, {96000, 1, 24, 9001, 4096}, {44100, 2, 24, 12345, 1}, {47999, 2, 24, 8192, 10000}} {
		wave, w := wav(t, audio.WAVForm{Rate: c.rate, Channels: c.channels, Bits: c.bits}, c.pad, waveSamples(c.frames*c.channels))
		want, err := session.ReadSound(bytes.NewReader(wave))
		if err != nil {
			t.Fatal(err)
		}
		data := flacOf(t, wave, session.StampText("made+0", w.Sum()))
		got, err := session.ReadSound(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		want.Size, want.Sum, want.Stamp = int64(len(data)), crc32.ChecksumIEEE(data), "made+0"
		if got != want {
			t.Errorf("%+v: read %+v, want %+v", c, got, want)
		}
		one, two := decoded(t, wave, "a.wav"), decoded(t, data, "a.flac")
		if len(one) != len(two) {
			t.Fatalf("%+v: %d samples, want %d", c, len(two), len(one))
		}
		for i, v := range one {
			if two[i] != v {
				t.Fatalf("%+v: sample %d is %g, want %g", c, i, two[i], v)
			}
		}
	}
}

// decoded is all samples of a sound.
func decoded(t *testing.T, data []byte, name string) (out []float32) {
	t.Helper()
	d, err := audio.NewDecoder(t.Context(), bytes.NewReader(data), name)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	_, channels, _ := d.Shape()
	for buf := make([]float32, 4096*channels); ; {
		n, err := d.Read(buf)
		out = append(out, buf[:n*channels]...)
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// What is damaged is not taken for the sound, and a stamp of other samples is none.
func TestDamagedFLACIsRefused(t *testing.T) {
	wave, w := wav(t, audio.WAVForm{Rate: 44100, Channels: 1, Bits: 16}, 10, waveSamples(9000))
	good := flacOf(t, wave, session.StampText("made+0", w.Sum()))
	const length, sum = 8 + 17, 8 + 18 // of the sound, in the head
	for name, change := range map[string]func([]byte) []byte{
		"cut":            func(b []byte) []byte { return b[:len(b)-1] },
		"cut to a frame": func(b []byte) []byte { return b[:len(b)/2] },
		"a sample":       func(b []byte) []byte { b[len(b)-100] ^= 4; return b },
		"its length":     func(b []byte) []byte { b[length]++; return b },
		"its sum":        func(b []byte) []byte { b[sum]++; return b },
		"its depth":      func(b []byte) []byte { b[8+13] ^= 0x10; return b },
		"more behind":    func(b []byte) []byte { return append(b, "more"...) },
		"its mark":       func(b []byte) []byte { b[3] = 'X'; return b },
		"only the mark":  func(b []byte) []byte { return b[:4] },
	} {
		if got, err := session.ReadSound(bytes.NewReader(change(bytes.Clone(good)))); err == nil {
			t.Errorf("%s: read as %+v", name, got)
		}
	}
	for _, stamp := range []string{"", "made+0", session.StampText("made+0", w.Sum()+1)} {
		if got, err := session.ReadSound(bytes.NewReader(flacOf(t, wave, stamp))); err != nil || got.Stamp != "" {
			t.Errorf("%q gives the stamp %q, %v", stamp, got.Stamp, err)
		}
	}
}

func FuzzReadSound(f *testing.F) {
	wave, _ := wav(f, audio.WAVForm{Rate: 44100, Channels: 2, Bits: 24}, 10, waveSamples(600))
	f.Add(wave)
	f.Add(flacOf(f, wave, "made+0 00000000"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if w, err := session.ReadSound(bytes.NewReader(data)); err == nil && (w.Frames < 0 || w.Silent > w.Frames || w.Size != int64(len(data))) {
			t.Errorf("%+v of %d bytes", w, len(data))
		}
	})
}
