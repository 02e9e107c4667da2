package grid_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"

	"partlift/backend/music"
)

// A tune is a song that was composed for these tests, of which every beat is
// known. Numbers make different ones.
type tune struct {
	number  uint64
	bpm     float64                      // beats a minute
	bars    []int                        // beats of each bar
	thirds  bool                         // beats are dotted quarters
	noDrums bool                         //
	swing   float64                      // where the second of two eighths lies, 0.5–0.75; 0 is 0.5
	lags    [4]float64                   // of drums, bass, chords and melody, seconds
	jitter  float64                      // seconds
	warp    func(second float64) float64 // moves time; nil leaves it
}

// A sheet is what a tune is written on.
type sheet struct {
	tune
	rng   *rand.Rand
	parts [4]music.Track
}

const (
	drumPart = iota
	bassPart
	chordPart
	leadPart
)

// bars returns so many bars of one length.
func bars(n, beats int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = beats
	}
	return out
}

// second is when a beat comes.
func (t tune) second(beat float64) float64 {
	if whole, in := math.Modf(beat); t.swing > 0 && !t.thirds {
		if in < 0.5 {
			in *= 2 * t.swing
		} else {
			in = t.swing + (in-0.5)*2*(1-t.swing)
		}
		beat = whole + in
	}
	s := 0.9 + 0.1*float64(t.number%7) + beat*60/t.bpm
	if t.warp != nil {
		return t.warp(s)
	}
	return s
}

// truth returns the seconds of beats and of downbeats.
func (t tune) truth() (beats, downs []float64) {
	at := 0
	for _, n := range t.bars {
		downs = append(downs, t.second(float64(at)))
		for k := range n {
			beats = append(beats, t.second(float64(at+k)))
		}
		at += n
	}
	return beats, downs
}

func (s *sheet) add(part int, beat, length float64, pitch, loud int) {
	start := s.second(beat) + s.lags[part] + s.jitter*s.rng.NormFloat64()
	end := s.second(beat+length) + s.lags[part]
	start = max(math.Round(start*192)/192, 0)
	s.parts[part].Notes = append(s.parts[part].Notes, music.Note{
		Pitch: uint8(pitch), Velocity: uint8(loud + s.rng.IntN(13) - 6), Start: start, End: max(math.Round(end*192)/192, start+1.0/192),
	})
}

// play writes the notes down: phrases of four bars over chords, of which the
// first and third are alike.
func (t tune) play() music.Song {
	s := &sheet{tune: t, rng: rand.New(rand.NewPCG(t.number, 11))}
	progression := [][]int{{0, 9, 5, 7}, {0, 5, 9, 7}, {9, 5, 0, 7}, {0, 7, 9, 5}}[t.number%4]
	rhythm := s.rhythms()
	at := 0
	for i, beats := range t.bars {
		s.bar(at, beats, i, progression[i%4], rhythm[(i/4%2)*4+i%4])
		at += beats
	}
	s.add(bassPart, float64(at), 4, 36, 100)
	s.add(chordPart, float64(at), 4, 60, 80)
	song := music.Song{Title: "tune"}
	for part, p := range s.parts {
		p.Drums = part == drumPart
		if len(p.Notes) > 0 {
			music.Sort(p.Notes)
			song.Tracks = append(song.Tracks, p)
		}
	}
	return song
}

// rhythms are where in eight bars the melody plays, as parts of beats.
func (s *sheet) rhythms() (out [8][]float64) {
	places := []float64{0, 0.5, 0.25, 0.75}
	chance := []float64{0.8, 0.6, 0.2, 0.2}
	if s.thirds {
		places, chance = []float64{0, 1.0 / 3, 2.0 / 3}, []float64{0.95, 0.55, 0.75}
	}
	if s.swing > 0 {
		chance = []float64{0.8, 0.7, 0, 0}
	}
	for i := range out {
		for beat := range 8 {
			for k, p := range places {
				if s.rng.Float64() < chance[k] {
					out[i] = append(out[i], float64(beat)+p)
				}
			}
		}
	}
	return out
}

// bar writes one bar that begins on a beat.
func (s *sheet) bar(at, beats, number, root int, rhythm []float64) {
	down := float64(at)
	third := 4
	if root == 9 {
		third = 3
	}
	s.add(bassPart, down, 0.9, 36+root%12, 105)
	for k := 1; k < beats; k++ {
		if s.rng.Float64() < 0.4 {
			s.add(bassPart, down+float64(k), 0.9, 36+(root+7*(k%2))%12, 85)
		}
	}
	for _, tone := range []int{0, third, 7} {
		s.add(chordPart, down, float64(beats)*0.95, 57+(root+tone)%12, 70)
		if s.noDrums && beats%2 == 0 {
			s.add(chordPart, down+float64(beats/2), float64(beats)*0.45, 57+(root+tone)%12, 60)
		}
	}
	for i, p := range rhythm {
		if p < float64(beats) {
			s.add(leadPart, down+p, 0.4, 69+[]int{0, 2, 4, 7, 9}[(i*int(s.number+3)+number)%5], 85)
		}
	}
	if !s.noDrums {
		s.drum(down, beats, number)
	}
}

func (s *sheet) drum(down float64, beats, number int) {
	if number%8 == 0 {
		s.add(drumPart, down, 0.2, 49, 105)
	}
	for k := range beats {
		beat := down + float64(k)
		switch {
		case k == 0 || beats == 4 && k == 2:
			s.add(drumPart, beat, 0.2, 36, 105)
		case beats == 3 && k == 1:
		default:
			s.add(drumPart, beat, 0.2, 38, 100)
		}
		s.add(drumPart, beat, 0.1, 42, 70)
		if s.thirds {
			s.add(drumPart, beat+1.0/3, 0.1, 42, 50)
			s.add(drumPart, beat+2.0/3, 0.1, 42, 55)
		} else {
			s.add(drumPart, beat+0.5, 0.1, 42, 60)
		}
	}
}

// read returns the beats and downbeats of a grid between two seconds.
func read(g *music.Grid, from, to float64) (beats, downs []float64) {
	step := g.Meter.Beat()
	all := g.Bars()
	for b := all.At(g.Beat(from - 0.03)); g.Second(b.Start) < to; b = all.Bar(b.Number + 1) {
		for k := 0.0; k < b.Meter.Beats()-1e-6; k += step {
			if s := g.Second(b.Start + k); s > from-0.03 && s < to+0.03 {
				if beats = append(beats, s); k == 0 {
					downs = append(downs, s)
				}
			}
		}
	}
	return beats, downs
}

// share is how many of the points have another one within 20 ms.
func share(points, others []float64) float64 {
	n := 0
	for _, p := range points {
		i := sort.SearchFloat64s(others, p)
		for _, k := range [2]int{i - 1, i} {
			if k >= 0 && k < len(others) && math.Abs(others[k]-p) < 0.02 {
				n++
				break
			}
		}
	}
	return float64(n) / float64(max(len(points), 1))
}

// alike reports whether two runs of beats are the same, but for one in fifty.
func alike(a, b []float64) bool { return share(a, b) >= 0.98 && share(b, a) >= 0.98 }

// playing leaves out what lies in a pause: nobody can say where its beats are.
func playing(points, beats []float64) []float64 {
	usual := beats[1] - beats[0]
	return slices.DeleteFunc(slices.Clone(points), func(t float64) bool {
		i := sort.SearchFloat64s(beats, t)
		return i > 0 && i < len(beats) && beats[i]-beats[i-1] > 1.3*usual && min(t-beats[i-1], beats[i]-t) > 0.02
	})
}
