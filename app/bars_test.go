package app_test

import (
	"math"
	"testing"

	"partlift/app"
	"partlift/backend/music"
)

// counted is a page with bars of three from 0.5 s on at 120 BPM.
func counted() *app.Page {
	return &app.Page{Seconds: 20, Grid: &music.Grid{
		Tempo: []music.TempoPoint{{BPM: 120}}, Downbeat: 0.5, Meter: &music.Meter{Numerator: 3, Denominator: 4}, MeterConfidence: 1,
	}}
}

func TestBarsAreNamedAsInTheFile(t *testing.T) {
	p := counted()
	for second, want := range map[float64]string{0.5: "2.1", 0: "1.3", 1: "2.2", 1.9999: "3.1", 1.99: "2.3", 2: "3.1"} {
		if got := p.At(second); got != want {
			t.Errorf("%v s is %s, want %s", second, got, want)
		}
	}
	p.Grid.MeterConfidence = 0.2
	if got := p.At(2.5); got != "3.1" {
		t.Errorf("counted in fours %v is %s, want 3.1", 2.5, got)
	}
	p.Grid = nil
	if got := p.At(59.96); got != "1:00.0" {
		t.Errorf("without a grid 59.96 s is %s", got)
	}
	if got := p.At(64.26); got != "1:04.3" {
		t.Errorf("without a grid 64.26 s is %s", got)
	}
	if p.FirstBar() != 1 {
		t.Error("without a grid the first bar is not 1")
	}
}

func TestStepsGoToBeatsAndBars(t *testing.T) {
	for _, c := range []struct {
		from float64
		bars bool
		by   int
		want float64
	}{
		{0.5, false, 1, 1}, {0.6, false, 1, 1}, {0.99, false, 1, 1}, {0.998, false, 1, 1.5}, {0.6, false, -1, 0.5}, {0.5, false, -1, 0}, {1, false, -1, 0.5},
		{0.5, true, 1, 2}, {2.2, true, -1, 2}, {2, true, -1, 0.5}, {0.3, true, -1, 0}, {19.9, true, 2, 20},
	} {
		if got := counted().Step(c.from, c.bars, c.by); math.Abs(got-c.want) > 1e-6 {
			t.Errorf("from %v by %d (bars %v) to %v, want %v", c.from, c.by, c.bars, got, c.want)
		}
	}
	free := &app.Page{Seconds: 10}
	if got := free.Step(3.5, true, 1); got != 7.5 {
		t.Errorf("without a grid from 3.5 to %v", got)
	}
}
