package grid_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"partlift/backend/grid"
	"partlift/backend/music"
)

// A groove is a bar as a drummer would write it, an eighth a letter: k kick, s
// snare, h only a hat.
type groove struct {
	drums   string
	quarter float64 // quarter notes a minute
	pickup  int     // eighths in front of bar one
	bars    int
	dropped int // the bar that lacks its last two eighths; 0 for none
}

// play returns drums, bass, chords and a tune, and the second of bar one.
func (g groove) play() (song music.Song, first float64) {
	r := rand.New(rand.NewPCG(3, 3))
	eighth := 30 / g.quarter
	first = 0.7 + float64(g.pickup)*eighth
	var drums, bass, chords, lead music.Track
	drums.Drums = true
	add := func(t *music.Track, at, length float64, pitch, loud int) {
		start := math.Round((first+at*eighth)*192) / 192
		end := math.Round((first+(at+length)*eighth)*192) / 192
		t.Notes = append(t.Notes, music.Note{Pitch: uint8(pitch), Velocity: uint8(loud), Start: max(start, 0), End: max(end, start+0.02)})
	}
	for i := range g.pickup {
		add(&lead, float64(i-g.pickup), 0.9, 72+2*(i%3), 90)
	}
	at := 0.0
	for bar := range g.bars {
		root := []int{0, 9, 5, 7}[bar%4]
		pattern := g.drums
		if g.dropped > 0 && bar == g.dropped {
			pattern = pattern[:len(pattern)-2]
		}
		length := float64(len(pattern))
		if bar%8 == 0 {
			add(&drums, at, 1, 49, 110)
		}
		add(&bass, at, length/2, 36+root, 110)
		for _, tone := range []int{0, 4, 7} {
			add(&chords, at, length, 60+(root+tone)%12, 70)
		}
		for i, c := range pattern {
			t := at + float64(i)
			add(&drums, t, 0.5, 42, 60)
			switch c {
			case 'k':
				add(&drums, t, 0.5, 36, 105)
				add(&bass, t, 1, 36+root, 95)
			case 's':
				add(&drums, t, 0.5, 38, 105)
			}
			if strings.ContainsRune("ks", c) || r.Float64() < 0.5 {
				add(&lead, t, 0.9, 67+[]int{0, 2, 5, 7, 9}[r.IntN(5)], 85)
			}
		}
		at += length
	}
	add(&bass, at, 6, 36, 110)
	return music.Song{Tracks: []music.Track{drums, bass, chords, lead}}, first
}

func TestMetres(t *testing.T) {
	for want, g := range map[string]groove{
		"4/4":                 {drums: "khshkhsh", quarter: 117.3, bars: 40},
		"4/4 with a pick-up":  {drums: "khskhksh", quarter: 103.9, bars: 40, pickup: 3},
		"3/4":                 {drums: "khshsh", quarter: 131.3, bars: 48},
		"3/4 with a pick-up":  {drums: "khhhsh", quarter: 118.1, bars: 48, pickup: 2},
		"6/8":                 {drums: "khhshh", quarter: 97.4, bars: 64},
		"6/8 with a pick-up":  {drums: "khhshk", quarter: 108.7, bars: 64, pickup: 1},
		"12/8":                {drums: "khhshhkhkshh", quarter: 92.6, bars: 32},
		"5/4":                 {drums: "khhkshkhsh", quarter: 147.2, bars: 36},
		"7/8":                 {drums: "khshkhs", quarter: 133.9, bars: 48},
		"7/8 in another way":  {drums: "khskhsh", quarter: 151.3, bars: 48},
		"5/8":                 {drums: "khhsh", quarter: 140.3, bars: 64},
		"4/4, a driven beat":  {drums: "khshkhsh", quarter: 163.1, bars: 48},
		"4/4, all four beats": {drums: "kskskskh", quarter: 126.01, bars: 40},
	} {
		t.Run(want, func(t *testing.T) {
			song, first := g.play()
			r := grid.Find(song, grid.Options{})
			if r.Grid == nil {
				t.Fatal(r.Reason)
			}
			m := r.Grid.Meter
			name, _, _ := strings.Cut(strings.Fields(want)[0], ",")
			if got := meterName(m); got != name {
				t.Errorf("heard as %s at %.2f BPM, sure %.2f", got, r.Grid.Tempo[0].BPM, r.Grid.MeterConfidence)
			}
			if d := math.Abs(r.Grid.Tempo[0].BPM/g.quarter - 1); d > 1e-4 {
				t.Errorf("%v quarters a minute for %v", r.Grid.Tempo[0].BPM, g.quarter)
			}
			bars := (r.Grid.Beat(first) - r.Grid.Beat(r.Grid.Downbeat)) / m.Beats()
			if d := math.Abs(bars - math.Round(bars)); d > 0.02 {
				t.Errorf("bar one lies %.3f bars off", bars)
			}
		})
	}
}

