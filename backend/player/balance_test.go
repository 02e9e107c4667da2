package player_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"partlift/backend/music"
	"partlift/backend/player"
	"partlift/backend/smf"
)

// biquad is a filter of the second order.
type biquad struct{ b0, b1, b2, a1, a2, x1, x2, y1, y2 float64 }

func (f *biquad) next(x float64) float64 {
	y := f.b0*x + f.b1*f.x1 + f.b2*f.x2 - f.a1*f.y1 - f.a2*f.y2
	f.x2, f.x1, f.y2, f.y1 = f.x1, x, f.y1, y
	return y
}

// weighting is the two filters of ITU-R BS.1770, for the rate of these tests.
func weighting() [2]biquad {
	shelf := func() biquad {
		k := math.Tan(math.Pi * 1681.974450955533 / rate)
		vh := math.Pow(10, 3.999843853973347/20)
		vb := math.Pow(vh, .4996667741545416)
		q := .7071752369554196
		a0 := 1 + k/q + k*k
		return biquad{b0: (vh + vb*k/q + k*k) / a0, b1: 2 * (k*k - vh) / a0, b2: (vh - vb*k/q + k*k) / a0, a1: 2 * (k*k - 1) / a0, a2: (1 - k/q + k*k) / a0}
	}
	pass := func() biquad {
		k, q := math.Tan(math.Pi*38.13547087602444/rate), .5003270373238773
		a0 := 1 + k/q + k*k
		return biquad{b0: 1, b1: -2, b2: 1, a1: 2 * (k*k - 1) / a0, a2: (1 - k/q + k*k) / a0}
	}
	return [2]biquad{shelf(), pass()}
}

// lufs returns the gated loudness of BS.1770.
func lufs(l, r []float32) float64 {
	const block, hop = rate * 4 / 10, rate / 10
	square := make([]float64, len(l))
	for _, x := range [][]float32{l, r} {
		w := weighting()
		for i, v := range x {
			y := w[1].next(w[0].next(float64(v)))
			square[i] += y * y
		}
	}
	var blocks []float64
	for i := 0; i+block <= len(square); i += hop {
		sum := 0.0
		for _, v := range square[i : i+block] {
			sum += v
		}
		blocks = append(blocks, sum/block)
	}
	loud := func(v float64) float64 { return -.691 + 10*math.Log10(v) }
	gate := -70.0
	for range 2 {
		sum, n := 0.0, 0.0
		for _, v := range blocks {
			if loud(v) > gate {
				sum, n = sum+v, n+1
			}
		}
		if n == 0 {
			return math.Inf(-1)
		}
		if gate > -70 {
			return loud(sum / n)
		}
		gate = loud(sum/n) - 10
	}
	return math.Inf(-1)
}

func TestLoudnessMeter(t *testing.T) {
	l := make([]float32, 5*rate)
	for i := range l {
		l[i] = float32(math.Sin(2 * math.Pi * 997 * float64(i) / rate))
	}
	// A tone of 997 Hz at full scale on one side has -3.01 LUFS by definition.
	if got := lufs(l, make([]float32, len(l))); math.Abs(got+3.01) > .05 {
		t.Errorf("%.2f LUFS, want -3.01", got)
	}
}

// theirs renders a song by fluidsynth.
func theirs(t *testing.T, font string, song music.Song) (l, r []float32) {
	t.Helper()
	var midi bytes.Buffer
	plan, err := smf.Arrange(song, smf.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := plan.Encode(&midi); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "x.mid")
	if err := os.WriteFile(path, midi.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "fluidsynth", "-ni", "-q", "-r", "44100", "-T", "raw", "-O", "float", "-F", path+".raw", font, path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	b, err := os.ReadFile(path + ".raw")
	if err != nil {
		t.Fatal(err)
	}
	for ; len(b) >= 8; b = b[8:] {
		l = append(l, math.Float32frombits(binary.LittleEndian.Uint32(b)))
		r = append(r, math.Float32frombits(binary.LittleEndian.Uint32(b[4:])))
	}
	return l, r
}

// The parts of a song are as loud against each other as from fluidsynth with a
// usual SoundFont, within what SoundFonts differ among themselves.
func TestBalanceIsThatOfSoundFonts(t *testing.T) {
	measured(t)
	_, err := exec.LookPath("fluidsynth")
	const path = "/usr/share/sounds/sf2/FluidR3_GM.sf2"
	if _, statErr := os.Stat(path); err != nil || statErr != nil {
		t.Skip("fluidsynth or its SoundFont is not installed")
	}
	if testing.Short() {
		t.Skip("fluidsynth takes its time")
	}
	for s := range 2 {
		song := demo(t, s)
		var ours, other []float64
		var mean [2]float64
		for i := range song.Tracks {
			one := music.Song{Tracks: song.Tracks[i : i+1]}
			p := start(player.Score{Song: one})
			ours = append(ours, lufs(render(p, min(p.Length(), 40))))
			l, r := theirs(t, path, one)
			n := min(len(l), 40*rate)
			other = append(other, lufs(l[:n], r[:n]))
			mean[0] += ours[i] / float64(len(song.Tracks))
			mean[1] += other[i] / float64(len(song.Tracks))
		}
		for i, track := range song.Tracks {
			d := ours[i] - mean[0] - (other[i] - mean[1])
			t.Logf("%s: %-22s drums %-5v program %3d: %6.1f LUFS, fluidsynth %6.1f, apart %+5.1f dB", song.Title, track.Name, track.Drums, track.Program, ours[i], other[i], d)
			if math.Abs(d) > 6 {
				t.Errorf("%s: %s is %.1f dB from its place", song.Title, track.Name, d)
			}
		}
	}
}
