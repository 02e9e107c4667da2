package audio_test

import (
	"path/filepath"
	"testing"

	"partlift/backend/audio"
)

// What encoders put before and after the sound is left out: a click at sample
// 3,000 of 6,000 is there again. The files were made of the same sound by lame
// -b 64, lame -V 5 and ffmpeg -b:a 64k.
func TestSoundOfAnMP3BeginsWhereTheEncodersDid(t *testing.T) {
	for _, name := range []string{"click-lame.mp3", "click-lame-vbr.mp3", "click-lavc.mp3"} {
		d, err := audio.OpenNamed(t.Context(), filepath.Join("testdata", name), name)
		if err != nil {
			t.Fatal(err)
		}
		samples, loudest := all(t, d), 0
		for i, v := range samples {
			if max(v, -v) > max(samples[loudest], -samples[loudest]) {
				loudest = i
			}
		}
		if len(samples) != 6000 || loudest != 3000 {
			t.Errorf("%s: the click is at %d of %d", name, loudest, len(samples))
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
}
