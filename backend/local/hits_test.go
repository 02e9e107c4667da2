package local

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestBandsAreLoudWhereTheSoundIs(t *testing.T) {
	const count = 7
	for band := range bands {
		place := float64(edges[band]+edges[band+1]-1) / 2
		samples := make([]float32, (count-1)*hop+view)
		for i := range samples {
			// Loud to the fourth frame's middle, then a tenth.
			loud := 0.5
			if i >= 3*hop+view/2 {
				loud = 0.05
			}
			samples[i] = float32(loud * math.Sin(2*math.Pi*place*float64(i)/view))
		}
		rows := make([]uint8, count*bands)
		if err := newLens().bands(context.Background(), samples, rows); err != nil {
			t.Fatal(err)
		}
		for t2 := range count {
			row := rows[t2*bands:][:bands]
			if most := slices.Index(row, slices.Max(row)); most != band {
				t.Errorf("frame %d of a sine in band %d is loudest in %d", t2, band, most)
			}
		}
		// An amplitude of a half, as the transform doubles it: -6 dB.
		if first := float64(rows[band])/perDecibel + floorDecibels; math.Abs(first+6) > 3 {
			t.Errorf("band %d: %.1f dB", band, first)
		}
		if fall := float64(rows[band]) - float64(rows[(count-1)*bands+band]); math.Abs(fall/perDecibel-20) > 2 {
			t.Errorf("band %d falls by %.1f dB", band, fall/perDecibel)
		}
	}
}

// struckAt are the beats of a song whose hits are given.
func struckAt(length int, hits ...hit) *beats {
	b := &beats{}
	rows := make([]uint8, kept*bands)
	for i := range rows {
		rows[i] = 100
	}
	for t := 0; t < length; t += kept {
		b.add(rows, min(kept, length-t))
	}
	b.hits, b.loud = hits, 100
	return b
}

func TestDrumsAreWrittenForLikelyHits(t *testing.T) {
	sure := func(frame int32, kinds ...int) hit {
		h := hit{frame: frame, late: 2}
		for _, k := range kinds {
			h.p[k] = 0.9
		}
		return h
	}
	unsure := sure(50)
	unsure.p[kick] = 0.45
	notes := struckAt(1000, sure(1, kick), unsure, sure(100, kick, hat), sure(200, snare), sure(300, kick, cymbal), sure(400, snare, openHat, tom)).notes()
	var keys []uint8
	for _, n := range notes {
		keys = append(keys, n.Pitch)
		if n.Start < 0 || n.End <= n.Start || n.Velocity != 110 {
			t.Errorf("drum %+v", n)
		}
	}
	if want := []uint8{36, 36, 42, 38, 36, 38, 46, 47}; !slices.Equal(keys, want) {
		t.Errorf("drums are %v, want %v", keys, want)
	}
	if at := notes[1].Start * Rate / hop; math.Abs(at-98) > 0.001 {
		t.Errorf("a hit 2 frames late of frame 100 is at %.2f", at)
	}
}

func TestFewStrokesAreNoDrums(t *testing.T) {
	var some []hit
	for i := range int32(10) {
		h := hit{frame: 60 * i}
		h.p[kick] = 0.9
		some = append(some, h)
	}
	hats := slices.Clone(some)
	for i := range hats {
		hats[i].p[hat], hats[i].p[kick] = 0.9, 0
	}
	tests := []struct {
		name   string
		length int
		hits   []hit
		want   int
	}{
		{"a kick twice a second", 600, some, 10},
		{"three kicks", 600, some[:3], 0},
		{"ten kicks in five minutes", 300 * Rate / hop, some, 0},
		{"hi-hats without a drum", 600, hats, 0},
		{"nothing", 600, nil, 0},
	}
	for _, c := range tests {
		if got := struckAt(c.length, c.hits...).notes(); len(got) != c.want {
			t.Errorf("%s: %d drums, want %d", c.name, len(got), c.want)
		}
	}
}

// random is beats of random loudness.
func random(length int, seed uint64) *beats {
	rng := rand.New(rand.NewPCG(seed, 1))
	b := &beats{}
	rows := make([]uint8, kept*bands)
	for t := 0; t < length; t += kept {
		for i := range rows {
			rows[i] = uint8(rng.IntN(256))
		}
		b.add(rows, min(kept, length-t))
	}
	return b
}

func TestHearingDrumsIsGivenUpAnywhere(t *testing.T) {
	count := &patience{Context: context.Background(), left: math.MaxInt}
	b := random(20000, 1)
	if _, err := b.drums(count); err != nil {
		t.Fatal(err)
	}
	if looks := b.n/breath + 2*len(b.hits)/breath; count.asked < looks || len(b.hits) < breath {
		t.Errorf("%d hits, %d looks, want %d", len(b.hits), count.asked, looks)
	}
	for left := range count.asked {
		ctx := &patience{Context: context.Background(), left: left}
		if _, err := random(20000, 1).drums(ctx); !errors.Is(err, context.Canceled) || ctx.asked != left+1 {
			t.Fatalf("at look %d: %v after %d looks", left, err, ctx.asked)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := newLens().bands(ctx, make([]float32, window), make([]uint8, kept*bands)); !errors.Is(err, context.Canceled) {
		t.Errorf("bands: %v", err)
	}
}

// FuzzBeats hears drums in anything.
func FuzzBeats(f *testing.F) {
	f.Add(uint64(1), uint16(0))
	f.Add(uint64(2), uint16(3))
	f.Add(uint64(3), uint16(1000))
	f.Fuzz(func(t *testing.T, seed uint64, length uint16) {
		n := int(length)%3000 + 1
		notes, err := random(n, seed).drums(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for i, m := range notes {
			if m.Velocity < 1 || m.Velocity > 127 || !(m.Start >= 0) || !(m.End > m.Start) || m.Start > float64(n)*hop/Rate+0.05 || i > 0 && m.Start < notes[i-1].Start {
				t.Fatalf("drum %+v", m)
			}
		}
	})
}

func BenchmarkBands(b *testing.B) {
	l, samples, rows := newLens(), make([]float32, window), make([]uint8, kept*bands)
	for i := range samples {
		samples[i] = float32(math.Sin(float64(i) / 7))
	}
	for b.Loop() {
		if err := l.bands(context.Background(), samples, rows); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(kept*hop/Rate*float64(b.N)/b.Elapsed().Seconds(), "x-realtime")
}
