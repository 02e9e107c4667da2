//go:build eval

package eval

import (
	"math"
	"math/rand/v2"
	"slices"

	"partlift/backend/music"
)

// Modes by what real files of the service showed.
const (
	Delivered Mode = "delivered" // parts late and loose by themselves, slow wander, flickers, pushes
	Pause     Mode = "pause"     // noisy, and silent for 0.1–10 s in front of a bar
	Jump      Mode = "jump"      // noisy, and one to three changes of tempo
	Short     Mode = "short"     // noisy, and 15 s only
	Voice     Mode = "voice"     // the tune alone
	Drums     Mode = "drums"     // the drums alone
)

// deliver makes a song as the service delivers it: every part has its lag and
// its jitter, but the one that leads has next to none.
func deliver(s Song, r *rand.Rand) Song {
	if r.Float64() < 0.5 {
		s = warp(s, breathe(r))
		s.Truth.Constant = false
	} else {
		s = warp(s, func(t float64) float64 { return t })
	}
	leads := leader(s.Notes.Tracks)
	s.Truth.Lags = nil
	var out []music.Track
	drumLag, drumJitter := 0.003*r.NormFloat64(), 0.003*math.Pow(4, r.Float64())
	for i, t := range s.Notes.Tracks {
		pieces := []music.Track{t}
		leads := i == leads || t.Drums && s.Notes.Tracks[leads].Drums // all drums are one part
		if !leads && len(t.Notes) > 200 && r.Float64() < 0.25 {
			pieces = scatter(t, 2+r.IntN(3), r)
		}
		for _, t := range pieces {
			lag, jitter := drumLag, drumJitter
			if !leads {
				jitter = 0.003 * math.Pow(25.0/3, r.Float64())
				if lag = 0.015 * r.NormFloat64(); r.Float64() < 0.5 {
					lag = 0.2*r.Float64() - 0.1
				}
			}
			loosen(&t, lag, jitter, !leads && r.Float64() < 0.3, r)
			out = append(out, t)
			s.Truth.Lags = append(s.Truth.Lags, lag)
		}
	}
	s.Notes.Tracks = out
	return s
}

// leader is the part whose phase is that of the song: the drums, or else the
// part with most notes that is not the first, which sings.
func leader(tracks []music.Track) int {
	at, most := 0, -1
	for i, t := range tracks {
		n := len(t.Notes)
		if t.Drums && n >= 50 {
			return i
		}
		if i == 0 && len(tracks) > 1 {
			n /= 4
		}
		if n > most {
			at, most = i, n
		}
	}
	return at
}

// scatter shares the notes of a track out among some, in runs.
func scatter(t music.Track, among int, r *rand.Rand) []music.Track {
	out := make([]music.Track, among)
	to := 0
	for i, n := range t.Notes {
		if i%16 == 0 {
			to = r.IntN(among)
		}
		out[to].Notes = append(out[to].Notes, n)
	}
	for i := range out {
		out[i].Name, out[i].Program, out[i].Drums = t.Name, t.Program, t.Drums
	}
	return slices.DeleteFunc(out, func(t music.Track) bool { return len(t.Notes) == 0 })
}

// loosen moves the notes of a part by its lag and jitter; some parts push.
func loosen(t *music.Track, lag, jitter float64, pushes bool, r *rand.Rand) {
	flat := r.Float64() < 0.75
	var out []music.Note
	for _, n := range t.Notes {
		if r.Float64() < 0.05 {
			continue
		}
		by := lag + jitter*r.NormFloat64()
		if pushes && r.Float64() < 0.3 {
			by -= 0.045
		}
		n.Start, n.End = max(n.Start+by, 0), n.End+by
		n.End = max(n.End+0.03*r.NormFloat64(), n.Start+0.01)
		switch {
		case t.Drums:
			n.End = n.Start + 1.0/192
		case r.Float64() < 0.08:
			n.End = n.Start + 0.005 + 0.025*r.Float64()
		}
		if flat {
			n.Velocity = 100
		}
		out = append(out, n)
		if r.Float64() < 0.07 {
			m := n
			m.Start += 0.03 + 0.07*r.Float64()
			m.End = m.Start + 0.04
			out = append(out, m)
		}
		if r.Float64() < 0.03 {
			out = append(out, ghost(n, t.Drums, r))
		}
	}
	t.Notes = out
}

