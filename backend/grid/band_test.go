package grid_test

import (
	"math"
	"math/rand/v2"

	"partlift/backend/music"
)

// A band plays songs with a known grid.
type band struct {
	second func(beat float64) float64 // of a beat
	beats  int                        // in a bar
	bars   int
	pickup float64 // beats of melody in front of bar one
	jitter float64 // seconds
}

// steadily plays at one tempo, bar one at an offset in seconds.
func steadily(bpm, offset float64) func(float64) float64 {
	return func(beat float64) float64 { return offset + beat*60/bpm }
}

// play returns drums, bass, chords and a melody on the service's raster.
func (b band) play() music.Song {
	r := rand.New(rand.NewPCG(7, 7))
	var drums, bass, keys, lead music.Track
	drums.Drums = true
	add := func(t *music.Track, beat, length float64, pitch, velocity int) {
		start := b.second(beat) + b.jitter*r.NormFloat64()
		end := b.second(beat + length)
		start = max(math.Round(start*192)/192, 0)
		end = max(math.Round(end*192)/192, start+1.0/192)
		t.Notes = append(t.Notes, music.Note{Pitch: uint8(pitch), Velocity: uint8(velocity), Start: start, End: end})
	}
	roots := []int{0, 9, 5, 7}
	for i := 0.0; i < b.pickup; i += 0.5 {
		add(&lead, i-b.pickup, 0.5, 72+int(2*i), 90)
	}
	for bar := range b.bars {
		at := float64(bar * b.beats)
		root := roots[bar%4]
		third := 4
		if root == 9 {
			third = 3
		}
		add(&bass, at, 1.5, 36+root, 110)
		add(&bass, at+1.5, float64(b.beats)-1.5, 36+root, 90)
		for _, tone := range []int{0, third, 7} {
			add(&keys, at, float64(b.beats), 60+(root+tone)%12, 70)
		}
		if bar%8 == 0 {
			add(&drums, at, 0.5, 49, 110)
		}
		for k := range b.beats {
			beat := at + float64(k)
			pitch, loud := 38, 100
			if k == 0 || b.beats == 4 && k == 2 {
				pitch = 36
			}
			add(&drums, beat, 0.25, pitch, loud)
			add(&drums, beat, 0.25, 42, 70)
			add(&drums, beat+0.5, 0.25, 42, 60)
			for s := 0.0; s < 1; s += 0.25 {
				if s == 0 || r.Float64() < 0.4 {
					add(&lead, beat+s, 0.25, 67+[]int{0, 2, 4, 5, 7, 9}[r.IntN(6)], 80+r.IntN(20))
				}
			}
		}
	}
	last := float64(b.bars * b.beats)
	add(&bass, last, 4, 36, 110)
	add(&keys, last, 4, 60, 80)
	return music.Song{Title: "band", Tracks: []music.Track{drums, bass, keys, lead}}
}

// scattered returns notes at random times.
func scattered(n int, length float64, seed uint64) music.Song {
	r := rand.New(rand.NewPCG(seed, 1))
	t := music.Track{}
	for range n {
		start := math.Round(r.Float64()*length*192) / 192
		t.Notes = append(t.Notes, music.Note{Pitch: uint8(40 + r.IntN(40)), Velocity: uint8(40 + r.IntN(80)), Start: start, End: start + 0.1 + r.Float64()})
	}
	return music.Song{Tracks: []music.Track{t}}
}
