package verify

import (
	"fmt"
	"math"
	"sort"

	"partlift/backend/music"
)

// Line 17: time signatures, and the bar lines that other rules ask for.

// meter is one time signature of the conductor, or the 4/4 that programs count
// in before there is one.
type meter struct {
	tick, bar uint64 // where it starts, and how long a bar is
}

// addMeter takes a time signature that bars can be counted by.
func (j *judge) addMeter(e Event) {
	if len(e.Data) != 4 || e.Data[1] > 6 {
		return
	}
	m := meter{e.Tick, 4 * j.ppq * uint64(e.Data[0]) >> e.Data[1]}
	switch last := len(j.meters) - 1; {
	case m.bar == 0:
	case m.tick == j.meters[last].tick:
		j.meters[last] = m
	case m.tick > j.meters[last].tick:
		j.meters = append(j.meters, m)
	}
}

// bar returns the bar line at or before a tick, and the next.
func (j *judge) bar(tick uint64) (line, next uint64) {
	i := max(sort.Search(len(j.meters), func(i int) bool { return j.meters[i].tick > tick })-1, 0)
	m := j.meters[i]
	line = m.tick + (tick-m.tick)/m.bar*m.bar
	next = line + m.bar
	if i+1 < len(j.meters) {
		next = min(next, j.meters[i+1].tick)
	}
	return line, next
}

func (j *judge) onBarLine(tick uint64) bool {
	line, _ := j.bar(tick)
	return line == tick
}

// signatures returns the time signatures, after checking that each can be
// counted by, lies in the conductor and starts where a bar ends.
func (j *judge) signatures() (out []Event, problem string) {
	bar := uint64(0)
	for i, t := range j.tracks {
		for _, e := range t.metas {
			switch {
			case e.Kind != 0x58:
				continue
			case i > 0:
				return nil, fmt.Sprintf("track %d has a time signature", i)
			case len(e.Data) != 4:
				return nil, fmt.Sprintf("the time signature at tick %d has %d bytes", e.Tick, len(e.Data))
			case e.Data[0] < 1 || e.Data[0] > 32 || e.Data[1] > 6:
				return nil, fmt.Sprintf("the time signature at tick %d is %d over 2 to the %d", e.Tick, e.Data[0], e.Data[1])
			case len(out) == 0 && e.Tick > 0:
				return nil, fmt.Sprintf("the first time signature is at tick %d", e.Tick)
			case len(out) > 0 && e.Tick == out[len(out)-1].Tick:
				return nil, fmt.Sprintf("there are two time signatures at tick %d", e.Tick)
			case len(out) > 0 && (e.Tick-out[len(out)-1].Tick)%bar != 0:
				return nil, fmt.Sprintf("the time signature at tick %d is not on a bar line", e.Tick)
			}
			out, bar = append(out, e), 4*j.ppq*uint64(e.Data[0])>>e.Data[1]
			if bar == 0 {
				return nil, fmt.Sprintf("the bars from tick %d on are shorter than a tick", e.Tick)
			}
		}
	}
	return out, ""
}

func (j *judge) meter() (problem, skipped string) {
	there, problem := j.signatures()
	switch {
	case problem != "":
		return problem, ""
	case j.want == nil:
		return "", ""
	case j.want.Grid == nil:
		return "", "there is no grid"
	}
	g := j.want.grid()
	sure := g.Meter != nil
	switch {
	case sure && len(there) == 0:
		return "the time signature is missing", ""
	case !sure && len(there) > 0:
		return "there is a time signature although the meter is not sure", ""
	case !sure:
		return "", ""
	}
	wanted := j.wantedMeters(g)
	for i, m := range wanted {
		if i == len(there) {
			return fmt.Sprintf("the change to %d/%d at tick %.0f is missing", m.meter.Numerator, m.meter.Denominator, m.tick), ""
		}
		e := there[i]
		switch {
		case int(e.Data[0]) != m.meter.Numerator || 1<<e.Data[1] != m.meter.Denominator:
			return fmt.Sprintf("the time signature at tick %d is %d/%d instead of %d/%d",
				e.Tick, e.Data[0], 1<<e.Data[1], m.meter.Numerator, m.meter.Denominator), ""
		case math.Abs(float64(e.Tick)-m.tick) > shortestBar*float64(j.ppq)/2:
			return fmt.Sprintf("the time signature at tick %d belongs to tick %.0f", e.Tick, m.tick), ""
		}
	}
	if len(there) > len(wanted) {
		return fmt.Sprintf("the time signature at tick %d is one too many", there[len(wanted)].Tick), ""
	}
	return "", ""
}

// signable reports whether time signatures can say the meters of a grid, each
// from a bar line on.
func signable(g *music.Grid) bool {
	if g.Meter == nil {
		return false
	}
	at, meter := g.Beat(g.Downbeat), *g.Meter
	for i, c := range append([]music.MeterPoint{{Beat: at, Meter: meter}}, g.Changes...) {
		m := c.Meter
		if m.Numerator < 1 || m.Numerator > 32 || m.Denominator < 1 || m.Denominator > 64 || m.Denominator&(m.Denominator-1) != 0 {
			return false
		}
		bars := (c.Beat - at) / meter.Beats()
		if off := math.Abs(bars - math.Round(bars)); i > 0 && (!(bars > 0.5) || off*meter.Beats() > 1.0/480) {
			return false
		}
		at, meter = c.Beat, m
	}
	return true
}

// shortestBar is the length of a bar of 1/64 in quarter notes.
const shortestBar = 1.0 / 16

// A change is a meter of the model, and the tick near which the file has it.
type change struct {
	tick  float64
	meter music.Meter
}

// wantedMeters lists the meters of a grid from the bar in which the audio
// starts to the end of the file.
func (j *judge) wantedMeters(g *music.Grid) []change {
	out, first, end := []change{{0, *g.Meter}}, g.First().Start, float64(j.end())
	for _, c := range g.Changes {
		tick := (c.Beat - first) * float64(j.ppq)
		switch half := shortestBar * float64(j.ppq) / 2; {
		case tick < half:
			out = []change{{0, c.Meter}} // the song starts in this one, or later
		case tick < end-half:
			out = append(out, change{tick, c.Meter})
		}
	}
	return out
}

// grid returns the grid that the file was laid out by, nil without one: bars are
// counted in fours where the meter is not sure, or no file can say it.
func (w *Want) grid() *music.Grid {
	if w.Grid == nil || len(w.Grid.Tempo) == 0 {
		return w.Grid
	}
	g := *w.Grid
	if g.MeterConfidence < minConfidence || !signable(&g) {
		g.Meter, g.Changes = nil, nil
	}
	if w.Tempo > 0 {
		g = g.AtTempo(w.Tempo)
	}
	return &g
}
