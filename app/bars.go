package app

import (
	"fmt"
	"math"

	"partlift/backend/music"
	"partlift/backend/smf"
)

// Counted returns the open song's grid as a DAW counts it: a metre that is not
// sure enough to be written is none. It is nil without a grid.
func (p *Page) Counted() *music.Grid {
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
	unsure.Meter = nil
	return &unsure
}

// barBeats is the length of a bar in quarter notes; without a metre a DAW
// counts in fours.
func barBeats(g *music.Grid) float64 {
	if g.Meter != nil {
		return g.Meter.Beats()
	}
	return 4
}

// beatQuarters is the length of what is counted as a beat in quarter notes.
func beatQuarters(g *music.Grid) float64 {
	if g.Meter == nil {
		return 1
	}
	return g.Meter.Beat()
}

// FirstBar returns the number that the bar of the first downbeat has in the
// exported file, where bar 1 begins at or before the audio; 1 without a grid.
func (p *Page) FirstBar() int {
	g := p.Counted()
	if g == nil {
		return 1
	}
	lead := g.Beat(g.Downbeat) - g.Beat(0)
	return int(math.Ceil((lead-0.05/smf.PPQ)/barBeats(g))) + 1
}

// At names a second of the song: "12.3" is the third beat of bar 12 as in the
// exported file; without a grid it is "0:24.5".
func (p *Page) At(second float64) string {
	g := p.Counted()
	if g == nil {
		tenths := int(math.Round(10 * second)) // first, so that no minute has 60 seconds
		return fmt.Sprintf("%d:%02d.%d", tenths/600, tenths/10%60, tenths%10)
	}
	bar := barBeats(g)
	beat := g.Beat(second) - g.Beat(g.Downbeat) + 0.005
	k := math.Floor(beat / bar)
	return fmt.Sprintf("%d.%d", p.FirstBar()+int(k), int((beat-k*bar)/beatQuarters(g))+1)
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
	unit := beatQuarters(g)
	if bars {
		unit = barBeats(g)
	}
	origin := g.Beat(g.Downbeat)
	at := (g.Beat(second) - origin) / unit
	line := math.Round(at)
	switch {
	case by < 0 && at < line+0.01: // on a line, or before it
		line = math.Ceil(at-0.01) + float64(by)
	case by < 0:
		line = math.Floor(at) + float64(by+1)
	default:
		line = math.Floor(at+0.01) + float64(by)
	}
	return min(max(g.Second(origin+line*unit), 0), p.Seconds)
}
