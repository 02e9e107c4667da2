package edit

import (
	"fmt"
	"math"

	"partlift/backend/music"
	"partlift/backend/smf"
)

// Counted returns the open song's grid as a DAW counts it: a meter that is not
// sure enough to be written counts as missing. While another reading is tried it
// is that one. It is nil without a grid.
func (p *Page) Counted() *music.Grid {
	if p.Trial != nil {
		return p.Trial.Grid
	}
	if p.counted == nil {
		return countedOf(p.Grid)
	}
	return p.counted
}

func countedOf(g *music.Grid) *music.Grid {
	if g == nil || g.Meter == nil || g.MeterConfidence >= smf.Confidence {
		return g
	}
	unsure := *g
	unsure.Meter, unsure.Changes = nil, nil
	return &unsure
}

// FirstBar returns the number that the bar of the first downbeat has in the
// exported file, where bar 1 begins at or before the audio; 1 without a grid.
func (p *Page) FirstBar() int {
	g := p.Counted()
	if g == nil {
		return 1
	}
	return g.FirstBar()
}

// At names a second of the song: "12.3" is the third beat of bar 12 as in the
// exported file, and "1" a pick-up before the first whole bar; without a grid it is
// "0:24.5".
func (p *Page) At(second float64) string {
	g := p.Counted()
	if g == nil {
		tenths := int(math.Round(10 * second)) // first, so that no minute has 60 seconds
		return fmt.Sprintf("%d:%02d.%d", tenths/600, tenths/10%60, tenths%10)
	}
	beat := g.Beat(second) + 0.005
	bar := g.Bars().At(beat)
	if pickUp(g, bar) {
		return fmt.Sprint(g.FirstBar() + bar.Number)
	}
	return fmt.Sprintf("%d.%d", g.FirstBar()+bar.Number, int((beat-bar.Start)/bar.Meter.Beat())+1)
}

// PickUp reports whether a second lies before the first whole bar.
func (p *Page) PickUp(second float64) bool {
	g := p.Counted()
	return g != nil && pickUp(g, g.Bars().At(g.Beat(second)+0.005))
}

// pickUp reports whether a bar begins before the song does.
func pickUp(g *music.Grid, bar music.Bar) bool {
	return g.Meter != nil && g.Second(bar.Start) < -rasterStep
}

// Step returns the second of a beat, or of a bar, before or after a second;
// without a grid it goes by 1 s and 4 s.
func (p *Page) Step(second float64, bars bool, by int) float64 {
	g := p.Counted()
	if g == nil {
		unit := 1.0
		if bars {
			unit = 4
		}
		return min(max(second+unit*float64(by), 0), p.Seconds)
	}
	count := g.Bars()
	bar := count.At(g.Beat(second))
	at := (g.Beat(second) - bar.Start) / bar.Meter.Beat()
	if bars {
		at = (g.Beat(second) - bar.Start) / bar.Meter.Beats()
	}
	line := int(math.Floor(at+0.01)) + by // a hair before a line is on it
	if by < 0 {
		line = int(math.Ceil(at-0.01)) + by
	}
	if bars {
		bar, line = count.Bar(bar.Number+line), 0
	}
	for ; line < 0; line += bar.Count() {
		bar = count.Bar(bar.Number - 1)
	}
	for ; line >= bar.Count(); bar = count.Bar(bar.Number + 1) {
		line -= bar.Count()
	}
	return min(max(g.Second(bar.Beat(line)), 0), p.Seconds)
}
