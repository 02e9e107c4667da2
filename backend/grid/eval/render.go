//go:build eval

package eval

import (
	"hash/fnv"
	"math"
	"math/rand/v2"

	"partlift/backend/music"
)

// A Mode is how a song is spoilt before its tempo is looked for.
type Mode string

const (
	Clean   Mode = "clean"   // times rounded to 1/192 s
	Noisy   Mode = "noisy"   // jitter, missing, ghost and octave notes, then rounded
	Drift   Mode = "drift"   // slow wander of the tempo by about 2 %, then rounded
	Stretch Mode = "stretch" // noisy, and the whole song at a tempo that is not whole
)

// rng is repeatable for a song and a purpose.
func rng(s Song, what string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(s.Set + "/" + s.ID + "/" + what))
	return rand.New(rand.NewPCG(h.Sum64(), 1+s.Seed))
}

// Render returns the song as the service would have transcribed it.
func Render(s Song, mode Mode) Song {
	r := rng(s, string(mode))
	switch mode {
	case Drift:
		s = warp(s, wander(r))
		s.Truth.Constant = false
	case Delivered:
		s = deliver(s, r)
	case Pause:
		s = pause(s, r)
	case Jump:
		s = jump(s, r)
	case Short:
		s = excerpt(s, r)
	case Voice:
		s = tune(s)
	case Drums:
		s = onlyDrums(s)
	case Stretch:
		f := 0.94 + 0.12*r.Float64()
		s = warp(s, func(t float64) float64 { return t * f })
	}
	s = warp(s, func(t float64) float64 { return t })
	if mode == Noisy || mode == Stretch || mode == Pause || mode == Jump || mode == Short {
		for i := range s.Notes.Tracks {
			spoil(&s.Notes.Tracks[i], r)
		}
	}
	for _, t := range s.Notes.Tracks {
		for i := range t.Notes {
			n := &t.Notes[i]
			n.Start = raster(n.Start)
			n.End = max(raster(n.End), n.Start+1.0/192)
		}
		music.Sort(t.Notes)
	}
	return s
}

func raster(t float64) float64 { return math.Round(max(t, 0)*192) / 192 }

// wander is a slow change of tempo.
func wander(r *rand.Rand) func(float64) float64 {
	var amp, period, phase [3]float64
	for i := range amp {
		amp[i], period[i], phase[i] = 0.004+0.008*r.Float64(), 15+45*r.Float64(), 2*math.Pi*r.Float64()
	}
	return func(t float64) float64 {
		out := t
		for i := range amp {
			out += amp[i] * period[i] / (2 * math.Pi) * (math.Sin(2*math.Pi*t/period[i]+phase[i]) - math.Sin(phase[i]))
		}
		return out
	}
}

// warp returns a deep copy with all times moved.
func warp(s Song, f func(float64) float64) Song {
	s.Notes = s.Notes.Clone()
	for _, t := range s.Notes.Tracks {
		for i := range t.Notes {
			t.Notes[i].Start, t.Notes[i].End = f(t.Notes[i].Start), f(t.Notes[i].End)
		}
	}
	each := func(x []float64) []float64 {
		out := make([]float64, len(x))
		for i := range x {
			out[i] = f(x[i])
		}
		return out
	}
	s.Truth.Beats, s.Truth.Downbeats = each(s.Truth.Beats), each(s.Truth.Downbeats)
	chords := append([]Span(nil), s.Truth.Chords...)
	for i := range chords {
		chords[i].From, chords[i].To = f(chords[i].From), f(chords[i].To)
	}
	s.Truth.Chords = chords
	return s
}

// spoil makes a track noisy: 10 ms of jitter, 8 % missing, 8 % ghosts, 5 %
// octave errors, uncertain ends and velocities.
func spoil(t *music.Track, r *rand.Rand) {
	var out []music.Note
	for _, n := range t.Notes {
		if r.Float64() < 0.08 {
			continue
		}
		n.Start = max(0, n.Start+0.010*r.NormFloat64())
		n.End = max(n.Start+0.01, n.End+0.030*r.NormFloat64())
		n.Velocity = uint8(min(max(float64(n.Velocity)+12*r.NormFloat64(), 1), 127))
		if r.Float64() < 0.08 {
			out = append(out, ghost(n, t.Drums, r))
		}
		if r.Float64() < 0.05 && !t.Drums {
			n.Pitch = octave(n.Pitch, r)
		}
		out = append(out, n)
	}
	t.Notes = out
}

func octave(p uint8, r *rand.Rand) uint8 {
	if r.IntN(2) == 0 && p >= 12 || p > 115 {
		return p - 12
	}
	return p + 12
}

// ghost is a short, soft note near n that nobody played.
func ghost(n music.Note, drums bool, r *rand.Rand) music.Note {
	n.Start = max(0, n.Start+2*r.Float64()-1)
	n.End = n.Start + 0.03 + 0.12*r.Float64()
	n.Velocity = uint8(20 + r.IntN(50))
	if drums {
		n.Pitch = []uint8{36, 38, 42, 46, 45, 47}[r.IntN(6)]
	} else {
		n.Pitch = uint8(min(max(int(n.Pitch)+[]int{12, -12, 7, 19, -5}[r.IntN(5)], 0), 127))
	}
	return n
}
