package edit_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"partlift/app/edit"
	"partlift/backend/grid"
	"partlift/backend/music"
)

// counted is a page with bars of three from 0.5 s on at 120 BPM.
func counted() *edit.Page {
	return &edit.Page{About: edit.About{Seconds: 20}, Counting: edit.Counting{Grid: &music.Grid{
		Tempo: []music.TempoPoint{{BPM: 120}}, Downbeat: 0.5, Meter: &music.Meter{Numerator: 3, Denominator: 4}, MeterConfidence: 1,
	}}}
}

func TestBarsAreNamedAsInTheFile(t *testing.T) {
	p := counted()
	for second, want := range map[float64]string{0.5: "2.1", 0: "1", 0.4: "1", 1: "2.2", 1.9999: "3.1", 1.99: "2.3", 2: "3.1"} {
		if got := p.At(second); got != want {
			t.Errorf("%v s is %s, want %s", second, got, want)
		}
	}
	if !p.PickUp(0) || !p.PickUp(0.49) || p.PickUp(0.5) || p.PickUp(9) {
		t.Error("the pick-up does not end with the first whole bar")
	}
	p.Grid.Downbeat = 0
	if p.PickUp(0) || p.At(0) != "1.1" {
		t.Errorf("a song that begins with a bar has a pick-up: %s", p.At(0))
	}
	p.Grid.Downbeat = 0.5
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
	free := &edit.Page{About: edit.About{Seconds: 10}}
	if got := free.Step(3.5, true, 1); got != 7.5 {
		t.Errorf("without a grid from 3.5 to %v", got)
	}
}

// changing is a page with a bar of 4/4 from 0.5 s on at 120 BPM, two of 6/8 and
// then 5/4.
func changing() *edit.Page {
	return &edit.Page{About: edit.About{Seconds: 20}, Counting: edit.Counting{Grid: &music.Grid{
		Tempo: []music.TempoPoint{{BPM: 120}}, Downbeat: 0.5, Meter: &music.Meter{Numerator: 4, Denominator: 4}, MeterConfidence: 1,
		Changes: []music.MeterPoint{{Beat: 5, Meter: music.Meter{Numerator: 6, Denominator: 8}}, {Beat: 11, Meter: music.Meter{Numerator: 5, Denominator: 4}}},
	}}}
}

func TestBarsAreNamedAndSteppedAcrossMeters(t *testing.T) {
	p := changing()
	for second, want := range map[float64]string{0: "1", 0.5: "2.1", 2.4: "2.4", 2.5: "3.1", 3.25: "3.2", 3.9: "3.2", 4: "4.1", 5.5: "5.1", 7.6: "5.5", 8: "6.1"} {
		if got := p.At(second); got != want {
			t.Errorf("%v s is %s, want %s", second, got, want)
		}
	}
	for _, c := range []struct {
		from float64
		bars bool
		by   int
		want float64
	}{
		{2, false, 1, 2.5}, {2.5, false, 1, 3.25}, {3.25, false, 1, 4}, {4, false, -1, 3.25}, {3.2, false, 2, 4}, {2.5, false, -1, 2}, {2, false, 6, 6}, {5.5, false, -6, 1.5},
		{0.5, true, 1, 2.5}, {2.6, true, 1, 4}, {4, true, 2, 8}, {8, true, -3, 2.5}, {2.5, true, -2, 0},
	} {
		if got := p.Step(c.from, c.bars, c.by); math.Abs(got-c.want) > 1e-6 {
			t.Errorf("from %v by %d (bars %v) to %v, want %v", c.from, c.by, c.bars, got, c.want)
		}
	}
	p.Grid.MeterConfidence = 0.2
	if got := p.At(6.5); got != "5.1" {
		t.Errorf("counted in fours 6.5 s is %s, want 5.1", got)
	}
}

func TestTheReportListsEveryMeter(t *testing.T) {
	var got struct {
		Beats, Downbeats []float64
		Meter            string
		Meters           []struct {
			Second float64
			Bar    int
			Meter  string
		}
	}
	if err := json.Unmarshal(edit.GridJSON(edit.Found{Result: grid.Result{Grid: changing().Grid}}, 7), &got); err != nil {
		t.Fatal(err)
	}
	if want := []float64{0.5, 2.5, 4, 5.5, 8}; got.Meter != "4/4" || !slices.Equal(got.Downbeats, want) {
		t.Errorf("%s with downbeats at %v, want %v", got.Meter, got.Downbeats, want)
	}
	if want := []float64{0, 0.5, 1, 1.5, 2, 2.5, 3.25, 4, 4.75, 5.5, 6, 6.5, 7, 7.5}; !slices.Equal(got.Beats, want) {
		t.Errorf("beats at %v, want %v", got.Beats, want)
	}
	if s := fmt.Sprint(got.Meters); s != "[{0 1 4/4} {2.5 3 6/8} {5.5 5 5/4}]" {
		t.Errorf("meters %s", s)
	}
	unknown := *changing().Grid
	unknown.Meter = nil
	if s := string(edit.GridJSON(edit.Found{Result: grid.Result{Grid: &unknown}}, 7)); !strings.Contains(s, `"meter":null,"meters":[]`) {
		t.Errorf("without a meter: %s", s)
	}
}
