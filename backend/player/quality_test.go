//go:build unix

package player_test

import (
	"bytes"
	"math"
	"os"
	"testing"

	"partlift/backend/player"
)

// Ten tracks at once stay below the last guard without the limiter working
// much, and have no direct current.
func TestTenTracksAreClean(t *testing.T) {
	measured(t)
	song := crowd()
	whole := start(player.Score{Song: song})
	l, r := render(whole, 20)
	if err := sane(l, r); err != nil {
		t.Error(err)
	}
	m := player.Unity()
	m.Master = .1 // far below the limiter
	quiet := player.New(rate)
	quiet.SetMix(m)
	quiet.Load(player.Score{Song: song})
	quiet.Play()
	ql, _ := render(quiet, 20)
	if lost := 20*math.Log10(rms(ql)/rms(l)) + 20; lost > 3 {
		t.Errorf("the limiter takes %.1f dB", lost)
	}
	for side, x := range [][]float32{l, r} {
		sum := 0.0
		for _, v := range x {
			sum += float64(v)
		}
		if dc := math.Abs(sum) / float64(len(x)); dc > 1e-3*rms(x)*10 {
			t.Errorf("side %d stands at %g", side, dc)
		}
	}
	t.Logf("peak %.3f, %.1f LUFS", peakOf(l, r), lufs(l, r))
}

// A SoundFont is about as loud as the own synthesizer, so that choosing it is
// no shock.
func TestFontIsAsLoudAsTheSynthesizer(t *testing.T) {
	measured(t)
	file, err := os.ReadFile("/usr/share/sounds/sf2/TimGM6mb.sf2")
	if err != nil {
		t.Skip("the SoundFont is not installed")
	}
	font, err := player.ReadFont(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		song := demo(t, i)
		own := lufs(render(start(player.Score{Song: song}), 30))
		l, r := render(start(player.Score{Song: song, Font: font}), 30)
		if err := sane(l, r); err != nil {
			t.Error(err)
		}
		t.Logf("%s: %.1f LUFS, by the SoundFont %.1f with a peak of %.2f", song.Title, own, lufs(l, r), peakOf(l, r))
		if d := lufs(l, r) - own; math.Abs(d) > 6 {
			t.Errorf("%s: %.1f dB apart", song.Title, d)
		}
	}
}
