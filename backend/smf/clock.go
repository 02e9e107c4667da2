package smf

import (
	"math"
	"sort"

	"partlift/backend/music"
)

// errTempo is what Arrange says of a tempo that no file can hold.
const errTempo = Error("The tempo must lie between 22 and 999 BPM. Set another tempo or export without a grid.")

// errMap is what Arrange says of a tempo map that contradicts itself.
const errMap = Error("The tempo map of this song is damaged. Detect the grid again or export without one.")

// A clock places seconds of the audio on ticks of the file.
//
// A file holds tempo as whole microseconds in a quarter note, so its own time
// runs a little off the fitted tempo. Ticks follow the beats, which keeps
// notes exactly on grid lines, as long as the difference cannot be heard; the
// clock of a song so long that it could follows the file's time instead.
type clock struct {
	grid   *music.Grid
	bars   ruler // bar lines as programs will show them; in fours without a meter
	events []Tempo
	at     []float64 // seconds of the file at events
	start  float64   // beat at the start of the audio
	origin float64   // tick at the start of the audio, ≥ 0
	shift  float64   // seconds of the file at origin
	byTime bool      // ticks follow the file's time
}

// resync is how far in seconds the file may be off at a tempo point before the
// tempo in front of it is adjusted, so that roundings never add up.
const resync = 0.00025

// newClock lays out the tempo of a song that ends at a second.
func newClock(g *music.Grid, end float64) (*clock, error) {
	if err := usable(g); err != nil {
		return nil, err
	}
	c := &clock{grid: g, bars: newRuler(g), start: g.Beat(0)}
	// The bar that the audio starts in is the first of the file: what sounds
	// before the downbeat has room there.
	c.origin = (c.start - g.First().Start) * PPQ
	c.layTempo()
	c.byTime = c.drift(end) > 0.0029-c.halfTick()
	return c, nil
}

// usable checks that a grid can be written: in range, sorted, and each tempo
// point within a tick of where the one before leads.
func usable(g *music.Grid) error {
	if len(g.Tempo) == 0 || !(math.Abs(g.Downbeat) <= MaxSeconds) {
		return errMap
	}
	for i, p := range g.Tempo {
		if !(p.BPM >= MinTempo && p.BPM <= MaxTempo) {
			return errTempo
		}
		if !(math.Abs(p.Second) <= MaxSeconds) || !(math.Abs(p.Beat) <= MaxSeconds*MaxTempo/60) {
			return errMap
		}
		if i == 0 {
			continue
		}
		before := g.Tempo[i-1]
		led := before.Beat + (p.Second-before.Second)*before.BPM/60
		if p.Second <= before.Second || p.Beat <= before.Beat || math.Abs(p.Beat-led) > 1.0/PPQ {
			return errMap
		}
	}
	return nil
}

// layTempo turns tempo points into events. The tempo in which the audio starts
// also holds for the silence in front of it.
func (c *clock) layTempo() {
	points := c.grid.Tempo
	first := max(sort.Search(len(points), func(i int) bool { return points[i].Second > 0 })-1, 0)
	c.events = []Tempo{{Micros: micros(60e6 / points[first].BPM)}}
	c.at = []float64{0}
	c.shift = seconds(c.origin, c.events[0].Micros)
	for _, p := range points[first+1:] {
		tick := math.Round((p.Beat-c.start)*PPQ + c.origin)
		last := len(c.events) - 1
		if tick <= float64(c.events[last].Tick) {
			c.events[last].Micros = micros(60e6 / p.BPM)
			if last == 0 {
				c.shift = seconds(c.origin, c.events[0].Micros)
			}
			continue
		}
		c.meet(last, tick, p.Second)
		c.events = append(c.events, Tempo{Tick: uint32(tick), Micros: micros(60e6 / p.BPM)})
		c.at = append(c.at, c.at[last]+seconds(tick-float64(c.events[last].Tick), c.events[last].Micros))
	}
	c.shift = max(c.shift, 0)
}

// meet adjusts the last tempo when the file would be off at the next one. The
// first stays as it is, since the silence in front of the audio would stretch
// with it; the second makes up for it.
func (c *clock) meet(last int, tick, second float64) {
	e := &c.events[last]
	ticks, target := tick-float64(e.Tick), second+c.shift-c.at[last]
	if last > 0 && target > 0 && math.Abs(seconds(ticks, e.Micros)-target) > resync {
		e.Micros = micros(target * PPQ * 1e6 / ticks)
	}
}

// drift returns how far in seconds beats and the file's time part at most.
func (c *clock) drift(end float64) float64 {
	worst := math.Abs(c.second(c.beatTick(end)) - end - c.shift)
	for _, p := range c.grid.Tempo {
		if p.Second > 0 && p.Second < end {
			worst = max(worst, math.Abs(c.second(c.beatTick(p.Second))-p.Second-c.shift))
		}
	}
	return worst
}

// halfTick returns half a tick of the slowest tempo in seconds: what rounding
// to ticks costs at worst.
func (c *clock) halfTick() float64 {
	slowest := uint32(0)
	for _, e := range c.events {
		slowest = max(slowest, e.Micros)
	}
	return seconds(0.5, slowest)
}

func (c *clock) beatTick(second float64) float64 {
	return (c.grid.Beat(second)-c.start)*PPQ + c.origin
}

// second returns the file's second at a tick.
func (c *clock) second(tick float64) float64 {
	i := sort.Search(len(c.events), func(i int) bool { return float64(c.events[i].Tick) > tick })
	i = max(i-1, 0)
	return c.at[i] + seconds(tick-float64(c.events[i].Tick), c.events[i].Micros)
}

// tick returns the tick at a second of the audio.
func (c *clock) tick(second float64) uint32 {
	t := 0.0
	if c.byTime {
		second += c.shift
		i := max(sort.SearchFloat64s(c.at, second)-1, 0)
		t = float64(c.events[i].Tick) + (second-c.at[i])*PPQ*1e6/float64(c.events[i].Micros)
	} else {
		t = c.beatTick(second)
	}
	return uint32(max(math.Round(t), 0))
}

func micros(m float64) uint32 { return uint32(min(max(math.Round(m), 1), 1<<24-1)) }

// seconds returns how long ticks last.
func seconds(ticks float64, micros uint32) float64 {
	return ticks * float64(micros) / (PPQ * 1e6)
}
