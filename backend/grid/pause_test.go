package grid_test

import (
	"fmt"
	"math"
	"testing"

	"partlift/backend/grid"
	"partlift/backend/music"
)

// stopped returns the second of a beat of a song that waits that many seconds in
// front of a beat.
func stopped(bpm, wait float64, before int) func(float64) float64 {
	return func(beat float64) float64 {
		t := 1.1 + beat*60/bpm
		if beat >= float64(before) {
			t += wait
		}
		return t
	}
}

// held plays on until the music goes on, where notes end at a stop.
func held(song music.Song, from, to float64) music.Song {
	for _, t := range song.Tracks {
		for i := range t.Notes {
			if n := &t.Notes[i]; n.Start < from && n.End > from-0.2 {
				n.End = to
			}
		}
	}
	return song
}

func TestMusicPauses(t *testing.T) {
	const bars, before = 40, 64
	for _, bpm := range []float64{100, 127.3} {
		for _, wait := range []float64{0.1, 0.15, 0.3, 0.6, 0.9, 1.37, 2.2, 3.1, 5.3, 10} {
			for _, jitter := range []float64{0, 0.008} {
				name := fmt.Sprintf("%v BPM, %v s, jitter %v", bpm, wait, jitter)
				beats := wait * bpm / 60
				if math.Abs(beats-math.Round(beats))*60/bpm < 0.03 {
					continue // a pause of whole beats does not count
				}
				t.Run(name, func(t *testing.T) {
					second := stopped(bpm, wait, before)
					song := band{second: second, beats: 4, bars: bars, jitter: jitter}.play()
					if jitter == 0 {
						song = held(song, second(before)-wait, second(before)-0.05)
					}
					r := grid.Find(song, grid.Options{})
					if r.Grid == nil {
						t.Fatal(r.Reason)
					}
					if worst := offLines(r.Grid, second, 4*bars); worst > 0.010 {
						t.Errorf("a beat lies %.0f ms off", 1000*worst)
					}
					if n := len(r.Grid.Tempo); n > 4 {
						t.Errorf("%d tempo events", n)
					}
					for bar := range bars {
						at := (r.Grid.Beat(second(float64(4*bar))) - r.Grid.Beat(r.Grid.Downbeat)) / 4
						if math.Abs(at-math.Round(at)) > 0.01 {
							t.Errorf("bar %d begins %.2f bars off a bar line", bar+1, at-math.Round(at))
							break
						}
					}
				})
			}
		}
	}
}

func TestTempoJumps(t *testing.T) {
	const bars, at = 48, 96
	for _, ratio := range []float64{0.78, 0.9, 0.97, 1.04, 1.2, 1.33} {
		for _, jitter := range []float64{0, 0.008} {
			t.Run(fmt.Sprintf("%v, jitter %v", ratio, jitter), func(t *testing.T) {
				second := func(beat float64) float64 {
					return 0.7 + (min(beat, at)+max(beat-at, 0)/ratio)*60/112
				}
				r := grid.Find(band{second: second, beats: 4, bars: bars, jitter: jitter}.play(), grid.Options{})
				if r.Grid == nil {
					t.Fatal(r.Reason)
				}
				if worst := offLines(r.Grid, second, 4*bars); worst > 0.004+2*jitter {
					t.Errorf("a beat lies %.0f ms off", 1000*worst)
				}
				if n := len(r.Grid.Tempo); n > 3 {
					t.Errorf("%d tempo events", n)
				}
			})
		}
	}
}
