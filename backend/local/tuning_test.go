package local

import (
	"context"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// chords plays random chords of tones with overtones, some cents off, for so many
// seconds; it returns the keys.
func chords(cents, seconds float64) (samples []float32, keys []uint8) {
	rng := rand.New(rand.NewPCG(7, 7))
	samples = make([]float32, int(seconds*Rate))
	for at := 0; at+Rate/2 <= len(samples); at += Rate / 2 {
		for range 3 {
			key := uint8(52 + rng.IntN(24))
			keys = append(keys, key)
			hz := 440 * math.Exp2((float64(key)-69)/12+cents/1200)
			for h := 1; h <= 6; h++ {
				for i := range Rate / 2 {
					x := float64(i) / Rate
					samples[at+i] += float32(0.08 / float64(h) * math.Exp(-3*x) * math.Sin(2*math.Pi*hz*float64(h)*x))
				}
			}
		}
	}
	return samples, keys
}

func TestTheTuningOfARecordingIsHeard(t *testing.T) {
	for _, cents := range []float64{-48, -40, -25, -12, 0, 4, 12, 25, 40, 48} {
		samples, _ := chords(cents, 12)
		want := cents
		if math.Abs(want) < tuneLeast {
			want = 0
		}
		if got := tuningOf(samples); math.Abs(got-want) > 3 {
			t.Errorf("%+.0f cents are heard as %+.1f", cents, got)
		}
	}
}

func TestNoTuningIsMadeUp(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	noise, slide, hits := make([]float32, 20*Rate), make([]float32, 20*Rate), make([]float32, 20*Rate)
	phase := 0.0
	for i := range noise {
		noise[i] = float32(rng.NormFloat64()) * .1
		phase += 2 * math.Pi * 220 * math.Exp2(math.Sin(float64(i)/Rate)) / Rate // an octave up and down
		slide[i] = float32(.2 * math.Sin(phase))
		x := float64(i%(Rate/4)) / Rate
		hits[i] = float32(math.Exp(-40*x) * (rng.NormFloat64()*.2 + .5*math.Sin(2*math.Pi*(50+80*math.Exp(-30*x))*x)))
	}
	loud := slices.Clone(noise)
	loud[5] = float32(math.Inf(1))
	loud[9] = float32(math.NaN())
	short, _ := chords(30, .5)
	for name, samples := range map[string][]float32{"noise": noise, "a slide": slide, "drums": hits, "silence": make([]float32, 20*Rate), "nothing": nil, "one chord": short, "no numbers": loud} {
		if got := tuningOf(samples); got != 0 {
			t.Errorf("%s is %+.1f cents off", name, got)
		}
	}
}

func TestKeysOfADetunedRecordingAreRight(t *testing.T) {
	_, want := chords(0, 8)
	f1 := func(cents float64) float64 {
		samples, _ := chords(cents, 8)
		song, err := Transcribe(t.Context(), &reel{rest: samples}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(song.Cents-cents) > 3 {
			t.Errorf("%+.0f cents are told as %+.1f", cents, song.Cents)
		}
		hit, heard := 0, 0
		for _, track := range song.Tracks {
			for _, n := range track.Notes {
				heard++
				chord := int(math.Round(n.Start / .5))
				if chord >= 0 && 3*chord+3 <= len(want) && slices.Contains(want[3*chord:3*chord+3], n.Pitch) {
					hit++
				}
			}
		}
		return 2 * float64(hit) / float64(heard+len(want))
	}
	in := f1(0)
	for _, cents := range []float64{-40, 40} {
		if got := f1(cents); got < in-.03 {
			t.Errorf("at %+.0f cents F1 is %.3f, in tune %.3f", cents, got, in)
		}
	}
}

func TestSoundsAreReadOnceForTheirTuning(t *testing.T) {
	broken := errors.New("the disk is gone")
	samples, _ := chords(0, 2)
	if _, _, err := tune(t.Context(), &reel{rest: samples, err: broken}); !errors.Is(err, broken) {
		t.Errorf("a sound that breaks gives %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, _, err := tune(ctx, &reel{rest: samples}); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped it gives %v", err)
	}
	_, all, err := tune(t.Context(), &reel{rest: samples})
	if err != nil {
		t.Fatal(err)
	}
	var got []float32
	buf := make([]float32, 1000)
	for {
		n, err := all.Read(buf)
		got = append(got, buf[:n]...)
		if errors.Is(err, io.EOF) {
			break
		}
	}
	if !slices.Equal(got, samples) {
		t.Errorf("%d samples come of %d", len(got), len(samples))
	}
}

// Each kernel turns as its bin does: three to a semitone from 27.5 Hz up.
func TestKernelsTurnWithTheirBins(t *testing.T) {
	n, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	for b := range octave {
		hz := 27.5 * math.Exp2(float64(bins-octave+b)/octave)
		if got := math.Abs(n.turnOf(b)) * Rate / (2 * math.Pi); math.Abs(1200*math.Log2(got/hz)) > 5 {
			t.Errorf("bin %d turns with %.1f Hz, want %.1f", b, got, hz)
		}
	}
	if n.tuned(0) != n {
		t.Error("what is in tune is heard by other kernels")
	}
}

// reel is samples as a Sound, which may end in an error.
type reel struct {
	rest []float32
	err  error
}

func (s *reel) Shape() (int, int, int64) { return Rate, 1, int64(len(s.rest)) }

func (s *reel) Read(p []float32) (int, error) {
	n := copy(p, s.rest)
	if s.rest = s.rest[n:]; n > 0 {
		return n, nil
	}
	if s.err != nil {
		return 0, s.err
	}
	return 0, io.EOF
}

func BenchmarkTuning(b *testing.B) {
	samples, _ := chords(20, 90)
	for b.Loop() {
		tuningOf(samples)
	}
}
