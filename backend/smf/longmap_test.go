package smf_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"partlift/backend/music"
	"partlift/backend/smf"
)

// sampled puts a note on lines and between them all through a song.
func sampled(g *music.Grid, seconds float64, r *rand.Rand) music.Song {
	song := one()
	for s := 0.0; s < seconds; s += seconds / 1500 {
		at := s + r.Float64()*seconds/4000
		if r.IntN(2) == 0 {
			at = max(g.Second(math.Round(g.Beat(at)*4)/4), 0)
		}
		song.Tracks[0].Notes = append(song.Tracks[0].Notes, music.Note{Pitch: uint8(30 + r.IntN(60)), Velocity: 90, Start: at, End: at + 0.2})
	}
	return song
}

// staysTogether arranges a song on a grid and checks that the file is good, that
// no note is off and that beats lie on their ticks throughout.
func staysTogether(t *testing.T, g *music.Grid, song music.Song) smf.Plan {
	t.Helper()
	opt := smf.Options{Grid: g}
	p := arrange(t, song, opt)
	passes(t, encode(t, p), wantOf(p, song, opt))
	return p
}

// A whole number of microseconds in a quarter note is wrong by up to half of
// one; over thousands of beats that must not add up.
func TestALongStretchBeforeAChangeOfTempo(t *testing.T) {
	const hour = 3600.0
	for _, bpm := range []float64{22.0001, 61.37, 87.7654321, 117.98, 133.3333, 199.99, 640.1} {
		for _, length := range []float64{38 * 60, hour, 3 * hour, 6*hour - 60} {
			for _, last := range []float64{23.4, 99.9, 181} {
				name := fmt.Sprintf("%v BPM for %v s, then %v", bpm, length, last)
				g := mapOf(0.37, [2]float64{math.Floor(length * bpm / 60), bpm}, [2]float64{40, last})
				song := sampled(g, length+20, rand.New(rand.NewPCG(1, uint64(length))))
				t.Run(name, func(t *testing.T) {
					p := staysTogether(t, g, song)
					if n := len(p.Tempo); n > 2+2*int(math.Ceil(length*bpm/60/1000)) {
						t.Errorf("%d tempo events for two tempi", n)
					}
					for beat := 0.0; g.Second(beat) < length; beat += 97 {
						tick := uint32(math.Round((beat - g.First().Start) * smf.PPQ))
						if off := p.Second(tick) - p.Shift - g.Second(beat); math.Abs(off) > 0.0012 {
							t.Fatalf("beat %v sounds %.2f ms off", beat, 1000*off)
						}
					}
				})
			}
		}
	}
}

func TestSixHoursWithHundredsOfTempi(t *testing.T) {
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 8))
		var stretches [][2]float64
		beats, seconds := 0.0, 0.0
		for range 500 {
			bpm := 60 + 100*r.Float64()
			n := math.Round(40*bpm/60*(0.2+1.6*r.Float64())*4) / 4
			stretches = append(stretches, [2]float64{n, bpm})
			beats, seconds = beats+n, seconds+n*60/bpm
		}
		g := mapOf(1.1, stretches...)
		song := sampled(g, min(seconds, 6*3600-10), r)
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			p := staysTogether(t, g, song)
			if n := len(p.Tempo); n < 450 || n > 1100 {
				t.Errorf("%d tempo events", n)
			}
		})
	}
}

// Maps of every kind: a change every beat or every hour, off the beats and off
// the ticks, slow and fast, before the audio and behind its end.
func TestAnyTempoMapKeepsNotesAndBeatsTogether(t *testing.T) {
	seeds := []uint64{4876, 8924, 14712} // once broke a rule
	for seed := range uint64(150) {
		seeds = append(seeds, seed)
	}
	for _, seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 9))
		count, scale := 1+r.IntN([]int{3, 30, 300, 2000}[r.IntN(4)]), math.Exp(9*r.Float64())
		low, high := []float64{22, 40, 90}[r.IntN(3)], []float64{130, 200, 999}[r.IntN(3)]
		round := []float64{0, 1, 4, 480}[r.IntN(4)]
		var stretches [][2]float64
		seconds := 0.0
		for len(stretches) < count && seconds < 5.5*3600 {
			bpm := low + (high-low)*r.Float64()
			beats := scale * (0.01 + r.ExpFloat64())
			if round > 0 {
				beats = math.Ceil(beats*round) / round
			}
			stretches = append(stretches, [2]float64{beats, bpm})
			seconds += beats * 60 / bpm
		}
		g := mapOf(r.Float64()*4-2, stretches...)
		if r.IntN(2) == 0 {
			g.Downbeat = g.Second(float64(r.IntN(40)))
		}
		end := min(max(seconds*(0.3+r.Float64()), 5), 6*3600-10)
		song := sampled(g, end, r)
		t.Run(fmt.Sprintf("%d: %d stretches of about %.3g beats, %v–%v BPM, %.0f s", seed, len(stretches), scale, low, high, end), func(t *testing.T) {
			staysTogether(t, g, song)
		})
	}
}