// breathe is a wander that leaves the straight line by 12 ms rms.
func breathe(r *rand.Rand) func(float64) float64 {
	var amp, period, phase [3]float64
	for i := range amp {
		amp[i], period[i], phase[i] = 0.006+0.010*r.Float64(), 12+40*r.Float64(), 2*math.Pi*r.Float64()
	}
	return func(t float64) float64 {
		out := t
		for i := range amp {
			out += amp[i] * (math.Sin(2*math.Pi*t/period[i]+phase[i]) - math.Sin(phase[i]))
		}
		return out
	}
}

// pause stops the song in front of a bar for 0.1 to 10 s; what sounds is cut
// or held.
func pause(s Song, r *rand.Rand) Song {
	at, ok := someBar(s, r, 0.25, 0.75)
	if !ok {
		return s
	}
	length := 0.1 * math.Pow(100, r.Float64())
	held := r.IntN(2) == 0
	at -= 0.04
	s = warp(s, func(t float64) float64 {
		if t < at {
			return t
		}
		return t + length
	})
	for _, t := range s.Notes.Tracks {
		for i := range t.Notes {
			if n := &t.Notes[i]; !held && n.Start < at {
				n.End = max(min(n.End, at), n.Start+0.02)
			}
		}
	}
	s.Truth.Constant = false
	return s
}

// jump changes the tempo at one to three bars.
func jump(s Song, r *rand.Rand) Song {
	for range 1 + r.IntN(3) {
		at, ok := someBar(s, r, 0.1, 0.9)
		if !ok {
			return s
		}
		ratio := 0.8 + 0.45*r.Float64()
		for math.Abs(ratio-1) < 0.02 {
			ratio = 0.8 + 0.45*r.Float64()
		}
		s = warp(s, func(t float64) float64 {
			if t < at {
				return t
			}
			return at + (t-at)*ratio
		})
	}
	s.Truth.Constant = false
	return s
}

// someBar returns where a bar begins in a part of the song.
func someBar(s Song, r *rand.Rand, from, to float64) (float64, bool) {
	bars := s.Truth.Downbeats
	if len(bars) < 16 && s.Truth.Bar == 0 && len(s.Truth.Beats) > 16 {
		bars = s.Truth.Beats
	}
	if len(bars) < 8 {
		return 0, false
	}
	n := float64(len(bars))
	return bars[int(n*(from+(to-from)*r.Float64()))], true
}

// excerpt keeps 15 s from the middle.
func excerpt(s Song, r *rand.Rand) Song {
	first, last := span(s.Notes)
	from := first + max(last-first-15, 0)*r.Float64()
	return cut(s, from, from+15)
}

// tune keeps the first pitched track, and only its highest notes.
func tune(s Song) Song {
	for _, t := range s.Notes.Tracks {
		if t.Drums || len(t.Notes) < 60 {
			continue
		}
		notes := slices.Clone(t.Notes)
		slices.SortStableFunc(notes, func(a, b music.Note) int {
			switch {
			case a.Start < b.Start-0.02:
				return -1
			case a.Start > b.Start+0.02:
				return 1
			}
			return int(b.Pitch) - int(a.Pitch)
		})
		t.Notes = slices.CompactFunc(notes, func(a, b music.Note) bool { return math.Abs(b.Start-a.Start) < 0.03 })
		s.Notes.Tracks = []music.Track{t}
		return keepSpan(s)
	}
	s.Notes.Tracks = nil
	return s
}

// onlyDrums keeps the drums.
func onlyDrums(s Song) Song {
	s.Notes.Tracks = slices.DeleteFunc(slices.Clone(s.Notes.Tracks), func(t music.Track) bool { return !t.Drums })
	return keepSpan(s)
}

// keepSpan cuts the truth to where notes are left.
func keepSpan(s Song) Song {
	first, last := span(s.Notes)
	return cut(s, first-0.02, last+0.02)
}
