package grid_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"partlift/backend/grid"
	"partlift/backend/music"
)

// offLines returns how far in seconds beats lie from the lines of a grid, at
// worst.
func offLines(g *music.Grid, second func(float64) float64, beats int) float64 {
	worst := 0.0
	for k := range beats {
		want := second(float64(k))
		worst = max(worst, math.Abs(want-g.Second(math.Round(g.Beat(want))))) // on beats, not just lines
	}
	return worst
}

func TestLatePartsAreLinedUp(t *testing.T) {
	wander := func(beat float64) float64 { return 1.1 + beat*0.6877 + 0.02*math.Sin(beat/30) }
	for name, c := range map[string]struct {
		second       func(float64) float64
		late, jitter [4]float64
		worst        float64
	}{
		"bass very late":        {steadily(110, 1), [4]float64{0, 0.1, 0, 0}, [4]float64{}, 0.001},
		"all but the drums":     {steadily(110, 1), [4]float64{0, 0.05, -0.032, 0.1}, [4]float64{0.002, 0.012, 0.01, 0.02}, 0.002},
		"early and late":        {steadily(87.3, 1), [4]float64{0, -0.1, 0.06, 0.03}, [4]float64{0.003, 0.01, 0.01, 0.01}, 0.002},
		"a band of the service": {wander, [4]float64{-0.001, 0.013, 0.029, 0.045}, [4]float64{0.002, 0.015, 0.02, 0.02}, 0.010},
		"drums by hand":         {steadily(132, 1), [4]float64{0, 0.08, -0.07, 0.04}, [4]float64{0.01, 0.004, 0.004, 0.02}, 0.003},
	} {
		t.Run(name, func(t *testing.T) {
			song := uneven(c.second, c.late, c.jitter)
			r := grid.Find(song, grid.Options{})
			if r.Grid == nil {
				t.Fatal(r.Reason)
			}
			if worst := offLines(r.Grid, c.second, 320); worst > c.worst+0.001 {
				t.Errorf("a beat lies %.1f ms off", 1000*worst)
			}
			for _, l := range r.Lags {
				if d := l.Seconds - c.late[l.Track]; math.Abs(d) > 0.004+c.worst || l.LeftOut || l.Sure < 0.5 {
					t.Errorf("track %d is %.1f ms late, said are %.1f, sure %.2f, left out %v", l.Track, 1000*c.late[l.Track], 1000*l.Seconds, l.Sure, l.LeftOut)
				}
			}
			if len(r.Lags) != 4 {
				t.Errorf("%d lags for four tracks", len(r.Lags))
			}
		})
	}
}

// Whatever the others do, a clean part says where the lines are as exactly as
// it does by itself.
func TestACleanPartIsNeverPoisoned(t *testing.T) {
	second := steadily(98.6, 1.2)
	song := uneven(second, [4]float64{0, 0.047, -0.031, 0.09}, [4]float64{0, 0.025, 0.025, 0.025})
	alone := grid.Find(music.Song{Tracks: song.Tracks[:1]}, grid.Options{})
	all := grid.Find(song, grid.Options{})
	if alone.Grid == nil || all.Grid == nil {
		t.Fatal(alone.Reason, all.Reason)
	}
	if a, b := offLines(alone.Grid, second, 320), offLines(all.Grid, second, 320); b > a+0.001 {
		t.Errorf("beats lie %.1f ms off by all parts, %.1f by the drums alone", 1000*b, 1000*a)
	}
}

func TestAPartThatFitsNothingIsLeftOut(t *testing.T) {
	second := steadily(104.2, 1)
	song := uneven(second, [4]float64{0, 0.02, 0, 0}, [4]float64{0.003, 0.01, 0.01, 0.01})
	song.Tracks = append(song.Tracks, scattered(300, 180, 4).Tracks...)
	r := grid.Find(song, grid.Options{})
	if r.Grid == nil {
		t.Fatal(r.Reason)
	}
	if worst := offLines(r.Grid, second, 320); worst > 0.002 {
		t.Errorf("a beat lies %.1f ms off", 1000*worst)
	}
	for _, l := range r.Lags {
		if l.LeftOut != (l.Track == 4) || l.LeftOut && l.Sure > 0 {
			t.Errorf("%+v", l)
		}
	}
}

// Four tracks of one instrument, each late by itself, beside a steady piano.
func TestASplitInstrumentDoesNotBendTheTempo(t *testing.T) {
	second := steadily(110, 0.8)
	song := uneven(second, [4]float64{0.005, 0, -0.001, 0}, [4]float64{0.02, 0.005, 0.004, 0.005})
	bass := song.Tracks[1].Notes
	r := rand.New(rand.NewPCG(5, 5))
	split := make([]music.Track, 4)
	for i, n := range bass {
		k := i / 12 % 4
		n.Start += []float64{0.050, 0.045, -0.032, 0.007}[k] + 0.003*r.NormFloat64()
		n.End = max(n.End, n.Start+0.02)
		split[k].Notes = append(split[k].Notes, n)
	}
	song.Tracks = append(slices.Delete(song.Tracks, 1, 2), split...)
	got := grid.Find(song, grid.Options{})
	if got.Grid == nil {
		t.Fatal(got.Reason)
	}
	if !got.Grid.Constant() || octaves(got.Grid.Tempo[0].BPM, 110) > 2e-5 {
		t.Errorf("%d tempo events, %v BPM first", len(got.Grid.Tempo), got.Grid.Tempo[0].BPM)
	}
	if worst := offLines(got.Grid, second, 320); worst > 0.003 {
		t.Errorf("a beat lies %.1f ms off", 1000*worst)
	}
}

func ExampleLag() {
	song := uneven(steadily(110, 1), [4]float64{0, 0.048, 0, 0}, [4]float64{})
	for _, l := range grid.Find(song, grid.Options{}).Lags {
		fmt.Printf("track %d is %.0f hundredths of a second late\n", l.Track, math.Abs(100*l.Seconds))
	}
	// Output:
	// track 0 is 0 hundredths of a second late
	// track 1 is 5 hundredths of a second late
	// track 2 is 0 hundredths of a second late
	// track 3 is 0 hundredths of a second late
}

// A part that plays between the others, sixteenths off, is not late by one.
func TestAPartThatPlaysBetweenOthersIsNotLate(t *testing.T) {
	second := steadily(118, 1)
	song := uneven(second, [4]float64{}, [4]float64{0.004, 0.004, 0.004, 0.004})
	var between music.Track
	for beat := range 320 {
		for _, place := range []float64{0.25, 0.75} {
			if (beat+int(4*place))%3 == 0 {
				continue
			}
			start := second(float64(beat) + place)
			between.Notes = append(between.Notes, music.Note{Pitch: uint8(60 + beat%5), Velocity: 90, Start: start, End: start + 0.1})
		}
	}
	song.Tracks = append(song.Tracks[:3], between)
	r := grid.Find(song, grid.Options{})
	if r.Grid == nil {
		t.Fatal(r.Reason)
	}
	if len(r.Lags) != 4 {
		t.Errorf("%d lags for four tracks", len(r.Lags))
	}
	for _, l := range r.Lags {
		if math.Abs(l.Seconds) > 0.004 {
			t.Errorf("track %d is said to be %.1f ms late, sure %.2f", l.Track, 1000*l.Seconds, l.Sure)
		}
	}
}