func meterName(m *music.Meter) string {
	if m == nil {
		return "none"
	}
	return fmt.Sprintf("%d/%d", m.Numerator, m.Denominator)
}

func TestADroppedBeatIsNotCountedOver(t *testing.T) {
	g := groove{drums: "khshkhsh", quarter: 112.6, bars: 64}
	whole, _ := g.play()
	g.dropped = 30
	short, first := g.play()
	sure, unsure := grid.Find(whole, grid.Options{}), grid.Find(short, grid.Options{})
	if sure.Grid == nil || unsure.Grid == nil {
		t.Fatal(sure.Reason, unsure.Reason)
	}
	if sure.Grid.MeterConfidence < 0.9 {
		t.Errorf("four beats in every bar are sure to %v only", sure.Grid.MeterConfidence)
	}
	if unsure.Grid.MeterConfidence >= 0.9 || unsure.Confidence.Bar >= 0.9 {
		t.Errorf("bars are claimed over a dropped beat: metre %v, bar %v", unsure.Grid.MeterConfidence, unsure.Confidence.Bar)
	}
	beats := unsure.Grid.Beat(first+60) - unsure.Grid.Beat(first)
	if want := g.quarter; math.Abs(beats/want-1) > 1e-4 {
		t.Errorf("%v beats in a minute of %v", beats, want)
	}
}

func TestOfferedReadingsDiffer(t *testing.T) {
	for _, drums := range []string{"khshkhsh", "khhshh", "kskskskk", "khshkhs", "hhhhhhhh"} {
		song, _ := groove{drums: drums, quarter: 121.7, bars: 40}.play()
		r := grid.Find(song, grid.Options{})
		if r.Grid == nil {
			t.Fatal(r.Reason)
		}
		seen := map[string]bool{lines(r.Grid): true}
		last := 1.0
		for _, a := range r.Alternatives {
			if id := lines(a.Grid); seen[id] {
				t.Errorf("%s: %q is offered twice", drums, a.Name)
			} else {
				seen[id] = true
			}
			if a.Confidence > last {
				t.Errorf("%s: %q comes after a less likely one", drums, a.Name)
			}
			last = a.Confidence
		}
		names := map[string]bool{}
		for _, a := range r.Alternatives {
			if names[a.Name.String()] {
				t.Errorf("%s: two readings are called %q", drums, a.Name)
			}
			names[a.Name.String()] = true
		}
		partner := names["one and a half times the tempo"] || names["two thirds of the tempo"]
		beats := r.Grid.Meter.Beats() / r.Grid.Meter.Beat() // of two, one later is one earlier
		earlier := names["bar one a beat earlier"] || beats == 2
		if !names["double tempo"] || !names["half tempo"] || !partner || !names["bar one a beat later"] || !earlier {
			t.Errorf("%s: what is asked for first is not among %v", drums, names)
		}
	}
}

// lines names what a grid would look like in a file.
func lines(g *music.Grid) string {
	return fmt.Sprintf("%.3f %.3f %s", g.Tempo[0].BPM, g.Downbeat, meterName(g.Meter))
}
