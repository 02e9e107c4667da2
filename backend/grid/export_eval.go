//go:build eval

package grid

import (
	"math"

	"partlift/backend/music"
)

// FeatureNames names the columns of Example.Features.
func FeatureNames() []string { return featureNames() }

// An Example is all readings of a song with their features, for training.
type Example struct {
	Readings []ExampleReading
	Features []float64 // one row a reading
}

// An ExampleReading is where a reading has its beats.
type ExampleReading struct {
	Beats, Downbeats []float64 // seconds
	Bar              int       // beats
	Lines, Phase     int       // of the beat on the lattice; readings that share both share their beats
	First            int       // beat of a downbeat
	Pace             float64   // octaves from 105 BPM
}

// ExampleOf returns the readings of a song, or none and the reason.
func ExampleOf(song music.Song) (Example, string) {
	f, reason := frameOf(song)
	if reason != "" {
		return Example{}, reason
	}
	a := accentsOf(f.notes, f.curve, f.lattice)
	readings, rows := readingsOf(a, usual)
	e := Example{Features: rows}
	for _, r := range readings {
		x := ExampleReading{Bar: r.beats, Lines: r.lines, Phase: r.phase, First: r.first, Pace: math.Log2(r.pace(a.lat.step) / 105)}
		for k := 0; r.phase+k*r.lines < a.lines; k++ {
			t := f.curve.second(a.lat.origin + float64(r.phase+k*r.lines)*a.lat.step)
			x.Beats = append(x.Beats, t)
			if (k-r.first)%r.beats == 0 {
				x.Downbeats = append(x.Downbeats, t)
			}
		}
		e.Readings = append(e.Readings, x)
	}
	return e, ""
}

// Signs are what claims of a song's reading are made of.
type Signs struct {
	Beats, Bars []float64 // see beatSigns and barSigns
	Bent        bool
}

// SignsOf returns the signs of a song with what is found of it; false when it
// has no grid.
func SignsOf(song music.Song) (Signs, Result, bool) {
	f, s, reason := countOf(song, Options{})
	if reason != "" {
		return Signs{}, Result{}, false
	}
	r := f.report(s, Options{})
	b := s.readings[s.best()]
	beat := s.sum(func(r reading) bool { return r.lines == b.lines && r.phase == b.phase })
	bar := s.sum(func(r reading) bool { return r.sharesBars(b) })
	beats, bars := s.signsOfBeats(b, beat), s.signsOfBars(b, bar/max(beat, 1e-9))
	return Signs{Beats: beats[:], Bars: bars[:], Bent: !f.curve.straight()}, r, true
}
