package audio_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"partlift/backend/audio"
)

// ratio is how much louder the sound is than what differs, in dB.
func ratio(want, got []float32) float64 {
	var sound, noise float64
	for i, v := range want {
		sound += float64(v) * float64(v)
		d := float64(got[i] - v)
		noise += d * d
	}
	return 10 * math.Log10(sound/noise)
}

func encodedMP3(t testing.TB, file []byte, kbps int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := audio.EncodeMP3(t.Context(), bytes.NewReader(file), "x", &out, kbps, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// ffmpegSamples decodes by ffmpeg, which reads tags too; none where it is not
// installed.
func ffmpegSamples(t testing.TB, file []byte, ending string) []float32 {
	t.Helper()
	program, err := exec.LookPath("ffmpeg")
	if err != nil {
		return nil
	}
	path := filepath.Join(t.TempDir(), "x"+ending)
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, "-v", "error", "-i", path, "-c:a", "pcm_f32le", "-f", "f32le", "-")
	var said bytes.Buffer
	cmd.Stderr = &said
	raw, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, &said)
	}
	out := make([]float32, len(raw)/4)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return out
}

// Every frame comes back at its time, and hardly changed.
func TestMP3IsWrittenAtItsTime(t *testing.T) {
	for _, c := range []struct {
		rate, channels, kbps, frames int
		least                        float64 // dB
	}{
		{44_100, 2, 192, 100_000, 30}, {44_100, 2, 320, 100_001, 40}, {44_100, 2, 128, 100_002, 22}, {44_100, 1, 96, 50_000, 25}, {48_000, 2, 192, 99_999, 30},
		{32_000, 2, 160, 70_000, 30}, {22_050, 2, 96, 66_000, 25}, {24_000, 1, 64, 50_000, 25}, {16_000, 1, 64, 40_000, 25}, {11_025, 1, 32, 30_000, 20}, {12_000, 2, 64, 30_000, 25},
		{8000, 1, 32, 20_000, 25}, {44_100, 2, 200, 1, 0}, {44_100, 2, 200, 1152, 20}, {44_100, 1, 32, 2000, 10}, {44_100, 2, 32, 20_000, 5}, {44_100, 2, 999, 100, 20},
	} {
		name := fmt.Sprint(c)
		src := tones(16, c.channels, c.rate, c.frames)
		want := all(t, decoder(t, src, name))
		out := encodedMP3(t, src, c.kbps)
		d := decoder(t, out, name)
		got := all(t, d)
		if rate, channels, frames := d.Shape(); rate != c.rate || channels != c.channels || frames != int64(c.frames) || len(got) != len(want) {
			t.Errorf("%s: %d frames, %d samples of %d channels at %d Hz", name, frames, len(got), channels, rate)
			continue
		}
		if db := ratio(want, got); db < c.least {
			t.Errorf("%s: the noise is at %.1f dB, want %.0f", name, db, c.least)
		}
		if size := float64(c.frames) / float64(c.rate) * float64(c.kbps) * 125; c.frames > 40_000 && (float64(len(out)) > 1.1*size || float64(len(out)) < .9*size) {
			t.Errorf("%s: %d bytes, want %.0f", name, len(out), size)
		}
		if c.frames < 5000 { // ffmpeg wants more frames than that to recognize it
			continue
		}
		other := ffmpegSamples(t, out, ".mp3")
		if other == nil {
			continue
		}
		if len(other) != len(want) {
			t.Errorf("%s: ffmpeg reads %d samples, want %d", name, len(other), len(want))
		} else if db := ratio(other, got); db < 80 {
			t.Errorf("%s: ffmpeg differs by %.1f dB", name, db)
		}
	}
}

func TestMP3OfOtherRatesAndChannels(t *testing.T) {
	for name, c := range map[string]struct {
		file           []byte
		rate, channels int
	}{
		"96 kHz": {tones(24, 2, 96_000, 96_000), 48_000, 2}, "88.2 kHz": {tones(16, 1, 88_200, 88_200), 44_100, 1}, "six channels": {load(t, "six.flac"), 44_100, 2},
		"odd rate": {tones(16, 2, 43_999, 43_999), 44_100, 2}, "a low rate": {tones(16, 1, 6000, 6000), 8000, 1}, "ogg": {load(t, "sweep.ogg"), 44_100, 2},
	} {
		info, err := audio.Probe(bytes.NewReader(c.file), name)
		if err != nil {
			t.Fatal(err)
		}
		d := decoder(t, encodedMP3(t, c.file, 192), name)
		if got := d.Info(); got.SampleRate != c.rate || got.Channels != c.channels || math.Abs(got.Seconds-info.Seconds) > 1e-3 {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if err := audio.EncodeMP3(t.Context(), bytes.NewReader(tones(16, 1, 8000, 100)), "x", io.Discard, 31, nil); err == nil {
		t.Error("31 kbit/s are taken")
	}
}

func BenchmarkEncodeMP3(b *testing.B) {
	src := tones(16, 2, 44_100, 441_000)
	for b.Loop() {
		encodedMP3(b, src, 192)
	}
	b.ReportMetric(10*float64(b.N)/b.Elapsed().Seconds(), "x-real-time")
}
