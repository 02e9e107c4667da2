package audio_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"partlift/backend/audio"
)

// Whatever is in a file, opening and reading ends in sound or in ErrFormat.
func TestHostileFilesAreRefusedInWords(t *testing.T) {
	for name, file := range map[string][]byte{
		"empty.wav": {}, "text.mp3": []byte(strings.Repeat("no sound here. ", 1000)), "zeros.flac": make([]byte, 5000), "short.ogg": load(t, "sweep.ogg")[:50],
		"cut.flac": load(t, "sweep22.flac")[:60],
	} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		d, err := audio.OpenNamed(t.Context(), path, path)
		if err == nil {
			_, err = drain(d)
		}
		if says := audio.Sentence(err).String(); !errors.Is(err, audio.ErrFormat) || !strings.Contains(says, "“"+name+"”") || !strings.HasSuffix(says, ".") {
			t.Errorf("%s: %v; %s", name, err, says)
		}
	}
	if _, err := audio.OpenNamed(t.Context(), t.TempDir(), "sweep"); !errors.Is(err, audio.ErrFormat) {
		t.Errorf("folder: %v", err)
	}
	if _, err := audio.OpenNamed(t.Context(), filepath.Join(t.TempDir(), "gone.wav"), "gone.wav"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
}

func TestWronglyNamedFilesAreOpened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "song.wav")
	if err := os.WriteFile(path, load(t, "sweep.ogg"), 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := audio.OpenNamed(t.Context(), path, path)
	if err != nil || d.Info().Format != "ogg" {
		t.Fatal(err)
	}
	if n, err := drain(d); n != 132_377 || err != nil {
		t.Errorf("%d frames, %v", n, err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	if _, err := d.Read(make([]float32, 4)); err == nil {
		t.Error("a closed decoder decodes")
	}
}

// drain reads to the end.
func drain(s audio.Sound) (frames int64, err error) {
	_, channels, _ := s.Shape()
	b := make([]float32, 1024*channels)
	for {
		n, err := s.Read(b)
		frames += int64(n)
		if err == io.EOF {
			return frames, nil
		}
		if err != nil {
			return frames, err
		}
	}
}

// A few damaged frames in an mp3 are silent and the song goes on.
func TestDamageInAnMP3IsSilentAndShort(t *testing.T) {
	file := load(t, "sweep.mp3")
	copy(file[len(file)/2+8:], bytes.Repeat([]byte{0x5a}, 300))
	got := all(t, decoder(t, file, "x.mp3"))
	if late, alike := off(got, 2, 0, 44_100); len(got) < 2*(132_377-4*1152) || late != 0 || alike < .9 {
		t.Errorf("%d frames, %d late, %.3f alike", len(got)/2, late, alike)
	}
}

func TestWithoutFFmpegASentenceSaysSo(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := audio.OpenNamed(t.Context(), filepath.Join("testdata", "sweep.m4a"), "sweep.m4a")
	if says := audio.Sentence(err).String(); !errors.Is(err, audio.ErrNoFFmpeg) || !strings.Contains(says, "Install ffmpeg") {
		t.Errorf("%v; %s", err, says)
	}
}

func TestFFmpegDecodesTheRest(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not installed")
	}
	d, err := audio.OpenNamed(t.Context(), filepath.Join("testdata", "sweep.m4a"), "sweep.m4a")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	rate, channels, frames := d.Shape()
	if rate != 44_100 || channels != 2 || frames < 132_300 || frames > 134_500 {
		t.Fatalf("%d frames of %d channels at %d Hz", frames, channels, rate)
	}
	whole := all(t, d)
	for c := range 2 {
		if late, alike := off(whole, 2, c, rate); late != 0 || alike < .99 {
			t.Errorf("channel %d is %d frames late and %.4f alike", c, late, alike)
		}
	}
	for _, at := range []int64{0, 50_000, 100_001, 44_099} {
		if err := d.SeekFrame(at); err != nil {
			t.Fatal(err)
		}
		got := make([]float32, 2000)
		n, err := d.Read(got)
		if err != nil || n == 0 {
			t.Fatal(n, err)
		}
		for i, v := range got[:2*n] {
			if math.Abs(float64(v-whole[int(at)*2+i])) > 1e-3 {
				t.Errorf("at %d: sample %d is %v, want %v", at, i, v, whole[int(at)*2+i])
				break
			}
		}
	}
}

func TestFFmpegEndsWithItsContext(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not installed")
	}
	ctx, cancel := context.WithCancel(t.Context())
	d, err := audio.OpenNamed(ctx, filepath.Join("testdata", "sweep.m4a"), "sweep.m4a")
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	for range 1000 {
		if _, err = d.Read(make([]float32, 4096)); err != nil {
			break
		}
	}
	if err == nil {
		t.Error("it reads on without its context")
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}
