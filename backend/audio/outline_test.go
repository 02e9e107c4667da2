package audio_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"testing"

	"partlift/backend/audio"
)

// wavOf is a mono WAV at 8 kHz of 16 bits.
func wavOf(samples []int16) []byte {
	var b bytes.Buffer
	le := func(n, bytes int) {
		for range bytes {
			b.WriteByte(byte(n))
			n >>= 8
		}
	}
	b.WriteString("RIFF")
	le(36+2*len(samples), 4)
	b.WriteString("WAVEfmt ")
	for _, v := range [][2]int{{16, 4}, {1, 2}, {1, 2}, {8000, 4}, {16000, 4}, {2, 2}, {16, 2}} {
		le(v[0], v[1])
	}
	b.WriteString("data")
	le(2*len(samples), 4)
	for _, s := range samples {
		le(int(s), 2)
	}
	return b.Bytes()
}

func TestOutlineHasThePeaksWhereTheyAre(t *testing.T) {
	samples := make([]int16, 8000+40) // 1.005 s
	samples[0] = 32767
	samples[79], samples[80] = -16384, 8192 // the last frame of a column, and the first of the next
	samples[8039] = -32768
	got, err := audio.NewOutline(t.Context(), bytes.NewReader(wavOf(samples)), "x.wav")
	if err != nil {
		t.Fatal(err)
	}
	at := func(peak float64) uint8 { return uint8(math.Round(255 * math.Sqrt(peak))) }
	want := map[int]uint8{0: 255, 1: at(0.25), 2: 0, 99: 0, 100: 255}
	if len(got) != 101 {
		t.Fatalf("%d columns, want 101", len(got))
	}
	for i, v := range want {
		if got[i] != v {
			t.Errorf("column %d is %d, want %d", i, got[i], v)
		}
	}
}

func TestOutlineIsAsLongAsItsSound(t *testing.T) {
	for _, name := range []string{"testdata/six.flac", "testdata/sweep.ogg", "testdata/sweep.mp3", "testdata/sweep22.mp3"} {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		info, err := audio.Probe(bytes.NewReader(body), name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := audio.NewOutline(t.Context(), bytes.NewReader(body), name)
		if want := int(math.Ceil(info.Seconds * audio.OutlineRate)); err != nil || len(got) < want-1 || len(got) > want+1 {
			t.Errorf("%s of %.2f s has %d columns, %v", name, info.Seconds, len(got), err)
		}
	}
}

func TestOutlineOfWhatIsNoSound(t *testing.T) {
	if o, err := audio.NewOutline(t.Context(), bytes.NewReader([]byte("no sound at all")), "x.wav"); !errors.Is(err, audio.ErrFormat) || o != nil {
		t.Errorf("%v, %v", o, err)
	}
	if o, err := audio.NewOutline(t.Context(), bytes.NewReader(wavOf(nil)), "x.wav"); err != nil || len(o) != 0 {
		t.Errorf("no samples: %v, %v", o, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := audio.NewOutline(ctx, bytes.NewReader(wavOf(make([]int16, 80000))), "x.wav"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
