package player_test

import (
	"math"
	"testing"

	"partlift/backend/player"
)

// A recording that lies elsewhere than its notes is heard as much earlier or
// later, silent before its start, whatever its rate.
func TestRecordingIsHeardEarlyOrLate(t *testing.T) {
	for _, hz := range []int{8_000, rate, 48_000, 96_000} {
		for _, early := range []float64{0, .1123, .0001, -.1123, -.2} {
			at := func(second float64) float64 { return .5 * math.Cos(2*math.Pi*110*second) }
			s := player.Score{Early: early, Original: clip{hz, int64(hz), func(f int64) (float32, float32) {
				v := float32(at(float64(f) / float64(hz)))
				return v, v
			}}}
			l, _ := heard(s, original())
			moved := math.Round(early*rate) / rate
			for i := range l {
				second := float64(i)/rate + moved
				want := at(second)
				switch {
				case second < -.001:
					want = 0
				case second < .001 || i < 400:
					continue // it fades in, and the ends are cut
				}
				if d := math.Abs(float64(l[i]) - want); d > .01 {
					t.Fatalf("%d Hz, %v s early: frame %d is %v, want %v", hz, early, i, l[i], want)
				}
			}
		}
	}
}

// What plays ends when the recording does, wherever that lies.
func TestLengthIsThatOfTheMovedRecording(t *testing.T) {
	for _, early := range []float64{0, .25, -.25, math.NaN(), math.Inf(1)} {
		p := player.New(rate)
		p.Load(player.Score{Early: early, Original: constant(.1)})
		_, frames := constant(.1).Format()
		want := float64(frames) / rate
		if math.Abs(early) < 1 {
			want -= early
		}
		if got := p.Length(); math.Abs(got-want) > 1e-9 {
			t.Errorf("%v s early: %v s long, want %v", early, got, want)
		}
	}
}

// Streams are asked for the frames that are heard, also before their start.
func TestStreamIsReadWhereItIsHeard(t *testing.T) {
	for _, early := range []int64{4410, -30_000} {
		p := player.New(rate)
		p.SetMix(original())
		p.Load(player.Score{Original: stream(t, newReel(10)), Early: float64(early) / rate})
		p.Play()
		var l, r [512]float32
		for at := int64(0); at < 9*rate; at += 512 {
			if err := p.Prepare(t.Context(), 512); err != nil {
				t.Fatal(err)
			}
			p.Render(l[:], r[:])
			switch from := at + 511 + early; {
			case from < 0 && l[511] != 0:
				t.Fatalf("frame %d is %v before the recording begins", at+511, l[511])
			case at > 1000 && from > 1000 && l[511] != number(from, 0):
				t.Fatalf("frame %d is %v, want %v", at+511, l[511], number(from, 0))
			}
		}
	}
}
