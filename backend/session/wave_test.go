package session_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"testing"

	"partlift/backend/audio"
	"partlift/backend/session"
)

// wav writes a file with silence in front and something behind.
func wav(t testing.TB, form audio.WAVForm, pad int64, samples []float32) ([]byte, *audio.WAVWriter) {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "a.wav"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := audio.NewWAVWriter(f, form)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{w.Silence(pad), w.Write(samples), w.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	return data, w
}

func TestWavesAreReadAgain(t *testing.T) {
	for _, c := range []struct {
		channels, bits int
		pad            int64
	}{{1, 16, 0}, {2, 16, 5000}, {1, 24, 3}, {2, 24, 1}} {
		samples := []float32{0.5, -0.5, 1.5, -1.5, 0.25, 0}
		data, w := wav(t, audio.WAVForm{Rate: 44100, Channels: c.channels, Bits: c.bits, Title: "é & <b>", Note: "note"}, c.pad, samples)
		got, err := session.ReadWave(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		frames := c.pad + int64(len(samples)/c.channels)
		want := session.Wave{Rate: 44100, Channels: c.channels, Bits: c.bits, Frames: frames, Silent: c.pad, Data: w.Sum(), Sum: crc32.ChecksumIEEE(data), Size: int64(len(data))}
		if got != want || w.Frames() != frames || w.Peak() != 1.5 {
			t.Errorf("%+v: read %+v, want %+v, peak %g", c, got, want, w.Peak())
		}
		s := &session.Sound{File: "a.wav", Channels: c.channels, Bits: c.bits, Frames: frames, Pad: c.pad, Data: w.Sum()}
		if r := session.CompareWave(s, 44100, got); !r.OK {
			t.Errorf("%+v: %+v", c, r)
		}
		for i, change := range []func(*session.Wave){
			func(w *session.Wave) { w.Rate++ }, func(w *session.Wave) { w.Channels++ }, func(w *session.Wave) { w.Bits += 8 }, func(w *session.Wave) { w.Frames++ },
			func(w *session.Wave) { w.Silent-- }, func(w *session.Wave) { w.Reference++ }, func(w *session.Wave) { w.Data++ },
		} {
			other := got
			change(&other)
			if r := session.CompareWave(s, 44100, other); r.OK {
				t.Errorf("%+v: change %d passes", c, i)
			}
		}
	}
}

// What other programs read is what was meant.
func TestWavesAreDecoded(t *testing.T) {
	data, _ := wav(t, audio.WAVForm{Rate: 48000, Channels: 2, Bits: 24}, 2, []float32{0.5, -0.25, 1, -1})
	d, err := audio.NewDecoder(t.Context(), bytes.NewReader(data), "a.wav")
	if err != nil {
		t.Fatal(err)
	}
	buf := make([]float32, 64)
	n, err := d.Read(buf)
	if err != nil && err != io.EOF {
		t.Fatal(err)
	}
	want := []float32{0, 0, 0, 0, 0.5, -0.25, 1, -1}
	for i := range want {
		if n != 4 || buf[i] < want[i]-1e-6 || buf[i] > want[i]+1e-6 {
			t.Fatalf("%d frames %v, want %v", n, buf[:2*n], want)
		}
	}
	if d.WAVBits() != 24 {
		t.Errorf("%d bits are called %d", 24, d.WAVBits())
	}
}

func TestBrokenWavesAreRefused(t *testing.T) {
	data, _ := wav(t, audio.WAVForm{Rate: 44100, Channels: 1, Bits: 24, Title: "t"}, 1, []float32{1, 1})
	for n := range data {
		if _, err := session.ReadWave(bytes.NewReader(data[:n])); err == nil {
			t.Fatalf("the first %d of %d bytes pass", n, len(data))
		}
	}
	if _, err := session.ReadWave(bytes.NewReader(append(bytes.Clone(data), 0))); err == nil {
		t.Error("a byte too many passes")
	}
	at := bytes.Index(data, []byte("fmt ")) + 8
	for off, v := range map[int]uint16{0: 3, 2: 0, 4: 1, 8: 1, 12: 4, 14: 20} {
		bad := bytes.Clone(data)
		binary.LittleEndian.PutUint16(bad[at+off:], v)
		if w, err := session.ReadWave(bytes.NewReader(bad)); err == nil {
			t.Errorf("%d at %d of the format passes: %+v", v, off, w)
		}
	}
}

func FuzzReadWave(f *testing.F) {
	data, _ := wav(f, audio.WAVForm{Rate: 44100, Channels: 2, Bits: 16, Title: "t"}, 1, []float32{1, 1})
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		if w, err := session.ReadWave(bytes.NewReader(data)); err == nil && (w.Size != int64(len(data)) || w.Frames < 0) {
			t.Errorf("%+v of %d bytes", w, len(data))
		}
	})
}
