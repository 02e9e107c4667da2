package ear_test

import (
	"context"
	"io"
	"math"
	"math/rand/v2"
	"testing"

	"partlift/backend/ear"
	"partlift/backend/music"
	"partlift/backend/player"
)

// reel is a sound in memory.
type reel struct {
	samples []float32
	at      int
}

func (r *reel) Shape() (rate, channels int, frames int64) {
	return ear.Rate, 1, int64(len(r.samples))
}

func (r *reel) Read(samples []float32) (int, error) {
	n := copy(samples, r.samples[r.at:])
	if r.at += n; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// open reads samples.
func open(samples []float32) func(context.Context) (ear.Sound, func() error, error) {
	return func(context.Context) (ear.Sound, func() error, error) {
		return &reel{samples: samples}, func() error { return nil }, nil
	}
}

// play renders tracks with the player's own synthesizer.
func play(tracks ...music.Track) []float32 {
	p := player.New(ear.Rate)
	p.Load(player.Score{Song: music.Song{Tracks: tracks}})
	p.Play()
	out := make([]float32, int((p.Length()+.5)*ear.Rate))
	right := make([]float32, len(out))
	p.Render(out, right)
	for i := range out {
		out[i] = (out[i] + right[i]) / 2
	}
	return out
}

// band composes a bass, a piano and drums that do not repeat themselves, with
// velocities all over the range; the same for the same seed.
func band(seed uint64, seconds float64) []music.Track {
	rng := rand.New(rand.NewPCG(seed, 4))
	const beat = .5
	bass := music.Track{Name: "Bass", Program: 33}
	piano := music.Track{Name: "Piano"}
	drums := music.Track{Name: "Drums", Drums: true}
	hit := func(t *music.Track, pitch int, at, length float64) {
		t.Notes = append(t.Notes, music.Note{Pitch: uint8(pitch), Velocity: uint8(40 + rng.IntN(87)), Start: at, End: at + length})
	}
	scale := []int{0, 2, 4, 5, 7, 9, 11}
	for i := 0; .5+float64(i)*beat/2 < seconds-1; i++ {
		at := .5 + float64(i)*beat/2
		if rng.IntN(3) > 0 {
			hit(&bass, 36+scale[rng.IntN(7)], at, beat/2*.8)
		}
		if rng.IntN(3) == 0 {
			root := 55 + scale[rng.IntN(7)]
			for _, p := range []int{root, root + 4, root + 7} {
				hit(&piano, p, at, beat*.7)
			}
		}
		hit(&drums, 42, at, .1)
		if rng.IntN(3) == 0 {
			hit(&drums, 36, at, .1)
		} else if rng.IntN(2) == 0 {
			hit(&drums, 38, at, .1)
		}
	}
	return []music.Track{bass, piano, drums}
}

// moved returns a track's notes as a part, so many seconds later; notes that
// would begin before 0 are left out, and the velocities are flat.
func moved(t music.Track, by float64) ear.Part {
	p := ear.Part{Name: t.Name, Drums: t.Drums}
	for _, n := range t.Notes {
		n.Start, n.End, n.Velocity = n.Start+by, n.End+by, 100
		if n.Start >= 0 {
			p.Notes = append(p.Notes, n)
		}
	}
	return p
}

// stems gives each track a sound of its own; its notes lie before it by the
// offset.
func stems(tracks []music.Track, offset ...float64) []ear.Stem {
	var out []ear.Stem
	for i, t := range tracks {
		out = append(out, ear.Stem{Open: open(play(t)), Parts: []ear.Part{moved(t, -offset[min(i, len(offset)-1)])}})
	}
	return out
}

func listen(t *testing.T, stems []ear.Stem) ear.Report {
	t.Helper()
	r, err := ear.Listen(context.Background(), stems, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// near reports whether a time is right to so many milliseconds.
func near(got, want, ms float64) bool { return math.Abs(got-want) <= ms/1000 }
