package music

import (
	"math"
	"sort"
)

// Bar is one bar of a grid. Its places are beats: quarter notes since the
// grid's first tempo point.
type Bar struct {
	Number int     // 0 starts at the downbeat; those before it are negative
	Start  float64 // its first beat
	Meter  Meter   // 4/4 where the grid knows none, as programs count
}

// End returns where the next bar starts.
func (b Bar) End() float64 { return b.Start + b.Meter.Beats() }

// Count returns how many beats are counted in the bar.
func (b Bar) Count() int { return int(math.Round(b.Meter.Beats() / b.Meter.Beat())) }

// Beat returns where the bar's beat of an index lies, 0 being its start.
func (b Bar) Beat(i int) float64 { return b.Start + float64(i)*b.Meter.Beat() }

// Bars counts the bars of a grid; [Grid.Bars] makes it. All that counts bars
// counts by it, so that changes of meter are the same everywhere.
type Bars struct {
	firsts []Bar // the first bar of each meter; never empty
}

// Bars returns the bars of a grid as it is now. Meters that no bar can have
// are passed over. The grid needs a tempo.
func (g *Grid) Bars() Bars {
	at := Bar{Start: g.Beat(g.Downbeat), Meter: Meter{4, 4}}
	if g.Meter == nil || !g.Meter.counts() {
		return Bars{[]Bar{at}}
	}
	at.Meter = *g.Meter
	firsts := append(make([]Bar, 0, 1+len(g.Changes)), at)
	for _, c := range g.Changes {
		if !c.Meter.counts() || !(c.Beat > at.Start) {
			continue
		}
		bars := max(math.Round((c.Beat-at.Start)/at.Meter.Beats()), 1)
		at = Bar{Number: at.Number + int(bars), Start: c.Beat, Meter: c.Meter}
		firsts = append(firsts, at)
	}
	return Bars{firsts}
}

// counts reports whether bars of a meter have a length.
func (m Meter) counts() bool { return m.Numerator > 0 && m.Denominator > 0 }

// Meters returns the first bar of each meter. The first of them also holds
// before the downbeat, the last to the end.
func (b Bars) Meters() []Bar { return b.firsts }

// At returns the bar that a beat lies in.
func (b Bars) At(beat float64) Bar {
	i := max(sort.Search(len(b.firsts), func(i int) bool { return b.firsts[i].Start > beat })-1, 0)
	from := b.firsts[i]
	n := int(math.Floor((beat - from.Start) / from.Meter.Beats()))
	if i+1 < len(b.firsts) {
		n = min(n, b.firsts[i+1].Number-from.Number-1)
	}
	return from.later(n)
}

// Bar returns the bar of a number.
func (b Bars) Bar(number int) Bar {
	i := max(sort.Search(len(b.firsts), func(i int) bool { return b.firsts[i].Number > number })-1, 0)
	return b.firsts[i].later(number - b.firsts[i].Number)
}

// later returns the bar that comes that many bars of the same meter later.
func (b Bar) later(bars int) Bar {
	b.Number += bars
	b.Start += float64(bars) * b.Meter.Beats()
	return b
}

// noise is how far in quarter notes the audio may start in front of a bar line
// and still start on it: the twentieth of a tick.
const noise = 0.05 / 480

// First returns the bar that the audio starts in, which is bar 1 of a file.
func (g *Grid) First() Bar { return g.Bars().At(g.Beat(0) + noise) }

// FirstBar returns which number the bar at the downbeat has in a file.
func (g *Grid) FirstBar() int { return 1 - g.First().Number }

// AtTempo returns the grid with one tempo that a person set instead of its own:
// the downbeat stays, and each bar keeps its number and meter.
func (g *Grid) AtTempo(bpm float64) Grid {
	out, from := *g, g.Beat(g.Downbeat)
	out.Tempo = []TempoPoint{{Second: g.Downbeat, BPM: bpm}}
	out.Changes = nil
	for _, c := range g.Changes {
		out.Changes = append(out.Changes, MeterPoint{c.Beat - from, c.Meter})
	}
	return out
}
